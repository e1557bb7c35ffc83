//! Who sends a request: a genuine access token, and then what the database says of its sign-in.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::header;
use axum::http::request::Parts;
use protocol::{Code, Nonce, VerdictCode, day};

use crate::auth::access::AccessClaims;
use crate::db::Work;
use crate::db::sessions::{self, SignedIn};
use crate::error::Refusal;
use crate::http::query::{NonceQuery, Query};
use crate::service::Service;
use crate::statement;

/// A request with an access token that we signed and that is not over.
pub struct Bearer(AccessClaims);

/// Somebody signed in, on a device that counts.
pub struct Caller {
    pub session_id: String,
    pub row: SignedIn,
    /// The time at which all of the request is judged.
    pub now_ms: i64,
}

impl FromRequestParts<Arc<Service>> for Bearer {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, service: &Arc<Service>) -> Result<Self, Refusal> {
        let value = parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let token = value.and_then(bearer_token).ok_or(Code::Unauthenticated)?;
        let claims: AccessClaims =
            protocol::verify(token, service.access_keys.public()).map_err(|_| Code::Unauthenticated)?;
        if claims.iss != service.issuer() {
            return Err(Code::Unauthenticated.into());
        }
        if claims.exp <= service.clock.now_ms().div_euclid(1000) {
            return Err(Code::TokenExpired.into());
        }
        Ok(Bearer(claims))
    }
}

fn bearer_token(value: &str) -> Option<&str> {
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token)
}

impl Bearer {
    /// The caller, unless the sign-in has ended. `nonce` is the one of the request, for a verdict.
    pub async fn admit(&self, service: &Service, nonce: Option<Nonce>) -> Result<Caller, Refusal> {
        let mut work = service.db.reading().await?;
        let claims = &self.0;
        let caller = look_up(service, &mut work, &claims.sid, &claims.sub, &claims.dev).await?;
        match caller.ended() {
            None => Ok(caller),
            Some(why) => Err(caller.refusal(service, why, nonce)),
        }
    }
}

/// What the database says of a sign-in, ended or not.
pub async fn look_up(
    service: &Service,
    work: &mut Work,
    session_id: &str,
    account_id: &str,
    device_id: &str,
) -> Result<Caller, Refusal> {
    let now_ms = service.clock.now_ms();
    let row = sessions::standing(work, session_id, account_id, device_id, day::day_of(now_ms)).await?;
    let row = row.ok_or(Code::Unauthenticated)?;
    Ok(Caller { session_id: session_id.to_owned(), row, now_ms })
}

impl Caller {
    /// Why the sign-in is over, if it is.
    pub fn ended(&self) -> Option<VerdictCode> {
        match self.row.session_ended_why.as_deref() {
            Some("account_deleted") => Some(VerdictCode::AccountDeleted),
            Some("device_removed") => Some(VerdictCode::DeviceRemoved),
            Some(_) => Some(VerdictCode::SessionRevoked),
            None => self.row.released_ms.map(|_| VerdictCode::DeviceRemoved),
        }
    }

    /// The refusal that tells `why`, with a verdict when the request had a nonce.
    pub fn refusal(&self, service: &Service, why: VerdictCode, nonce: Option<Nonce>) -> Refusal {
        let code = match why {
            VerdictCode::DeviceRemoved => Code::DeviceRemoved,
            VerdictCode::LicenceSuspended => Code::LicenceSuspended,
            VerdictCode::SessionRevoked | VerdictCode::AccountDeleted => Code::SessionRevoked,
        };
        Refusal::from(code).with_verdict(statement::verdict(service, self, why, nonce))
    }
}

/// The nonce of a verdict is that of the query; a call with a nonce in its body admits its bearer itself.
impl FromRequestParts<Arc<Service>> for Caller {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, service: &Arc<Service>) -> Result<Self, Refusal> {
        let bearer = Bearer::from_request_parts(parts, service).await?;
        let nonce = Query::<NonceQuery>::from_request_parts(parts, service).await.ok();
        bearer.admit(service, nonce.and_then(|Query(query)| query.nonce)).await
    }
}
