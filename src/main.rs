//! The `sqlgen` program: parse the arguments, run, turn the outcome into an exit code.

fn main() -> std::process::ExitCode {
    sqlgen::cli::main()
}
