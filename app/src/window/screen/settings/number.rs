//! The numbers of the backups while they are typed: what makes sense holds at once, else the last that did.

use std::ops::RangeInclusive;

use iced::widget;

use crate::settings::Backup;
use crate::window::widget as ours;

/// Bytes of a gigabyte, as disks are sold and the settings file counts.
const GIGABYTE: u64 = 1_000_000_000;

/// A field with a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// How long backups are kept.
    Days,
    /// How much room they may take.
    Gigabytes,
}

impl Field {
    /// What makes sense.
    pub fn range(self) -> RangeInclusive<u64> {
        match self {
            Field::Days => 1..=3650,
            Field::Gigabytes => 1..=100_000,
        }
    }

    /// By which tests find it.
    pub fn id(self) -> widget::Id {
        match self {
            Field::Days => "days".into(),
            Field::Gigabytes => "gigabytes".into(),
        }
    }

    /// The number, if it makes sense.
    pub fn read(self, text: &str) -> Option<u64> {
        text.trim().parse().ok().filter(|number| self.range().contains(number))
    }

    /// Puts it where it belongs.
    pub fn set(self, backup: &mut Backup, number: u64) {
        match self {
            Field::Days => backup.days = u32::try_from(number).unwrap_or(u32::MAX),
            Field::Gigabytes => backup.bytes = number.saturating_mul(GIGABYTE),
        }
    }

    fn of(self, backup: &Backup) -> u64 {
        match self {
            Field::Days => backup.days.into(),
            Field::Gigabytes => backup.bytes / GIGABYTE,
        }
    }
}

/// What is being typed.
#[derive(Debug, Default)]
pub struct Typed(Option<(Field, String)>);

impl Typed {
    /// Remembers what stands in a field.
    pub fn note(&mut self, field: Field, text: String) {
        self.0 = Some((field, text));
    }

    /// What is to be shown, and whether it makes no sense.
    pub fn shown(&self, field: Field, backup: &Backup) -> (String, bool) {
        match &self.0 {
            Some((typed, text)) if *typed == field => (text.clone(), field.read(text).is_none()),
            _ => (field.of(backup).to_string(), false),
        }
    }

    /// Forgets it.
    pub fn clear(&mut self) {
        self.0 = None;
    }
}

/// A labelled number.
pub fn field<'a, Message>(
    label: &'a str,
    text: &str,
    on_input: impl Fn(String) -> Message + 'a,
) -> ours::field::Field<'a, Message> {
    ours::number(label, text, on_input).width(120)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_makes_sense_is_read() {
        for (text, number) in [("30", Some(30)), ("0", None), ("", None), ("3651", None), (" 7 ", Some(7))] {
            assert_eq!(Field::Days.read(text), number, "{text:?}");
        }
        let mut backup = Backup::default();
        Field::Gigabytes.set(&mut backup, 12);
        assert_eq!((backup.bytes, Field::Gigabytes.of(&backup)), (12_000_000_000, 12));
    }
}
