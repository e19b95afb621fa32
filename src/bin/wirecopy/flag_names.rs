//! The flag of each setting: the library's messages name settings by field, the program shows flags.

use std::borrow::Cow;

/// Fields that the library's messages name, and the flags that set them.
const FLAGS: [(&str, &str); 21] = [
    ("`banding.bands`", "--bands"),
    ("`banding.rows`", "--rows"),
    ("`input.columns.text`", "--text-column"),
    ("`input.exclude`", "--exclude"),
    ("`input.extractor`", "--extract"),
    ("`input.include`", "--include"),
    ("`input.input_format`", "--input-format"),
    ("`input.sheet`", "--sheet"),
    ("`input.table`", "--table"),
    ("`input.timezone`", "--timezone"),
    ("`input.max_article_bytes`", "--max-article-bytes"),
    ("`keep.containment`", "--dedup-containment"),
    ("`matching.min_shared`", "--min-shared"),
    ("`matching.threshold`", "--threshold"),
    ("`memory.budget`", "--memory"),
    ("`memory.folder`", "--tmp"),
    ("`shingle.size`", "--shingle"),
    ("`synth.articles`", "--articles"),
    ("`synth.boilerplate`", "--boilerplate"),
    ("`synth.ocr`", "--ocr"),
    ("`synth.outlets`", "--outlets"),
];

/// A message of the library with flags in place of fields.
pub(crate) fn with_flags(message: &str) -> Cow<'_, str> {
    let mut text = Cow::Borrowed(message);
    for (field, flag) in FLAGS {
        if text.contains(field) {
            text = Cow::Owned(text.replace(field, flag));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args::Args;
    use clap::CommandFactory;

    #[test]
    fn replaces_fields_by_flags() {
        let message = "`matching.threshold`: 2 is out of range";
        assert_eq!(with_flags(message), "--threshold: 2 is out of range");
        assert_eq!(with_flags("`threshold` of `x`"), "`threshold` of `x`");
    }

    #[test]
    fn every_flag_of_the_table_exists() {
        let args = Args::command();
        let known: Vec<&str> = args
            .get_subcommands()
            .flat_map(|command| command.get_arguments())
            .filter_map(|arg| arg.get_long())
            .collect();
        for (field, flag) in FLAGS {
            assert!(known.contains(&flag.trim_start_matches("--")), "{field}: {flag}");
        }
    }
}
