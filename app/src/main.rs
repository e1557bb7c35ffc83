//! Picopress: the program on the desk. With a verb it runs in the terminal; without one the window opens.

mod account_data;
mod admission;
mod cli;
mod counted;
mod dirs;
mod history;
mod i18n;
mod interrupt;
mod journal;
mod local_time;
mod machine;
mod originals;
mod presets;
mod publish;
mod rights;
mod run;
mod runs;
mod settings;
mod size;
mod undo;
mod whole_file;
mod window;

use std::process::ExitCode;

use converter::worker;

fn main() -> ExitCode {
    if std::env::args_os().nth(1).is_some_and(|argument| argument == worker::ARGUMENT) {
        return worker::serve();
    }
    quiet_codec_panics();
    tracing_subscriber::fmt()
        .with_env_filter(tracing_subscriber::EnvFilter::from_env("PICOPRESS_LOG"))
        .with_writer(std::io::stderr)
        .init();
    cli::main()
}

/// A panic on a batch thread becomes that picture's error; its trace is for those who ask for it.
fn quiet_codec_panics() {
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if std::thread::current().name().is_some_and(converter::batch::is_worker) {
            tracing::debug!(%panic, "a codec panicked");
        } else {
            usual(panic);
        }
    }));
}
