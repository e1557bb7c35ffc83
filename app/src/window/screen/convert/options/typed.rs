//! Text that is being typed into the column's fields. What makes sense is in force at once; while something does not, the
//! last that did stays in force, and the field says what it wants.

use std::collections::BTreeMap;
use std::num::NonZeroU64;

use converter::Recipe;
use converter::recipe::{Goal, Look, Quality, Resize};

use super::change::Change;
use super::goal::Unit;
use crate::i18n::window::options::Options;

/// A field with a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    Quality,
    Look,
    MaxBytes,
    Width,
    Height,
    Percent,
    /// The longer or the shorter side, whichever is meant.
    Side,
    MinSaving,
}

/// Why a text is no value for its field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wrong {
    /// It has to be a number within these.
    Number(u64, u64),
    /// It has to be a sensible number of bytes.
    Bytes,
}

impl Wrong {
    /// In words.
    pub fn told(self, words: &Options) -> String {
        match self {
            Wrong::Number(lowest, highest) => (words.wrong_number)(lowest, highest),
            Wrong::Bytes => words.wrong_size.to_owned(),
        }
    }
}

/// Longest side that can be asked for.
const LONGEST_SIDE: u64 = 65_535;
/// Fewest and most bytes that can be asked for.
const BYTES: std::ops::RangeInclusive<f64> = 1e3..=1e9;

/// What the recipe becomes when `text` stands in `field`.
///
/// # Errors
/// What the field wants.
pub fn read(field: Field, text: &str, unit: Unit, recipe: &Recipe) -> Result<Change, Wrong> {
    let within = |lowest: u64, highest: u64| match text.trim().parse::<u64>() {
        Ok(number) if (lowest..=highest).contains(&number) => Ok(number),
        _ => Err(Wrong::Number(lowest, highest)),
    };
    let small = |lowest, highest| Ok(u8::try_from(within(lowest, highest)?).unwrap_or(u8::MAX));
    let side = || Ok(u32::try_from(within(1, LONGEST_SIDE)?).unwrap_or(u32::MAX));
    let wrong_percent = Wrong::Number(1, 100);
    Ok(match field {
        Field::Quality => Change::Goal(Goal::Quality(Quality::new(small(1, 100)?).ok_or(wrong_percent)?)),
        Field::Look => Change::Goal(Goal::Look(Look::new(small(1, 100)?).ok_or(wrong_percent)?)),
        Field::MaxBytes => Change::Goal(Goal::MaxBytes(bytes(text, unit)?)),
        Field::Width => Change::Resize(with_width(recipe.resize, side()?)),
        Field::Height => Change::Resize(with_height(recipe.resize, side()?)),
        Field::Percent => {
            let percent = text.trim().replace(',', ".").parse::<f32>().ok();
            let percent = percent.filter(|percent| (1.0..=1000.0).contains(percent));
            Change::Resize(Some(Resize::Percent(percent.ok_or(Wrong::Number(1, 1000))?)))
        }
        Field::Side => match recipe.resize {
            Some(Resize::Short(_)) => Change::Resize(Some(Resize::Short(side()?))),
            _ => Change::Resize(Some(Resize::Long(side()?))),
        },
        Field::MinSaving => Change::MinSaving(Some(small(0, 99)?)),
    })
}

fn bytes(text: &str, unit: Unit) -> Result<NonZeroU64, Wrong> {
    let number = text.trim().replace(',', ".").parse::<f64>().map_err(|_| Wrong::Bytes)?;
    let bytes = number * unit.bytes() as f64;
    let bytes = BYTES.contains(&bytes).then_some(bytes.round() as u64);
    bytes.and_then(NonZeroU64::new).ok_or(Wrong::Bytes)
}

fn with_width(resize: Option<Resize>, width: u32) -> Option<Resize> {
    match resize {
        Some(Resize::Fit(_, height)) => Some(Resize::Fit(width, height)),
        Some(Resize::Exact(_, height)) => Some(Resize::Exact(width, height)),
        other => other,
    }
}

fn with_height(resize: Option<Resize>, height: u32) -> Option<Resize> {
    match resize {
        Some(Resize::Fit(width, _)) => Some(Resize::Fit(width, height)),
        Some(Resize::Exact(width, _)) => Some(Resize::Exact(width, height)),
        other => other,
    }
}

/// What is in force, as it stands in its field; nothing where the recipe has no such value.
pub fn written(field: Field, unit: Unit, recipe: &Recipe) -> String {
    match (field, recipe.goal, recipe.resize) {
        (Field::Quality, Goal::Quality(quality), _) => quality.value().to_string(),
        (Field::Look, Goal::Look(look), _) => look.score().to_string(),
        (Field::MaxBytes, Goal::MaxBytes(limit), _) => (limit.get() as f64 / unit.bytes() as f64).to_string(),
        (Field::Width, _, Some(Resize::Fit(width, _) | Resize::Exact(width, _))) => width.to_string(),
        (Field::Height, _, Some(Resize::Fit(_, height) | Resize::Exact(_, height))) => height.to_string(),
        (Field::Percent, _, Some(Resize::Percent(percent))) => percent.to_string(),
        (Field::Side, _, Some(Resize::Long(side) | Resize::Short(side))) => side.to_string(),
        (Field::MinSaving, ..) => recipe.min_saving.unwrap_or(0).to_string(),
        _ => String::new(),
    }
}

/// The texts that are being typed. Each is shown only as long as nothing else changed what it is about.
#[derive(Debug, Default)]
pub struct Typed(BTreeMap<Field, Text>);

#[derive(Debug)]
struct Text {
    text: String,
    /// What was in force after it was typed, as it would stand there.
    in_force: String,
    wrong: Option<Wrong>,
}

impl Typed {
    /// Remembers that `text` stands in `field`, and whether it could be taken.
    pub fn note(&mut self, field: Field, text: String, in_force: String, wrong: Option<Wrong>) {
        self.0.insert(field, Text { text, in_force, wrong });
    }

    /// What is to be shown where `in_force` is in force: a text, and what is wrong with it.
    pub fn shown(&self, field: Field, in_force: String) -> (String, Option<Wrong>) {
        match self.0.get(&field).filter(|typed| typed.in_force == in_force) {
            Some(typed) => (typed.text.clone(), typed.wrong),
            None => (in_force, None),
        }
    }

    /// Forgets all of them.
    pub fn clear(&mut self) {
        self.0.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(resize: Resize) -> Recipe {
        Recipe { resize: Some(resize), ..Recipe::default() }
    }

    #[test]
    fn what_makes_sense_is_taken() {
        let recipe = Recipe::default();
        let quality = read(Field::Quality, " 63 ", Unit::Kilobytes, &recipe).expect("a quality");
        assert_eq!(quality, Change::Goal(Goal::Quality(Quality::new(63).expect("a quality"))));
        for (text, unit, bytes) in [("1,5", Unit::Megabytes, 1_500_000), ("800", Unit::Kilobytes, 800_000)] {
            let limit = NonZeroU64::new(bytes).expect("not zero");
            assert_eq!(read(Field::MaxBytes, text, unit, &recipe), Ok(Change::Goal(Goal::MaxBytes(limit))));
        }
        let fit = with(Resize::Exact(10, 20));
        let wide = read(Field::Width, "640", Unit::Kilobytes, &fit);
        assert_eq!(wide, Ok(Change::Resize(Some(Resize::Exact(640, 20)))));
        let short = read(Field::Side, "900", Unit::Kilobytes, &with(Resize::Short(5)));
        assert_eq!(short, Ok(Change::Resize(Some(Resize::Short(900)))));
    }

    #[test]
    fn what_makes_none_says_what_the_field_wants() {
        let recipe = with(Resize::Fit(10, 20));
        for (field, text, wrong) in [
            (Field::Quality, "", Wrong::Number(1, 100)),
            (Field::Quality, "0", Wrong::Number(1, 100)),
            (Field::Look, "101", Wrong::Number(1, 100)),
            (Field::Width, "65536", Wrong::Number(1, 65_535)),
            (Field::Height, "-3", Wrong::Number(1, 65_535)),
            (Field::Percent, "nan", Wrong::Number(1, 1000)),
            (Field::MinSaving, "100", Wrong::Number(0, 99)),
            (Field::MaxBytes, "0", Wrong::Bytes),
            (Field::MaxBytes, "inf", Wrong::Bytes),
            (Field::MaxBytes, "9999999", Wrong::Bytes),
        ] {
            assert_eq!(read(field, text, Unit::Megabytes, &recipe), Err(wrong), "{field:?} {text:?}");
        }
    }

    #[test]
    fn a_text_is_shown_until_something_else_changes_what_it_is_about() {
        let mut typed = Typed::default();
        typed.note(Field::Quality, "0".into(), "80".into(), Some(Wrong::Number(1, 100)));
        let shown = typed.shown(Field::Quality, "80".into());
        assert_eq!(shown, ("0".to_owned(), Some(Wrong::Number(1, 100))));
        assert_eq!(typed.shown(Field::Quality, "81".into()), ("81".to_owned(), None));
    }
}
