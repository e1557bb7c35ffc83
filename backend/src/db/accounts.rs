//! The table of accounts.

use sqlx::FromRow;

use super::{Work, execute, fetch_optional};

/// One account.
#[derive(Debug, Clone, FromRow)]
pub struct Account {
    pub id: String,
    pub email: String,
    pub password_hash: String,
    pub name: Option<String>,
    pub language: String,
    pub role: String,
    pub created_ms: i64,
}

const COLUMNS_BY_EMAIL: &str = "SELECT id, email, password_hash, name, language, role, created_ms
     FROM account WHERE email = $1 AND deleted_ms IS NULL";
const COLUMNS_BY_ID: &str = "SELECT id, email, password_hash, name, language, role, created_ms
     FROM account WHERE id = $1 AND deleted_ms IS NULL";

/// Adds an account, unless the address is taken: then `false`.
pub async fn insert(work: &mut Work, account: &Account) -> Result<bool, sqlx::Error> {
    let sql = "INSERT INTO account (id, email, password_hash, name, language, role, created_ms)
               VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (email) DO NOTHING";
    let a = account;
    let rows =
        execute!(work, sql, &a.id, &a.email, &a.password_hash, &a.name, &a.language, &a.role, a.created_ms)?;
    Ok(rows == 1)
}

/// The account with this address.
pub async fn by_email(work: &mut Work, email: &str) -> Result<Option<Account>, sqlx::Error> {
    fetch_optional!(work, COLUMNS_BY_EMAIL, email)
}

/// The account with this id.
pub async fn by_id(work: &mut Work, id: &str) -> Result<Option<Account>, sqlx::Error> {
    fetch_optional!(work, COLUMNS_BY_ID, id)
}

/// Makes other changes of this account wait until the transaction is over. `false` when it is gone.
pub async fn lock(work: &mut Work, id: &str) -> Result<bool, sqlx::Error> {
    let sql = "UPDATE account SET version = version + 1 WHERE id = $1 AND deleted_ms IS NULL";
    Ok(execute!(work, sql, id)? == 1)
}

/// Sets name and language.
pub async fn set_profile(
    work: &mut Work,
    id: &str,
    name: Option<&str>,
    language: &str,
) -> Result<(), sqlx::Error> {
    let sql = "UPDATE account SET name = $2, language = $3, version = version + 1 WHERE id = $1";
    execute!(work, sql, id, name, language).map(drop)
}

/// Sets the hash of the password.
pub async fn set_password(work: &mut Work, id: &str, hash: &str) -> Result<(), sqlx::Error> {
    let sql = "UPDATE account SET password_hash = $2, version = version + 1 WHERE id = $1";
    execute!(work, sql, id, hash).map(drop)
}

/// Notes that the address was confirmed; the first time counts.
pub async fn set_verified(work: &mut Work, id: &str, now_ms: i64) -> Result<(), sqlx::Error> {
    let sql = "UPDATE account SET email_verified_ms = $2 WHERE id = $1 AND email_verified_ms IS NULL";
    execute!(work, sql, id, now_ms).map(drop)
}

/// Sets the role. `false` when there is no such account.
pub async fn set_role(work: &mut Work, email: &str, role: &str) -> Result<bool, sqlx::Error> {
    let sql = "UPDATE account SET role = $2, version = version + 1 WHERE email = $1 AND deleted_ms IS NULL";
    Ok(execute!(work, sql, email, role)? == 1)
}

/// Leaves of an account only its id, which bookkeeping may point to.
pub async fn erase(work: &mut Work, id: &str, now_ms: i64) -> Result<(), sqlx::Error> {
    let sql = "UPDATE account SET email = 'deleted ' || id, password_hash = '', name = NULL, role = 'user',
                   email_verified_ms = NULL, deleted_ms = $2, version = version + 1
               WHERE id = $1 AND deleted_ms IS NULL";
    execute!(work, sql, id, now_ms).map(drop)
}
