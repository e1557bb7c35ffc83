//! Signing in: the password, a slot for the device, and the first pair of tokens.

use std::net::IpAddr;

use protocol::api::{LoggedIn, Login, Secret};
use protocol::hardware::Component;
use protocol::{Code, Hardware};

use crate::auth::access::{AUDIENCE, AccessClaims, LIFETIME_S};
use crate::auth::caller::{self, Caller};
use crate::auth::throttle::Policy;
use crate::auth::{refresh, throttle};
use crate::db::accounts::{self, Account};
use crate::db::devices::{self, NewDevice, Seen};
use crate::db::sessions::{self, NewSession};
use crate::db::{Work, subscriptions, throttles};
use crate::domain::email::Email;
use crate::domain::licence::{self, Store, Subscription};
use crate::domain::text;
use crate::error::Refusal;
use crate::http::devices::{RELEASE_WINDOW_MS, RELEASES, wire_devices};
use crate::pepper::digest;
use crate::service::Service;
use crate::statement;

/// A device not seen for this long makes room for a new one by itself.
const IDLE_MS: i64 = 45 * 86_400_000;

/// Signs in with what `login` says, asked from the address `ip`.
pub async fn sign_in(service: &Service, login: &Login, ip: IpAddr) -> Result<LoggedIn, Refusal> {
    service.check_client(&login.client_version)?;
    let device = DeviceTold::read(login)?;
    let account = authenticate(service, login, ip).await?;
    let mut work = service.db.writing().await?;
    let now_ms = service.clock.now_ms();
    if !accounts::lock(&mut work, &account.id).await? {
        return Err(Code::InvalidCredentials.into());
    }
    let device_id = settle_device(service, &mut work, &account.id, &device, login, now_ms).await?;
    sessions::end_of_device(&mut work, &device_id, "replaced", now_ms).await?;
    let session_id = service.random.id("ses", now_ms);
    let refresh_token = refresh::make(&service.pepper, &session_id, 0);
    let session = NewSession {
        id: &session_id,
        account_id: &account.id,
        device_id: &device_id,
        head_hash: &digest(&refresh_token),
        now_ms,
        expires_ms: now_ms + refresh::LIFETIME_MS,
    };
    sessions::insert(&mut work, &session).await?;
    let caller = caller::look_up(service, &mut work, &session_id, &account.id, &device_id).await?;
    devices::touch(&mut work, &device_id, now_ms, statement::seq(service, &caller)).await?;
    work.commit().await?;
    Ok(LoggedIn {
        access_token: access_token(service, &caller),
        token_type: "Bearer".into(),
        expires_in: LIFETIME_S,
        refresh_token: Secret::new(refresh_token),
        device_id,
        entitlement: login.nonce.map(|nonce| statement::entitlement(service, &caller, nonce)),
    })
}

/// A new access token for `caller`.
pub fn access_token(service: &Service, caller: &Caller) -> Secret {
    let iat = caller.now_ms.div_euclid(1000);
    let claims = AccessClaims {
        iss: service.issuer().into(),
        aud: AUDIENCE.into(),
        sub: caller.row.account_id.clone(),
        dev: caller.row.device_id.clone(),
        sid: caller.session_id.clone(),
        jti: service.random.id("at", caller.now_ms),
        iat,
        exp: iat + i64::from(LIFETIME_S),
    };
    Secret::new(service.access_keys.signer().sign(&claims))
}

/// The keyed hash under which a hardware id is stored.
pub fn hardware_hash(service: &Service, hardware_id: &str) -> String {
    service.pepper.hash("hardware id", &[hardware_id])
}

/// The account that address and password are of.
async fn authenticate(service: &Service, login: &Login, ip: IpAddr) -> Result<Account, Refusal> {
    let email = Email::parse(&login.email).ok_or_else(|| Refusal::invalid("email: an e-mail address"))?;
    let tries = [account_try(service, email.as_str()), address_try(service, ip)];
    let account = note_try(service, &tries, email.as_str()).await?;
    let hash = account.as_ref().map(|account| account.password_hash.as_str());
    let is_right = service.hasher.is_right(login.password.expose(), hash).await;
    let Some(account) = account.filter(|_| is_right) else {
        service.metrics.failed_sign_ins.inc();
        return Err(Code::InvalidCredentials.into());
    };
    forgive(service, &tries).await?;
    Ok(account)
}

/// Whether `password` is that of somebody who is signed in already. Wrong tries count as those at signing in.
pub async fn check_password(service: &Service, email: &str, password: &str) -> Result<(), Refusal> {
    let tries = [account_try(service, email)];
    let account = note_try(service, &tries, email).await?;
    let hash = account.as_ref().map(|account| account.password_hash.as_str());
    if !service.hasher.is_right(password, hash).await {
        return Err(Code::InvalidCredentials.into());
    }
    forgive(service, &tries).await
}

type Try = (Policy, String);

fn account_try(service: &Service, email: &str) -> Try {
    (throttle::ACCOUNT, service.pepper.hash("sign-ins of account", &[email]))
}

fn address_try(service: &Service, ip: IpAddr) -> Try {
    (throttle::ADDRESS, service.pepper.hash("sign-ins of address", &[&ip.to_string()]))
}

/// Counts each try as a failure until it turns out right, so that many at once win nothing.
async fn note_try(service: &Service, tries: &[Try], email: &str) -> Result<Option<Account>, Refusal> {
    let mut work = service.db.writing().await?;
    let now_ms = service.clock.now_ms();
    for (policy, key) in tries {
        let before = throttles::read(&mut work, key).await?;
        if let Some(wait_s) = policy.wait_s(before, now_ms) {
            return Err(Refusal::rate_limited(wait_s));
        }
        throttles::write(&mut work, key, policy.after_failure(before, now_ms)).await?;
    }
    let account = accounts::by_email(&mut work, email).await?;
    work.commit().await?;
    Ok(account)
}

/// Forgets the failures of an account, and takes this one back from an address: others may share it.
async fn forgive(service: &Service, tries: &[Try]) -> Result<(), Refusal> {
    let mut work = service.db.writing().await?;
    for (policy, key) in tries {
        if *policy == throttle::ACCOUNT {
            throttles::clear(&mut work, key).await?;
        } else {
            throttles::forgive(&mut work, key).await?;
        }
    }
    Ok(work.commit().await?)
}

/// What a sign-in tells of its device, checked.
struct DeviceTold {
    hardware: String,
    name: String,
    platform: &'static str,
    store: &'static str,
}

impl DeviceTold {
    fn read(login: &Login) -> Result<Self, Refusal> {
        let id = &login.hardware_id;
        if !(16..=128).contains(&id.len()) || !id.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(Refusal::invalid("hardware_id: 16 to 128 visible ASCII characters"));
        }
        let machine = || Hardware { machine: Component::parse(id), ..Hardware::default() };
        let hardware = login.hardware.unwrap_or_else(machine);
        let name = login.device_name.as_deref().unwrap_or("").trim();
        if !text::is_label(name) {
            return Err(Refusal::invalid("device_name: at most 100 characters, no control characters"));
        }
        let platform = match login.platform.as_deref() {
            None => "",
            Some("linux") => "linux",
            Some("windows") => "windows",
            Some("macos") => "macos",
            Some(_) => return Err(Refusal::invalid("platform: linux, windows or macos")),
        };
        let store = match Store::from_name(login.store.as_deref().unwrap_or("keyring")) {
            Some(Store::Keyring) => "keyring",
            Some(Store::File) => "file",
            None => return Err(Refusal::invalid("store: keyring or file")),
        };
        let hardware = serde_json::to_string(&hardware).expect("components are plain text");
        Ok(DeviceTold { hardware, name: name.to_owned(), platform, store })
    }
}

/// The device of a sign-in: the same hardware has the slot it had, other hardware takes a free one.
async fn settle_device(
    service: &Service,
    work: &mut Work,
    account_id: &str,
    told: &DeviceTold,
    login: &Login,
    now_ms: i64,
) -> Result<String, Refusal> {
    let hash = hardware_hash(service, &login.hardware_id);
    let seen = Seen {
        hardware: &told.hardware,
        name: &told.name,
        platform: told.platform,
        store: told.store,
        client_version: &login.client_version,
        now_ms,
    };
    if let Some(id) = devices::by_hardware(work, account_id, &hash).await? {
        devices::update(work, &id, &seen).await?;
        return Ok(id);
    }
    make_room(work, account_id, login.release_device.as_deref(), now_ms).await?;
    let id = service.random.id("dev", now_ms);
    devices::insert(work, &NewDevice { id: &id, account_id, hardware_hash: &hash, seen }).await?;
    Ok(id)
}

/// Sees to it that one more device fits the plan: the one named for it goes, or else one long unused.
async fn make_room(
    work: &mut Work,
    account_id: &str,
    named: Option<&str>,
    now_ms: i64,
) -> Result<(), Refusal> {
    if let Some(id) = named {
        release_by_owner(work, account_id, id, now_ms).await?;
    }
    let limit = devices_allowed(work, account_id, now_ms).await?;
    let mut live = devices::live(work, account_id).await?;
    live.sort_by_key(|device| device.last_seen_ms);
    let too_many = (live.len() + 1).saturating_sub(limit);
    let is_idle = |device: &devices::Device| now_ms - device.last_seen_ms > IDLE_MS;
    if too_many > live.iter().filter(|device| is_idle(device)).count() {
        return Err(Refusal::device_limit(wire_devices(live, None)));
    }
    for device in &live[..too_many] {
        devices::release(work, account_id, &device.id, "idle", now_ms).await?;
        sessions::end_of_device(work, &device.id, "device_removed", now_ms).await?;
    }
    Ok(())
}

/// Removes a device because its owner wants it so: three times within thirty days, no more, or else an account
/// could be passed around.
pub async fn release_by_owner(
    work: &mut Work,
    account_id: &str,
    id: &str,
    now_ms: i64,
) -> Result<(), Refusal> {
    let released = devices::releases_since(work, account_id, now_ms - RELEASE_WINDOW_MS).await?;
    if !devices::live(work, account_id).await?.iter().any(|device| device.id == id) {
        return Err(Code::NotFound.into());
    }
    if released >= RELEASES {
        return Err(Code::ReleaseLimit.into());
    }
    devices::release(work, account_id, id, "owner", now_ms).await?;
    sessions::end_of_device(work, id, "device_removed", now_ms).await?;
    Ok(())
}

/// How many devices the plan of an account allows.
pub async fn devices_allowed(work: &mut Work, account_id: &str, now_ms: i64) -> Result<usize, sqlx::Error> {
    let stored = subscriptions::read(work, account_id).await?;
    let subscription = stored
        .and_then(|(plan, status, paid, renews)| Subscription::from_stored(&plan, &status, paid, renews));
    Ok(licence::standing(subscription, now_ms).plan.limits().devices as usize)
}
