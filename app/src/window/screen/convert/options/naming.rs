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

/// A path that is too long for its place, without its middle.
pub fn elided(path: &str, longest: usize) -> String {
    let count = path.chars().count();
    if count <= longest {
        return path.to_owned();
    }
    let head: String = path.chars().take(longest / 3).collect();
    let tail: String = path.chars().skip(count - (longest - longest / 3 - 1)).collect();
    format!("{head}…{tail}")
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
        let elided = elided("/media/minji/사진/2026년 여름/제주도 여행/고른 것", 20);
        assert_eq!(elided.chars().count(), 20);
        assert!(elided.starts_with("/media") && elided.ends_with("여행/고른 것"), "{elided}");
    }
}
