//! What whoever starts the server may decide.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

/// Where the server listens, which rules it uses, and what it refuses.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where to listen. An address that other machines reach needs a [`Settings::token`].
    pub addr: SocketAddr,
    /// Dictionaries instead of the built-in ones; they are read again when they change.
    pub rules: Vec<PathBuf>,
    /// The policy of requests that name none.
    pub policy: String,
    /// No category is suggested below this score (0..1).
    pub min_score: Option<f64>,
    /// Threads that tag, for each policy in use; one per core if none is given.
    pub threads: Option<usize>,
    /// What requests may cost.
    pub limits: Limits,
    /// The word that requests must bring (`Authorization: Bearer …`).
    pub token: Option<String>,
    /// Names beside `localhost` and the address itself under which the server may be called.
    pub hosts: Vec<String>,
    /// Origins (`https://example.cybozu.com`) whose pages may call the API.
    pub origins: Vec<String>,
}

/// What requests may cost.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Bytes of a JSON body.
    pub body_bytes: usize,
    /// Bytes of a file, or of a stream of JSON lines.
    pub file_bytes: usize,
    /// Bytes of one note.
    pub note_bytes: usize,
    /// Requests at a time.
    pub requests: usize,
    /// Files and streams at a time, each of which may hold [`Limits::file_bytes`] in memory.
    pub streams: usize,
    /// Time for a JSON request to be read and answered; and for each pause within a file or stream.
    pub time: Duration,
    /// Time that open requests get when the server is told to stop.
    pub farewell: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            // Some 5,000 notes of 1,000 characters.
            body_bytes: 16 << 20,
            // The notes of a large office's year; with four at a time, at most a quarter of a gibibyte is held.
            file_bytes: 64 << 20,
            note_bytes: 1 << 20,
            requests: 64,
            streams: 4,
            time: Duration::from_secs(10),
            farewell: Duration::from_secs(30),
        }
    }
}
