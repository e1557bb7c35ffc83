//! What client and backend say to each other: wire types, claims, the plan table, error codes and the
//! check of signed statements.
//!
//! Nothing lives here yet. It depends on none of our crates, so that both ends can share it.
