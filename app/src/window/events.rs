//! What the window hears beside its controls: keys that none of them wanted, dragged files, and the window itself.

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
