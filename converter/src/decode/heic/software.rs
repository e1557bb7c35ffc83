//! HEIC through heifer, pure Rust. The container is read here too, for what heifer does not hand on.

use heifer::{Error, Options};

use super::super::{channels, profile};
use super::Header;
use crate::decode::avif::heif::{self, Still};
use crate::error::ErrorKind;
use crate::limits::Limits;
use crate::metadata::orientation;
use crate::picture::{ColorSpace, Metadata, Orientation, Picture, Pixels, Warning};
