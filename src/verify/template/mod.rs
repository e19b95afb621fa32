//! Template detection: whether two texts with shared wording report the same facts.

mod agreement;
mod classify;
mod facts;
mod names;
mod slots;
mod unshared;

pub use agreement::Agreement;
pub use classify::TemplateDetector;
pub(in crate::verify) use unshared::UnsharedFacts;
