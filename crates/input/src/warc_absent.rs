//! Web archives in a build without the cargo feature `warc`: each is told, none is read.

use std::convert::Infallible;

use super::Settings;
use super::decode::Content;
use super::origin::Origin;
use super::piece::{Body, Output};

/// There is none in this build.
pub(super) struct Record(Infallible);

impl Record {
    /// Bytes held.
    pub(super) fn len(&self) -> usize {
        match self.0 {}
    }
}

pub(super) fn cut(_: &mut Content<'_>, _: &Settings, out: &mut dyn FnMut(Body)) {
    let reason = "a WARC file; this build reads none, build it with --features warc".to_owned();
    out(Body::Rejected { row: None, reason });
}

pub(super) fn parse(record: Record, _: &Origin, _: &Settings, _: &mut Output) {
    match record.0 {}
}
