//! Randomness and the ids made of it.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;

/// Where random bytes come from.
#[derive(Debug, Clone, Copy)]
pub struct Random {
    fill: fn(&mut [u8]),
}

/// Crockford's base 32: no letters that look like digits.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

impl Random {
    /// The operating system's source.
    pub fn system() -> Self {
        Random { fill: |bytes| getrandom::fill(bytes).expect("the system has a random source") }
    }

    /// `N` random bytes.
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        (self.fill)(&mut bytes);
        bytes
    }

    /// 256 random bits as 43 characters of base64url: nobody guesses them.
    pub fn secret(&self) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(self.bytes::<32>())
    }

    /// An id such as `acc_01jd…`: `prefix`, 48 bits of time so that ids sort by age, 80 random bits.
    pub fn id(&self, prefix: &str, now_ms: i64) -> String {
        let mut bits = [0; 16];
        bits[..6].copy_from_slice(&now_ms.to_be_bytes()[2..]);
        bits[6..].copy_from_slice(&self.bytes::<10>());
        let number = u128::from_be_bytes(bits);
        let digit = |place: u32| ALPHABET[(number >> (5 * place) & 31) as usize] as char;
        let digits: String = (0..26).rev().map(digit).collect();
        format!("{prefix}_{digits}")
    }
}

/// Whether `text` has the form of an id with this prefix.
pub fn is_id(text: &str, prefix: &str) -> bool {
    let digits = text.strip_prefix(prefix).and_then(|rest| rest.strip_prefix('_'));
    digits.is_some_and(|digits| digits.len() == 26 && digits.bytes().all(|byte| ALPHABET.contains(&byte)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_sort_by_age_and_are_recognised() {
        let random = Random { fill: |bytes| bytes.fill(0xff) };
        let (old, new) = (random.id("acc", 1_795_186_800_000), random.id("acc", 1_795_186_800_001));
        assert!(old < new);
        assert!(is_id(&old, "acc") && !is_id(&old, "dev") && !is_id("acc_short", "acc"));
        assert_ne!(Random::system().id("acc", 0), Random::system().id("acc", 0));
    }
}
