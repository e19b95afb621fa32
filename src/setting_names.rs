//! The names of settings in messages: the library names a setting by its field, a program by what its users type.

use std::borrow::Cow;

/// Fields that the library's messages name, and the flags that set them, without dashes.
pub const SETTING_NAMES: [(&str, &str); 26] = [
    ("`banding.bands`", "bands"),
    ("`banding.rows`", "rows"),
    ("`input.columns.text`", "text-column"),
    ("`input.columns.id`", "id-column"),
    ("`input.columns.outlet`", "outlet-column"),
    ("`input.columns.date`", "date-column"),
    ("`input.columns.title`", "title-column"),
    ("`input.columns.url`", "url-column"),
    ("`input.exclude`", "exclude"),
    ("`input.extractor`", "extract"),
    ("`input.include`", "include"),
    ("`input.input_format`", "input-format"),
    ("`input.sheet`", "sheet"),
    ("`input.table`", "table"),
    ("`input.timezone`", "timezone"),
    ("`input.max_article_bytes`", "max-article-bytes"),
    ("`keep.containment`", "dedup-containment"),
    ("`matching.min_shared`", "min-shared"),
    ("`matching.threshold`", "threshold"),
    ("`memory.budget`", "memory"),
    ("`memory.folder`", "tmp"),
    ("`shingle.size`", "shingle"),
    ("`synth.articles`", "articles"),
    ("`synth.boilerplate`", "boilerplate"),
    ("`synth.ocr`", "ocr"),
    ("`synth.outlets`", "outlets"),
];

/// A message of the library with other names in place of fields; `name` makes one of a flag without dashes.
///
/// ```
/// use wirecopy::setting_names::renamed;
///
/// let message = "`matching.min_shared`: 0 is out of range";
/// assert_eq!(renamed(message, |flag| format!("--{flag}")), "--min-shared: 0 is out of range");
/// ```
pub fn renamed(message: &str, name: impl Fn(&str) -> String) -> Cow<'_, str> {
    let mut text = Cow::Borrowed(message);
    for (field, flag) in SETTING_NAMES {
        if text.contains(field) {
            text = Cow::Owned(text.replace(field, &name(flag)));
        }
    }
    text
}
