//! Who somebody is: passwords, sign-ins, access tokens, refresh tokens, and how often one may fail.

pub mod access;
pub mod caller;
pub mod password;
pub mod refresh;
pub mod renew;
pub mod sign_in;
pub mod throttle;
