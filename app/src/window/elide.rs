//! Texts that are longer than their place: what a person looks for in a name stays readable.

use super::spelling::is_joined;

/// How wide a text is about, in pixels at this size of letters. It is rather taken for too wide.
pub fn width(text: &str, size: f32) -> f32 {
    text.chars().map(|letter| letter_width(letter) * size).sum()
}

/// A file name in at most `room` pixels: its middle goes, for names differ at their end and in their beginning.
pub fn middle(text: &str, size: f32, room: f32) -> String {
    if width(text, size) <= room {
        return text.to_owned();
    }
    let half = ((room - width("…", size)) / 2.0).max(0.0);
    let head = fitting(text.chars(), size, half);
    let tail = fitting(text.chars().rev(), size, half);
    let letters: Vec<char> = text.chars().collect();
    let head: String = letters[..head].iter().collect();
    format!("{head}…{}", whole(&letters[letters.len() - tail..]))
}

/// A path in at most `room` pixels: its beginning goes, for the name of the file stands at its end.
pub fn start(text: &str, size: f32, room: f32) -> String {
    if width(text, size) <= room {
        return text.to_owned();
    }
    let tail = fitting(text.chars().rev(), size, (room - width("…", size)).max(0.0));
    let letters: Vec<char> = text.chars().collect();
    format!("…{}", whole(&letters[letters.len() - tail..]))
}

/// The end of a text without the rest of a syllable or a letter whose beginning is cut off.
fn whole(letters: &[char]) -> String {
    letters.iter().skip_while(|letter| is_joined(**letter)).collect()
}

/// A line in pieces of at most `room` pixels each, broken behind spaces where there are any.
pub fn wrapped(line: &str, size: f32, room: f32) -> Vec<&str> {
    let (mut rest, mut pieces, room) = (line, Vec::new(), room.max(0.0));
    while width(rest, size) > room {
        // At least one letter, for there to be an end.
        let fits = fitting(rest.chars(), size, room).max(1);
        let end = rest.char_indices().nth(fits).map_or(rest.len(), |(end, _)| end);
        let end = rest[..end].rfind(' ').map_or(end, |space| space + 1);
        let (piece, after) = rest.split_at(end);
        pieces.push(piece);
        rest = after;
    }
    pieces.push(rest);
    pieces
}

/// How many of the letters fit.
fn fitting(letters: impl Iterator<Item = char>, size: f32, room: f32) -> usize {
    let mut used = 0.0;
    letters
        .take_while(|&letter| {
            used += letter_width(letter) * size;
            used <= room
        })
        .count()
}

/// Measured on the bundled font: Hangul and Kanji take about 0.9 of the size, most Latin letters 0.55.
fn letter_width(letter: char) -> f32 {
    match letter {
        _ if is_joined(letter) => 0.0,
        'i' | 'l' | 'j' | 'I' | '.' | ',' | '\'' | '/' | ' ' | '|' | '(' | ')' => 0.34,
        'm' | 'w' | 'M' | 'W' | '…' => 0.9,
        '\u{1100}'.. => 0.95,
        _ if letter.is_uppercase() => 0.7,
        _ => 0.6,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fits_stays_and_what_does_not_keeps_its_ends() {
        assert_eq!(middle("짧은 이름.png", 14.0, 300.0), "짧은 이름.png");
        let name = "2026년 여름 휴가 제주도에서 찍은 아주 긴 이름의 사진 0042.jpeg";
        let short = middle(name, 14.0, 200.0);
        assert!(short.starts_with("2026년") && short.ends_with("0042.jpeg"), "{short}");
        assert!(width(&short, 14.0) <= 200.0, "{short}");
        let path = start("/모든 사진/김사진/2026/여름/제주/결과.webp", 12.0, 120.0);
        assert!(path.starts_with('…') && path.ends_with("결과.webp"), "{path}");
        assert!(width(&path, 12.0) <= 120.0, "{path}");
    }

    #[test]
    fn names_that_a_mac_took_apart_are_as_wide_and_never_cut_within_a_syllable() {
        let (composed, apart) =
            ("여름 강.png", "\u{110b}\u{1167}\u{1105}\u{1173}\u{11b7} \u{1100}\u{1161}\u{11bc}.png");
        assert_ne!(composed, apart);
        assert_eq!(width(composed, 14.0), width(apart, 14.0));
        for room in 20..120 {
            for short in [middle(apart, 14.0, room as f32), start(apart, 14.0, room as f32)] {
                let tail = short.rsplit('…').next().expect("something");
                assert!(!tail.starts_with(is_joined), "{short}");
            }
        }
    }

    #[test]
    fn a_long_line_is_broken_behind_spaces_and_loses_nothing() {
        let line =
            "Permission is hereby granted, free of charge, see https://example.com/a/very/long/address";
        let pieces = wrapped(line, 12.0, 180.0);
        assert!(pieces.len() > 3 && pieces[0].ends_with(' '), "{pieces:?}");
        assert!(pieces.iter().all(|piece| width(piece, 12.0) <= 180.0), "{pieces:?}");
        assert_eq!(pieces.concat(), line);
        assert_eq!(wrapped("", 12.0, 180.0), [""], "an empty line stays one");
        assert_eq!(wrapped("가나", 12.0, -5.0).concat(), "가나");
    }

    #[test]
    fn no_room_at_all_is_no_trouble() {
        assert_eq!(middle("이름", 14.0, 0.0), "…");
        assert_eq!(start("이름", 14.0, -5.0), "…");
    }
}
