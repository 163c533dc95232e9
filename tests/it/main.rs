//! Everything that is tested from outside: real servers, what their catalogs say, and the rules of the house.
#![allow(clippy::disallowed_methods, reason = "tests read the environment, start programs and touch the disk")]
#![allow(clippy::print_stdout, reason = "what `make check` prints comes from tests")]

mod alembic_defects;
mod bundle;
mod catalog;
mod cli;
mod cycle;
mod fills;
mod forms;
mod generate;
mod golden;
mod graph_audit;
mod histories;
mod house;
mod laws;
mod layers;
mod licences;
mod lint;
mod literals;
mod options;
mod own_names;
mod receipts;
mod parts;
mod readme;
mod row_steps;
mod rust_text;
mod sample;
mod servers;
mod sizes;
mod sql;
mod systems;
mod unserved;
mod values;
