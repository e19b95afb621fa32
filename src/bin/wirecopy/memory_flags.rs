//! The flags for the memory budget, and for the folder of what does not fit in it.

use std::path::PathBuf;
use wirecopy::store::SpillOptions;

/// Memory budget of a run.
#[derive(Debug, Clone, clap::Args)]
#[command(next_help_heading = "Memory")]
pub(crate) struct MemoryFlags {
    /// Memory budget, as 800M or 1.5G; data beyond it goes to files. A run needs some 400 bytes for each article
    #[arg(long, value_name = "SIZE", default_value = "2G", value_parser = parse_size)]
    memory: u64,
    /// Folder of those files [default: the system's temporary folder]; the files have no names and end with the run
    #[arg(long, value_name = "DIR")]
    tmp: Option<PathBuf>,
}

impl MemoryFlags {
    /// The library's settings.
    pub(crate) fn settings(&self) -> SpillOptions {
        SpillOptions { budget: self.memory, folder: self.tmp.clone() }
    }
}

/// A number of bytes, with K, M, G or T for powers of 1024.
fn parse_size(text: &str) -> Result<u64, String> {
    let digits = text.trim_end_matches(|c: char| !c.is_ascii_digit());
    let power = match text[digits.len()..].trim_end_matches(['B', 'b', 'i']) {
        "" => 0,
        "k" | "K" => 1,
        "m" | "M" => 2,
        "g" | "G" => 3,
        "t" | "T" => 4,
        _ => return Err("not a size: the unit must be K, M, G or T, as in 800M or 6G".to_owned()),
    };
    // digits, and a point between digits: `parse` also takes 1e9 and .5
    let is_number = digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let number: Option<f64> = digits.parse().ok().filter(|_| is_number);
    let number = number.ok_or_else(|| "not a size: it must begin with a number, as in 6G or 1.5G".to_owned())?;
    let bytes = number * f64::from(1_u32 << 10).powi(power);
    // the largest disk is far from where floating-point numbers are no longer exact
    if (1.0..9e15).contains(&bytes) { Ok(bytes as u64) } else { Err("out of range".to_owned()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_sizes_with_units() {
        let sizes = ["1000", "10K", "800M", "6G", "1.5G", "6GiB", "1T"].map(|text| parse_size(text).unwrap());
        assert_eq!(sizes, [1000, 10 << 10, 800 << 20, 6 << 30, 3 << 29, 6 << 30, 1 << 40]);
        let wrong = ["", "G", "0", "-5", ".5G", "1.G", "1.5.2G", "1e9", "6 elephants", "99999999999T"];
        assert!(wrong.iter().all(|text| parse_size(text).is_err()));
    }
}
