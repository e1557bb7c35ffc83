//! What waits for the keyring or the network, and what is asked there.

use std::path::Path;
use std::sync::Arc;

use licensing::keyring::Store;
use licensing::protocol::Plan;
use licensing::protocol::api::{ChangeMe, ChangePassword, Register, Secret};
use licensing::{Credentials, Error, Licensing, SignedOut};

use super::{Facts, NotExported};
use crate::account_data;

pub fn credentials(email: &str, password: &Secret, store: Store, release: Option<String>) -> Credentials {
    Credentials {
        email: email.trim().to_owned(),
        password: password.clone(),
        store,
        device_name: None,
        release_device: release,
    }
}

pub fn registration(email: String, password: Secret, name: String, tag: &str) -> Register {
    Register {
        email,
        password,
        name: Some(name).filter(|name| !name.is_empty()),
        language: Some(tag.to_owned()),
    }
}

/// What the server knows; it first hears what was counted here, so that what it says is right.
pub fn look(licensing: &Licensing) -> Result<Facts, Error> {
    let ledger = licensing.ledger()?;
    licensing.sync(&ledger)?;
    Ok(Facts { me: licensing.me()?, status: licensing.status()?, devices: licensing.devices()? })
}

/// Tells what was converted here before the sign-in ends; without a network the server never hears of it, and the count
/// stays on this device.
pub fn sign_out(licensing: &Licensing) -> Result<SignedOut, Error> {
    if let Ok(ledger) = licensing.ledger() {
        let _ = licensing.sync(&ledger);
    }
    licensing.logout()
}

pub fn rename(licensing: &Licensing, name: String) -> Result<(), Error> {
    licensing.change_me(&ChangeMe { name: Some(name), language: None }).map(drop)
}

/// Saves what the server knows of the person in a file.
pub fn export(licensing: &Licensing, path: &Path) -> Result<(), NotExported> {
    let data = licensing.export_me().map_err(NotExported::Withheld)?;
    account_data::write(path, &data).map_err(|error| NotExported::Unwritten(Arc::new(error)))
}

pub fn change_password(licensing: &Licensing, current: Secret, password: Secret) -> Result<(), Error> {
    licensing.change_password(&ChangePassword { current, password })
}

/// The page of the server `api` on which `plan` is paid for.
pub fn checkout(api: &str, plan: Plan) -> String {
    let server = api.trim_end_matches('/').trim_end_matches("/v1");
    format!("{server}/checkout?plan={}", plan.name())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checkout_is_beside_the_api() {
        let address = checkout("https://api.picopress.example/v1", Plan::Basic);
        assert_eq!(address, "https://api.picopress.example/checkout?plan=basic");
        assert_eq!(
            checkout("http://127.0.0.1:8787/v1/", Plan::Pro),
            "http://127.0.0.1:8787/checkout?plan=pro"
        );
    }
}
