//! Why a request is refused, and how the refusal is told: a code for the program, nothing for a stranger.

use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use protocol::Code;
use protocol::api::Device;
use protocol::code::Problem;

/// The content type of refusals (RFC 9457).
pub const PROBLEM_JSON: &str = "application/problem+json";

/// A refusal on its way out.
#[derive(Debug, Clone)]
pub struct Refusal {
    code: Code,
    detail: Option<&'static str>,
    retry_after: Option<u32>,
    verdict: Option<String>,
    devices: Option<Vec<Device>>,
}

impl Refusal {
    /// A field is not what the call takes; `detail` says which, for engineers.
    pub fn invalid(detail: &'static str) -> Self {
        Refusal { detail: Some(detail), ..Code::ValidationFailed.into() }
    }

    /// Come back in so many seconds.
    pub fn rate_limited(retry_after: u32) -> Self {
        Refusal { retry_after: Some(retry_after), ..Code::RateLimited.into() }
    }

    /// The plan's devices, `devices`, are all taken.
    pub fn device_limit(devices: Vec<Device>) -> Self {
        Refusal { devices: Some(devices), ..Code::DeviceLimit.into() }
    }

    /// The same refusal with a signed verdict, when there is one.
    pub fn with_verdict(self, verdict: Option<String>) -> Self {
        Refusal { verdict, ..self }
    }

    /// The response whose body names the request by `request_id`.
    pub fn render(self, request_id: &str) -> Response {
        let status =
            StatusCode::from_u16(self.code.status()).expect("codes have statuses between 400 and 599");
        let retry_after = self.retry_after;
        let problem = Problem {
            kind: "about:blank".into(),
            title: status.canonical_reason().unwrap_or("Refused").into(),
            status: self.code.status(),
            code: self.code.name().into(),
            detail: self.detail.map(Into::into),
            request_id: request_id.into(),
            retry_after,
            verdict: self.verdict,
            devices: self.devices,
        };
        let body = serde_json::to_vec(&problem).expect("a problem has text keys only");
        let mut response = (status, body).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(PROBLEM_JSON));
        if let Some(seconds) = retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

impl From<Code> for Refusal {
    fn from(code: Code) -> Self {
        Refusal { code, detail: None, retry_after: None, verdict: None, devices: None }
    }
}

/// The database's trouble is logged here, once, and never told.
impl From<sqlx::Error> for Refusal {
    fn from(error: sqlx::Error) -> Self {
        let is_short =
            matches!(error, sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::Io(_));
        tracing::error!(%error, "the database refused");
        if is_short { Code::Unavailable.into() } else { Code::Internal.into() }
    }
}

/// The body is written by the outermost layer, which knows the id of the request.
impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut response = Response::new(Body::empty());
        *response.status_mut() =
            StatusCode::from_u16(self.code.status()).expect("codes have statuses between 400 and 599");
        response.extensions_mut().insert(self);
        response
    }
}
