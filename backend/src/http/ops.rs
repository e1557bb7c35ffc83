//! What operators and machines ask: health, figures, public keys.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::IntoResponse;
use protocol::keys::JwkSet;
use serde::Serialize;
use utoipa::ToSchema;

use crate::db::accounts;
use crate::error::Refusal;
use crate::service::Service;

/// Whether all is well.
#[derive(Serialize, ToSchema)]
pub struct Health {
    /// `ok`.
    status: &'static str,
}

/// Whether the process lives.
#[utoipa::path(get, path = "/healthz", tag = "operation", responses((status = 200, body = Health)))]
pub async fn healthz() -> Json<Health> {
    Json(Health { status: "ok" })
}

/// Whether the process can serve: its database answers.
#[utoipa::path(get, path = "/readyz", tag = "operation", responses((status = 200, body = Health)))]
pub async fn readyz(State(service): State<Arc<Service>>) -> Result<Json<Health>, Refusal> {
    let mut work = service.db.reading().await?;
    accounts::by_id(&mut work, "").await?;
    Ok(Json(Health { status: "ok" }))
}

/// The public keys of statements and access tokens.
#[utoipa::path(get, path = "/.well-known/jwks.json", tag = "operation", responses((status = 200, body = JwkSet)))]
pub async fn jwks(State(service): State<Arc<Service>>) -> Json<JwkSet> {
    let mut set = service.statement_keys.jwk_set();
    set.keys.extend(service.access_keys.jwk_set().keys);
    Json(set)
}

/// Figures in the text format of Prometheus.
#[utoipa::path(
    get, path = "/metrics", tag = "operation",
    responses((status = 200, body = String, content_type = "application/openmetrics-text"))
)]
pub async fn metrics(State(service): State<Arc<Service>>) -> impl IntoResponse {
    const TYPE: HeaderValue =
        HeaderValue::from_static("application/openmetrics-text; version=1.0.0; charset=utf-8");
    ([(header::CONTENT_TYPE, TYPE)], service.metrics.text())
}
