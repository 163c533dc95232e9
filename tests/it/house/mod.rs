//! The rules of the house on real servers: what a script does that is asked to skip, to be one transaction, to commit
//! nothing, or to be run by a plain client.

mod clients;
mod idempotent;
mod injected;
mod rules;
