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
}
