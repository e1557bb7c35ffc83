//! `picopress preset`: the named recipes.

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Subcommand, ValueHint};
use converter::Recipe;
use serde_json::{Value, json};

use super::arguments::Wishes;
use super::{Surroundings, status, wrong_usage};
use crate::dirs::Dirs;
use crate::i18n::Catalog;
use crate::presets::{BuiltIn, Presets, Problem};

/// What can be done with presets.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Show all presets: yours, and those built in
    List {
        /// One JSON object a line
        #[arg(long)]
        json: bool,
    },
    /// Keep the wishes typed here under a name
    Save(Box<Save>),
    /// Forget a preset of yours
    Remove {
        /// Its name
        name: String,
    },
    /// Write a preset to a file, to hand it on
    Export {
        /// Its name
        name: String,
        /// The file, such as web.json
        #[arg(value_hint = ValueHint::FilePath)]
        file: PathBuf,
    },
    /// Take in a preset from a file
    Import {
        /// The file
        #[arg(value_hint = ValueHint::FilePath)]
        file: PathBuf,
        /// Keep it under this name
        #[arg(long = "as", value_name = "NAME")]
        name: Option<String>,
    },
}

/// Arguments of `preset save`.
#[derive(Debug, Args)]
pub struct Save {
    /// The name; a preset of yours that has it is replaced
    name: String,
    #[command(flatten)]
    wishes: Wishes,
}

/// Runs the verb.
pub fn run(verb: &Verb) -> ExitCode {
    let Surroundings { dirs, catalog, .. } = Surroundings::find();
    let Some(dirs) = dirs else { return fail(catalog, catalog.not_remembered) };
    match carry_out(verb, &dirs, catalog) {
        Ok(()) => ExitCode::from(status::DONE),
        Err(problem) => fail(catalog, &catalog.preset_problem(&problem)),
    }
}

/// What the wishes begin with: the preset they name, else the settings. An unknown name is wrong usage.
pub fn base(wishes: &Wishes, settings: &Recipe, dirs: Option<&Dirs>, catalog: &Catalog) -> Recipe {
    let Some(name) = &wishes.preset else { return settings.clone() };
    find(name, dirs).unwrap_or_else(|problem| wrong_usage(&catalog.preset_problem(&problem)))
}

fn find(name: &str, dirs: Option<&Dirs>) -> Result<Recipe, Problem> {
    Presets::load(dirs.map(Dirs::presets).unwrap_or_default())?.find(name)
}

fn carry_out(verb: &Verb, dirs: &Dirs, catalog: &Catalog) -> Result<(), Problem> {
    let mut presets = Presets::load(dirs.presets())?;
    match verb {
        Verb::List { json } => list(&presets, *json, catalog),
        Verb::Save(save) => {
            // Without the settings: a preset means the same wherever it is taken.
            let base = base(&save.wishes, &Recipe::default(), Some(dirs), catalog);
            presets.save(&save.name, &save.wishes.recipe(&base))?;
        }
        Verb::Remove { name } => presets.remove(name)?,
        Verb::Export { name, file } => presets.export(name, file)?,
        Verb::Import { file, name } => {
            let name = presets.import(file, name.as_deref())?;
            // A reader that went away wants no more lines; so below.
            let _ = writeln!(io::stdout(), "{name}");
        }
    }
    Ok(())
}

fn list(presets: &Presets, as_json: bool, catalog: &Catalog) {
    let built_in = BuiltIn::ALL.map(|preset| (preset.name(), preset.recipe(), (catalog.preset)(preset)));
    let own = presets.own().map(|(name, recipe)| (name, recipe, ""));
    for (name, recipe, about) in own.chain(built_in) {
        let line = if as_json {
            let is_built_in = !about.is_empty();
            json!({ "v": 1, "name": name, "built_in": is_built_in, "recipe": recipe }).to_string()
        } else {
            let wishes = wishes_in_a_line(&recipe);
            if about.is_empty() { format!("{name}: {wishes}") } else { format!("{name}: {about} ({wishes})") }
        };
        let _ = writeln!(io::stdout(), "{line}");
    }
}

/// What differs from a conversion without any wishes: `format=avif quality=60`.
fn wishes_in_a_line(recipe: &Recipe) -> String {
    let mut parts = Vec::new();
    flatten("", &converter::earlier::unusual(recipe), &mut parts);
    if parts.is_empty() { "-".to_owned() } else { parts.join(" ") }
}

fn flatten(name: &str, value: &Value, parts: &mut Vec<String>) {
    match value {
        Value::Object(fields) => fields.iter().for_each(|(name, value)| flatten(name, value, parts)),
        Value::String(word) => parts.push(format!("{name}={word}")),
        other => parts.push(format!("{name}={other}")),
    }
}

fn fail(catalog: &Catalog, sentence: &str) -> ExitCode {
    let _ = writeln!(io::stderr(), "{}: {sentence}", catalog.failed);
    ExitCode::from(status::SOME_FAILED)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_recipe_is_told_by_what_is_not_usual() {
        let check = |preset: BuiltIn, line: &str| assert_eq!(wishes_in_a_line(&preset.recipe()), line);
        check(BuiltIn::ArchiveLossless, "exact=true effort=6 format=auto goal=lossless");
        check(BuiltIn::Email, "color=srgb quality=75 metadata=no-location resize=long:1600");
        assert_eq!(wishes_in_a_line(&Recipe::default()), "-");
    }
}
