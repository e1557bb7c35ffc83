//! Layers and inks of a Photoshop document.

use std::collections::BTreeSet;
use std::io::{Read, Seek};

use super::Loss;
use super::window::Window;

const CMYK: u16 = 4;

pub(super) fn find(file: &mut Window<impl Read + Seek>, found: &mut BTreeSet<Loss>) {
    let Some(header) = file.array::<26>(0) else { return };
    if u16::from_be_bytes([header[24], header[25]]) == CMYK {
        found.insert(Loss::Inks);
    }
    let is_big = header[5] == 2;
    if layers(file, is_big).is_some_and(|layers| layers > 1) {
        found.insert(Loss::Layers);
    }
}

/// Behind palette and resources: the length of the section, the length of the layer info, the number of layers (negative
/// where the picture has transparency).
fn layers(file: &mut Window<impl Read + Seek>, is_big: bool) -> Option<u16> {
    let mut at = 26;
    for _ in ["palette", "resources"] {
        at += 4 + u64::from(u32::from_be_bytes(file.array(at)?));
    }
    let size = if is_big { 8 } else { 4 };
    let has_layers = file.bytes(at + size, size as usize)?.iter().any(|&byte| byte != 0);
    let count = i16::from_be_bytes(file.array(at + 2 * size)?);
    has_layers.then(|| count.unsigned_abs())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    fn check(mode: u8, is_big: bool, layers: i16, expected: &[Loss]) {
        let version = if is_big { 2 } else { 1 };
        let mut file = vec![b'8', b'B', b'P', b'S', 0, version];
        file.extend([0; 19]);
        file.push(mode);
        file.extend([0, 0, 0, 2, 7, 7, 0, 0, 0, 0]);
        let length = [0, 0, 0, 0, 0, 0, 0, 40];
        let length = if is_big { &length[..] } else { &length[4..] };
        file.extend(length);
        file.extend(length);
        file.extend(layers.to_be_bytes());
        let mut found = BTreeSet::new();
        find(&mut Window::new(&mut Cursor::new(file)), &mut found);
        assert_eq!(found, expected.iter().copied().collect());
    }

    #[test]
    fn more_than_one_layer_is_flattened() {
        check(3, false, 1, &[]);
        check(3, false, -2, &[Loss::Layers]);
        check(3, true, 12, &[Loss::Layers]);
        check(4, false, 0, &[Loss::Inks]);
    }
}
