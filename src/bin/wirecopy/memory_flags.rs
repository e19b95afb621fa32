//! The flags that say how much memory a run may take, and where it puts the rest.

use std::path::PathBuf;
use wirecopy::store::SpillOptions;

/// How much memory a run takes.
#[derive(Debug, Clone, clap::Args)]
#[command(next_help_heading = "How it runs")]
pub(crate) struct MemoryFlags {
    /// Memory to stay within, as 800M or 6G; what does not fit goes to files. A run needs some 400 bytes an article
    #[arg(long, value_name = "SIZE", default_value = "2G", value_parser = bytes)]
    memory: u64,
    /// The folder for those files, if not the system's own; they have no names and are gone when the run ends, however it does
    #[arg(long, value_name = "DIR")]
    tmp: Option<PathBuf>,
}

impl MemoryFlags {
    /// The setting.
    pub(crate) fn settings(&self) -> SpillOptions {
        SpillOptions { budget: self.memory, folder: self.tmp.clone() }
    }
}

/// A number of bytes, with K, M, G or T for powers of 1024.
fn bytes(text: &str) -> Result<u64, String> {
    let digits = text.trim_end_matches(|c: char| !c.is_ascii_digit());
    let power = match text[digits.len()..].trim_end_matches(['B', 'b', 'i']) {
        "" => 0,
        "k" | "K" => 1,
        "m" | "M" => 2,
        "g" | "G" => 3,
        "t" | "T" => 4,
        _ => return Err("not a size: a number with K, M, G or T behind it is, as in 800M or 6G".to_owned()),
    };
    let number: u64 =
        digits.parse().map_err(|_| "not a size: it begins with a whole number, as in 800M or 6G".to_owned())?;
    number.checked_mul(1 << (10 * power)).filter(|&bytes| bytes > 0).ok_or_else(|| "no amount of memory".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_has_units() {
        let amounts = ["1000", "10K", "800M", "6G", "6GiB", "1T"].map(|text| bytes(text).unwrap());
        assert_eq!(amounts, [1000, 10 << 10, 800 << 20, 6 << 30, 6 << 30, 1 << 40]);
        assert!(["", "G", "0", "-5", "1.5G", "6 elephants", "99999999999T"].iter().all(|text| bytes(text).is_err()));
    }
}
