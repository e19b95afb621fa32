//! The progress bar: on a terminal, for work that takes long; nothing in a pipe.

use crate::flag_names::with_flags;
use crate::interrupt;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::Write;
use std::time::Duration;
use wirecopy::progress::Progress;
use wirecopy::stage::Stage;

/// Shows a run's progress on stderr and passes on that the user wants to stop.
pub(crate) struct Bar {
    bar: ProgressBar,
    quiet: bool,
}

impl Bar {
    /// A bar, or none when `quiet` or when stderr is no terminal.
    pub(crate) fn new(quiet: bool) -> Self {
        let target = if quiet { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() };
        let bar = ProgressBar::with_draw_target(None, target);
        bar.enable_steady_tick(Duration::from_millis(200));
        Bar { bar, quiet }
    }

    /// Takes the bar away.
    pub(crate) fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

impl Progress for Bar {
    fn begin(&self, stage: Stage, total: Option<u64>) {
        self.bar.reset();
        let template = match (stage, total) {
            (Stage::Read, Some(_)) => "{prefix:11} {wide_bar} {bytes}/{total_bytes} {eta}",
            (Stage::Read, None) => "{prefix:11} {spinner} {bytes}",
            (_, Some(_)) => "{prefix:11} {wide_bar} {human_pos}/{human_len} {eta}",
            (_, None) => "{prefix:11} {spinner} {elapsed}",
        };
        if let Ok(style) = ProgressStyle::with_template(template) {
            self.bar.set_style(style);
        }
        self.bar.set_prefix(stage.name());
        match total {
            Some(total) => self.bar.set_length(total),
            None => self.bar.unset_length(),
        }
    }

    fn advance(&self, amount: u64) {
        self.bar.inc(amount);
    }

    fn message(&self, text: &str) {
        if !self.quiet {
            // where stderr is closed nobody wants to know
            let _ = self.bar.suspend(|| writeln!(anstream::stderr(), "{}", with_flags(text)));
        }
    }

    fn wants_total(&self) -> bool {
        !self.bar.is_hidden()
    }

    fn cancelled(&self) -> bool {
        interrupt::asked()
    }
}
