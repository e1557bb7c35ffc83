//! The backend as its clients see it: the built program, on SQLite and on PostgreSQL.

#![allow(clippy::unwrap_used)]

mod http;
mod person;
mod postgres;
mod server;

mod accounts;
mod authorisation;
mod cleaning;
mod devices;
mod instances;
mod licences;
mod operation;
mod refreshing;
mod schemathesis;
mod signing_in;
mod smtp;
mod usage;

/// Tests that run on both databases.
macro_rules! on_both {
    ($($(#[$meta:meta])* fn $name:ident($engine:ident: Engine) $body:block)*) => {
        $($(#[$meta])* fn $name($engine: $crate::server::Engine) $body)*

        mod sqlite {
            $(#[test] fn $name() { super::$name($crate::server::Engine::Sqlite); })*
        }

        mod postgres {
            $(#[test] fn $name() { super::$name($crate::server::Engine::Postgres); })*
        }
    };
}
pub(crate) use on_both;
