//! What is done with pictures that would lose something, kind by kind.

use converter::Loss;
use converter::loss::Switch;
use iced::widget::{Column, row, text};
use iced::{Alignment, Element, Fill};

use super::change::Change;
use super::control::folded;
use super::fold::Fold;
use super::{Message, State};
use crate::window::screen::Context;
use crate::window::theme::space;
use crate::window::theme::text::BODY;
use crate::window::widget::{caption, choice};

/// One switch a kind, folded away.
pub fn section<'a>(state: &State, context: &Context<'a>) -> Element<'a, Message> {
    folded(Fold::Losses, state, context, || {
        let words = context.words.window.options;
        let lines = Loss::ALL.map(|loss| line(loss, context));
        Column::with_children([caption(words.losses_help).into()]).extend(lines).spacing(space::S).into()
    })
}

fn line<'a>(loss: Loss, context: &Context<'a>) -> Element<'a, Message> {
    let words = context.words.window.options;
    let switches =
        [Switch::Auto, Switch::Convert, Switch::Skip].map(|switch| (switch, (words.switch)(switch)));
    let chosen = context.remembered.recipe.losses.of(loss);
    let menu = choice(switches, Some(chosen), move |switch| Message::wish(Some(Change::Loss(loss, switch))));
    row![text((words.loss)(loss)).size(BODY).width(Fill), Element::from(menu.id(loss.code()).width(132))]
        .spacing(space::S)
        .align_y(Alignment::Center)
        .into()
}
