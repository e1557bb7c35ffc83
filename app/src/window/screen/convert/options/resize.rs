//! How large the pictures are to be: one of six ways to say it, each with its own last numbers.

use converter::recipe::Resize;
use iced::Element;
use iced::widget::{column, row};

use super::typed::Field;
use super::{Message, State};
use crate::window::screen::Context;
use crate::window::theme::space;
use crate::window::widget::{caption, choice, label};

/// A way to say how large.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    None,
    Fit,
    Exact,
    Percent,
    Long,
    Short,
}

impl Kind {
    /// In the order in which they are shown.
    pub const ALL: [Kind; 6] = [Kind::None, Kind::Long, Kind::Short, Kind::Fit, Kind::Exact, Kind::Percent];

    /// The way in which `resize` is said.
    pub fn of(resize: Option<Resize>) -> Kind {
        match resize {
            None => Kind::None,
            Some(Resize::Fit(..)) => Kind::Fit,
            Some(Resize::Exact(..)) => Kind::Exact,
            Some(Resize::Percent(_)) => Kind::Percent,
            Some(Resize::Long(_)) => Kind::Long,
            Some(Resize::Short(_)) => Kind::Short,
        }
    }
}

/// The last numbers of each way.
#[derive(Debug, Clone, Copy)]
pub struct Sizes {
    pub width: u32,
    pub height: u32,
    pub percent: f32,
    pub long: u32,
    pub short: u32,
}

impl Default for Sizes {
    fn default() -> Self {
        Sizes { width: 1920, height: 1080, percent: 50.0, long: 2048, short: 1080 }
    }
}

impl Sizes {
    /// Remembers the numbers of `resize`.
    pub fn note(&mut self, resize: Option<Resize>) {
        match resize {
            Some(Resize::Fit(width, height) | Resize::Exact(width, height)) => {
                (self.width, self.height) = (width, height);
            }
            Some(Resize::Percent(percent)) => self.percent = percent,
            Some(Resize::Long(side)) => self.long = side,
            Some(Resize::Short(side)) => self.short = side,
            None => {}
        }
    }

    /// The last size of this way.
    pub fn of(&self, kind: Kind) -> Option<Resize> {
        match kind {
            Kind::None => None,
            Kind::Fit => Some(Resize::Fit(self.width, self.height)),
            Kind::Exact => Some(Resize::Exact(self.width, self.height)),
            Kind::Percent => Some(Resize::Percent(self.percent)),
            Kind::Long => Some(Resize::Long(self.long)),
            Kind::Short => Some(Resize::Short(self.short)),
        }
    }
}

/// The way, and its numbers.
pub fn section<'a>(state: &State, context: &Context<'a>) -> Element<'a, Message> {
    let words = context.words.window.options;
    let kind = Kind::of(context.remembered.recipe.resize);
    let kinds = Kind::ALL.map(|kind| (kind, (words.resize_kind)(kind)));
    let kinds = choice(kinds, Some(kind), Message::ResizeKind).id("resize");
    let number = |field, label, unit| state.number(field, label, unit, context);
    let numbers: Option<Element<'a, Message>> = match kind {
        Kind::None => None,
        Kind::Fit | Kind::Exact => {
            let width = number(Field::Width, words.width, words.pixels);
            let height = number(Field::Height, words.height, words.pixels);
            Some(row![width, height].spacing(space::M).into())
        }
        Kind::Percent => Some(number(Field::Percent, "", "%")),
        Kind::Long | Kind::Short => Some(number(Field::Side, "", words.pixels)),
    };
    let help = (kind != Kind::None).then(|| caption((words.resize_help)(kind)));
    column![label(words.resize), kinds, numbers, help].spacing(space::S).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_way_keeps_its_numbers() {
        let mut sizes = Sizes::default();
        sizes.note(Some(Resize::Long(3000)));
        sizes.note(Some(Resize::Exact(640, 480)));
        assert_eq!(sizes.of(Kind::Long), Some(Resize::Long(3000)));
        assert_eq!(sizes.of(Kind::Fit), Some(Resize::Fit(640, 480)));
        for kind in Kind::ALL {
            assert_eq!(Kind::of(sizes.of(kind)), kind);
        }
    }
}
