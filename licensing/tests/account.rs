//! The account against a backend of its own: real sockets, real files, a real keyring, clocks that can be turned.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "tests")]

mod account {
    mod backend;
    mod keyring;
    mod machine;
    mod network;
    mod refresh;
    mod sign_in;
    mod tampering;
}
