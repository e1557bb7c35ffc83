//! `/auth`: registering, signing in and out, and what ends in a mail.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::{Extension, Json};
use protocol::Code;
use protocol::api::{
    LoggedIn, Login, Logout, MailSent, PasswordReset, PasswordResetConfirm, Refresh, Refreshed, Register,
    VerifyEmail,
};

use crate::auth::refresh::RefreshToken;
use crate::auth::{password, renew, sign_in};
use crate::client_address::ClientAddress;
use crate::db::accounts::{self, Account};
use crate::db::{devices, links, sessions};
use crate::domain::email::Email;
use crate::domain::text::{self, Language};
use crate::error::Refusal;
use crate::http::body::Body;
use crate::mail::{self, Letter};
use crate::pepper::digest;
use crate::service::Service;

/// Makes an account. Answers alike whether or not the address has one already; a mail tells its owner.
#[utoipa::path(post, path = "/auth/register", tag = "auth", request_body = Register, responses((status = 201, body = MailSent)))]
pub async fn register(
    State(service): State<Arc<Service>>,
    Body(request): Body<Register>,
) -> Result<(StatusCode, Json<MailSent>), Refusal> {
    let email = parse_email(&request.email)?;
    let name = request.name.as_deref().map(str::trim).filter(|name| !name.is_empty());
    if !text::is_label(name.unwrap_or("")) {
        return Err(Refusal::invalid("name: at most 100 characters, no control characters"));
    }
    let language = Language::from_name(request.language.as_deref().unwrap_or("en"));
    let language = language.ok_or_else(|| Refusal::invalid("language: ko, en or ja"))?;
    check_password(request.password.expose(), &email)?;
    let password_hash = service.hasher.hash(request.password.expose()).await;
    let now_ms = service.clock.now_ms();
    let account = Account {
        id: service.random.id("acc", now_ms),
        email: email.as_str().to_owned(),
        password_hash,
        name: name.map(Into::into),
        language: language.name().to_owned(),
        role: "user".into(),
        created_ms: now_ms,
    };
    let mut work = service.db.writing().await?;
    let letter =
        if accounts::insert(&mut work, &account).await? { Letter::Verify } else { Letter::AlreadyRegistered };
    if let Some(owner) = accounts::by_email(&mut work, email.as_str()).await? {
        mail::order(&mut work, letter, &owner.id, now_ms).await?;
    }
    work.commit().await?;
    service.job_ordered.notify_one();
    Ok((StatusCode::CREATED, Json(MailSent { accepted: true })))
}

/// Signs in on a device.
#[utoipa::path(post, path = "/auth/login", tag = "auth", request_body = Login, responses((status = 200, body = LoggedIn)))]
pub async fn login(
    State(service): State<Arc<Service>>,
    Extension(address): Extension<ClientAddress>,
    Body(request): Body<Login>,
) -> Result<Json<LoggedIn>, Refusal> {
    sign_in::sign_in(&service, &request, address.0).await.map(Json)
}

/// Gives a new access token and the next refresh token.
#[utoipa::path(post, path = "/auth/refresh", tag = "auth", request_body = Refresh, responses((status = 200, body = Refreshed)))]
pub async fn refresh(
    State(service): State<Arc<Service>>,
    Body(request): Body<Refresh>,
) -> Result<Json<Refreshed>, Refusal> {
    renew::renew(&service, &request).await.map(Json)
}

/// Ends the sign-in of a refresh token and frees its device.
#[utoipa::path(post, path = "/auth/logout", tag = "auth", request_body = Logout, responses((status = 204)))]
pub async fn logout(
    State(service): State<Arc<Service>>,
    Body(request): Body<Logout>,
) -> Result<StatusCode, Refusal> {
    let refused = || Refusal::from(Code::InvalidRefreshToken);
    let token = RefreshToken::parse(request.refresh_token.expose()).ok_or_else(refused)?;
    if !token.is_genuine(&service.pepper) {
        return Err(refused());
    }
    let mut work = service.db.writing().await?;
    let family = sessions::family(&mut work, token.family).await?.ok_or_else(refused)?;
    if family.ended_ms.is_none() {
        let now_ms = service.clock.now_ms();
        sessions::end(&mut work, token.family, "signed_out", now_ms).await?;
        devices::release(&mut work, &family.account_id, &family.device_id, "logout", now_ms).await?;
        work.commit().await?;
    }
    Ok(StatusCode::NO_CONTENT)
}

/// Sends a link to choose a new password with, if the address has an account.
#[utoipa::path(post, path = "/auth/password-reset", tag = "auth", request_body = PasswordReset, responses((status = 202, body = MailSent)))]
pub async fn password_reset(
    State(service): State<Arc<Service>>,
    Body(request): Body<PasswordReset>,
) -> Result<(StatusCode, Json<MailSent>), Refusal> {
    let email = parse_email(&request.email)?;
    let mut work = service.db.writing().await?;
    if let Some(account) = accounts::by_email(&mut work, email.as_str()).await? {
        mail::order(&mut work, Letter::Reset, &account.id, service.clock.now_ms()).await?;
    }
    work.commit().await?;
    service.job_ordered.notify_one();
    Ok((StatusCode::ACCEPTED, Json(MailSent { accepted: true })))
}

/// Chooses a new password with the token of such a link. All sign-ins end.
#[utoipa::path(post, path = "/auth/password-reset/confirm", tag = "auth", request_body = PasswordResetConfirm, responses((status = 204)))]
pub async fn password_reset_confirm(
    State(service): State<Arc<Service>>,
    Body(request): Body<PasswordResetConfirm>,
) -> Result<StatusCode, Refusal> {
    if !password::is_good(request.password.expose(), "") {
        return Err(Code::WeakPassword.into());
    }
    let hash = service.hasher.hash(request.password.expose()).await;
    let mut work = service.db.writing().await?;
    let now_ms = service.clock.now_ms();
    let account_id = links::take(&mut work, "reset", &digest(request.token.expose()), now_ms).await?;
    let account_id = account_id.ok_or(Code::InvalidLink)?;
    accounts::set_password(&mut work, &account_id, &hash).await?;
    // Whoever holds the link reads the mail of the address.
    accounts::set_verified(&mut work, &account_id, now_ms).await?;
    sessions::end_of_account(&mut work, &account_id, "", "password_changed", now_ms).await?;
    mail::order(&mut work, Letter::PasswordChanged, &account_id, now_ms).await?;
    work.commit().await?;
    service.job_ordered.notify_one();
    Ok(StatusCode::NO_CONTENT)
}

/// Confirms an address with the token of the link that registering sent.
#[utoipa::path(post, path = "/auth/verify-email", tag = "auth", request_body = VerifyEmail, responses((status = 204)))]
pub async fn verify_email(
    State(service): State<Arc<Service>>,
    Body(request): Body<VerifyEmail>,
) -> Result<StatusCode, Refusal> {
    let mut work = service.db.writing().await?;
    let now_ms = service.clock.now_ms();
    let account_id = links::take(&mut work, "verify", &digest(request.token.expose()), now_ms).await?;
    accounts::set_verified(&mut work, &account_id.ok_or(Code::InvalidLink)?, now_ms).await?;
    work.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

fn parse_email(text: &str) -> Result<Email, Refusal> {
    Email::parse(text).ok_or_else(|| Refusal::invalid("email: an e-mail address"))
}

fn check_password(password: &str, email: &Email) -> Result<(), Refusal> {
    if password::is_good(password, email.as_str()) { Ok(()) } else { Err(Code::WeakPassword.into()) }
}
