//! An e-mail address that can be an account.

/// An address in the one spelling under which it is stored: trimmed and in lower case.
#[derive(Clone, PartialEq, Eq)]
pub struct Email(String);

impl Email {
    /// The address, if it has the form of one.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let (local, domain) = text.split_once('@')?;
        let is_sound = text.len() <= 254 && is_local(local) && is_domain(domain);
        is_sound.then(|| Email(text.to_ascii_lowercase()))
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn is_local(local: &str) -> bool {
    let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || b"_%+-.".contains(&byte);
    let dots_are_inside = !local.starts_with('.') && !local.ends_with('.') && !local.contains("..");
    !local.is_empty() && local.bytes().all(is_letter) && dots_are_inside
}

fn is_domain(domain: &str) -> bool {
    let is_label = |label: &str| {
        let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
        !label.is_empty() && label.bytes().all(is_letter) && !label.starts_with('-') && !label.ends_with('-')
    };
    domain.contains('.') && domain.split('.').all(is_label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_address_has_one_spelling() {
        let parse = |text| Email::parse(text).map(|email| email.as_str().to_owned());
        assert_eq!(parse(" Jane.Roe+a@Example.COM "), Some("jane.roe+a@example.com".into()));
        for wrong in [
            "",
            "jane",
            "@example.com",
            "jane@",
            "jane@example",
            "a b@example.com",
            "a@b@example.com",
            "jane@-example.com",
            "jane@exam\u{0}ple.com",
            ".jane@example.com",
            "제인@example.com",
        ] {
            assert_eq!(parse(wrong), None, "{wrong}");
        }
    }
}
