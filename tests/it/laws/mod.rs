//! Laws that hold for every kind of operation and every dialect, on generated input, and real servers as witnesses.

pub mod build;
mod differences;
mod files;
mod names;
mod operations;
pub mod pipeline;
mod ranges;
mod witness;

/// How many cases a law looks at: `usual` in `make test`, `long` where SQLGEN_TEST_LONG asks for more.
pub fn cases(usual: u64, long: u64) -> u64 {
    if std::env::var("SQLGEN_TEST_LONG").is_ok_and(|value| value == "1") { long } else { usual }
}
