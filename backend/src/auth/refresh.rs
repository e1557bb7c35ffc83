//! Refresh tokens: `rt1.FAMILY.NUMBER.SECRET`, and what presenting one means.
//!
//! The secret of each number follows from the server's own secret, so the same successor can be given again
//! when a reply was lost, without storing any token. The database holds the number and SHA-256 of the newest.

use subtle::ConstantTimeEq;

use crate::pepper::Pepper;

/// A sign-in on a desktop ends when it is not used for this long.
pub const LIFETIME_MS: i64 = 60 * 86_400_000;

const LONGEST: usize = 128;

/// A token whose form is right; whether it is genuine, [`RefreshToken::is_genuine`] tells.
pub struct RefreshToken<'a> {
    pub family: &'a str,
    pub number: i64,
    text: &'a str,
}

/// What a genuine token asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presented {
    /// The newest one: the next is made.
    Newest,
    /// The one before, whose successor nobody used: its reply was lost, or this client keeps its first
    /// token. It gets the same successor again.
    Parent,
    /// An older one: two hold tokens of one sign-in, and one of them stole it.
    Fork,
}

impl<'a> RefreshToken<'a> {
    /// Takes `text` apart.
    pub fn parse(text: &'a str) -> Option<Self> {
        let mut parts = text.split('.');
        let (version, family, number) = (parts.next()?, parts.next()?, parts.next()?);
        let (_secret, None) = (parts.next()?, parts.next()) else { return None };
        let number = number.parse().ok().filter(|number| (0..i64::MAX).contains(number))?;
        (version == "rt1" && text.len() <= LONGEST).then_some(RefreshToken { family, number, text })
    }

    /// Whether this server made it. Takes as long for a wrong one as for a right one.
    pub fn is_genuine(&self, pepper: &Pepper) -> bool {
        make(pepper, self.family, self.number).as_bytes().ct_eq(self.text.as_bytes()).into()
    }

    /// What it asks for when the newest one has number `head`. `None` when that was never given out.
    pub fn presented(&self, head: i64) -> Option<Presented> {
        match head.checked_sub(self.number)? {
            0 => Some(Presented::Newest),
            1 => Some(Presented::Parent),
            older if older > 1 => Some(Presented::Fork),
            _ => None,
        }
    }
}

/// The token of a family with this number.
pub fn make(pepper: &Pepper, family: &str, number: i64) -> String {
    let number = number.to_string();
    let secret = pepper.hash("refresh token", &[family, &number]);
    format!("rt1.{family}.{number}.{secret}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_the_server_made_is_genuine() {
        let pepper = Pepper::new([1; 32]);
        let text = make(&pepper, "ses_a", 3);
        assert!(RefreshToken::parse(&text).unwrap().is_genuine(&pepper));
        assert!(!RefreshToken::parse(&text).unwrap().is_genuine(&Pepper::new([2; 32])));
        for forged in
            [text.replace(".3.", ".2."), text.replace("ses_a", "ses_b"), text.replace(".3.", ".03.")]
        {
            assert!(!RefreshToken::parse(&forged).unwrap().is_genuine(&pepper), "{forged}");
        }
        for wrong in ["", "rt1.a.1", "rt1.a.-1.x", "rt2.a.1.x", "rt1.a.1.x.y", "rt1.a.99999999999999999999.x"]
        {
            assert!(RefreshToken::parse(wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn only_what_is_older_than_the_parent_is_a_fork() {
        let pepper = Pepper::new([1; 32]);
        let text = make(&pepper, "ses_a", 3);
        let token = RefreshToken::parse(&text).unwrap();
        assert_eq!(token.presented(2), None);
        assert_eq!(token.presented(3), Some(Presented::Newest));
        assert_eq!(token.presented(4), Some(Presented::Parent));
        assert_eq!(token.presented(5), Some(Presented::Fork));
    }
}
