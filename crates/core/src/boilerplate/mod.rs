//! Boilerplate: text that an outlet repeats on pages that are otherwise unlike each other, also called site furniture.
//!
//! Menus, notices and footers make unrelated pages of one outlet look alike. [`learn()`] finds what one outlet repeats,
//! [`cut()`] removes it from one page, and [`Cutter`] does both for a whole corpus. What is left tells whether a page
//! has an article.

mod cut;
mod cutter;
mod few_pages;
mod learn;
mod no_article;
mod outlet;
mod page_sets;
mod prose;
mod sites;

use crate::text::ShingleSettings;

pub use cut::{boilerplate_ranges, cut};
pub(crate) use cutter::Cutter;
pub use learn::learn;
pub use outlet::OutletBoilerplate;

/// Boilerplate is learned and found in shingles of five tokens, whatever the shingle size of the comparison is.
pub const SHINGLE: ShingleSettings = ShingleSettings { size: 5 };

/// From this many pages on, a shingle is boilerplate by the number of stories that have it.
const MIN_PAGES: usize = 4;

/// How much boilerplate is cut.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum BoilerplateLevel {
    /// None: pages are compared whole.
    Off,
    /// What an outlet repeats in at least half of its stories, such as menus, notices and footers. Pages of unknown
    /// outlets stay whole.
    Light,
    /// What an outlet repeats in at least a fifth of its stories. Of pages of unknown outlets only the lines that read
    /// as prose stay.
    #[default]
    Full,
}

impl BoilerplateLevel {
    /// The share of an outlet's stories that a shingle must occur in to be boilerplate.
    fn min_story_share(self) -> f64 {
        match self {
            BoilerplateLevel::Off => f64::INFINITY,
            BoilerplateLevel::Light => 0.5,
            BoilerplateLevel::Full => 0.2,
        }
    }
}
