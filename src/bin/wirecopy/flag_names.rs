//! The flag of each setting: the library's messages name settings by field, the program shows flags.

use std::borrow::Cow;
use wirecopy::setting_names::renamed;

/// A message of the library with flags in place of fields.
pub(crate) fn with_flags(message: &str) -> Cow<'_, str> {
    renamed(message, |flag| format!("--{flag}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args::Args;
    use clap::CommandFactory;
    use wirecopy::setting_names::SETTING_NAMES;

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
        for (field, flag) in SETTING_NAMES {
            assert!(known.contains(&flag), "{field}: {flag}");
        }
    }
}
