//! What the window says. Each screen has a file of its own, with its sentences in all languages side by side.

pub mod about;
pub mod account;
pub mod compare;
pub mod convert;
pub mod history;
pub mod options;
pub mod run;
pub mod settings;
pub mod shell;
pub mod start;

/// The window's sentences in one language.
pub struct Window {
    /// Around all screens.
    pub shell: &'static shell::Shell,
    /// Before the window opens, and when it cannot.
    pub start: &'static start::Start,
    /// The queue.
    pub convert: &'static convert::Convert,
    /// The column beside the queue.
    pub options: &'static options::Options,
    /// Before and after.
    pub compare: &'static compare::Compare,
    /// The account and the plans.
    pub account: &'static account::Account,
    /// What earlier runs did.
    pub history: &'static history::History,
    /// The program itself.
    pub about: &'static about::About,
    /// What is decided once.
    pub settings: &'static settings::Settings,
    /// Before, during and after a run.
    pub run: &'static run::Run,
}

/// English.
pub static EN: Window = Window {
    shell: &shell::EN,
    start: &start::EN,
    convert: &convert::EN,
    options: &options::EN,
    compare: &compare::EN,
    account: &account::EN,
    history: &history::EN,
    about: &about::EN,
    settings: &settings::EN,
    run: &run::EN,
};
/// Korean.
pub static KO: Window = Window {
    shell: &shell::KO,
    start: &start::KO,
    convert: &convert::KO,
    options: &options::KO,
    compare: &compare::KO,
    account: &account::KO,
    history: &history::KO,
    about: &about::KO,
    settings: &settings::KO,
    run: &run::KO,
};
/// Japanese.
pub static JA: Window = Window {
    shell: &shell::JA,
    start: &start::JA,
    convert: &convert::JA,
    options: &options::JA,
    compare: &compare::JA,
    account: &account::JA,
    history: &history::JA,
    about: &about::JA,
    settings: &settings::JA,
    run: &run::JA,
};
