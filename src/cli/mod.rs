//! The command line: what was typed, which library function answers it, and how the answer is printed.

mod answer;
mod arguments;
mod check;
mod console;
mod crosswalk;
mod eval;
mod explain;
mod inputs;
mod policy;
mod progress;
mod report;
mod serve;
mod tag;
mod target;

use std::process::ExitCode;

use clap::Parser;

use crate::error::ErrorKind;
use answer::Answer;
use arguments::{Arguments, Command};

/// Runs the command line. The exit code is that of the contract: 0 done, 1 the answer is no, 2 could not run.
#[must_use]
pub fn run() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(usage) => return console::usage(&usage),
    };
    let answer = match arguments.command {
        Command::Tag(arguments) => tag::run(&arguments),
        Command::Explain(arguments) => explain::run(&arguments),
        Command::Check(arguments) => check::run(&arguments),
        Command::Report(arguments) => report::run(&arguments),
        Command::Eval(arguments) => eval::run(&arguments),
        Command::Policy(arguments) => policy::run(&arguments),
        Command::Serve(arguments) => serve::run(&arguments),
        Command::Completions { shell } => console::completions(shell),
        Command::Man => console::manual(),
    };
    match answer {
        Ok(Answer::Yes) => ExitCode::SUCCESS,
        Ok(Answer::No) => ExitCode::from(1),
        // The reader of a pipe has seen enough (`fuda tag … | head`): nothing went wrong.
        Err(error) if error.kind() == ErrorKind::PipeClosed => ExitCode::SUCCESS,
        Err(error) => console::fail(&error),
    }
}
