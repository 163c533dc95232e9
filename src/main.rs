//! The `sqlgen` program: parse the arguments, run, turn the outcome into an exit code.

/// Measured: a long history is many small allocations that one thread makes and another gives back. The system's
/// allocator spends a fifth of the time on them.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    sqlgen::cli::main()
}
