//! What the window hears beside its controls: keys that none of them wanted, dragged files, and the window itself.

use iced::advanced::input_method;
use iced::{Event, event, keyboard, window};

use super::Message;
use super::command::Command;
use super::screen::convert;

/// What the window hears that no control wanted for itself.
pub(super) fn heard(event: Event, status: event::Status, _window: window::Id) -> Option<Message> {
    match event {
        Event::Keyboard(keyboard::Event::KeyPressed {
            ref key,
            ref modified_key,
            physical_key,
            modifiers,
            ..
        }) => {
            match key {
                keyboard::Key::Named(keyboard::key::Named::Tab) if !modifiers.command() => {
                    Some(Message::Tab { backwards: modifiers.shift() })
                }
                _ if status == event::Status::Captured => None,
                // A sign such as '?' is made with Shift from another key.
                _ => Command::of(key, modifiers)
                    .or_else(|| Command::of(modified_key, modifiers))
                    // A keyboard of Hangul, Kana or Cyrillic has the letters of shortcuts beside its own.
                    .or_else(|| Command::of(&latin(key, physical_key)?, modifiers))
                    .map(Message::Command)
                    .or_else(|| key_of(event)),
            }
        }
        // That a key is up is told to nobody else.
        Event::Keyboard(keyboard::Event::KeyReleased { .. }) => key_of(event),
        Event::Keyboard(keyboard::Event::ModifiersChanged(modifiers)) => {
            Some(Message::Convert(convert::Message::Modifiers(modifiers)))
        }
        Event::InputMethod(input_method::Event::Opened) => {
            tracing::debug!("the input method listens");
            None
        }
        Event::InputMethod(input_method::Event::Closed) => {
            tracing::debug!("the input method rests");
            None
        }
        Event::Window(window::Event::Focused) => Some(Message::Convert(convert::Message::InFront(true))),
        Event::Window(window::Event::Unfocused) => Some(Message::Unfocused),
        Event::Window(window::Event::FileHovered(_)) => {
            Some(Message::Convert(convert::Message::DraggedOver(true)))
        }
        Event::Window(window::Event::FilesHoveredLeft) => {
            Some(Message::Convert(convert::Message::DraggedOver(false)))
        }
        Event::Window(window::Event::FileDropped(path)) => {
            Some(Message::Convert(convert::Message::Added(vec![path])))
        }
        Event::Window(window::Event::Resized(size)) => Some(Message::Resized(size)),
        Event::Window(window::Event::CloseRequested) => Some(Message::CloseRequested),
        _ => None,
    }
}

/// The letter that a key has on a Latin keyboard.
fn latin(key: &keyboard::Key, physical_key: keyboard::key::Physical) -> Option<keyboard::Key> {
    key.to_latin(physical_key).map(|letter| keyboard::Key::Character(letter.to_string().into()))
}

fn key_of(event: Event) -> Option<Message> {
    match event {
        Event::Keyboard(event) => Some(Message::Key(event)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use iced::keyboard::{Key, Location, Modifiers, key};
    use iced::{Size, event::Status};

    use super::*;

    fn hear(event: Event) -> Option<Message> {
        heard(event, Status::Ignored, window::Id::unique())
    }

    fn hear_of_window(event: window::Event) -> Option<Message> {
        hear(Event::Window(event))
    }

    fn pressed(key: Key, code: key::Code, modifiers: Modifiers) -> Event {
        Event::Keyboard(keyboard::Event::KeyPressed {
            modified_key: key.clone(),
            key,
            physical_key: key::Physical::Code(code),
            location: Location::Standard,
            modifiers,
            text: None,
            repeat: false,
        })
    }

    #[test]
    fn what_happens_to_the_window_is_told_to_whom_it_concerns() {
        use convert::Message as Convert;
        let picture = PathBuf::from("사진.jpg");
        let dropped = hear_of_window(window::Event::FileDropped(picture.clone()));
        assert!(
            matches!(dropped, Some(Message::Convert(Convert::Added(paths))) if paths == [picture.clone()])
        );
        let over = hear_of_window(window::Event::FileHovered(picture));
        assert!(matches!(over, Some(Message::Convert(Convert::DraggedOver(true)))));
        let left = hear_of_window(window::Event::FilesHoveredLeft);
        assert!(matches!(left, Some(Message::Convert(Convert::DraggedOver(false)))));
        let in_front = hear_of_window(window::Event::Focused);
        assert!(matches!(in_front, Some(Message::Convert(Convert::InFront(true)))));
        assert!(matches!(hear_of_window(window::Event::Unfocused), Some(Message::Unfocused)));
        let size = Size::new(800.0, 600.0);
        let resized = hear_of_window(window::Event::Resized(size));
        assert!(matches!(resized, Some(Message::Resized(now)) if now == size));
        assert!(matches!(hear_of_window(window::Event::CloseRequested), Some(Message::CloseRequested)));
        assert!(hear_of_window(window::Event::Closed).is_none());
    }

    #[test]
    fn keys_are_commands_tabs_or_keys() {
        let held = Event::Keyboard(keyboard::Event::ModifiersChanged(Modifiers::SHIFT));
        let expected = Modifiers::SHIFT;
        assert!(matches!(
            hear(held),
            Some(Message::Convert(convert::Message::Modifiers(modifiers))) if modifiers == expected
        ));
        let tab = |modifiers| pressed(Key::Named(key::Named::Tab), key::Code::Tab, modifiers);
        assert!(matches!(hear(tab(Modifiers::empty())), Some(Message::Tab { backwards: false })));
        assert!(matches!(hear(tab(Modifiers::SHIFT)), Some(Message::Tab { backwards: true })));
        let letter = pressed(Key::Character("w".into()), key::Code::KeyW, Modifiers::empty());
        assert!(matches!(hear(letter.clone()), Some(Message::Key(_))));
        assert!(heard(letter, Status::Captured, window::Id::unique()).is_none(), "a field has it");
    }

    #[test]
    fn shortcuts_are_heard_from_keyboards_with_letters_of_their_own() {
        for (letter, code, command) in [
            ("ㅍ", key::Code::KeyV, Command::Paste),
            ("щ", key::Code::KeyO, Command::AddFiles),
            ("v", key::Code::KeyV, Command::Paste),
        ] {
            let heard = hear(pressed(Key::Character(letter.into()), code, Modifiers::COMMAND));
            assert!(matches!(heard, Some(Message::Command(heard)) if heard == command), "{letter}");
        }
    }
}
