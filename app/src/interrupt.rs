//! Ctrl-C: the first asks for a stop, a second one leaves at once.

use converter::{Cancel, Staging};

/// Exit status of a program that was interrupted: 128 + SIGINT.
pub const EXIT_STATUS: u8 = 130;

/// Raises `cancel` on Ctrl-C and on termination.
pub fn listen(cancel: Cancel, staging: Staging) {
    let listening = ctrlc::set_handler(move || {
        if cancel.is_cancelled() {
            staging.close();
            std::process::exit(EXIT_STATUS.into());
        }
        cancel.cancel();
    });
    if let Err(error) = listening {
        tracing::warn!(%error, "Ctrl-C will stop the program without tidying up; the next start does that");
    }
}
