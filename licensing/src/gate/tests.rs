//! What the gate lets through.
