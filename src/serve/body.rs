//! Request bodies: read whole up to a limit, or handed on while they arrive.

use std::io::{self, Read};
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, header};
use futures_util::StreamExt;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

use super::problem::{Kind, Problem};

/// The media type of a request without its parameters, in small letters.
pub(super) fn media_type(headers: &HeaderMap) -> String {
    let given = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    given.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// The length that the request says its body has.
pub(super) fn said_length(headers: &HeaderMap) -> Option<usize> {
    headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

pub(super) fn too_large(limit: usize) -> Problem {
    Problem::new(
        Kind::BodyTooLarge,
        format!("一度に送れるのは {limit} バイトまでです。"),
        "記録を何回かに分けて送るか、管理者に上限(--max-body-bytes、--max-file-bytes)を上げてもらってください。",
    )
}

fn broken() -> Problem {
    Problem::new(Kind::BadRequest, "送信が途中で切れました。", "通信を確かめて、もう一度送ってください。")
}

/// The whole body.
///
/// # Errors
/// It is longer than `limit` bytes, or breaks off.
pub(super) async fn whole(headers: &HeaderMap, body: Body, limit: usize) -> Result<Vec<u8>, Problem> {
    if said_length(headers).is_some_and(|length| length > limit) {
        return Err(too_large(limit));
    }
    let mut bytes = Vec::with_capacity(said_length(headers).unwrap_or_default());
    let mut chunks = body.into_data_stream();
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.map_err(|_| broken())?;
        if bytes.len() + chunk.len() > limit {
            return Err(too_large(limit));
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

/// A body for a thread that reads as from a file, while it arrives.
///
/// What has arrived waits in memory, up to `limit` bytes in all. Were the sender made to wait instead, one that sends
/// everything before it reads the answer (most HTTP clients do) would wait for ever.
pub(super) fn arriving(
    headers: &HeaderMap,
    body: Body,
    limit: usize,
    pause: Duration,
) -> Result<Arriving, Problem> {
    if said_length(headers).is_some_and(|length| length > limit) {
        return Err(too_large(limit));
    }
    let (sender, chunks) = unbounded_channel();
    tokio::spawn(async move {
        let (mut incoming, mut length) = (body.into_data_stream(), 0);
        loop {
            let chunk = match tokio::time::timeout(pause, incoming.next()).await {
                Err(_) => Err(io::Error::new(io::ErrorKind::TimedOut, "送信が止まったままです")),
                Ok(None) => return,
                Ok(Some(Err(_))) => {
                    Err(io::Error::new(io::ErrorKind::UnexpectedEof, "送信が途中で切れました"))
                }
                Ok(Some(Ok(chunk))) => Ok(chunk),
            };
            length += chunk.as_ref().map_or(0, Bytes::len);
            let chunk = if length > limit {
                Err(io::Error::new(io::ErrorKind::FileTooLarge, format!("{limit} バイトを超えています")))
            } else {
                chunk
            };
            let last = chunk.is_err();
            if sender.send(chunk).is_err() || last {
                return;
            }
        }
    });
    Ok(Arriving { chunks, rest: Bytes::new() })
}

/// A body as a thread reads it.
pub(super) struct Arriving {
    chunks: UnboundedReceiver<io::Result<Bytes>>,
    rest: Bytes,
}

impl Read for Arriving {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.rest.is_empty() {
            match self.chunks.blocking_recv() {
                Some(chunk) => self.rest = chunk?,
                None => return Ok(0),
            }
        }
        let read = self.rest.len().min(out.len());
        out[..read].copy_from_slice(&self.rest.split_to(read));
        Ok(read)
    }
}
