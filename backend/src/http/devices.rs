//! `/devices`: where the account is signed in.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use protocol::Code;
use protocol::api::{Device, Devices};

use crate::auth::caller::Caller;
use crate::auth::sign_in::release_by_owner;
use crate::db::{accounts, devices};
use crate::error::Refusal;
use crate::random::is_id;
use crate::service::Service;
use crate::statement;

/// How many devices an owner may remove within [`RELEASE_WINDOW_MS`].
pub const RELEASES: u32 = 3;

/// Thirty days.
pub const RELEASE_WINDOW_MS: i64 = 30 * 86_400_000;

/// The devices that count.
#[utoipa::path(
    get, path = "/devices", tag = "devices", security(("bearer" = [])), responses((status = 200, body = Devices))
)]
pub async fn list(State(service): State<Arc<Service>>, caller: Caller) -> Result<Json<Devices>, Refusal> {
    let mut work = service.db.reading().await?;
    let id = &caller.row.account_id;
    let released = devices::releases_since(&mut work, id, caller.now_ms - RELEASE_WINDOW_MS).await?;
    Ok(Json(Devices {
        devices: wire_devices(devices::live(&mut work, id).await?, Some(&caller.row.device_id)),
        limit: statement::standing(&caller).plan.limits().devices,
        releases_left: RELEASES.saturating_sub(released),
    }))
}

/// Removes a device: it is told so at its next contact.
#[utoipa::path(
    delete, path = "/devices/{id}", tag = "devices", security(("bearer" = [])), responses((status = 204)),
    params(("id" = String, Path, description = "The id of the device.", pattern = "^dev_[0-9a-z]{26}$"))
)]
pub async fn remove(
    State(service): State<Arc<Service>>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<StatusCode, Refusal> {
    if !is_id(&id, "dev") {
        return Err(Code::NotFound.into());
    }
    let mut work = service.db.writing().await?;
    accounts::lock(&mut work, &caller.row.account_id).await?;
    release_by_owner(&mut work, &caller.row.account_id, &id, caller.now_ms).await?;
    work.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Devices as they are told; `current` is the one that asks.
pub fn wire_devices(devices: Vec<devices::Device>, current: Option<&str>) -> Vec<Device> {
    let wire = |device: devices::Device| Device {
        current: current == Some(device.id.as_str()),
        id: device.id,
        name: device.name,
        platform: device.platform,
        created_ms: device.created_ms,
        last_seen_ms: device.last_seen_ms,
    };
    devices.into_iter().map(wire).collect()
}
