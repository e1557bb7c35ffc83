//! Layers and inks of a Photoshop document.

use std::collections::BTreeSet;
use std::io::{Read, Seek};

use super::Loss;
use super::window::Window;
use crate::decode::psd::layers::Layers;

const CMYK: u16 = 4;

pub(super) fn find(file: &mut Window<impl Read + Seek>, found: &mut BTreeSet<Loss>) {
    let Some(header) = file.array::<26>(0) else { return };
    if u16::from_be_bytes([header[24], header[25]]) == CMYK {
        found.insert(Loss::Inks);
    }
    let is_big = header[5] == 2;
    if layers(file, is_big).is_some_and(|layers| layers.count > 1) {
        found.insert(Loss::Layers);
    }
}

/// They stand behind palette and resources, and begin with the length of their section.
fn layers(file: &mut Window<impl Read + Seek>, is_big: bool) -> Option<Layers> {
    let mut at = 26;
    for _ in ["palette", "resources"] {
        at += 4 + u64::from(u32::from_be_bytes(file.array(at)?));
    }
    let (start, length) = if is_big {
        (at + 8, u64::from_be_bytes(file.array(at)?))
    } else {
        (at + 4, u32::from_be_bytes(file.array(at)?).into())
    };
    Some(Layers::find(start..start.saturating_add(length), is_big, |at, length| file.bytes(at, length)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::psd::layers::tests::section;
    use std::io::Cursor;

    fn check(mode: u8, is_big: bool, section: &[u8], expected: &[Loss]) {
        let version = if is_big { 2 } else { 1 };
        let mut file = vec![b'8', b'B', b'P', b'S', 0, version];
        file.extend([0; 19]);
        file.push(mode);
        file.extend([0, 0, 0, 2, 7, 7, 0, 0, 0, 0]);
        let length = (section.len() as u64).to_be_bytes();
        file.extend(&length[if is_big { 0 } else { 4 }..]);
        file.extend(section);
        let mut found = BTreeSet::new();
        find(&mut Window::new(&mut Cursor::new(file)), &mut found);
        assert_eq!(found, expected.iter().copied().collect());
    }

    #[test]
    fn more_than_one_layer_is_flattened() {
        let layers = |is_big, count: i16| section(is_big, &count.to_be_bytes(), &[]);
        check(3, false, &layers(false, 1), &[]);
        check(3, false, &layers(false, -2), &[Loss::Layers]);
        check(3, true, &layers(true, 12), &[Loss::Layers]);
        check(4, false, &layers(false, 0), &[Loss::Inks]);
    }

    #[test]
    fn layers_of_16_and_32_bits_are_layers_too() {
        for is_big in [false, true] {
            for key in [b"8BIMLr16", b"8BIMLr32"] {
                let layers = |count: i16| section(is_big, &[], &[(key, &count.to_be_bytes())]);
                check(3, is_big, &layers(3), &[Loss::Layers]);
                check(3, is_big, &layers(-1), &[]);
            }
        }
    }
}
