//! A home in which somebody is signed in, made without a backend: for tests and measurements of a program that was
//! built with `dev-keys`. The key that signs for it is made for it alone; no other build believes it.

use std::fs;
use std::io;
use std::path::Path;

use protocol::api::Secret;
use protocol::claims::{DESKTOP, DeviceClaim, Grace, Licence, LicenceStatus, Quota, VERSION};
use protocol::day::day_of;
use protocol::{Entitlement, Nonce, Plan, PublicKeys, Signer};

use crate::clock::{Anchor, Clocks, SystemClocks};
use crate::device;
use crate::keyring::{Marker, Record, RecordError, RecordPlace, Store};
use crate::licence::{LicenceFile, Stored};

const KEY_ID: &str = "dev-home";
const WEEK_SECONDS: i64 = 7 * 86_400;

/// Signs somebody in to `plan` for seven days, in the program's folder `state`. Writes the public key that the program
/// is to trust to `keys`, the file for `PICOPRESS_DEV_KEYS`.
///
/// # Errors
/// When a file cannot be written, or somebody is signed in there already.
pub fn make(state: &Path, keys: &Path, plan: Plan) -> io::Result<()> {
    let sight = SystemClocks::new().sight();
    let signer = signer()?;
    let mut record = Record::new().map_err(record_error)?;
    record.seq = 1;
    fs::create_dir_all(state)?;
    RecordPlace::file(state).create(&record).map_err(record_error)?;
    let entitlement = signer.sign(&entitlement(plan, sight.wall_ms));
    let stored = Stored {
        entitlement: Some(Secret::new(entitlement)),
        anchor: Some(Anchor::contact(sight.wall_ms, &sight)),
        email: "somebody@example.com".into(),
        device_id: "dev_home".into(),
        ..Stored::default()
    };
    LicenceFile::new(state, record.seal_key()).write(&stored)?;
    Marker::of(Store::File).write(state)?;
    let trusted =
        PublicKeys::from_list(&format!("{KEY_ID}:{}", signer.public())).map_err(io::Error::other)?;
    fs::write(keys, serde_json::to_vec(&trusted.to_jwk_set())?)
}

fn signer() -> io::Result<Signer> {
    let mut seed = [0; 32];
    getrandom::fill(&mut seed).map_err(io::Error::other)?;
    Ok(Signer::new(KEY_ID, &seed))
}

fn entitlement(plan: Plan, now_ms: i64) -> Entitlement {
    let (now, until) = (now_ms / 1000, now_ms / 1000 + WEEK_SECONDS);
    Entitlement {
        v: VERSION,
        iss: "https://example.com/v1".into(),
        aud: DESKTOP.into(),
        sub: "acc_home".into(),
        jti: "ent_home".into(),
        iat: now,
        exp: until,
        srv_ms: now_ms,
        seq: 1,
        nonce: Nonce::from_random([0; 16]),
        dev: DeviceClaim { id: "dev_home".into(), hw: device::hardware() },
        lic: Licence {
            plan,
            status: LicenceStatus::Active,
            paid_through: (plan != Plan::Free).then_some(until),
            auto_renew: true,
        },
        lim: plan.limits(),
        quota: Quota { day: day_of(now_ms), used: 0 },
        grace: Grace { until },
    }
}

fn record_error(error: RecordError) -> io::Error {
    io::Error::other(error)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seal::SealError;

    #[test]
    fn somebody_is_signed_in_there() {
        let folder = tempfile::tempdir().unwrap();
        make(folder.path(), &folder.path().join("keys.json"), Plan::Basic).unwrap();
        let record = RecordPlace::file(folder.path()).read().unwrap().unwrap();
        let stored: Result<_, SealError> = LicenceFile::new(folder.path(), record.seal_key()).read();
        assert!(stored.unwrap().unwrap().entitlement.is_some());
    }
}
