//! All calls under their paths, what wraps each of them, and the description of the API made from both.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::extract::{ConnectInfo, MatchedPath, Request, State};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::Response;
use axum::routing::get;
use axum::{Json, Router};
use protocol::Code;
use std::time::{Duration, Instant};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::cors::{AllowOrigin, CorsLayer};
use tracing::Instrument;
use utoipa::openapi::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::client_address::ClientAddress;
use crate::error::Refusal;
use crate::http::{accounts, devices, ops, sign_in, subscription, usage};
use crate::metrics::Answered;
use crate::openapi;
use crate::service::Service;

/// No request takes longer.
const DEADLINE: Duration = Duration::from_secs(10);

/// The calls and their description.
fn calls() -> (Router<Arc<Service>>, OpenApi) {
    let sign_in = OpenApiRouter::new()
        .routes(routes!(sign_in::register))
        .routes(routes!(sign_in::login))
        .routes(routes!(sign_in::refresh))
        .routes(routes!(sign_in::logout))
        .routes(routes!(sign_in::password_reset))
        .routes(routes!(sign_in::password_reset_confirm))
        .routes(routes!(sign_in::verify_email));
    let signed_in = OpenApiRouter::new()
        .routes(routes!(accounts::read_me, accounts::change_me, accounts::delete_me))
        .routes(routes!(accounts::change_password))
        .routes(routes!(accounts::export_me))
        .routes(routes!(devices::list))
        .routes(routes!(devices::remove))
        .routes(routes!(subscription::plans))
        .routes(routes!(subscription::status))
        .routes(routes!(subscription::time))
        .routes(routes!(usage::report));
    let ops = OpenApiRouter::new()
        .routes(routes!(ops::healthz))
        .routes(routes!(ops::readyz))
        .routes(routes!(ops::jwks))
        .routes(routes!(ops::metrics));
    let all = OpenApiRouter::with_openapi(openapi::head());
    all.nest("/v1", sign_in.merge(signed_in)).merge(ops).split_for_parts()
}

/// The description of the API.
pub fn description() -> OpenApi {
    openapi::complete(calls().1)
}

/// The whole service.
pub fn router(service: Arc<Service>) -> Router {
    let (calls, _) = calls();
    let description = Arc::new(description());
    let openapi = get(move || async move { Json((*description).clone()) });
    let mut calls = calls.route("/openapi.json", openapi);
    if service.settings.production {
        // Figures are for operators; there they have an address of their own.
        calls = calls.layer(middleware::from_fn(hide_metrics));
    }
    calls
        .fallback(|| async { Refusal::from(Code::NotFound) })
        .layer(CatchPanicLayer::new())
        .layer(middleware::from_fn_with_state(Arc::clone(&service), limit))
        .layer(cors(&service.settings.cors_origins))
        .layer(middleware::from_fn_with_state(Arc::clone(&service), answer))
        .with_state(service)
}

/// Only the figures, for operators.
pub fn metrics_router(service: Arc<Service>) -> Router {
    Router::new().route("/metrics", get(ops::metrics)).with_state(service)
}

fn cors(origins: &[String]) -> CorsLayer {
    let origins = origins.iter().filter_map(|origin| origin.parse::<HeaderValue>().ok());
    CorsLayer::new()
        .allow_origin(AllowOrigin::list(origins))
        .allow_methods([Method::GET, Method::POST, Method::PATCH, Method::PUT, Method::DELETE])
        .allow_headers([header::AUTHORIZATION, header::CONTENT_TYPE])
}

async fn hide_metrics(request: Request, next: Next) -> Result<Response, Refusal> {
    if request.uri().path() == "/metrics" { Err(Code::NotFound.into()) } else { Ok(next.run(request).await) }
}

/// Refuses an address that asks too much, and tells the call who asks.
async fn limit(
    State(service): State<Arc<Service>>,
    mut request: Request,
    next: Next,
) -> Result<Response, Refusal> {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().ok_or(Code::Internal)?.0.ip();
    let address = ClientAddress::of(peer, request.headers(), &service.settings.trusted_proxies);
    let is_exempt = !service.settings.production && address.0.is_loopback();
    if !is_exempt {
        let now_ms = service.clock.now_ms();
        let is_sign_in = request.uri().path().starts_with("/v1/auth/");
        let rates = [Some(&service.request_rate), is_sign_in.then_some(&service.sign_in_rate)];
        for rate in rates.into_iter().flatten() {
            if let Err(wait_s) = rate.take(address.neighbourhood(), now_ms) {
                service.metrics.refused_by_rate.inc();
                return Err(Refusal::rate_limited(wait_s));
            }
        }
    }
    request.extensions_mut().insert(address);
    Ok(next.run(request).await)
}

/// Gives the request an id and a deadline, writes the body of a refusal, and notes what came of it. The log
/// holds the pattern of the path only: no address, no body, no header.
async fn answer(State(service): State<Arc<Service>>, request: Request, next: Next) -> Response {
    let began = Instant::now();
    let request_id = service.random.id("req", service.clock.now_ms());
    let method = request.method().clone();
    let matched = request.extensions().get::<MatchedPath>();
    let route = matched.map_or_else(|| "unknown".to_owned(), |path| path.as_str().to_owned());
    let span = tracing::info_span!("request", id = request_id, method = %method, route);
    let run = tokio::time::timeout(DEADLINE, next.run(request)).instrument(span.clone());
    let response = run
        .await
        .unwrap_or_else(|_| axum::response::IntoResponse::into_response(Refusal::from(Code::TimedOut)));
    let mut response = rendered(response, &request_id);
    secure(&mut response, &service, &request_id);
    let (status, took) = (response.status().as_u16(), began.elapsed());
    span.in_scope(|| tracing::info!(status, micros = took.as_micros() as u64, "answered"));
    let method =
        if method == Method::GET || route != "unknown" { method.to_string() } else { "other".into() };
    service.metrics.requests.get_or_create(&Answered { method, route, status }).inc();
    service.metrics.request_seconds.observe(took.as_secs_f64());
    response
}

/// A refusal gets its body; so does one that the framework made.
fn rendered(mut response: Response, request_id: &str) -> Response {
    let status = response.status();
    if !status.is_client_error() && !status.is_server_error() {
        return response;
    }
    let refusal = response.extensions_mut().remove::<Refusal>();
    let refusal = refusal.unwrap_or_else(|| framework_code(status).into());
    let allow = response.headers_mut().remove(header::ALLOW);
    let mut rendered = refusal.render(request_id);
    if let Some(allow) = allow {
        rendered.headers_mut().insert(header::ALLOW, allow);
    }
    rendered
}

fn framework_code(status: StatusCode) -> Code {
    match status {
        StatusCode::METHOD_NOT_ALLOWED => Code::MethodNotAllowed,
        StatusCode::NOT_FOUND => Code::NotFound,
        StatusCode::PAYLOAD_TOO_LARGE => Code::TooLarge,
        StatusCode::UNSUPPORTED_MEDIA_TYPE => Code::UnsupportedMediaType,
        status if status.is_client_error() => Code::ValidationFailed,
        _ => Code::Internal,
    }
}

fn secure(response: &mut Response, service: &Service, request_id: &str) {
    let headers = response.headers_mut();
    let fixed = [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    for (name, value) in fixed {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    if service.settings.production {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=63072000"));
    }
    if let Ok(id) = HeaderValue::from_str(request_id) {
        headers.insert(HeaderName::from_static("x-request-id"), id);
    }
}
