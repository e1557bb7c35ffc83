//! Everything a person does with an account: sign up, in and out, look after devices, read what the plan gives.

use protocol::api::{
    ChangeMe, ChangePassword, DeleteMe, Devices, LoggedIn, Login, Logout, MailSent, Me, PasswordReset, Plans,
    Register, Secret, Status,
};
use protocol::{Code, Hardware, Nonce};

use crate::client::Call;
use crate::desk::{Desk, fresh_nonce};
use crate::device;
use crate::error::Error;
use crate::keyring::{Marker, Record, Store};

/// What a person types to sign in.
#[derive(Debug, Clone)]
pub struct Credentials {
    /// The address.
    pub email: String,
    /// The password.
    pub password: Secret,
    /// Where the secret of the sign-in is to be kept.
    pub store: Store,
    /// What to call the device in the list of devices.
    pub device_name: Option<String>,
    /// A device of the account that makes room for this one.
    pub release_device: Option<String>,
}

/// How a sign-out ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignedOut {
    /// Here and at the server: the device is free for another.
    Everywhere,
    /// Here. The server is told as soon as it can be reached.
    Here,
}

impl Desk {
    pub fn register(&self, registration: &Register) -> Result<MailSent, Error> {
        self.client.ask(&Call::post("/auth/register", registration))
    }

    pub fn reset_password(&self, email: &str) -> Result<MailSent, Error> {
        self.client.ask(&Call::post("/auth/password-reset", &PasswordReset { email: email.to_owned() }))
    }

    /// Asks the place for the secret first: a sign-in that cannot be kept takes no device.
    pub fn login(&self, credentials: &Credentials) -> Result<(), Error> {
        self.finish_logout();
        let _lock = self.lock_session()?;
        let place = self.place(credentials.store);
        let known = place.read()?;
        self.refuse_somebody_else(&credentials.email)?;
        let before = self.here().ok();
        // What was counted for one account is not counted for another: that one gets a record of its own.
        let is_same = before.as_ref().is_none_or(|somebody| somebody.is(&credentials.email));
        let record = known.clone().filter(|_| is_same).map_or_else(Record::new, Ok)?;
        let nonce = fresh_nonce()?;
        let body = self.login_body(credentials, &record, nonce);
        let reply: LoggedIn = self.client.ask(&Call::post("/auth/login", &body))?;
        let kept = self.keep_sign_in(credentials, record, known.as_ref(), &reply);
        if kept.is_err() {
            // A device that nobody can use again must not take a place.
            drop(self.tell_logout(&reply.refresh_token));
        }
        kept?;
        if let Some(before) = before.filter(|before| before.place.store() != credentials.store) {
            // The secret moved: what is left of it elsewhere helps nobody.
            drop(before.place.remove(before.id));
        }
        self.session.begin(reply.access_token.clone(), reply.expires_in);
        let entitlement = reply.entitlement.as_deref();
        let seq = entitlement.map(|token| self.keep_entitlement(token, nonce)).transpose();
        if let Some(seq) = self.note(seq).unwrap_or_default() {
            place.update(move |record| record.seq = seq)?;
        }
        Ok(())
    }

    fn login_body(&self, credentials: &Credentials, record: &Record, nonce: Nonce) -> Login {
        Login {
            email: credentials.email.clone(),
            password: credentials.password.clone(),
            hardware_id: self.hardware_id(record),
            // Said even where nothing is known, in a container: left out, it would be taken for the hardware id.
            hardware: Some(self.options.hardware),
            device_name: credentials.device_name.clone(),
            platform: Some(device::PLATFORM.into()),
            store: grade(credentials.store, &self.options.hardware).map(|store| store.name().into()),
            client_version: self.options.version.clone(),
            release_device: credentials.release_device.clone(),
            nonce: Some(nonce),
        }
    }

    /// The secret first, then the marker that says there is one.
    fn keep_sign_in(
        &self,
        credentials: &Credentials,
        mut record: Record,
        known: Option<&Record>,
        reply: &LoggedIn,
    ) -> Result<(), Error> {
        let place = self.place(credentials.store);
        let token = reply.refresh_token.clone();
        match known {
            Some(known) if known.id == record.id => {
                record = place.update(move |record| (record.refresh_token, record.seq) = (Some(token), 0))?;
            }
            other => {
                record.refresh_token = Some(token);
                // That of another account, whose sign-in is over.
                other.map_or(Ok(()), |other| place.remove(other.id))?;
                place.create(&record)?;
            }
        }
        if credentials.store != Store::Memory {
            let marked = Marker::of(credentials.store).write(&self.options.state);
            marked.map_err(|error| self.file_error(&error))?;
        }
        self.welcome(credentials.store, &record, &credentials.email, &reply.device_id);
        Ok(())
    }

    /// Counts of two accounts are kept apart: the other one signs out first, unless its sign-in is over anyway.
    fn refuse_somebody_else(&self, email: &str) -> Result<(), Error> {
        match self.here() {
            Ok(somebody) if self.ended().is_none() && !somebody.is(email) => Err(Error::SignedInAlready),
            _ => Ok(()),
        }
    }

    /// Signs out here at once, and at the server now or later.
    pub fn logout(&self) -> Result<SignedOut, Error> {
        let store = match self.here() {
            Ok(somebody) => somebody.place.store(),
            Err(Error::Record(_)) => {
                Marker::read(&self.options.state).map_or(Store::Keyring, |marker| marker.store)
            }
            Err(error) => return Err(error),
        };
        if store != Store::Memory {
            let marker = Marker { store, signing_out: true };
            marker.write(&self.options.state).map_err(|error| self.file_error(&error))?;
        }
        self.farewell()?;
        let done = self.end_record(store);
        Ok(if done { SignedOut::Everywhere } else { SignedOut::Here })
    }

    /// Finishes a sign-out that the server was not told of.
    pub fn finish_logout(&self) {
        let marker = Marker::read(&self.options.state);
        if let Some(marker) = marker.filter(|marker| marker.signing_out) {
            self.end_record(marker.store);
        }
    }

    /// Tells the server, then removes the record and the marker. Whether all of that was done.
    fn end_record(&self, store: Store) -> bool {
        let place = self.place(store);
        let Ok(record) = place.read() else { return false };
        if let Some(record) = record {
            let told = record.refresh_token.as_ref().map_or(Ok(()), |token| self.tell_logout(token));
            // A refusal means that the sign-in is over there as well.
            if matches!(told, Err(Error::Offline(_))) || place.remove(record.id).is_err() {
                return false;
            }
        }
        Marker::remove(&self.options.state).is_ok()
    }

    fn tell_logout(&self, refresh_token: &Secret) -> Result<(), Error> {
        self.client.tell(&Call::post("/auth/logout", &Logout { refresh_token: refresh_token.clone() }))
    }

    pub fn status(&self) -> Result<Status, Error> {
        let nonce = fresh_nonce()?;
        let path = format!("/subscription/status?nonce={nonce}");
        let asked = self.ask_signed_in(&Call::get(&path));
        let status: Status = self.note(asked.map_err(|error| match error {
            Error::Refused(problem) => self.judge(problem, nonce),
            error => error,
        }))?;
        if let Some(token) = status.entitlement.as_deref() {
            let _lock = self.lock_session()?;
            let seq = self.note(self.keep_entitlement(token, nonce))?;
            self.here()?.place.update(move |record| record.seq = seq)?;
        }
        Ok(status)
    }

    pub fn me(&self) -> Result<Me, Error> {
        self.ask_signed_in(&Call::get("/me"))
    }

    pub fn change_me(&self, change: &ChangeMe) -> Result<Me, Error> {
        self.ask_signed_in(&Call::patch("/me", change))
    }

    /// Left as the server sends it: a newer one may know more than this program has fields for.
    pub fn export_me(&self) -> Result<serde_json::Value, Error> {
        self.ask_signed_in(&Call::get("/me/export"))
    }

    pub fn change_password(&self, change: &ChangePassword) -> Result<(), Error> {
        self.tell_signed_in(&Call::post("/me/password", change))
    }

    /// The account is gone, and with it the sign-in here.
    pub fn delete_me(&self, password: Secret) -> Result<(), Error> {
        self.tell_signed_in(&Call::delete_with("/me", &DeleteMe { password }))?;
        let somebody = self.here()?;
        self.farewell()?;
        somebody.place.remove(somebody.id)?;
        Marker::remove(&self.options.state).map_err(|error| self.file_error(&error))
    }

    pub fn devices(&self) -> Result<Devices, Error> {
        self.ask_signed_in(&Call::get("/devices"))
    }

    pub fn remove_device(&self, id: &str) -> Result<(), Error> {
        // An id goes into the path: only what the server hands out.
        let is_id = !id.is_empty()
            && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-');
        if !is_id {
            return Err(unknown_device());
        }
        self.tell_signed_in(&Call::delete(&format!("/devices/{id}")))
    }

    pub fn plans(&self) -> Result<Plans, Error> {
        self.client.ask(&Call::get("/plans"))
    }

    pub fn takes_payments(&self) -> Result<bool, Error> {
        self.client.has_page("/checkout")
    }
}

/// What the server goes by when it says how long the sign-in holds without contact. Where nothing is known of the machine, as
/// in a container, the secret is all that binds it, and a keyring counts no more than a file.
fn grade(store: Store, hardware: &Hardware) -> Option<Store> {
    match store {
        Store::Memory => None,
        Store::Keyring if *hardware == Hardware::default() => Some(Store::File),
        store => Some(store),
    }
}

fn unknown_device() -> Error {
    Error::Refused(Box::new(protocol::code::Problem {
        kind: "about:blank".into(),
        title: "Not Found".into(),
        status: Code::NotFound.status(),
        code: Code::NotFound.name().into(),
        detail: None,
        request_id: String::new(),
        retry_after: None,
        verdict: None,
        devices: None,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_keyring_in_a_container_counts_as_a_file() {
        let known =
            Hardware { cpu: Some(protocol::hardware::Component::from_hash([1; 16])), ..Hardware::default() };
        for (store, on_machine, in_container) in [
            (Store::Keyring, Some(Store::Keyring), Some(Store::File)),
            (Store::File, Some(Store::File), Some(Store::File)),
            (Store::Memory, None, None),
        ] {
            assert_eq!(grade(store, &known), on_machine);
            assert_eq!(grade(store, &Hardware::default()), in_container);
        }
    }
}
