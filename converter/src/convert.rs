//! The engine on one screen: read, decode, prepare, encode, verify, write.

use crate::cancel::Cancel;
use crate::encode::{self, Encoded};
use crate::error::ErrorKind;
use crate::input::Source;
use crate::limits::Limits;
use crate::recipe::Recipe;
use crate::{decode, prepare, verify};

/// What became of one source.
#[derive(Debug)]
pub enum Outcome {}

/// The memory core of the engine: bytes in, smaller bytes out, nothing touched.
///
/// # Errors
/// Those of the stages.
pub fn convert(
    source: &Source,
    recipe: &Recipe,
    limits: &Limits,
    threads: usize,
    cancel: &Cancel,
) -> Result<Encoded, ErrorKind> {
    let picture = decode::decode(source, limits)?;
    let picture = prepare::prepare(picture, recipe)?;
    let encoded = encode::encode(&picture, recipe, threads, cancel)?;
    verify::verify(&encoded, &picture, recipe)?;
    Ok(encoded)
}
