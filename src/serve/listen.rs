//! Takes connections, speaks HTTP on them, and ends: no client can hold the service up by being slow or silent.

use super::connections::{Admitted, Connections};
use super::patient_stream::PatientStream;
use super::router;
use super::state::Service;
use axum::Router;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service as _, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// How long to wait when no connection can be taken, for want of file descriptors mostly.
const PAUSE: Duration = Duration::from_millis(100);
/// What a client gets when every connection waits for an answer.
const FULL: &[u8] =
    b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

/// Serves until `stop` is done, and then ends the requests that it has begun, as long as one may take.
pub async fn listen(listener: TcpListener, service: Arc<Service>, stop: impl Future<Output = ()>) {
    let connections = Connections::new(service.settings.connections);
    let (app, idle) = (router(Arc::clone(&service)), service.settings.idle);
    let mut stop = pin!(stop);
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut stop => break,
        };
        let Ok((stream, _)) = accepted else {
            tokio::time::sleep(PAUSE).await;
            continue;
        };
        match connections.admit() {
            Some(admitted) => {
                tokio::spawn(converse(stream, app.clone(), admitted, idle, service.stopped()));
            }
            // a client that does not take even this is not waited for
            None => drop(stream.try_write(FULL)),
        }
    }
    drop(listener);
    service.stop();
    // what is not done by then is given up
    let _ = tokio::time::timeout(service.settings.timeout, connections.all_ended()).await;
}

/// Answers the requests of one connection.
async fn converse(
    stream: TcpStream,
    app: Router,
    admitted: Admitted,
    idle: Duration,
    mut stopped: watch::Receiver<bool>,
) {
    // small answers are sent at once; without it they are only slower
    let _ = stream.set_nodelay(true);
    let (app, connection) = (TowerToHyperService::new(app), Arc::clone(&admitted.connection));
    let answer = service_fn(move |mut request: hyper::Request<Incoming>| {
        let busy = connection.begin();
        request.extensions_mut().insert(Arc::clone(&connection));
        let answered = app.call(request);
        async move {
            let answered = answered.await;
            drop(busy);
            answered
        }
    });
    let io = TokioIo::new(PatientStream::new(stream, idle));
    let http = http1::Builder::new().timer(TokioTimer::new()).header_read_timeout(idle).serve_connection(io, answer);
    let mut http = pin!(http);
    let mut is_stopping = *stopped.borrow();
    if is_stopping {
        http.as_mut().graceful_shutdown();
    }
    loop {
        tokio::select! {
            // what is wrong with a connection is its client's business
            _ = http.as_mut() => return,
            () = admitted.connection.close.notified() => return,
            _ = stopped.changed(), if !is_stopping => {
                is_stopping = true;
                http.as_mut().graceful_shutdown();
            }
        }
    }
}
