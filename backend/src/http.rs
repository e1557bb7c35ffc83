//! The calls, each in the file of the thing it is about.

pub mod accounts;
pub mod body;
pub mod devices;
pub mod ops;
pub mod query;
pub mod sign_in;
pub mod subscription;
pub mod usage;
