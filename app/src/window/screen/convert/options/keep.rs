//! What stays as it is: metadata, colours, animations, and originals of which little would be saved.

use converter::recipe::{AnimationPolicy, ColorPolicy, MetadataPolicy};
use iced::Element;
use iced::widget::column;

use super::change::Change;
use super::typed::Field;
use super::{Message, State};
use crate::window::screen::Context;
use crate::window::theme::space;
use crate::window::widget::{caption, choice, label, segments, toggle};

/// Percent below which originals stay, when nobody said another number.
const LITTLE: u8 = 5;

/// Which metadata goes along.
pub fn metadata<'a>(context: &Context<'a>) -> Element<'a, Message> {
    let words = context.words.window.options;
    let policy = context.remembered.recipe.metadata;
    let policies =
        [MetadataPolicy::All, MetadataPolicy::NoLocation, MetadataPolicy::Dates, MetadataPolicy::None];
    let policies = policies.map(|policy| (policy, (words.metadata_policy)(policy)));
    let menu = choice(policies, Some(policy), |policy| Message::wish(Some(Change::Metadata(policy))));
    column![label(words.metadata), Element::from(menu.id("metadata")), caption((words.metadata_help)(policy))]
        .spacing(space::S)
        .into()
}

/// Whether colours keep their profile, and animations move.
pub fn colors_and_animations<'a>(context: &Context<'a>) -> Element<'a, Message> {
    let words = context.words.window.options;
    let recipe = &context.remembered.recipe;
    let colors = [ColorPolicy::Keep, ColorPolicy::Srgb].map(|policy| (policy, (words.color_policy)(policy)));
    let colors = segments(colors, recipe.color, |policy| Message::wish(Some(Change::Color(policy))));
    let animations = [AnimationPolicy::Keep, AnimationPolicy::FirstFrame];
    let animations = animations.map(|policy| (policy, (words.animation_policy)(policy)));
    let animations =
        segments(animations, recipe.animation, |policy| Message::wish(Some(Change::Animation(policy))));
    column![
        column![label(words.color), Element::from(colors.id("colors"))].spacing(space::S),
        column![label(words.animation), Element::from(animations.id("animations"))].spacing(space::S),
    ]
    .spacing(space::L)
    .into()
}

/// Whether an original stands for a result that is hardly smaller.
pub fn originals_that_save_little<'a>(state: &State, context: &Context<'a>) -> Element<'a, Message> {
    let words = context.words.window.options;
    let recipe = &context.remembered.recipe;
    let switch = toggle(words.keep_when_little, recipe.min_saving.is_some(), |is_on| {
        Message::wish(Some(Change::MinSaving(is_on.then_some(LITTLE))))
    });
    let below: Element<'a, Message> = match recipe.min_saving {
        None => caption(words.takes_all).into(),
        Some(_) if !recipe.may_keep_original() => caption(words.never_kept).into(),
        Some(_) => state.number(Field::MinSaving, words.min_saving, "%", context),
    };
    column![Element::from(switch.id("keep-when-little")), below].spacing(space::S).into()
}
