//! Server versions: numbers separated by dots.

use std::fmt;

/// A server version, compared number by number.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version(Vec<u32>);

impl Version {
    /// Reads `15` or `10.11.6`.
    pub fn parse(text: &str) -> Option<Self> {
        let numbers: Option<Vec<u32>> = text.split('.').map(|number| number.parse().ok()).collect();
        numbers.filter(|numbers| !numbers.is_empty() && numbers.len() <= 4).map(Self)
    }

    /// Whether a server that is called so has what came with a version: `8.0` stands for the newest of all 8.0.
    pub fn reaches(&self, since: &Self) -> bool {
        self.0.as_slice() >= &since.0[..self.0.len().min(since.0.len())]
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let numbers: Vec<String> = self.0.iter().map(u32::to_string).collect();
        f.write_str(&numbers.join("."))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_version_stands_for_the_newest() {
        let reaches = |one: &str, other: &str| Version::parse(one).unwrap().reaches(&Version::parse(other).unwrap());
        assert!(reaches("8.0", "8.0.16") && reaches("8", "8.0.16") && reaches("8.0.16", "8.0.16"));
        assert!(
            reaches("8.0.17", "8.0.16") && reaches("8.1", "8.0.16") && reaches("15.2", "15") && reaches("15", "15")
        );
        assert!(!reaches("8.0.15", "8.0.16") && !reaches("5.7", "8.0.16") && !reaches("9.6", "10"));
        assert!(!reaches("3.34", "3.35") && reaches("3.46", "3.35"));
    }
}
