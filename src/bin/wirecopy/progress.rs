//! The progress bar on stderr. It shows on a terminal only.

use crate::flag_names::with_flags;
use crate::interrupt;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::Write;
use std::time::Duration;
use wirecopy::progress::Progress;
use wirecopy::stage::Stage;

/// Shows the progress of a run, and tells the run when the user wants to stop it. It disappears when dropped.
pub(crate) struct Bar {
    bar: ProgressBar,
    is_quiet: bool,
    stages: &'static [Stage],
}

/// The stages of a scan, in their order.
pub(crate) const SCAN_STAGES: &[Stage] = &[
    Stage::Read,
    Stage::Boilerplate,
    Stage::Sketch,
    Stage::Candidates,
    Stage::Match,
    Stage::Cluster,
    Stage::Attribute,
];

impl Bar {
    /// A bar, which is hidden if `is_quiet` or if stderr is no terminal.
    pub(crate) fn new(is_quiet: bool) -> Self {
        let target = if is_quiet { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() };
        let bar = ProgressBar::with_draw_target(None, target);
        bar.enable_steady_tick(Duration::from_millis(200));
        Bar { bar, is_quiet, stages: &[] }
    }

    /// The bar of a run with these stages, which says the number of each.
    pub(crate) fn with_stages(is_quiet: bool, stages: &'static [Stage]) -> Self {
        let mut bar = Bar::new(is_quiet);
        bar.stages = stages;
        bar
    }

    /// `3/7 sketch`.
    fn prefix(&self, stage: Stage) -> String {
        match self.stages.iter().position(|of_run| *of_run == stage) {
            Some(at) => format!("{}/{} {}", at + 1, self.stages.len(), stage.name()),
            None => stage.name().to_owned(),
        }
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

impl Progress for Bar {
    fn begin(&self, stage: Stage, total: Option<u64>) {
        self.bar.reset();
        let template = match (stage, total) {
            (Stage::Read, Some(_)) => "{prefix:16} {wide_bar} {bytes}/{total_bytes}, {eta} left",
            (Stage::Read, None) => "{prefix:16} {spinner} {bytes}",
            (_, Some(_)) => "{prefix:16} {wide_bar} {human_pos}/{human_len}, {eta} left",
            (_, None) => "{prefix:16} {spinner} {elapsed}",
        };
        if let Ok(style) = ProgressStyle::with_template(template) {
            self.bar.set_style(style);
        }
        self.bar.set_prefix(self.prefix(stage));
        match total {
            Some(total) => self.bar.set_length(total),
            None => self.bar.unset_length(),
        }
    }

    fn advance(&self, amount: u64) {
        self.bar.inc(amount);
    }

    fn message(&self, text: &str) {
        if !self.is_quiet {
            // if stderr is closed, the message has no reader
            let _ = self.bar.suspend(|| writeln!(anstream::stderr(), "{}", with_flags(text)));
        }
    }

    fn wants_total(&self) -> bool {
        !self.bar.is_hidden()
    }

    fn cancelled(&self) -> bool {
        interrupt::is_requested()
    }
}
