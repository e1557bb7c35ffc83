//! Opens the window, unless one is open already or there is nothing to open it on.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Mutex;

use iced::futures::channel::mpsc::UnboundedReceiver;
use iced::{Size, window};

use super::instance::{Claim, Instance};
use super::remembered::Remembered;
use super::start::{self, Drawing, Start, Traces};
use super::{LEAST_SIZE, Window, emblem, text_scale, theme, words_of};
use crate::dirs::Dirs;
use crate::settings::Settings;

/// What desktops know the program by.
const APPLICATION: &str = "picopress";

/// Opens the window, or hands its pictures to the one that is open.
pub fn open(start: Start) -> ExitCode {
    let dirs = Dirs::find();
    let (settings, problems) = dirs.as_ref().map(|dirs| Settings::load(&dirs.settings())).unwrap_or_default();
    let words = words_of(&settings);
    if !start::has_display(|name| std::env::var_os(name)) {
        start::complain(words, words.window.shell.no_display);
        return ExitCode::FAILURE;
    }
    let folder = dirs.as_ref().map(Dirs::instance);
    let instance = match folder.as_deref().map(|folder| Instance::claim(folder, &start.pictures)) {
        Some(Claim::Delivered) => return ExitCode::SUCCESS,
        Some(Claim::Ours(instance)) => Some(instance),
        None => None,
    };
    // Without the lock, another window may be just about to draw.
    let is_only = instance.as_ref().is_some_and(Instance::is_only);
    let traces = Traces::new(folder.as_deref().filter(|_| is_only));
    let (drawing, has_crashed) = traces.read();
    let drawing = if start.software { Drawing::Software } else { drawing };
    if let Some(status) = start::choose(drawing) {
        return status;
    }
    let opening = Opening {
        remembered: dirs
            .as_ref()
            .map_or_else(|| Remembered::first(&settings), |dirs| Remembered::load(&dirs.window(), &settings)),
        pictures: start.pictures,
        arrivals: instance.as_ref().map(Instance::arrivals),
        told: (has_crashed && start::is_software())
            .then(|| words.window.start.drawn_by_software.to_owned())
            .or_else(|| problems.first().map(words.settings_problem)),
        traces: traces.clone(),
        dirs,
        settings,
    };
    start::run(&traces, words, || run(opening))
}

/// What a window begins with.
pub struct Opening {
    pub dirs: Option<Dirs>,
    pub settings: Settings,
    pub remembered: Remembered,
    pub pictures: Vec<PathBuf>,
    /// What later starts hand over.
    pub arrivals: Option<UnboundedReceiver<Vec<PathBuf>>>,
    /// What is to be said first.
    pub told: Option<String>,
    pub traces: Traces,
}

fn run(opening: Opening) -> iced::Result {
    let size = Size::from(opening.remembered.size) * (1.0 / text_scale(&opening.settings));
    // iced scales the size, and not this.
    let least = LEAST_SIZE * text_scale(&opening.settings);
    // The fonts are one set for the whole process, and not the window's own.
    theme::font::speak(words_of(&opening.settings).tag);
    // iced could boot more than once, and never does.
    let opening = Mutex::new(Some(opening));
    let boot = move || {
        let opening = opening.lock().ok().and_then(|mut opening| opening.take());
        Window::new(opening.expect("it boots once"))
    };
    iced::application(boot, Window::timed_update, Window::timed_view)
        .title("Picopress")
        .subscription(Window::subscription)
        .theme(Window::theme)
        .settings(iced::Settings {
            id: Some(APPLICATION.to_owned()),
            default_font: theme::FONT,
            default_text_size: theme::text::BODY.into(),
            ..iced::Settings::default()
        })
        .window(window::Settings {
            size,
            min_size: Some(least),
            icon: emblem::emblem(),
            exit_on_close_request: false,
            #[cfg(target_os = "linux")]
            platform_specific: window::settings::PlatformSpecific {
                // By this a desktop finds the icon and the name of the window; that of the application is not asked on X11.
                application_id: APPLICATION.to_owned(),
                ..Default::default()
            },
            ..window::Settings::default()
        })
        .scale_factor(|window| text_scale(&window.settings))
        .run()
}
