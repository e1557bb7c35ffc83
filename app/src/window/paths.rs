//! Paths in a text, as file managers and people put them on the clipboard.

use std::path::PathBuf;

/// The paths of files and folders that are there, one a line: plain, in quotes, or as `file://` addresses.
pub fn of_text(text: &str) -> Vec<PathBuf> {
    text.lines().filter_map(of_line).filter(|path| path.is_absolute() && path.exists()).collect()
}

fn of_line(line: &str) -> Option<PathBuf> {
    let line = line.trim();
    let quoted = |mark| line.strip_prefix(mark)?.strip_suffix(mark);
    let plain = quoted('"').or_else(|| quoted('\'')).unwrap_or(line);
    match plain.strip_prefix("file://") {
        Some(address) => decoded(address.strip_prefix("localhost").unwrap_or(address)),
        None => (!plain.is_empty()).then(|| PathBuf::from(plain)),
    }
}

/// Takes `%20` and its like apart (RFC 3986, section 2.1). `None` where they make no text.
fn decoded(address: &str) -> Option<PathBuf> {
    let mut bytes = Vec::with_capacity(address.len());
    let mut rest = address.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let hex = || u8::from_str_radix(str::from_utf8(after.get(..2)?).ok()?, 16).ok();
        let escaped = (first == b'%').then(hex).flatten();
        bytes.push(escaped.unwrap_or(first));
        rest = if escaped.is_some() { &after[2..] } else { after };
    }
    let text = String::from_utf8(bytes).ok()?;
    // file:///C:/Pictures
    let is_drive = cfg!(windows) && text.as_bytes().get(2) == Some(&b':');
    Some(PathBuf::from(if is_drive { &text[1..] } else { &text }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_found_in_every_spelling() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("사진 한 장.png");
        std::fs::write(&path, "").expect("written");
        let plain = path.to_str().expect("text");
        let escaped: String = plain
            .bytes()
            .map(|byte| match byte {
                b'/' | b'.' | b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => char::from(byte).to_string(),
                other => format!("%{other:02X}"),
            })
            .collect();
        for text in [
            plain.to_owned(),
            format!("  \"{plain}\"\r\n"),
            format!("'{plain}'"),
            format!("file://{escaped}\n\nnothing\n"),
        ] {
            assert_eq!(of_text(&text), std::slice::from_ref(&path), "{text}");
        }
        assert_eq!(of_text("hello\nfile://%zz%e"), [""; 0].map(PathBuf::from));
    }
}
