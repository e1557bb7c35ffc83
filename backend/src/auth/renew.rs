//! Refreshing: the same sign-in, a new access token, and a refresh token that was not used yet.

use protocol::api::{Refresh, Refreshed, Secret};
use protocol::{Code, VerdictCode};

use crate::auth::access::LIFETIME_S;
use crate::auth::caller::{self, Caller};
use crate::auth::refresh::{self, LIFETIME_MS, Presented, RefreshToken};
use crate::auth::sign_in::{access_token, hardware_hash};
use crate::db::sessions::Family;
use crate::db::{Work, devices, sessions};
use crate::error::Refusal;
use crate::pepper::digest;
use crate::service::Service;
use crate::statement;

/// Refreshes with what `request` says.
pub async fn renew(service: &Service, request: &Refresh) -> Result<Refreshed, Refusal> {
    let refused = || Refusal::from(Code::InvalidRefreshToken);
    let token = RefreshToken::parse(request.refresh_token.expose()).ok_or_else(refused)?;
    if !token.is_genuine(&service.pepper) {
        return Err(refused());
    }
    let mut work = service.db.writing().await?;
    let now_ms = service.clock.now_ms();
    let family = sessions::family(&mut work, token.family).await?.ok_or_else(refused)?;
    let is_same_hardware = |id: &String| hardware_hash(service, id) == family.hardware_hash;
    if !request.hardware_id.as_ref().is_none_or(is_same_hardware) {
        return Err(refused());
    }
    let caller =
        caller::look_up(service, &mut work, token.family, &family.account_id, &family.device_id).await?;
    if let Some(why) = caller.ended() {
        return Err(caller.refusal(service, why, request.nonce));
    }
    if family.expires_ms <= now_ms {
        return Err(refused());
    }
    match token.presented(family.head).ok_or_else(refused)? {
        Presented::Newest if digest(request.refresh_token.expose()) != family.head_hash => Err(refused()),
        Presented::Newest => succeed(service, work, &token, &family, &caller, request).await,
        Presented::Parent => answer(service, work, &token, &caller, request).await,
        Presented::Fork => {
            sessions::end(&mut work, token.family, "reused", now_ms).await?;
            work.commit().await?;
            tracing::warn!("a refresh token was used twice; its sign-in is over");
            Err(caller.refusal(service, VerdictCode::SessionRevoked, request.nonce))
        }
    }
}

/// Makes the successor. When another request was faster, it made the same one.
async fn succeed(
    service: &Service,
    mut work: Work,
    token: &RefreshToken<'_>,
    family: &Family,
    caller: &Caller,
    request: &Refresh,
) -> Result<Refreshed, Refusal> {
    let successor = refresh::make(&service.pepper, token.family, family.head + 1);
    if !sessions::advance(&mut work, token.family, family.head, &digest(&successor)).await? {
        let now = sessions::family(&mut work, token.family).await?.ok_or(Code::Unauthenticated)?;
        let is_overtaken = now.ended_ms.is_none() && token.presented(now.head) == Some(Presented::Parent);
        if !is_overtaken {
            return Err(Code::Conflict.into());
        }
    }
    answer(service, work, token, caller, request).await
}

/// The reply: a fresh access token, and the successor of the token presented.
async fn answer(
    service: &Service,
    mut work: Work,
    token: &RefreshToken<'_>,
    caller: &Caller,
    request: &Refresh,
) -> Result<Refreshed, Refusal> {
    let now_ms = caller.now_ms;
    sessions::prolong(&mut work, token.family, now_ms, now_ms + LIFETIME_MS).await?;
    devices::touch(&mut work, &caller.row.device_id, now_ms, statement::seq(service, caller)).await?;
    work.commit().await?;
    Ok(Refreshed {
        access_token: access_token(service, caller),
        token_type: "Bearer".into(),
        expires_in: LIFETIME_S,
        refresh_token: Secret::new(refresh::make(&service.pepper, token.family, token.number + 1)),
        entitlement: request.nonce.map(|nonce| statement::entitlement(service, caller, nonce)),
    })
}
