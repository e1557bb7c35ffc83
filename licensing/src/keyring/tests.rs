//! Places, and everything that can be wrong with them.
