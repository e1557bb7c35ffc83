//! Decisions: functions of what they are told, without database, network or clock.

pub mod email;
pub mod licence;
pub mod retention;
pub mod text;
pub mod version;
