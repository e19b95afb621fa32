//! What every request passes: limits of time, tokens, and the host that it names.

use super::problem::Problem;
use super::state::Service;
use super::tokens::Scope;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::sync::Arc;
use std::time::Instant;

/// Ends a request that takes too long, and counts it.
pub(super) async fn limit(State(service): State<Arc<Service>>, request: Request, next: Next) -> Response {
    let start = Instant::now();
    let route = super::metrics::route(request.uri().path());
    let mut response = if is_too_large(&request) {
        // what is too large by the length that it states is not waited for
        Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "the body is too large").into_response()
    } else {
        let took_too_long = || Problem::new(StatusCode::SERVICE_UNAVAILABLE, "the request took too long");
        let answered = tokio::time::timeout(service.settings.timeout, next.run(request)).await;
        answered.unwrap_or_else(|_| took_too_long().into_response())
    };
    let headers = response.headers_mut();
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, header::HeaderValue::from_static("nosniff"));
    headers.insert(header::CACHE_CONTROL, header::HeaderValue::from_static("no-store"));
    service.metrics.count(route, response.status().as_u16(), start.elapsed());
    response
}

/// Whether a request states a length that its route does not take.
fn is_too_large(request: &Request) -> bool {
    let length = request.headers().get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
    let most = if request.uri().path() == "/v1/articles" { super::ARTICLES_BYTES } else { super::FIND_BYTES };
    length.is_some_and(|length: u64| length > most as u64)
}

/// Without tokens the service is for this machine alone: a page of another site, whose name was made to point here, is
/// refused by the host that it names, whatever it asks for.
pub(super) async fn check_name(State(service): State<Arc<Service>>, request: Request, next: Next) -> Response {
    let allowed = if service.settings.tokens.is_empty() { check_host(request.headers()) } else { Ok(()) };
    match allowed {
        Ok(()) => next.run(request).await,
        Err(problem) => problem.into_response(),
    }
}

/// Lets a request pass if its token allows it.
pub(super) async fn check(State(service): State<Arc<Service>>, request: Request, next: Next) -> Response {
    let scope = needed(request.method(), request.uri().path());
    let changes = !matches!(*request.method(), Method::GET | Method::HEAD) && scope != Scope::Read;
    let allowed = if service.settings.read_only && changes {
        Err(Problem::new(StatusCode::FORBIDDEN, "the service is read-only"))
    } else if service.settings.tokens.is_empty() {
        Ok(())
    } else {
        match bearer(request.headers()).map(|token| service.settings.tokens.allows(token, scope)) {
            Some(Some(true)) => Ok(()),
            Some(Some(false)) => Err(Problem::new(StatusCode::FORBIDDEN, "the token does not allow this")),
            _ => Err(Problem::new(StatusCode::UNAUTHORIZED, "a token is needed: Authorization: Bearer TOKEN")),
        }
    };
    match allowed {
        Ok(()) => next.run(request).await,
        Err(problem) => problem.into_response(),
    }
}

/// What a request needs to be allowed.
fn needed(method: &Method, path: &str) -> Scope {
    match *method {
        // who may read what is watched knows what somebody looks for
        Method::GET | Method::HEAD if path.starts_with("/v1/watches") => Scope::Admin,
        Method::GET | Method::HEAD => Scope::Read,
        // the text to look up is too long for an address
        Method::POST if path == "/v1/find" => Scope::Read,
        Method::POST if path == "/v1/articles" => Scope::Add,
        // whatever is added later is taken to change something, until it is named here
        _ => Scope::Admin,
    }
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
}

fn check_host(headers: &HeaderMap) -> Result<(), Problem> {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or("localhost");
    let name = host
        .strip_prefix('[')
        .and_then(|rest| rest.split_once(']'))
        .map_or_else(|| host.rsplit_once(':').map_or(host, |(name, _)| name), |(address, _)| address);
    let is_loopback = name.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback());
    if is_loopback || name.eq_ignore_ascii_case("localhost") {
        return Ok(());
    }
    Err(Problem::new(StatusCode::FORBIDDEN, format!("{name:?} is not this machine; with --tokens any name will do")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_known_to_read_needs_most() {
        let scope = |method: &str, path: &str| needed(&Method::from_bytes(method.as_bytes()).unwrap(), path);
        assert_eq!((scope("GET", "/v1/clusters"), scope("POST", "/v1/find")), (Scope::Read, Scope::Read));
        assert_eq!((scope("POST", "/v1/articles"), scope("POST", "/v1/new")), (Scope::Add, Scope::Admin));
        assert_eq!((scope("GET", "/v1/watches/1/events"), scope("POST", "/v1/watches")), (Scope::Admin, Scope::Admin));
        assert_eq!((scope("DELETE", "/v1/articles/a"), scope("PURGE", "/v1/find")), (Scope::Admin, Scope::Admin));
    }

    #[test]
    fn only_names_of_this_machine_pass() {
        let of_host = |host: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::HOST, header::HeaderValue::from_static(host));
            check_host(&headers).is_ok()
        };
        assert!(["localhost:8750", "127.0.0.1", "127.0.0.1:8750", "[::1]:8750", "LOCALHOST"].map(of_host) == [true; 5]);
        assert!(["evil.example", "127.0.0.1.evil.example:80", "192.168.0.1"].map(of_host) == [false; 3]);
    }
}
