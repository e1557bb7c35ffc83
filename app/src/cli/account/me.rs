//! `picopress account`: what a person changes about their own account, and what they may have of it.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::Subcommand;
use licensing::Licensing;
use licensing::protocol::api::{ChangeMe, ChangePassword};

use super::{Passwords, Trouble, say};
use crate::account_data;
use crate::i18n::Catalog;

/// What can be done.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Change what you are called; an empty name removes it
    Name {
        /// The name
        name: String,
    },
    /// Change the password. Other devices have to sign in again
    Password {
        /// Read the present and then the new password from standard input, a line each
        #[arg(long)]
        password_stdin: bool,
    },
    /// Get all that is stored about you and your account, as JSON
    Export {
        /// The file to write; standard output if it is left out
        file: Option<PathBuf>,
    },
    /// Delete the account, its devices and its subscription for good
    Delete {
        /// Read the password from standard input, not from the keyboard
        #[arg(long)]
        password_stdin: bool,
    },
}

/// Does what `verb` says.
pub(super) fn carry_out(verb: &Verb, licensing: &Licensing, catalog: &Catalog) -> Result<(), Trouble> {
    let words = catalog.account;
    match verb {
        Verb::Name { name } => {
            licensing.change_me(&ChangeMe { name: Some(name.clone()), language: None })?;
            say(words.renamed);
        }
        Verb::Password { password_stdin } => {
            let passwords = Passwords { from_stdin: *password_stdin };
            let (current, password) = (passwords.present(catalog)?, passwords.fresh(catalog)?);
            licensing.change_password(&ChangePassword { current, password })?;
            say(words.password_changed);
        }
        Verb::Export { file } => export(file.as_deref(), licensing, catalog)?,
        Verb::Delete { password_stdin } => {
            let passwords = Passwords { from_stdin: *password_stdin };
            licensing.delete_me(passwords.present(catalog)?)?;
            say(words.deleted);
        }
    }
    Ok(())
}

fn export(file: Option<&Path>, licensing: &Licensing, catalog: &Catalog) -> Result<(), Trouble> {
    let data = licensing.export_me()?;
    let Some(path) = file else {
        // A reader that went away wants no more of it.
        let _ = io::stdout().write_all(&account_data::text(&data));
        return Ok(());
    };
    let unwritten =
        |error| Trouble::Unwritten((catalog.report_unwritten)(&path.display().to_string(), &error));
    account_data::write(path, &data).map_err(unwritten)
}
