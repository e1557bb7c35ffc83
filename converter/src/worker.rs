//! Decoding and encoding in a process of its own, where hostile bytes can do no harm: it has bounded memory, and on
//! Linux neither files nor network. It gets bytes and gives bytes; paths never reach it.
//!
//! `host.rs` is this end, `serve.rs` the other; `wire.rs` is what they say to each other, `errand.rs` what there is to
//! do, and `confine.rs` what the other end gives up before it reads a byte.

mod confine;
mod errand;
mod host;
mod process;
mod serve;
pub(crate) mod wire;

pub use host::Workers;
pub use process::Launch;
pub use serve::{serve, serve_with};

use crate::cancel::Cancel;
use crate::conversion::{Failure, Host, Made, Order};
use crate::input::Source;
use crate::{Thumbnail, Trial, thumbnail, trial};

/// The argument that makes the program a worker. It must be looked for before anything else is done.
pub const ARGUMENT: &str = "picture-worker";

/// Where bytes of strangers are decoded.
#[derive(Debug, Clone)]
pub enum Isolation {
    /// In this process: what a codec does wrong may end it.
    InProcess,
    /// In processes of their own: what a codec does wrong costs its picture.
    Workers(Workers),
}

impl Isolation {
    /// Workers that are this very program once more: it must look for [`ARGUMENT`].
    pub fn of_this_program() -> Self {
        Isolation::Workers(Workers::new(Launch::this_program()))
    }

    /// Converts a source in memory.
    ///
    /// # Errors
    /// As [`Order::carry_out`]; `Crashed` and `OutOfMemory` where workers are used.
    pub fn carry_out(
        &self,
        order: &Order,
        source: Source,
        host: &mut dyn Host,
        cancel: &Cancel,
    ) -> Result<Made, Failure> {
        match self {
            Isolation::InProcess => order.carry_out(source, host, cancel),
            Isolation::Workers(workers) => workers.convert(order, source, host, cancel),
        }
    }

    /// Makes the thumbnail of a source in memory.
    ///
    /// # Errors
    /// As [`thumbnail::Order::carry_out`]; `Crashed` and `OutOfMemory` where workers are used.
    pub fn thumbnail(
        &self,
        order: &thumbnail::Order,
        source: Source,
        host: &mut dyn Host,
        cancel: &Cancel,
    ) -> Result<Thumbnail, Failure> {
        match self {
            Isolation::InProcess => order.carry_out(source, host),
            Isolation::Workers(workers) => workers.thumbnail(order, source, host, cancel),
        }
    }

    /// Tries a recipe on a source in memory.
    ///
    /// # Errors
    /// As [`trial::Order::carry_out`]; `Crashed` and `OutOfMemory` where workers are used.
    pub fn try_out(
        &self,
        order: &trial::Order,
        source: Source,
        host: &mut dyn Host,
        cancel: &Cancel,
    ) -> Result<Trial, Failure> {
        match self {
            Isolation::InProcess => order.carry_out(source, host, cancel),
            Isolation::Workers(workers) => workers.try_out(order, source, host, cancel),
        }
    }
}
