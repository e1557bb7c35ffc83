//! The query of a request.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use protocol::Nonce;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use utoipa::IntoParams;

use crate::error::Refusal;

/// A query that is a `T`.
pub struct Query<T>(pub T);

impl<S: Sync, T: DeserializeOwned> FromRequestParts<S> for Query<T> {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Refusal> {
        let query = axum::extract::Query::<T>::try_from_uri(&parts.uri);
        query.map(|axum::extract::Query(query)| Query(query)).map_err(|_| Refusal::invalid("the query"))
    }
}

/// A nonce that may be left out: then nothing is signed.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct NonceQuery {
    /// 128 random bits; comes back in the signed statement.
    #[param(value_type = Option<String>, pattern = "^[A-Za-z0-9_-]{21}[AQgw]$")]
    pub nonce: Option<Nonce>,
}

/// A nonce that must be there.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct RequiredNonce {
    /// 128 random bits; comes back in the signed statement.
    #[param(value_type = String, pattern = "^[A-Za-z0-9_-]{21}[AQgw]$")]
    pub nonce: Nonce,
}
