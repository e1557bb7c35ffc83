//! What holds by which evidence.
