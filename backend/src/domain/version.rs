//! The version of a client, as far as it decides whether it is still served.

/// `1.2.3`; what follows a hyphen or plus is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version([u32; 3]);

impl Version {
    /// The version that `text` spells.
    pub fn parse(text: &str) -> Option<Self> {
        let numbers = text.split(['-', '+']).next()?;
        let mut parts = numbers.split('.').map(|part| {
            let is_number = part.bytes().all(|byte| byte.is_ascii_digit());
            is_number.then(|| part.parse().ok()).flatten()
        });
        let version = Version([parts.next()??, parts.next()??, parts.next()??]);
        parts.next().is_none().then_some(version)
    }
}

impl std::str::FromStr for Version {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Version::parse(text).ok_or("a version is three numbers, such as 1.2.3")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_compare_as_numbers() {
        let version = |text| Version::parse(text).unwrap();
        assert!(version("1.10.0") > version("1.9.9"));
        assert_eq!(version("2.0.0-beta.1"), version("2.0.0"));
        for wrong in ["", "1", "1.2", "1.2.3.4", "1.2.x", "+1.2.3", "1.2.99999999999"] {
            assert_eq!(Version::parse(wrong), None, "{wrong}");
        }
    }
}
