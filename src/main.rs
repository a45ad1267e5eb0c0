//! The `fuda` command.

fn main() -> std::process::ExitCode {
    fuda::cli::run()
}
