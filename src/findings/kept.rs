//! Which articles a corpus without duplicates keeps.

use super::{ClusterCopy, Findings};
use crate::error::{Error, Result};
use crate::verify::Form;

/// Which copies a corpus without duplicates drops: those of some forms that are mostly in the lead, which is kept.
#[derive(Debug, Clone, PartialEq)]
pub struct KeepSettings {
    /// The least share of a copy's shingles that the lead has, if the copy is dropped.
    pub containment: f64,
    /// The forms that are dropped. Neither a lead nor a version is ever dropped.
    pub forms: Vec<Form>,
}

impl Default for KeepSettings {
    /// Copies of any form with at least .8 of their shingles in the lead.
    fn default() -> Self {
        KeepSettings { containment: 0.8, forms: vec![Form::Verbatim, Form::Edited, Form::Cut, Form::Extended] }
    }
}

impl KeepSettings {
    pub(crate) fn check(&self) -> Result<()> {
        if (0.0..=1.0).contains(&self.containment) {
            return Ok(());
        }
        let problem = format!("{} is not a share: choose a number from 0 to 1", self.containment);
        Err(Error::Setting { field: "keep.containment", problem })
    }

    /// Whether a copy is dropped.
    fn drops(&self, copy: &ClusterCopy) -> bool {
        !matches!(copy.form, Form::Lead | Form::Version)
            && self.forms.contains(&copy.form)
            && copy.with_lead.containment_a() >= self.containment
    }
}

impl Findings {
    /// Whether a corpus without duplicates keeps an article. It drops the copies that [`KeepSettings`] tell.
    #[must_use]
    pub fn is_kept(&self, article: u32) -> bool {
        self.copy(article).is_none_or(|(_, copy)| !self.keep.drops(copy))
    }

    /// The cluster of an article, and the article as a copy in it.
    #[must_use]
    pub fn copy(&self, article: u32) -> Option<(&super::Cluster, &ClusterCopy)> {
        let membership = (*self.memberships.get(article as usize)?)?;
        let cluster = &self.clusters[membership.cluster as usize];
        Some((cluster, &cluster.copies[membership.rank as usize]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verify::Overlap;

    fn copy(form: Form, shared: u32) -> ClusterCopy {
        let with_lead = Overlap { shared, a: 100, b: 200 };
        ClusterCopy {
            article: 1,
            with_lead,
            form,
            shared_words: shared,
            lag_minutes: None,
            nearest: None,
            with_nearest: with_lead,
        }
    }

    #[test]
    fn drops_only_what_is_mostly_in_the_lead_and_never_a_version() {
        let keep = KeepSettings::default();
        assert!(keep.drops(&copy(Form::Edited, 80)) && !keep.drops(&copy(Form::Edited, 79)));
        assert!(!keep.drops(&copy(Form::Version, 100)) && !keep.drops(&copy(Form::Lead, 100)));
        let verbatim = KeepSettings { containment: 0.0, forms: vec![Form::Verbatim, Form::Version] };
        assert!(verbatim.drops(&copy(Form::Verbatim, 1)) && !verbatim.drops(&copy(Form::Cut, 100)));
        assert!(!verbatim.drops(&copy(Form::Version, 100)));
    }

    #[test]
    fn a_containment_above_one_is_an_error() {
        assert!(KeepSettings { containment: 1.5, ..KeepSettings::default() }.check().is_err());
        assert!(KeepSettings { containment: f64::NAN, ..KeepSettings::default() }.check().is_err());
    }
}
