//! `/usage`: what devices converted.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use protocol::api::{ReportUsage, UsageItem, UsageReceipt};
use protocol::claims::LicenceStatus;
use protocol::{VerdictCode, day};

use crate::auth::caller::{Bearer, Caller};
use crate::db::{Work, accounts, devices, usage};
use crate::error::Refusal;
use crate::http::body::Body;
use crate::service::Service;
use crate::statement;

/// A device reports at most this much at once, and the rest in the next report.
const MOST_ITEMS: usize = 500;

/// No device converts more in one item.
const MOST_PER_ITEM: u32 = 1_000_000;

/// The largest integer that every reader of JSON holds exactly.
const MOST_SEQ: u64 = (1 << 53) - 1;

/// Days further back count as the last that is possible.
const OLDEST_DAYS: i64 = 60;

/// Counts what a device converted. The same item is counted once, however often it is sent. More than the
/// day's limit is counted too: nobody is charged for the past, today is then used up.
#[utoipa::path(
    post, path = "/usage", tag = "usage", security(("bearer" = [])), request_body = ReportUsage, responses((status = 200, body = UsageReceipt))
)]
pub async fn report(
    State(service): State<Arc<Service>>,
    bearer: Bearer,
    Body(request): Body<ReportUsage>,
) -> Result<Json<UsageReceipt>, Refusal> {
    check(&request.items)?;
    let caller = bearer.admit(&service, Some(request.nonce)).await?;
    if statement::standing(&caller).status == LicenceStatus::Suspended {
        return Err(caller.refusal(&service, VerdictCode::LicenceSuspended, Some(request.nonce)));
    }
    let row = &caller.row;
    let reported = request.items.iter().map(wire_seq).max().unwrap_or(0);
    let acked = row.acked_seq.max(reported);
    let mut used = row.used_today;
    if !request.items.is_empty() {
        let mut work = service.db.writing().await?;
        accounts::lock(&mut work, &row.account_id).await?;
        count(&mut work, &caller, &request.items).await?;
        devices::set_acked(&mut work, &row.device_id, acked).await?;
        used = usage::on_day(&mut work, &row.account_id, day::day_of(caller.now_ms)).await?;
        work.commit().await?;
    }
    Ok(Json(UsageReceipt { receipt: statement::receipt(&service, &caller, used, acked, request.nonce) }))
}

fn check(items: &[UsageItem]) -> Result<(), Refusal> {
    if items.len() > MOST_ITEMS {
        return Err(Refusal::invalid("items: at most 500"));
    }
    let is_sound = |item: &UsageItem| item.seq <= MOST_SEQ && item.n <= MOST_PER_ITEM;
    if items.iter().all(is_sound) { Ok(()) } else { Err(Refusal::invalid("items: seq or n is too large")) }
}

fn wire_seq(item: &UsageItem) -> i64 {
    i64::try_from(item.seq).unwrap_or(i64::MAX)
}

async fn count(work: &mut Work, caller: &Caller, items: &[UsageItem]) -> Result<(), sqlx::Error> {
    for item in items {
        let day = possible_day(item.day, caller);
        let n = i64::from(item.n);
        if usage::insert_item(work, &caller.row.device_id, wire_seq(item), day, n).await? {
            usage::add(work, &caller.row.account_id, day, n).await?;
        }
    }
    Ok(())
}

/// `day`, or the nearest one on which this account can have converted: a device's clock may be wrong.
fn possible_day(day: i64, caller: &Caller) -> i64 {
    let today = day::day_of(caller.now_ms);
    let first = day::day_of(caller.row.account_created_ms).max(today - OLDEST_DAYS);
    day.clamp(first.min(today), today)
}
