//! The one database, which is SQLite in the data folder or a PostgreSQL server. The statements are the same
//! on both; each table has its file below.

pub mod accounts;
pub mod devices;
pub mod jobs;
pub mod links;
pub mod purge;
pub mod sessions;
pub mod subscriptions;
pub mod throttles;
pub mod usage;

use std::path::Path;
use std::str::FromStr;
use std::time::Duration;

use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgConnection, PgPool, PgPoolOptions};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqlitePool, SqlitePoolOptions,
    SqliteSynchronous,
};
use sqlx::{Postgres, SqlSafeStr, Sqlite, Transaction};

/// How many may read at once.
const READERS: u32 = 8;

/// How long a statement waits for a connection before the request is refused.
const PATIENCE: Duration = Duration::from_secs(5);

/// The migrations as `(number, name, for SQLite, for PostgreSQL)`.
const MIGRATIONS: &[(i64, &str, &str, &str)] = &[(
    1,
    "accounts",
    include_str!("../migrations/sqlite/0001_accounts.sql"),
    include_str!("../migrations/postgres/0001_accounts.sql"),
)];

/// The database.
#[derive(Clone)]
pub enum Db {
    /// One file. SQLite lets one writer in at a time, so the writer's pool has one connection, and nobody
    /// waits inside SQLite.
    Sqlite { readers: SqlitePool, writer: SqlitePool },
    /// A server, which several instances share.
    Postgres(PgPool),
}

/// A connection for one piece of work: reading, or a transaction that is rolled back unless committed.
pub enum Work {
    SqliteReading(PoolConnection<Sqlite>),
    SqliteWriting(Transaction<'static, Sqlite>),
    PostgresReading(PoolConnection<Postgres>),
    PostgresWriting(Transaction<'static, Postgres>),
}

/// What statements run on.
pub enum Connection<'a> {
    Sqlite(&'a mut SqliteConnection),
    Postgres(&'a mut PgConnection),
}

/// Runs one expression on whichever database `$work` is at; `$connection` is what sqlx executes on.
macro_rules! on {
    ($work:expr, $connection:ident => $run:expr) => {
        match $work.connection() {
            $crate::db::Connection::Sqlite($connection) => $run,
            $crate::db::Connection::Postgres($connection) => $run,
        }
    };
}
pub(crate) use on;

/// Executes a statement and gives the number of rows it changed.
macro_rules! execute {
    ($work:expr, $sql:expr $(, $bind:expr)* $(,)?) => {
        $crate::db::on!($work, connection => {
            sqlx::query($sql)$(.bind($bind))*.execute(connection).await.map(|done| done.rows_affected())
        })
    };
}
pub(crate) use execute;

/// Reads at most one row.
macro_rules! fetch_optional {
    ($work:expr, $sql:expr $(, $bind:expr)* $(,)?) => {
        $crate::db::on!($work, connection => {
            sqlx::query_as($sql)$(.bind($bind))*.fetch_optional(connection).await
        })
    };
}
pub(crate) use fetch_optional;

/// Reads all rows.
macro_rules! fetch_all {
    ($work:expr, $sql:expr $(, $bind:expr)* $(,)?) => {
        $crate::db::on!($work, connection => {
            sqlx::query_as($sql)$(.bind($bind))*.fetch_all(connection).await
        })
    };
}
pub(crate) use fetch_all;

/// Reads the one row that there always is.
macro_rules! fetch_one {
    ($work:expr, $sql:expr $(, $bind:expr)* $(,)?) => {
        $crate::db::on!($work, connection => {
            sqlx::query_as($sql)$(.bind($bind))*.fetch_one(connection).await
        })
    };
}
pub(crate) use fetch_one;

impl Db {
    /// Opens the SQLite file `path`, made when it is not there, and brings its tables up to date.
    ///
    /// # Errors
    /// When the file cannot be opened, or was written by a newer version.
    pub async fn open_sqlite(path: &Path) -> Result<Self, sqlx::Error> {
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(PATIENCE);
        let writer = SqlitePoolOptions::new().max_connections(1).acquire_timeout(PATIENCE);
        let writer = writer.connect_with(options.clone()).await?;
        migrator(|(_, _, sqlite, _)| sqlite).run(&writer).await?;
        let readers = SqlitePoolOptions::new().max_connections(READERS).acquire_timeout(PATIENCE);
        let readers = readers.connect_with(options.read_only(true)).await?;
        Ok(Db::Sqlite { readers, writer })
    }

    /// Connects to the PostgreSQL server at `url` and brings its tables up to date.
    ///
    /// # Errors
    /// When there is no server, or its tables are of a newer version.
    pub async fn connect_postgres(url: &str) -> Result<Self, sqlx::Error> {
        let options = sqlx::postgres::PgConnectOptions::from_str(url)?;
        let pool = PgPoolOptions::new().max_connections(READERS * 2).acquire_timeout(PATIENCE);
        let pool = pool.connect_with(options).await?;
        migrator(|(_, _, _, postgres)| postgres).run(&pool).await?;
        Ok(Db::Postgres(pool))
    }

    /// A connection that only reads.
    pub async fn reading(&self) -> Result<Work, sqlx::Error> {
        Ok(match self {
            Db::Sqlite { readers, .. } => Work::SqliteReading(readers.acquire().await?),
            Db::Postgres(pool) => Work::PostgresReading(pool.acquire().await?),
        })
    }

    /// A transaction. SQLite takes the lock at once: a transaction that read first and then finds the
    /// database changed fails without waiting.
    pub async fn writing(&self) -> Result<Work, sqlx::Error> {
        Ok(match self {
            Db::Sqlite { writer, .. } => Work::SqliteWriting(writer.begin_with("BEGIN IMMEDIATE").await?),
            Db::Postgres(pool) => Work::PostgresWriting(pool.begin().await?),
        })
    }

    /// Lets running work finish and closes all connections.
    pub async fn close(&self) {
        match self {
            Db::Sqlite { readers, writer } => {
                readers.close().await;
                writer.close().await;
            }
            Db::Postgres(pool) => pool.close().await,
        }
    }
}

fn migrator(choose: impl Fn((i64, &'static str, &'static str, &'static str)) -> &'static str) -> Migrator {
    let migration = |&row: &(i64, &'static str, &'static str, &'static str)| {
        Migration::new(row.0, row.1.into(), MigrationType::Simple, choose(row).into_sql_str(), false)
    };
    Migrator::with_migrations(MIGRATIONS.iter().map(migration).collect())
}

impl Work {
    /// What statements run on.
    pub fn connection(&mut self) -> Connection<'_> {
        match self {
            Work::SqliteReading(connection) => Connection::Sqlite(connection),
            Work::SqliteWriting(transaction) => Connection::Sqlite(transaction),
            Work::PostgresReading(connection) => Connection::Postgres(connection),
            Work::PostgresWriting(transaction) => Connection::Postgres(transaction),
        }
    }

    /// Makes the changes last.
    pub async fn commit(self) -> Result<(), sqlx::Error> {
        match self {
            Work::SqliteWriting(transaction) => transaction.commit().await,
            Work::PostgresWriting(transaction) => transaction.commit().await,
            Work::SqliteReading(_) | Work::PostgresReading(_) => Ok(()),
        }
    }
}
