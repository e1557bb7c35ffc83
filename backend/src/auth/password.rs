//! Passwords: which are good enough, and their hashes (argon2id, RFC 9106, with the parameters OWASP names
//! first: 19 MiB, two passes, one lane).

use std::sync::Arc;

use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::Semaphore;

use crate::random::Random;

/// The most common passwords that have a letter, a digit and eight characters.
const COMMON: &str = include_str!("common_passwords.txt");

/// Longer ones are refused: hashing them would be a way to keep the server busy.
pub const LONGEST: usize = 128;

/// Whether a password may be chosen: 8 to 128 characters, a letter, a digit, and not widely known.
pub fn is_good(password: &str, email: &str) -> bool {
    let length = password.chars().count();
    let has_letter = password.chars().any(char::is_alphabetic);
    let has_digit = password.chars().any(char::is_numeric);
    let lower = password.to_lowercase();
    let is_known = COMMON.lines().any(|common| common == lower) || lower == email;
    (8..=LONGEST).contains(&length) && has_letter && has_digit && !is_known
}

/// Hashes and checks passwords, as many at once as there are cores: more would only wait for each other, hold
/// 19 MiB each, and starve everybody else.
#[derive(Clone)]
pub struct Hasher {
    slots: Arc<Semaphore>,
    random: Random,
    /// What an unknown account's password is checked against, so that it takes as long as a known one's.
    nobody: Arc<str>,
}

impl Hasher {
    /// A hasher for this machine.
    pub fn new(random: Random) -> Self {
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let nobody = hash(&random.secret(), &random.bytes());
        Hasher { slots: Arc::new(Semaphore::new(cores)), random, nobody: nobody.into() }
    }

    /// The hash of a password, with its salt and parameters in PHC form.
    pub async fn hash(&self, password: &str) -> String {
        let (password, salt) = (password.to_owned(), self.random.bytes());
        self.run(move || hash(&password, &salt)).await
    }

    /// Whether `password` is the one of `hash`. Without a hash it takes as long and is wrong.
    pub async fn is_right(&self, password: &str, hash: Option<&str>) -> bool {
        let (password, is_known) = (password.to_owned(), hash.is_some());
        let hash = hash.unwrap_or(&self.nobody).to_owned();
        let fits =
            self.run(move || argon2().verify_password(password.as_bytes(), hash.as_str()).is_ok()).await;
        fits && is_known
    }

    async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> T {
        let _slot = self.slots.acquire().await.expect("the slots are never closed");
        tokio::task::spawn_blocking(work).await.expect("hashing does not panic")
    }
}

fn hash(password: &str, salt: &[u8; 16]) -> String {
    let hashed = argon2().hash_password_with_salt(password.as_bytes(), salt);
    hashed.expect("16 bytes are a salt, and 128 characters a password").to_string()
}

fn argon2() -> Argon2<'static> {
    let params = Params::new(19_456, 2, 1, None).expect("the parameters are within argon2's bounds");
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weak_passwords_are_refused() {
        let email = "jane1234@example.com";
        for weak in ["", "short1", "onlyletters", "12345678901", "password1", "Password1", "qwerty123", email]
        {
            assert!(!is_good(weak, email), "{weak}");
        }
        assert!(!is_good(&"a1".repeat(65), email));
        for good in ["correct horse 7", "비밀번호는이것7", "tr0ub4dor-and-3"] {
            assert!(is_good(good, email), "{good}");
        }
    }

    #[tokio::test]
    async fn a_hash_fits_its_password_only() {
        let hasher = Hasher::new(Random::system());
        let hash = hasher.hash("correct horse 7").await;
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert!(hasher.is_right("correct horse 7", Some(&hash)).await);
        assert!(!hasher.is_right("correct horse 8", Some(&hash)).await);
        assert!(!hasher.is_right("correct horse 7", None).await);
    }
}
