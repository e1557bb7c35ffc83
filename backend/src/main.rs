//! The subscription service: accounts, devices, licences and the count of conversions.
//!
//! `serve` answers requests, `admin` does by hand what payments and pages will do, `keys` makes signing keys,
//! `openapi` prints the description of the API.

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod admin;
mod auth;
mod client_address;
mod clock;
mod config;
mod db;
mod domain;
mod error;
mod http;
mod jobs;
mod mail;
mod metrics;
mod openapi;
mod pepper;
mod private_file;
mod random;
mod rate_limit;
mod router;
mod serve;
mod service;
mod signing;
mod statement;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use tracing_subscriber::EnvFilter;

use crate::config::{DataArgs, ServeArgs};
use crate::random::Random;
use crate::signing::KeyFile;

/// The subscription service of Picopress.
#[derive(Parser)]
#[command(version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Answer requests. Without arguments: on this machine only, with SQLite, and mail written to files.
    Serve(Box<ServeArgs>),
    /// Look after accounts.
    Admin {
        #[command(flatten)]
        data: DataArgs,
        #[command(subcommand)]
        action: admin::Action,
    },
    /// Make or change signing keys.
    Keys {
        #[command(subcommand)]
        action: Keys,
    },
    /// Print the description of the API.
    Openapi,
}

#[derive(Subcommand)]
enum Keys {
    /// Write a new file of keys.
    New { file: PathBuf },
    /// Sign with the next key from the next start on, and make a new next one. The former stays believed.
    Rotate { file: PathBuf },
    /// Write a new server secret, for --pepper-file.
    Pepper { file: PathBuf },
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let filter = EnvFilter::try_from_env("PICOPRESS_BACKEND_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt().json().with_env_filter(filter).with_writer(std::io::stderr).init();
    match run(&cli.command) {
        Ok(said) => {
            drop(std::io::stdout().write_all(said.as_bytes()));
            ExitCode::SUCCESS
        }
        Err(why) => {
            drop(writeln!(std::io::stderr(), "picopress-backend: {why}"));
            ExitCode::FAILURE
        }
    }
}

#[tokio::main]
async fn run(command: &Command) -> Result<String, String> {
    match command {
        Command::Serve(args) => serve::serve(args).await.map(|()| String::new()),
        Command::Admin { data, action } => admin::run(data, action).await.map(|said| said + "\n"),
        Command::Keys { action } => keys(action),
        Command::Openapi => router::description().to_pretty_json().map_err(|error| error.to_string()),
    }
}

fn keys(action: &Keys) -> Result<String, String> {
    let random = Random::system();
    match action {
        Keys::New { file } => {
            refuse_existing(file)?;
            KeyFile::fresh("key", random).write(file).map_err(|error| error.to_string())?;
        }
        Keys::Rotate { file } => {
            let mut keys = KeyFile::read(file).map_err(|error| error.to_string())?;
            keys.rotate("key", random);
            keys.write(file).map_err(|error| error.to_string())?;
        }
        Keys::Pepper { file } => {
            refuse_existing(file)?;
            let write = private_file::write(file, random.secret().as_bytes());
            write.map_err(|error| format!("{}: {error}", file.display()))?;
        }
    }
    Ok(String::new())
}

fn refuse_existing(file: &Path) -> Result<(), String> {
    if file.exists() { Err(format!("{} is there already", file.display())) } else { Ok(()) }
}
