//! `/plans`, `/subscription/status` and `/time`.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use protocol::api::{PlanInfo, Plans, Status, Time, Usage};
use protocol::claims::LicenceStatus;
use protocol::{Plan, VerdictCode, day};

use crate::auth::caller::Caller;
use crate::error::Refusal;
use crate::http::query::{NonceQuery, Query, RequiredNonce};
use crate::service::Service;
use crate::statement;

/// What can be bought, and what it allows.
#[utoipa::path(get, path = "/plans", tag = "subscription", responses((status = 200, body = Plans)))]
pub async fn plans() -> Json<Plans> {
    let info = |plan: Plan| PlanInfo { plan, price: plan.price(), limits: plan.limits() };
    Json(Plans { plans: Plan::ALL.map(info).to_vec() })
}

/// What the account has, what of it is used today, and with a nonce the signed entitlement. Writes nothing.
#[utoipa::path(
    get, path = "/subscription/status", tag = "subscription", security(("bearer" = [])), params(NonceQuery),
    responses((status = 200, body = Status))
)]
pub async fn status(
    State(service): State<Arc<Service>>,
    caller: Caller,
    Query(query): Query<NonceQuery>,
) -> Result<Json<Status>, Refusal> {
    let standing = statement::standing(&caller);
    if standing.status == LicenceStatus::Suspended {
        return Err(caller.refusal(&service, VerdictCode::LicenceSuspended, query.nonce));
    }
    let limits = standing.plan.limits();
    let used = statement::count(caller.row.used_today);
    Ok(Json(Status {
        plan: standing.plan,
        status: standing.status,
        expires_at: standing.paid_through_ms,
        auto_renew: standing.auto_renew,
        usage: Usage {
            day: day::day_of(caller.now_ms),
            used,
            left: limits.per_day.map(|limit| limit.saturating_sub(used)),
            resets_at: day::resets_at(caller.now_ms),
        },
        limits,
        next_charge: None,
        entitlement: query.nonce.map(|nonce| statement::entitlement(&service, &caller, nonce)),
    }))
}

/// The time, signed.
#[utoipa::path(
    get, path = "/time", tag = "subscription", params(RequiredNonce), responses((status = 200, body = Time))
)]
pub async fn time(State(service): State<Arc<Service>>, Query(query): Query<RequiredNonce>) -> Json<Time> {
    Json(Time { time: statement::time(&service, query.nonce) })
}
