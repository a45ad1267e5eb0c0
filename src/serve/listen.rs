//! Connections: accepted, served, and at the end given time to finish.

use std::future::Future;
use std::pin::pin;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};

/// How long a client may take for the head of a request.
const HEAD: Duration = Duration::from_secs(10);
/// The pause after a connection could not be accepted: most likely the system is out of file descriptors.
const BREATH: Duration = Duration::from_millis(100);

/// Serves `router` until `stop`; then accepts nothing more, and waits up to `farewell` for what is open.
pub(super) async fn serve(
    listener: TcpListener,
    router: Router,
    stop: impl Future<Output = ()>,
    farewell: Duration,
) {
    let open = GracefulShutdown::new();
    let mut stop = pin!(stop);
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => connection(stream, router.clone(), &open),
                Err(error) => {
                    tracing::warn!(%error, "accept");
                    tokio::time::sleep(BREATH).await;
                }
            },
            () = &mut stop => break,
        }
    }
    drop(listener);
    tracing::info!(open = open.count(), "stopping");
    if tokio::time::timeout(farewell, open.shutdown()).await.is_err() {
        tracing::warn!("some requests were cut off");
    }
}

fn connection(stream: TcpStream, router: Router, open: &GracefulShutdown) {
    // Answers are small and wanted at once.
    let _ = stream.set_nodelay(true);
    let mut builder = http1::Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(HEAD);
    let connection = builder.serve_connection(TokioIo::new(stream), TowerToHyperService::new(router));
    let connection = open.watch(connection);
    tokio::spawn(async move {
        // A client that hangs up or sends no HTTP is nobody's trouble here.
        let _ = connection.await;
    });
}

/// Ends when the process is told to stop: Ctrl-C, or SIGTERM.
pub(super) async fn told_to_stop() {
    let interrupt = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    tokio::select! {
        () = interrupt => {}
        () = terminated() => {}
    }
}

#[cfg(unix)]
async fn terminated() {
    match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        Ok(mut signal) => {
            signal.recv().await;
        }
        Err(_) => std::future::pending().await,
    }
}

#[cfg(not(unix))]
async fn terminated() {
    std::future::pending().await
}
