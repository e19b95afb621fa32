//! Bodies of requests: all that are in memory at a time are bounded together, whatever clients send.

use super::problem::Problem;
use super::state::Service;
use axum::body::{Body, HttpBody};
use axum::http::StatusCode;
use std::future::poll_fn;
use std::ops::Deref;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Bytes of all bodies at most: four of the largest.
const MOST: usize = 4 * super::ARTICLES_BYTES;

/// The bytes of all bodies that are in memory.
#[derive(Debug, Clone, Default)]
pub(super) struct BodyBudget(Arc<AtomicUsize>);

/// The body of a request. Its bytes count until it is dropped.
#[derive(Debug)]
pub(super) struct HeldBody {
    bytes: Vec<u8>,
    budget: BodyBudget,
}

impl Deref for HeldBody {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.bytes
    }
}

impl Drop for HeldBody {
    fn drop(&mut self) {
        self.budget.0.fetch_sub(self.bytes.len(), Ordering::Relaxed);
    }
}

impl HeldBody {
    fn push(&mut self, part: &[u8]) -> Result<(), Problem> {
        let before = self.budget.0.fetch_add(part.len(), Ordering::Relaxed);
        self.bytes.extend_from_slice(part);
        if before + part.len() > MOST {
            let detail = "other requests send so much that there is no room for this one; try again";
            return Err(Problem::new(StatusCode::SERVICE_UNAVAILABLE, detail));
        }
        Ok(())
    }
}

/// Reads a body of at most `most` bytes.
pub(super) async fn read(service: &Service, body: Body, most: usize) -> Result<HeldBody, Problem> {
    let mut held = HeldBody { bytes: Vec::new(), budget: service.bodies.clone() };
    let mut body = body;
    while let Some(frame) = poll_fn(|cx| Pin::new(&mut body).poll_frame(cx)).await {
        let frame = frame.map_err(|error| Problem::bad_request(format!("the body ended early: {error}")))?;
        if let Ok(part) = frame.into_data() {
            if held.len() + part.len() > most {
                return Err(Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "the body is too large"));
            }
            held.push(&part)?;
        }
    }
    Ok(held)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_bodies_together_are_bounded_and_leave_nothing() {
        let budget = BodyBudget::default();
        let new = || HeldBody { bytes: Vec::new(), budget: budget.clone() };
        let part = vec![0; super::super::ARTICLES_BYTES];
        let mut held: Vec<HeldBody> = (0..5).map(|_| new()).collect();
        let taken: Vec<bool> = held.iter_mut().map(|body| body.push(&part).is_ok()).collect();
        assert_eq!(taken, [true, true, true, true, false]);
        drop(held);
        assert_eq!(budget.0.load(Ordering::Relaxed), 0);
        assert!(new().push(&part).is_ok());
    }
}
