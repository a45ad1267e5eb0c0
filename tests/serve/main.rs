//! `fuda serve` as its clients meet it: over HTTP, from the example clients, and in a real browser.
#![allow(clippy::disallowed_methods, reason = "tests read and write their own files")]

mod answers;
mod browser;
mod clients;
mod manners;
mod records;
mod reload;
mod server;
