//! The JSON body of a request.

use axum::extract::{FromRequest, Request};
use axum::http::header;
use protocol::Code;
use serde::de::DeserializeOwned;
use serde_json::error::Category;

use crate::error::Refusal;

/// No request needs more than this.
const LONGEST: usize = 64 * 1024;

/// A body that is a `T`.
pub struct Body<T>(pub T);

impl<S: Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, _: &S) -> Result<Self, Refusal> {
        if !is_json(&request) {
            return Err(Code::UnsupportedMediaType.into());
        }
        let bytes = axum::body::to_bytes(request.into_body(), LONGEST).await.map_err(|_| Code::TooLarge)?;
        // serde would also take an array for a struct, field by field.
        if bytes.trim_ascii_start().first() == Some(&b'[') {
            return Err(Refusal::invalid("the body is not an object"));
        }
        serde_json::from_slice(&bytes).map(Body).map_err(|error| match error.classify() {
            Category::Data => Refusal::invalid("the body is not what this call takes"),
            Category::Io | Category::Syntax | Category::Eof => Code::MalformedBody.into(),
        })
    }
}

fn is_json(request: &Request) -> bool {
    let value = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let essence = value.and_then(|value| value.split(';').next()).unwrap_or("").trim();
    essence.eq_ignore_ascii_case("application/json")
}
