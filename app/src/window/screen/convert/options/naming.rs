//! How results are named, with an example of it.

use std::ffi::OsStr;

use converter::Recipe;
use converter::target::{InvalidTemplate, Template, file_name};

use crate::run::order::suffix;

/// The template that is being typed, while it makes no sense.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unusable {
    /// What stands in the field.
    pub text: String,
    /// What is wrong with it.
    pub why: InvalidTemplate,
}

/// What a picture of this name becomes: `사진.jpg → 사진-q80.webp`.
pub fn example(template: &Template, source: &OsStr, recipe: &Recipe) -> String {
    let stem = template.stem(source, &suffix(recipe));
    let extension = recipe.format.extension().unwrap_or("webp");
    let target = file_name(&stem, 1, OsStr::new(extension));
    format!("{} → {}", source.to_string_lossy(), target.to_string_lossy())
}

/// A path that is too long for its place, without its middle. Hangul and Kanji take about as much room as two Latin
/// letters.
pub fn elided(path: &str, longest: usize) -> String {
    let letters: Vec<char> = path.chars().collect();
    if room(&letters) <= longest {
        return path.to_owned();
    }
    let head = fitting(letters.iter(), longest / 3);
    let tail = fitting(letters.iter().rev(), longest - longest / 3 - 1);
    let head: String = letters[..head].iter().collect();
    let tail: String = letters[letters.len() - tail..].iter().collect();
    format!("{head}…{tail}")
}

fn room(letters: &[char]) -> usize {
    letters.iter().map(width).sum()
}

fn width(letter: &char) -> usize {
    if *letter < '\u{1100}' { 1 } else { 2 }
}

/// How many of the letters fit.
fn fitting<'a>(letters: impl Iterator<Item = &'a char>, mut room: usize) -> usize {
    let fits = |letter: &&char| match room.checked_sub(width(letter)) {
        Some(left) => {
            room = left;
            true
        }
        None => false,
    };
    letters.take_while(fits).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_is_what_a_run_would_write() {
        let example = |text: &str, source: &str| {
            let template: Template = text.parse().expect(text);
            super::example(&template, OsStr::new(source), &Recipe::default())
        };
        assert_eq!(example("{name}{suffix}.{ext}", "사진.jpg"), "사진.jpg → 사진-q80.webp");
        assert_eq!(example("작게 {name}.{ext}", "a.b.png"), "a.b.png → 작게 a.b.webp");
    }

    #[test]
    fn the_ends_of_a_long_path_stay() {
        assert_eq!(elided("/media/사진", 30), "/media/사진");
        let path = "/media/minji/사진/2026년 여름/제주도 여행/고른 것";
        assert_eq!(elided(path, 32), "/media/min…/제주도 여행/고른 것");
    }
}
