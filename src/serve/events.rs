//! `GET /v1/watches/{id}/events`: what a watch was told, as server-sent events, from the outbox of the index. So a
//! client that comes back with the number of its last event misses none.

use super::connections::{Busy, Connection};
use super::problem::Problem;
use super::state::Service;
use super::watches;
use crate::standing::failed;
use axum::body::{Body, Bytes, HttpBody};
use axum::extract::{Extension, Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use hyper::body::Frame;
use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, mpsc};
use tokio::time::Instant;

/// How often the outbox is looked at: other processes add too.
const PAUSE: Duration = Duration::from_secs(1);
/// How often a client that is told nothing hears that the service is there.
const SIGN_OF_LIFE: Duration = Duration::from_secs(15);
/// Events that are read at a time.
const MOST: usize = 100;

/// The body of an answer that goes on.
struct EventStream {
    events: mpsc::Receiver<Bytes>,
    _busy: Option<Busy>,
    _place: OwnedSemaphorePermit,
}

impl HttpBody for EventStream {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        self.events.poll_recv(cx).map(|event| event.map(|event| Ok(Frame::data(event))))
    }
}

/// Sends the events after the one that `Last-Event-ID` names, or all that are kept, and then each new one.
pub(super) async fn listen(
    State(service): State<Arc<Service>>,
    Path(id): Path<String>,
    connection: Option<Extension<Arc<Connection>>>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let number = watches::number(&id)?;
    let is_watch =
        move |service: &Service| Ok(service.index.watches().map_err(failed)?.iter().any(|(other, _)| *other == number));
    if !Arc::clone(&service).look(is_watch).await? {
        return Err(watches::missing(&id));
    }
    let last = headers.get("last-event-id").and_then(|last| last.to_str().ok()?.trim().parse().ok());
    let full = |_| Problem::new(StatusCode::SERVICE_UNAVAILABLE, "too many clients listen to events");
    let place = Arc::clone(&service.streams).try_acquire_owned().map_err(full)?;
    let (sender, events) = mpsc::channel(MOST);
    tokio::spawn(send(service, number, last.unwrap_or(0), sender));
    let body = EventStream { events, _busy: connection.map(|Extension(one)| one.begin()), _place: place };
    Ok(([(header::CONTENT_TYPE, "text/event-stream")], Body::new(body)).into_response())
}

/// Sends events until the client or the service goes.
async fn send(service: Arc<Service>, watch: u64, mut last: u64, sender: mpsc::Sender<Bytes>) {
    let mut stopped = service.stopped();
    let mut told = Instant::now();
    if sender.send(Bytes::from_static(b": listening\n\n")).await.is_err() {
        return;
    }
    while !*stopped.borrow() {
        let read = move |service: &Service| Ok(service.index.events(watch, last, MOST).map_err(failed)?);
        // an outbox that cannot be read now is read again
        let events = Arc::clone(&service).look(read).await.unwrap_or_default();
        for (number, event) in &events {
            let event = format!("id: {number}\nevent: copy\ndata: {event}\n\n");
            if sender.send(event.into()).await.is_err() {
                return;
            }
            (last, told) = (*number, Instant::now());
        }
        if events.len() == MOST {
            continue;
        }
        if told.elapsed() > SIGN_OF_LIFE {
            told = Instant::now();
            if sender.send(Bytes::from_static(b": here\n\n")).await.is_err() {
                return;
            }
        }
        tokio::select! {
            () = tokio::time::sleep(PAUSE) => {}
            () = sender.closed() => return,
            _ = stopped.changed() => return,
        }
    }
}
