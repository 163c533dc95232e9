//! tests

mod sql;
