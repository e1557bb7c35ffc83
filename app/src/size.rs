//! Bytes as people write them.

/// What can be written.
pub const HOW: &str = "use a size such as 800k, 2MB or 1.5GiB";

/// Bytes of `800k`, `2MB`, `1.5GiB`; a bare number is bytes.
///
/// # Errors
/// What can be written instead.
pub fn size(text: &str) -> Result<u64, String> {
    let number_end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (number, unit) = text.split_at(number_end);
    let unit = match unit.trim().to_ascii_lowercase().as_str() {
        "" | "b" => 1,
        "k" | "kb" => 1_000,
        "m" | "mb" => 1_000_000,
        "g" | "gb" => 1_000_000_000,
        "kib" => 1 << 10,
        "mib" => 1 << 20,
        "gib" => 1 << 30,
        _ => 0,
    };
    match number.parse::<f64>() {
        Ok(number) if unit > 0 && number > 0.0 => Ok((number * f64::from(unit)) as u64),
        _ => Err(HOW.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_in_both_systems() {
        for (text, bytes) in [("800k", 800_000), ("2MB", 2_000_000), ("1.5GiB", 1_610_612_736), ("42", 42)] {
            assert_eq!(size(text), Ok(bytes), "{text}");
        }
        for text in ["", "k", "-1k", "0", "1.2.3M", "5 apples"] {
            assert!(size(text).is_err(), "{text}");
        }
    }
}
