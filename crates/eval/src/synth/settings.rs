//! The settings of a synthetic corpus.

use wirecopy_core::error::{Error, Result};

/// The size of a synthetic corpus and the properties of its pages.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SynthSettings {
    /// The number of articles, 1 to 2³².
    pub articles: u64,
    /// The number of outlets that print them, 1 to 39,000.
    pub outlets: u32,
    /// The seed of all random choices.
    pub seed: u64,
    /// The share of the average page's words that is boilerplate of its outlet, 0 to 0.9.
    pub boilerplate: f64,
    /// The share of characters with an OCR error, 0 to 0.5.
    pub ocr: f64,
}

impl Default for SynthSettings {
    fn default() -> Self {
        SynthSettings { articles: 1000, outlets: 100, seed: 0, boilerplate: 0.3, ocr: 0.0 }
    }
}

impl SynthSettings {
    /// Checks that each setting is within its range.
    ///
    /// # Errors
    /// [`Error::Setting`] for the first that is not.
    pub(super) fn check(&self) -> Result<()> {
        let refuse = |field, problem: &str| Err(Error::Setting { field, problem: problem.to_owned() });
        if self.articles == 0 || self.articles > 1 << 32 {
            return refuse("synth.articles", "must be between 1 and 4,294,967,296");
        }
        if self.outlets == 0 || self.outlets > 39_000 {
            return refuse("synth.outlets", "must be between 1 and 39,000, for which there are names");
        }
        if !(0.0..=0.9).contains(&self.boilerplate) {
            return refuse("synth.boilerplate", "the share of the page must be between 0 and 0.9");
        }
        if !(0.0..=0.5).contains(&self.ocr) {
            return refuse("synth.ocr", "the share of misread characters must be between 0 and 0.5");
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refuses_settings_outside_of_their_ranges() {
        let refused = |settings: SynthSettings| settings.check().unwrap_err().to_string();
        let good = SynthSettings::default();
        assert!(refused(SynthSettings { articles: 0, ..good }).starts_with("`synth.articles`"));
        assert!(refused(SynthSettings { outlets: 0, ..good }).starts_with("`synth.outlets`"));
        assert!(refused(SynthSettings { boilerplate: 1.0, ..good }).starts_with("`synth.boilerplate`"));
        assert!(refused(SynthSettings { ocr: -0.1, ..good }).starts_with("`synth.ocr`"));
        assert!(good.check().is_ok());
    }
}
