//! End-to-end tests live in `tests/e2e`: they start the built program on real files and look at what it leaves on the
//! disk. They link none of our crates, so that features of one never leak into another.
