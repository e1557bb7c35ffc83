//! Where results go, what they are called, and what happens when that name is taken.

use std::ffi::OsStr;

use iced::widget::column;
use iced::{Element, Fill};

use super::naming::example;
use super::{Message, State};
use crate::window::elide;
use crate::window::remembered::OnConflict;
use crate::window::screen::Context;
use crate::window::theme::space;
use crate::window::theme::text::BODY;
use crate::window::widget::{Icon, button, caption, choice, field, label, segments, toggle, tooltip};

/// So many pixels there are for a path beside its icon.
const ROOM_FOR_PATH: f32 = 240.0;

/// Beside the originals, or in one folder.
pub fn place<'a>(context: &Context<'a>) -> Element<'a, Message> {
    let words = context.words.window.options;
    let remembered = context.remembered;
    let is_folder = remembered.output.is_some();
    let places = segments([(false, words.beside), (true, words.into_folder)], is_folder, |is_folder| {
        if is_folder { Message::AskForFolder } else { Message::Output(None) }
    });
    let folder = remembered.output.as_ref().map(|folder| {
        let path = folder.display().to_string();
        let name = button(elide::middle(&path, BODY, ROOM_FOR_PATH)).icon(Icon::FolderOpen).width(Fill);
        let name = name.on_press(Message::AskForFolder).id("folder");
        column![tooltip(name, path), caption(words.mirrored)].spacing(space::XS)
    });
    let recursive = toggle(words.recursive, remembered.recursive, Message::Recursive).id("recursive");
    column![
        label(words.destination),
        Element::from(places.id("destination")),
        folder,
        Element::from(recursive)
    ]
    .spacing(space::S)
    .into()
}

/// How results are named.
pub fn names<'a>(state: &State, source: Option<&OsStr>, context: &Context<'a>) -> Element<'a, Message> {
    let words = context.words.window.options;
    let remembered = context.remembered;
    let text = state.template.as_ref().map_or(&remembered.template, |unusable| &unusable.text);
    let wrong = state.template.as_ref().map(|unusable| (words.wrong_template)(&unusable.why));
    let source = source.unwrap_or(OsStr::new(words.made_up_name));
    let example = example(&remembered.template(), source, &remembered.recipe);
    column![
        label(words.template),
        Element::from(field("", text, Message::Template).error(wrong).id("template")),
        caption(example),
        caption(words.template_help),
    ]
    .spacing(space::S)
    .into()
}

/// What is done when a name is taken.
pub fn conflict<'a>(context: &Context<'a>) -> Element<'a, Message> {
    let words = context.words.window.options;
    let conflict = context.remembered.conflict;
    let conflicts = [OnConflict::Rename, OnConflict::Skip, OnConflict::Overwrite];
    let conflicts = conflicts.map(|conflict| (conflict, (words.on_conflict)(conflict)));
    let menu = choice(conflicts, Some(conflict), Message::Conflict).id("conflict");
    column![label(words.conflict), Element::from(menu), caption((words.conflict_help)(conflict))]
        .spacing(space::S)
        .into()
}
