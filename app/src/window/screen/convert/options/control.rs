//! Small parts that all sections of the column share.

use iced::widget::{Text, column, rule};
use iced::{Element, Fill};

use super::fold::Fold;
use super::typed::Field;
use super::{Message, State};
use crate::window::screen::Context;
use crate::window::theme::space;
use crate::window::widget::{self, Icon, button, complaint};

/// Between groups of sections.
pub fn line<'a>() -> Element<'a, Message> {
    rule::horizontal(1).into()
}

/// A part that is there when it is unfolded.
pub fn folded<'a>(
    fold: Fold,
    state: &State,
    context: &Context<'a>,
    content: impl FnOnce() -> Element<'a, Message>,
) -> Element<'a, Message> {
    let is_open = state.unfolded.contains(&fold);
    let icon = if is_open { Icon::ChevronDown } else { Icon::ChevronRight };
    let id = match fold {
        Fold::Advanced => "advanced",
        Fold::Losses => "losses",
    };
    let head = button((context.words.window.options.fold)(fold)).icon(icon).kind(button::Kind::Subtle);
    column![Element::from(head.on_press(Message::Fold(fold)).id(id)), is_open.then(content)]
        .spacing(space::M)
        .into()
}

impl State {
    /// A field for a number, and what is wrong with what stands in it below.
    pub fn number<'a>(
        &self,
        field: Field,
        label: &'a str,
        unit: &'a str,
        context: &Context<'a>,
    ) -> Element<'a, Message> {
        let (text, wrong) = self.shown(field, context);
        let words = context.words.window.options;
        let on_input = move |text| Message::Typed(field, text);
        let input = widget::field(label, &text, on_input).error(wrong.map(|wrong| wrong.told(words)));
        let input = if unit.is_empty() { input } else { input.unit(unit) };
        input.id(id(field)).width(Fill).into()
    }

    /// A field for a number beside its slider. There is no room for words: see [`State::complaint`].
    pub fn short_number<'a>(&self, field: Field, context: &Context<'a>) -> Element<'a, Message> {
        let (text, _) = self.shown(field, context);
        widget::number("", &text, move |text| Message::Typed(field, text)).id(id(field)).width(60).into()
    }

    /// What is wrong with what stands in a field.
    pub fn complaint<'a>(&self, field: Field, context: &Context<'a>) -> Option<Text<'a>> {
        let (_, wrong) = self.shown(field, context);
        wrong.map(|wrong| complaint(wrong.told(context.words.window.options)))
    }
}

/// By which tests find it.
fn id(field: Field) -> &'static str {
    match field {
        Field::Quality => "quality-number",
        Field::Look => "look-number",
        Field::MaxBytes => "max-bytes",
        Field::Width => "width",
        Field::Height => "height",
        Field::Percent => "percent",
        Field::Side => "side",
        Field::MinSaving => "min-saving",
    }
}
