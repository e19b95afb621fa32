//! What the files of a run share: the settings, the progress, and read buffers.

use std::io::{self, Read};
use std::sync::atomic::{AtomicU64, Ordering};

use jiff::tz::TimeZone;
use wirecopy_core::progress::Progress;

use crate::article::Article;
use crate::buffer_pool::BufferPool;
use crate::fields::FieldNames;
use crate::settings::Settings;
use crate::wanted::WantedArticles;

/// What the files of a run share.
pub(crate) struct Context<'a> {
    pub(crate) settings: &'a Settings,
    pub(crate) names: FieldNames,
    /// The zone of times without one, of outlets whose own is not known.
    zone: Option<TimeZone>,
    pub(crate) progress: &'a dyn Progress,
    /// Bytes that were read from all files so far.
    pub(crate) bytes_read: AtomicU64,
    /// How many bytes of the input may stay in the system's file cache.
    pub(crate) max_cached_bytes: u64,
    pub(crate) buffers: BufferPool,
    /// The articles that are wanted; `None` for all.
    pub(crate) wanted: Option<&'a WantedArticles<'a>>,
}

impl<'a> Context<'a> {
    pub(crate) fn new(settings: &'a Settings, progress: &'a dyn Progress, max_cached_bytes: u64) -> Self {
        Context {
            settings,
            names: FieldNames::new(&settings.columns),
            zone: settings.timezone.as_deref().and_then(|name| TimeZone::get(name).ok()),
            progress,
            bytes_read: AtomicU64::new(0),
            max_cached_bytes,
            buffers: BufferPool::default(),
            wanted: None,
        }
    }

    /// The zone of an article's time, where it is written without one.
    pub(crate) fn zone_of(&self, article: &Article) -> Option<&TimeZone> {
        self.settings.outlets.zone_of(article).or(self.zone.as_ref())
    }

    /// Whether anything of a file is wanted.
    pub(crate) fn wants_path(&self, path: &str) -> bool {
        self.wanted.is_none_or(|wanted| wanted.has_path(path))
    }

    /// Counts bytes that were read from disk or standard input.
    pub(crate) fn add_bytes_read(&self, bytes: u64) {
        self.progress.advance(bytes);
        self.bytes_read.fetch_add(bytes, Ordering::Relaxed);
    }

    /// Reads one article's source as a whole, unless it is too long.
    pub(crate) fn read_whole(&self, content: &mut dyn Read) -> io::Result<Vec<u8>> {
        let limit = self.settings.max_article_bytes;
        let mut bytes = Vec::new();
        content.take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > limit {
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, self.too_long("file")));
        }
        Ok(bytes)
    }

    /// The reason for rejecting an article longer than the setting `max_article_bytes`; `unit` is what it is: a file, a
    /// line, a record.
    pub(crate) fn too_long(&self, unit: &str) -> String {
        let limit = self.settings.max_article_bytes;
        format!("a {unit} of more than {limit} bytes, the limit set by `input.max_article_bytes`")
    }

    /// Runs a test with the context of `settings`.
    #[cfg(test)]
    pub(crate) fn with<T>(settings: &Settings, run: impl FnOnce(&Context<'_>) -> T) -> T {
        run(&Context::new(settings, &wirecopy_core::progress::NoProgress, u64::MAX))
    }
}
