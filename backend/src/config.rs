//! How the service is started: arguments, or environment variables of the same meaning.

use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use clap::Args;
use directories::ProjectDirs;
use ipnet::IpNet;

use crate::clock::Clock;
use crate::db::Db;
use crate::domain::version::Version;
use crate::pepper::Pepper;
use crate::private_file;
use crate::random::Random;
use crate::signing::{KeyFile, KeyRing};

/// Where the data is: for `serve` and for `admin`.
#[derive(Debug, Clone, Args)]
pub struct DataArgs {
    /// Folder for the database, and in development for keys and mail.
    #[arg(long, env = "PICOPRESS_BACKEND_DATA", value_name = "DIR")]
    data: Option<PathBuf>,
    /// PostgreSQL instead of the SQLite file in the data folder.
    #[arg(long, env = "PICOPRESS_BACKEND_DATABASE", value_name = "URL", hide_env_values = true)]
    database: Option<String>,
    /// A file with the number of milliseconds by which the clock is off: for tests, in debug builds only.
    #[cfg(debug_assertions)]
    #[arg(long, env = "PICOPRESS_BACKEND_CLOCK_OFFSET_FILE", value_name = "FILE")]
    clock_offset_file: Option<PathBuf>,
}

/// How to serve.
#[derive(Debug, Args)]
pub struct ServeArgs {
    #[command(flatten)]
    pub data: DataArgs,
    /// Address and port; port 0 takes a free one.
    #[arg(long, env = "PICOPRESS_BACKEND_LISTEN", default_value = "127.0.0.1:8787", value_name = "ADDR")]
    pub listen: SocketAddr,
    /// Serve people: nothing is made up, whatever is missing is named.
    #[arg(long, env = "PICOPRESS_BACKEND_PRODUCTION")]
    production: bool,
    /// The address under which people reach the service, without `/v1`.
    #[arg(long, env = "PICOPRESS_BACKEND_PUBLIC_URL", value_name = "URL")]
    public_url: Option<String>,
    /// File with the server's own secret: 32 bytes as 43 characters of base64url.
    #[arg(long, env = "PICOPRESS_BACKEND_PEPPER_FILE", value_name = "FILE")]
    pepper_file: Option<PathBuf>,
    /// File with the keys that sign access tokens (`picopress-backend keys new FILE`).
    #[arg(long, env = "PICOPRESS_BACKEND_ACCESS_KEYS", value_name = "FILE")]
    access_keys: Option<PathBuf>,
    /// File with the keys that sign statements.
    #[arg(long, env = "PICOPRESS_BACKEND_STATEMENT_KEYS", value_name = "FILE")]
    statement_keys: Option<PathBuf>,
    /// The mail server, such as `smtps://user:password@mail.example.com`.
    #[arg(long, env = "PICOPRESS_BACKEND_SMTP", value_name = "URL", hide_env_values = true)]
    smtp: Option<String>,
    /// The sender of mails.
    #[arg(long, env = "PICOPRESS_BACKEND_MAIL_FROM", default_value = "Picopress <picopress@localhost>")]
    mail_from: String,
    /// Networks of proxies whose X-Forwarded-For is believed.
    #[arg(long, env = "PICOPRESS_BACKEND_TRUSTED_PROXIES", value_delimiter = ',', value_name = "NET")]
    trusted_proxies: Vec<IpNet>,
    /// Origins of web pages that may call the service.
    #[arg(long, env = "PICOPRESS_BACKEND_CORS_ORIGINS", value_delimiter = ',', value_name = "ORIGIN")]
    cors_origins: Vec<String>,
    /// Clients older than this are refused.
    #[arg(long, env = "PICOPRESS_BACKEND_MINIMUM_CLIENT", value_name = "VERSION")]
    minimum_client: Option<Version>,
    /// Requests that one address may send in a minute; 0 is no limit. In development the machine itself has none.
    #[arg(long, env = "PICOPRESS_BACKEND_REQUESTS_PER_MINUTE", default_value_t = 600, value_name = "N")]
    pub requests_per_minute: u32,
    /// The same for requests that sign in, register or send mail.
    #[arg(long, env = "PICOPRESS_BACKEND_SIGN_INS_PER_MINUTE", default_value_t = 30, value_name = "N")]
    pub sign_ins_per_minute: u32,
    /// Address of its own for /metrics. In production they are nowhere else.
    #[arg(long, env = "PICOPRESS_BACKEND_METRICS_LISTEN", value_name = "ADDR")]
    pub metrics_listen: Option<SocketAddr>,
}

/// What requests look at.
#[derive(Debug, Clone)]
pub struct Settings {
    pub production: bool,
    pub public_url: String,
    pub trusted_proxies: Vec<IpNet>,
    pub cors_origins: Vec<String>,
    pub minimum_client: Option<Version>,
}

/// Where mail goes.
pub enum MailPlan {
    Folder(PathBuf),
    Server(String),
}

/// What must be kept secret.
pub struct Secrets {
    pub pepper: Pepper,
    pub access_keys: KeyRing,
    pub statement_keys: KeyRing,
}

impl DataArgs {
    /// The data folder, made when it is not there and closed to others.
    pub fn folder(&self) -> Result<PathBuf, String> {
        let usual = || Some(ProjectDirs::from("", "", "picopress-backend")?.data_local_dir().to_owned());
        let folder = self.data.clone().or_else(usual);
        let folder = folder.ok_or("this account has no home: name a data folder with --data")?;
        private_file::make_folder(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        Ok(folder)
    }

    /// The database, with its tables up to date.
    pub async fn open(&self) -> Result<Db, String> {
        if let Some(url) = &self.database {
            // The address holds a password: it is not repeated.
            return Db::connect_postgres(url)
                .await
                .map_err(|error| format!("the PostgreSQL database: {error}"));
        }
        let path = self.folder()?.join("backend.sqlite");
        Db::open_sqlite(&path).await.map_err(|error| format!("{}: {error}", path.display()))
    }

    /// The clock.
    pub fn clock(&self) -> Clock {
        #[cfg(debug_assertions)]
        if let Some(path) = &self.clock_offset_file {
            return Clock::moved_by(path.clone());
        }
        Clock::system()
    }

    fn moves_the_clock(&self) -> bool {
        #[cfg(debug_assertions)]
        return self.clock_offset_file.is_some();
        #[cfg(not(debug_assertions))]
        false
    }
}

impl ServeArgs {
    /// What keeps this from serving people, if it is to.
    fn missing_for_production(&self) -> Vec<&'static str> {
        let is_https = self.public_url.as_ref().is_some_and(|url| url.starts_with("https://"));
        let needed = [
            (is_https, "--public-url with https://"),
            (self.pepper_file.is_some(), "--pepper-file"),
            (self.access_keys.is_some(), "--access-keys"),
            (self.statement_keys.is_some(), "--statement-keys"),
            (
                self.access_keys != self.statement_keys,
                "different files for --access-keys and --statement-keys",
            ),
            (self.smtp.is_some(), "--smtp"),
            (!self.data.moves_the_clock(), "the true time: leave --clock-offset-file away"),
        ];
        needed.into_iter().filter_map(|(is_there, name)| (!is_there).then_some(name)).collect()
    }

    /// What requests look at. `address` is the one really listened on.
    pub fn settings(&self, address: SocketAddr) -> Settings {
        let public_url = self.public_url.clone().unwrap_or_else(|| format!("http://{address}"));
        Settings {
            production: self.production,
            public_url: public_url.trim_end_matches('/').to_owned(),
            trusted_proxies: self.trusted_proxies.clone(),
            cors_origins: self.cors_origins.clone(),
            minimum_client: self.minimum_client,
        }
    }

    /// The secrets: those given, or in development those in the data folder, made when they are not there.
    pub fn secrets(&self, folder: &Path, random: Random) -> Result<Secrets, String> {
        let missing = self.missing_for_production();
        if self.production && !missing.is_empty() {
            return Err(format!("production needs: {}", missing.join("; ")));
        }
        Ok(Secrets {
            pepper: self.pepper(folder, random)?,
            access_keys: self.key_ring(self.access_keys.as_deref(), folder, "access", random)?,
            statement_keys: self.key_ring(self.statement_keys.as_deref(), folder, "statement", random)?,
        })
    }

    fn pepper(&self, folder: &Path, random: Random) -> Result<Pepper, String> {
        let own = folder.join("development-pepper");
        let path = self.pepper_file.clone().unwrap_or(own);
        if self.pepper_file.is_none() && !path.exists() {
            write(&path, random.secret().as_bytes())?;
        }
        let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(text.trim()).ok().and_then(|bytes| bytes.try_into().ok());
        bytes.map(Pepper::new).ok_or_else(|| format!("{} is not 43 characters of base64url", path.display()))
    }

    /// The ids of keys made here begin with `development`; production refuses them.
    fn key_ring(
        &self,
        given: Option<&Path>,
        folder: &Path,
        name: &str,
        random: Random,
    ) -> Result<KeyRing, String> {
        let own = folder.join(format!("development-{name}-keys.json"));
        let path = given.unwrap_or(&own);
        if given.is_none() && !path.exists() {
            KeyFile::fresh(&format!("{DEVELOPMENT}-{name}"), random)
                .write(path)
                .map_err(|error| error.to_string())?;
        }
        let ring = KeyFile::read(path).and_then(|file| file.ring(path)).map_err(|error| error.to_string())?;
        if self.production && ring.signer().kid().starts_with(DEVELOPMENT) {
            return Err(format!(
                "{} holds development keys; `picopress-backend keys new` makes others",
                path.display()
            ));
        }
        Ok(ring)
    }

    /// Where mail goes: to the server given, or in development into the data folder.
    pub fn mail(&self, folder: &Path) -> Result<MailPlan, String> {
        if let Some(url) = &self.smtp {
            return Ok(MailPlan::Server(url.clone()));
        }
        let mails = folder.join("mail");
        private_file::make_folder(&mails).map_err(|error| format!("{}: {error}", mails.display()))?;
        Ok(MailPlan::Folder(mails))
    }

    /// The sender of mails.
    pub fn sender(&self) -> Result<lettre::message::Mailbox, String> {
        self.mail_from.parse().map_err(|_| "--mail-from is no address".to_owned())
    }
}

const DEVELOPMENT: &str = "development";

fn write(path: &Path, bytes: &[u8]) -> Result<(), String> {
    private_file::write(path, bytes).map_err(|error| format!("{}: {error}", path.display()))
}
