//! Places where a test lets the process die as if the power had gone. Only with the feature `fail-points`, which no
//! release has, and only when the environment asks for it: `PICOPRESS_FAIL_POINT=NAME` or `NAME#3` for the third
//! time.

/// Dies here if this is the place and time asked for.
#[inline]
pub fn here(name: &str) {
    #[cfg(feature = "fail-points")]
    if asked::is_due(name) {
        die();
    }
    #[cfg(not(feature = "fail-points"))]
    let _ = name;
}

/// Does half of a write, then dies, if `half` is asked for.
#[inline]
pub fn half(write: impl FnOnce() -> std::io::Result<()>) {
    #[cfg(feature = "fail-points")]
    if asked::is_due("half") {
        let _ = write();
        die();
    }
    #[cfg(not(feature = "fail-points"))]
    let _ = write;
}

/// A kill that nothing can catch: no destructor runs, no buffer is written.
#[cfg(feature = "fail-points")]
fn die() -> ! {
    #[cfg(unix)]
    let _ = std::process::Command::new("kill").args(["-KILL", &std::process::id().to_string()]).status();
    std::process::abort()
}

#[cfg(feature = "fail-points")]
mod asked {
    use std::sync::OnceLock;
    use std::sync::atomic::{AtomicU32, Ordering};

    struct Asked {
        name: String,
        left: AtomicU32,
    }

    pub fn is_due(name: &str) -> bool {
        static ASKED: OnceLock<Option<Asked>> = OnceLock::new();
        let asked = ASKED.get_or_init(|| {
            let text = std::env::var("PICOPRESS_FAIL_POINT").ok()?;
            let (name, count) = text.split_once('#').unwrap_or((&text, "1"));
            Some(Asked { name: name.to_owned(), left: AtomicU32::new(count.parse().ok()?) })
        });
        let Some(asked) = asked.as_ref().filter(|asked| asked.name == name) else { return false };
        asked.left.fetch_sub(1, Ordering::Relaxed) == 1
    }
}
