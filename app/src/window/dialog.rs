//! Whether the system has dialogs in which people choose files and folders. On Linux they are a service of the desktop:
//! where it is missing, `rfd` answers as if nothing had been chosen, and a button would do nothing without a word.

/// Whether a dialog can be opened. Waits for the desktop.
#[cfg(target_os = "linux")]
pub fn is_there() -> bool {
    has_portal() || has_zenity()
}

/// Windows and macOS have their own.
#[cfg(not(target_os = "linux"))]
pub fn is_there() -> bool {
    true
}

/// The portal alone is not enough: one without a part for this desktop knows no `FileChooser`.
#[cfg(target_os = "linux")]
fn has_portal() -> bool {
    let version = || {
        zbus::blocking::Connection::session()?.call_method(
            Some("org.freedesktop.portal.Desktop"),
            "/org/freedesktop/portal/desktop",
            Some("org.freedesktop.DBus.Properties"),
            "Get",
            &("org.freedesktop.portal.FileChooser", "version"),
        )
    };
    version().inspect_err(|error| tracing::debug!(%error, "no portal with dialogs")).is_ok()
}

/// What `rfd` tries without a portal.
#[cfg(target_os = "linux")]
fn has_zenity() -> bool {
    std::process::Command::new("zenity").arg("--version").output().is_ok_and(|told| told.status.success())
}
