//! How good the pictures are to be: one of four ways to say it, each with its own last value.

use std::num::NonZeroU64;

use converter::recipe::{Effort, Format, Goal, Look, Quality};
use iced::widget::{column, container, row};
use iced::{Alignment, Element, Fill};

use super::change::Change;
use super::typed::Field;
use super::{Message, State};
use crate::window::screen::Context;
use crate::window::theme::space;
use crate::window::widget::{caption, label, segments, slider};

/// A way to say how good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Quality,
    Look,
    MaxBytes,
    Lossless,
}

impl Kind {
    /// In the order in which they are shown.
    pub const ALL: [Kind; 4] = [Kind::Quality, Kind::Look, Kind::MaxBytes, Kind::Lossless];

    /// The way in which `goal` is said. Near-lossless is a finer point of lossless.
    pub fn of(goal: Goal) -> Kind {
        match goal {
            Goal::Quality(_) => Kind::Quality,
            Goal::Look(_) => Kind::Look,
            Goal::MaxBytes(_) => Kind::MaxBytes,
            Goal::Lossless | Goal::NearLossless(_) => Kind::Lossless,
        }
    }
}

/// The last goal of each way, so that trying another one costs nothing.
#[derive(Debug, Clone, Copy)]
pub struct Goals {
    quality: Goal,
    look: Goal,
    max_bytes: Goal,
    lossless: Goal,
}

impl Default for Goals {
    fn default() -> Self {
        Goals {
            quality: Goal::Quality(Quality::default()),
            look: Goal::Look(Look::HIGH),
            max_bytes: Goal::MaxBytes(NonZeroU64::new(1_000_000).expect("not zero")),
            lossless: Goal::Lossless,
        }
    }
}

impl Goals {
    /// Remembers `goal` as the last one of its way.
    pub fn note(&mut self, goal: Goal) {
        match Kind::of(goal) {
            Kind::Quality => self.quality = goal,
            Kind::Look => self.look = goal,
            Kind::MaxBytes => self.max_bytes = goal,
            Kind::Lossless => self.lossless = goal,
        }
    }

    /// The last goal of this way; AVIF takes no near-lossless one.
    pub fn of(&self, kind: Kind, format: Format) -> Goal {
        match kind {
            Kind::Quality => self.quality,
            Kind::Look => self.look,
            Kind::MaxBytes => self.max_bytes,
            Kind::Lossless if format == Format::Avif => Goal::Lossless,
            Kind::Lossless => self.lossless,
        }
    }
}

/// The unit in which a limit of bytes is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    Kilobytes,
    Megabytes,
}

impl Unit {
    /// Both, the smaller one first.
    pub const ALL: [Unit; 2] = [Unit::Kilobytes, Unit::Megabytes];

    /// The unit in which people would say this.
    pub fn of(bytes: u64) -> Unit {
        if bytes >= 1_000_000 { Unit::Megabytes } else { Unit::Kilobytes }
    }

    /// Its sign, the same in all languages.
    pub fn sign(self) -> &'static str {
        match self {
            Unit::Kilobytes => "kB",
            Unit::Megabytes => "MB",
        }
    }

    /// How many bytes it stands for.
    pub fn bytes(self) -> u64 {
        match self {
            Unit::Kilobytes => 1_000,
            Unit::Megabytes => 1_000_000,
        }
    }
}

/// How good, with the controls of the chosen way.
pub fn section<'a>(state: &State, context: &Context<'a>) -> Element<'a, Message> {
    let words = context.words.window.options;
    let goal = context.remembered.recipe.goal;
    let kind = Kind::of(goal);
    let ways = segments(Kind::ALL.map(|kind| (kind, (words.goal)(kind))), kind, Message::GoalKind).id("goal");
    let value = match goal {
        Goal::Quality(quality) => Some(quality_controls(state, quality, context)),
        Goal::Look(look) => Some(look_controls(state, look, context)),
        Goal::MaxBytes(_) => Some(bytes_controls(state, context)),
        Goal::Lossless | Goal::NearLossless(_) => None,
    };
    column![label(words.how_good), ways, value, caption((words.goal_help)(kind))].spacing(space::S).into()
}

/// How much time it may take.
pub fn effort<'a>(context: &Context<'a>) -> Element<'a, Message> {
    let words = context.words.window.options;
    let effort = context.remembered.recipe.effort.value();
    let set = |value: u32| narrow(value).and_then(Effort::new).map(Change::Effort);
    slider(words.effort, 0..=6, effort.into(), move |value| Message::wish(set(value)))
        .value_text((words.effort_word)(effort))
        .id("effort")
        .into()
}

fn quality_controls<'a>(state: &State, quality: Quality, context: &Context<'a>) -> Element<'a, Message> {
    let word = (context.words.window.options.quality_word)(quality.value());
    let set = |value: u32| narrow(value).and_then(Quality::new).map(Goal::Quality);
    let rail = slider(word, 1..=100, quality.value().into(), move |value| {
        Message::wish(set(value).map(Change::Goal))
    });
    with_number(rail.value_text("").id("quality"), Field::Quality, state, context)
}

fn look_controls<'a>(state: &State, look: Look, context: &Context<'a>) -> Element<'a, Message> {
    let word = context.words.window.options.look_word;
    let named = [Look::SMALL, Look::BALANCED, Look::HIGH, Look::MAX];
    let buttons = segments(
        named.map(|look| (Some(look), word(look.score()))),
        Some(look).filter(|look| named.contains(look)),
        |look| Message::wish(look.map(|look| Change::Goal(Goal::Look(look)))),
    );
    let set = |value: u32| narrow(value).and_then(Look::new).map(Goal::Look);
    let rail = slider(word(look.score()), 1..=100, look.score().into(), move |value| {
        Message::wish(set(value).map(Change::Goal))
    });
    let number = with_number(rail.value_text("").id("look"), Field::Look, state, context);
    column![Element::from(buttons.id("look-word")), number].spacing(space::S).into()
}

/// A slider and a field for one number.
fn with_number<'a>(
    rail: impl Into<Element<'a, Message>>,
    field: Field,
    state: &State,
    context: &Context<'a>,
) -> Element<'a, Message> {
    let line = row![container(rail).width(Fill), state.short_number(field, context)];
    let line = line.spacing(space::M).align_y(Alignment::End);
    column![line, state.complaint(field, context)].spacing(space::XS).into()
}

fn bytes_controls<'a>(state: &State, context: &Context<'a>) -> Element<'a, Message> {
    let units = segments(Unit::ALL.map(|unit| (unit, unit.sign())), state.unit_of(context), Message::Unit);
    let number = state.number(Field::MaxBytes, "", "", context);
    row![number, container(units.id("unit")).width(120)].spacing(space::M).into()
}

/// A slider's value as the recipe counts.
pub fn narrow(value: u32) -> Option<u8> {
    u8::try_from(value).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trying_another_way_costs_nothing() {
        let mut goals = Goals::default();
        let mine = Goal::Quality(Quality::new(63).expect("a quality"));
        goals.note(mine);
        goals.note(Goal::NearLossless(40));
        assert_eq!(goals.of(Kind::Quality, Format::Webp), mine);
        assert_eq!(goals.of(Kind::Lossless, Format::Webp), Goal::NearLossless(40));
        assert_eq!(goals.of(Kind::Lossless, Format::Avif), Goal::Lossless);
        for kind in Kind::ALL {
            assert_eq!(Kind::of(goals.of(kind, Format::Webp)), kind);
        }
    }
}
