//! What the server knows of an account, as a file for its owner.

use std::io;
use std::path::Path;

use serde_json::Value;

use crate::whole_file;

/// The data as people and programs can read it.
pub fn text(data: &Value) -> Vec<u8> {
    format!("{data:#}\n").into_bytes()
}

/// Writes the data to the file at `path`, whole.
///
/// # Errors
/// What the operating system says.
pub fn write(path: &Path, data: &Value) -> io::Result<()> {
    whole_file::replace(path, &text(data))
}
