//! Everything that can be done from the keyboard, with its key. Menus, tooltips and the sheet of shortcuts read it here.

use iced::keyboard::key::Named;
use iced::keyboard::{Key, Modifiers};

use super::queue::Step;

/// A place of the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Place {
    /// The queue and its settings.
    Convert,
    /// Before and after.
    Compare,
    /// What earlier runs did.
    History,
    /// Sign-in, plans and devices.
    Account,
    /// What is decided once.
    Settings,
    /// Versions and licences.
    About,
}

/// Something that can be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Command {
    AddFiles,
    AddFolder,
    Paste,
    Start,
    /// Shows what a start would do, without starting.
    Preview,
    Pause,
    Stop,
    /// Leaves half of the machine to others, or not any more.
    Gentle,
    Retry,
    Remove,
    ClearDone,
    SelectAll,
    /// Goes through the list; with `extend` everything on the way is selected.
    Walk {
        step: Step,
        extend: bool,
    },
    /// Selects the row that the keyboard is at, or not any more.
    Toggle,
    Search,
    /// Shows or hides the settings of the run where there is no room for both.
    Options,
    SaveReport,
    Compare,
    Reveal,
    CopyPath,
    Undo,
    Go(Place),
    Shortcuts,
    LargerText,
    SmallerText,
    /// Closes what is on top: a menu, a sheet, a search.
    Close,
    /// Says yes to what is on top.
    Confirm,
    Quit,
}

/// A key with what is held beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shortcut {
    /// Control, or Command on a Mac.
    pub command: bool,
    /// Shift.
    pub shift: bool,
    /// The key.
    pub key: KeyName,
}

/// A key by the letter on it, or by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyName {
    Letter(char),
    Named(Named),
}

impl Command {
    /// All that are shown in the sheet of shortcuts, in its order.
    pub const ALL: [Command; 28] = [
        Command::AddFiles,
        Command::AddFolder,
        Command::Paste,
        Command::Start,
        Command::Preview,
        Command::Pause,
        Command::Stop,
        Command::Gentle,
        Command::Retry,
        Command::Remove,
        Command::ClearDone,
        Command::SelectAll,
        Command::Search,
        Command::Options,
        Command::SaveReport,
        Command::Compare,
        Command::Reveal,
        Command::CopyPath,
        Command::Undo,
        Command::Go(Place::Convert),
        Command::Go(Place::History),
        Command::Go(Place::Account),
        Command::Go(Place::Settings),
        Command::Go(Place::About),
        Command::Shortcuts,
        Command::LargerText,
        Command::SmallerText,
        Command::Quit,
    ];

    /// Its key.
    pub fn shortcut(self) -> Shortcut {
        let with = |key| Shortcut { command: true, shift: false, key: KeyName::Letter(key) };
        let shifted = |key| Shortcut { shift: true, ..with(key) };
        let bare = |key| Shortcut { command: false, shift: false, key: KeyName::Named(key) };
        match self {
            Command::AddFiles => with('o'),
            Command::AddFolder => shifted('o'),
            Command::Paste => with('v'),
            Command::Start => Shortcut { command: true, ..bare(Named::Enter) },
            Command::Preview => Shortcut { command: true, shift: true, ..bare(Named::Enter) },
            Command::Pause => with('p'),
            Command::Stop => with('.'),
            Command::Gentle => with('g'),
            Command::Retry => with('r'),
            Command::Remove => bare(Named::Delete),
            Command::ClearDone => Shortcut { command: true, ..bare(Named::Delete) },
            Command::SelectAll => with('a'),
            Command::Walk { step, extend } => Shortcut { shift: extend, ..bare(walking_key(step)) },
            Command::Toggle => bare(Named::Space),
            Command::Search => with('f'),
            Command::Options => with('e'),
            Command::SaveReport => with('s'),
            Command::Compare => with('d'),
            Command::Reveal => shifted('r'),
            Command::CopyPath => shifted('c'),
            Command::Undo => with('z'),
            Command::Go(Place::Convert) => with('1'),
            Command::Go(Place::Compare) => with('2'),
            Command::Go(Place::History) => with('3'),
            Command::Go(Place::Account) => with('4'),
            Command::Go(Place::Settings) => with(','),
            Command::Go(Place::About) => bare(Named::F1),
            Command::Shortcuts => Shortcut { command: false, ..with('?') },
            Command::LargerText => with('+'),
            Command::SmallerText => with('-'),
            Command::Close => bare(Named::Escape),
            Command::Confirm => bare(Named::Enter),
            Command::Quit => with('q'),
        }
    }

    /// The command of a key that nothing in the window wanted for itself.
    pub fn of(key: &Key, modifiers: Modifiers) -> Option<Self> {
        let others = [Command::Go(Place::Compare), Command::Close, Command::Confirm, Command::Toggle];
        Command::ALL
            .into_iter()
            .chain(others)
            .chain(Command::walks())
            .find(|command| command.shortcut().is(key, modifiers))
    }
}

impl Command {
    /// All ways to go through the list.
    fn walks() -> impl Iterator<Item = Command> {
        let steps = [Step::Up, Step::Down, Step::PageUp, Step::PageDown, Step::First, Step::Last];
        steps.into_iter().flat_map(|step| [false, true].map(|extend| Command::Walk { step, extend }))
    }
}

fn walking_key(step: Step) -> Named {
    match step {
        Step::Up => Named::ArrowUp,
        Step::Down => Named::ArrowDown,
        Step::PageUp => Named::PageUp,
        Step::PageDown => Named::PageDown,
        Step::First => Named::Home,
        Step::Last => Named::End,
    }
}

impl Shortcut {
    fn is(self, key: &Key, modifiers: Modifiers) -> bool {
        let (is_it, knows_shift) = match (self.key, key) {
            (KeyName::Named(wanted), Key::Named(named)) => (wanted == *named, true),
            // Where '?' and '+' are depends on the keyboard: Shift is part of the sign.
            (KeyName::Letter(wanted), Key::Character(text)) => {
                let typed = text.to_lowercase();
                let same = typed == wanted.to_string() || (wanted == '+' && typed == "=");
                (same, wanted.is_alphanumeric() || wanted == '.' || wanted == ',')
            }
            _ => (false, true),
        };
        is_it && modifiers.command() == self.command && (!knows_shift || modifiers.shift() == self.shift)
    }

    /// As it is printed: `Ctrl+Shift+O`, or `⇧⌘O` on a Mac.
    pub fn text(self) -> String {
        let is_mac = cfg!(target_os = "macos");
        let key = match self.key {
            KeyName::Letter(letter) => letter.to_uppercase().to_string(),
            KeyName::Named(Named::Enter) => if is_mac { "↩" } else { "Enter" }.to_owned(),
            KeyName::Named(Named::Delete) => if is_mac { "⌫" } else { "Delete" }.to_owned(),
            KeyName::Named(Named::Escape) => "Esc".to_owned(),
            KeyName::Named(named) => format!("{named:?}"),
        };
        let (command, shift) = if is_mac { ("⌘", "⇧") } else { ("Ctrl+", "Shift+") };
        let held = |is_held: bool, name: &'static str| if is_held { name } else { "" };
        match is_mac {
            true => format!("{}{}{key}", held(self.shift, shift), held(self.command, command)),
            false => format!("{}{}{key}", held(self.command, command), held(self.shift, shift)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_has_a_key_of_its_own() {
        let shortcuts: Vec<_> = Command::ALL.iter().map(|command| command.shortcut().text()).collect();
        let mut different = shortcuts.clone();
        different.sort();
        different.dedup();
        assert_eq!(different.len(), shortcuts.len(), "{shortcuts:?}");
    }

    #[test]
    fn keys_find_their_command_on_any_keyboard() {
        let letter = |text: &str| Key::Character(text.into());
        for (key, modifiers, command) in [
            (letter("o"), Modifiers::COMMAND, Some(Command::AddFiles)),
            (letter("O"), Modifiers::COMMAND | Modifiers::SHIFT, Some(Command::AddFolder)),
            (letter("?"), Modifiers::SHIFT, Some(Command::Shortcuts)),
            (letter("?"), Modifiers::empty(), Some(Command::Shortcuts)),
            (letter("="), Modifiers::COMMAND, Some(Command::LargerText)),
            (letter("+"), Modifiers::COMMAND | Modifiers::SHIFT, Some(Command::LargerText)),
            (Key::Named(Named::Enter), Modifiers::COMMAND, Some(Command::Start)),
            (Key::Named(Named::Enter), Modifiers::empty(), Some(Command::Confirm)),
            (Key::Named(Named::Enter), Modifiers::COMMAND | Modifiers::SHIFT, Some(Command::Preview)),
            (Key::Named(Named::Space), Modifiers::empty(), Some(Command::Toggle)),
            (
                Key::Named(Named::ArrowDown),
                Modifiers::SHIFT,
                Some(Command::Walk { step: Step::Down, extend: true }),
            ),
            (letter("o"), Modifiers::empty(), None),
        ] {
            assert_eq!(Command::of(&key, modifiers), command, "{key:?} {modifiers:?}");
        }
    }
}
