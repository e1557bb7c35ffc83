//! `/me`: the account of the caller.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use protocol::Code;
use protocol::api::{
    ChangeMe, ChangePassword, DeleteMe, Export, ExportedDay, ExportedSignIn, ExportedSubscription, Me,
};

use crate::auth::caller::Caller;
use crate::auth::password;
use crate::db::{Work, accounts, devices, links, sessions, subscriptions, usage};
use crate::domain::text::{self, Language};
use crate::error::Refusal;
use crate::http::body::Body;
use crate::http::devices::wire_devices;
use crate::mail::{self, Letter};
use crate::service::Service;
use crate::statement;

/// The account.
#[utoipa::path(get, path = "/me", tag = "me", security(("bearer" = [])), responses((status = 200, body = Me)))]
pub async fn read_me(caller: Caller) -> Json<Me> {
    Json(me(&caller))
}

/// Changes name or language.
#[utoipa::path(patch, path = "/me", tag = "me", security(("bearer" = [])), request_body = ChangeMe, responses((status = 200, body = Me)))]
pub async fn change_me(
    State(service): State<Arc<Service>>,
    mut caller: Caller,
    Body(request): Body<ChangeMe>,
) -> Result<Json<Me>, Refusal> {
    if let Some(name) = request.name.as_deref().map(str::trim) {
        if !text::is_label(name) {
            return Err(Refusal::invalid("name: at most 100 characters, no control characters"));
        }
        caller.row.name = Some(name.to_owned()).filter(|name| !name.is_empty());
    }
    if let Some(language) = &request.language {
        let language =
            Language::from_name(language).ok_or_else(|| Refusal::invalid("language: ko, en or ja"))?;
        caller.row.language = language.name().to_owned();
    }
    let mut work = service.db.writing().await?;
    let row = &caller.row;
    accounts::set_profile(&mut work, &row.account_id, row.name.as_deref(), &row.language).await?;
    work.commit().await?;
    Ok(Json(me(&caller)))
}

/// Deletes the account and all that is known of its owner.
#[utoipa::path(delete, path = "/me", tag = "me", security(("bearer" = [])), request_body = DeleteMe, responses((status = 204)))]
pub async fn delete_me(
    State(service): State<Arc<Service>>,
    caller: Caller,
    Body(request): Body<DeleteMe>,
) -> Result<StatusCode, Refusal> {
    check_password(&service, &caller, request.password.expose()).await?;
    let (mut work, now_ms, id) = (service.db.writing().await?, caller.now_ms, &caller.row.account_id);
    sessions::end_of_account(&mut work, id, "", "account_deleted", now_ms).await?;
    usage::erase(&mut work, id).await?;
    devices::erase_all(&mut work, id, now_ms).await?;
    links::erase(&mut work, id).await?;
    subscriptions::remove(&mut work, id).await?;
    accounts::erase(&mut work, id, now_ms).await?;
    work.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Changes the password. All other sign-ins end.
#[utoipa::path(post, path = "/me/password", tag = "me", security(("bearer" = [])), request_body = ChangePassword, responses((status = 204)))]
pub async fn change_password(
    State(service): State<Arc<Service>>,
    caller: Caller,
    Body(request): Body<ChangePassword>,
) -> Result<StatusCode, Refusal> {
    check_password(&service, &caller, request.current.expose()).await?;
    if !password::is_good(request.password.expose(), &caller.row.email) {
        return Err(Code::WeakPassword.into());
    }
    let hash = service.hasher.hash(request.password.expose()).await;
    let (mut work, now_ms, id) = (service.db.writing().await?, caller.now_ms, &caller.row.account_id);
    accounts::set_password(&mut work, id, &hash).await?;
    sessions::end_of_account(&mut work, id, &caller.session_id, "password_changed", now_ms).await?;
    mail::order(&mut work, Letter::PasswordChanged, id, now_ms).await?;
    work.commit().await?;
    service.job_ordered.notify_one();
    Ok(StatusCode::NO_CONTENT)
}

/// All that is known of the account.
#[utoipa::path(
    get, path = "/me/export", tag = "me", security(("bearer" = [])), responses((status = 200, body = Export))
)]
pub async fn export_me(State(service): State<Arc<Service>>, caller: Caller) -> Result<Json<Export>, Refusal> {
    let mut work = service.db.reading().await?;
    let id = &caller.row.account_id;
    let days = usage::days(&mut work, id).await?;
    let sign_ins = sessions::history(&mut work, id).await?;
    Ok(Json(Export {
        account: me(&caller),
        subscription: exported_subscription(&mut work, id).await?,
        devices: wire_devices(devices::live(&mut work, id).await?, Some(&caller.row.device_id)),
        usage: days
            .into_iter()
            .map(|(day, used)| ExportedDay { day, used: statement::count(used) })
            .collect(),
        sign_ins: sign_ins.into_iter().map(exported_sign_in).collect(),
    }))
}

async fn exported_subscription(
    work: &mut Work,
    id: &str,
) -> Result<Option<ExportedSubscription>, sqlx::Error> {
    let stored = subscriptions::read(work, id).await?;
    Ok(stored.map(|(plan, status, paid_through_ms, auto_renew)| ExportedSubscription {
        plan,
        status,
        paid_through_ms,
        auto_renew,
    }))
}

fn exported_sign_in((created_ms, used_ms, ended_ms): (i64, i64, Option<i64>)) -> ExportedSignIn {
    ExportedSignIn { created_ms, used_ms, ended_ms }
}

fn me(caller: &Caller) -> Me {
    let row = &caller.row;
    Me {
        id: row.account_id.clone(),
        email: row.email.clone(),
        email_verified: row.email_verified_ms.is_some(),
        name: row.name.clone(),
        language: row.language.clone(),
        role: row.role.clone(),
        created_ms: row.account_created_ms,
    }
}

/// The password of somebody who is signed in already. Wrong tries count like those at signing in.
async fn check_password(service: &Service, caller: &Caller, password: &str) -> Result<(), Refusal> {
    crate::auth::sign_in::check_password(service, &caller.row.email, password).await
}
