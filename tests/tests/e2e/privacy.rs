//! Where a picture was taken stays at home when asked.

use std::fs;
use std::process::Command;

use crate::desk::{Desk, has};

/// Latitude 37° 33' 59.25", as Exif stores it: three fractions of two little-endian numbers.
const LATITUDE: [u32; 6] = [37, 1, 33, 1, 5925, 100];

/// A little-endian Exif block with a date, a rotation and a place.
fn exif() -> Vec<u8> {
    let entry = |tag: u16, kind: u16, count: u32, value: u32| {
        let mut bytes = tag.to_le_bytes().to_vec();
        bytes.extend(kind.to_le_bytes());
        bytes.extend(count.to_le_bytes());
        bytes.extend(value.to_le_bytes());
        bytes
    };
    let (date_at, gps_at) = (8 + 2 + 3 * 12 + 4, 8 + 2 + 3 * 12 + 4 + 20);
    let latitude_at = gps_at + 2 + 2 * 12 + 4;
    let mut block = b"II*\0\x08\0\0\0\x03\0".to_vec();
    block.extend(entry(0x0112, 3, 1, 6));
    block.extend(entry(0x0132, 2, 20, date_at));
    block.extend(entry(0x8825, 4, 1, gps_at));
    block.extend([0; 4]);
    block.extend(b"2026:11:20 12:34:56\0");
    block.extend(2_u16.to_le_bytes());
    block.extend(entry(1, 2, 2, u32::from(b'N')));
    block.extend(entry(2, 5, 3, latitude_at));
    block.extend([0; 4]);
    block.extend(LATITUDE.iter().flat_map(|number| number.to_le_bytes()));
    block
}

/// A JPEG with that Exif block, and XMP that tells the place again.
fn photo(desk: &Desk) {
    let path = desk.picture("photo.jpg", 90, 60);
    let plain = fs::read(&path).expect("there");
    let xmp = "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>\
        <rdf:Description xmlns:exif='http://ns.adobe.com/exif/1.0/' xmlns:dc='http://purl.org/dc/elements/1.1/' \
        exif:GPSLatitude='37,33.9875N' dc:source='a desk'/></rdf:RDF></x:xmpmeta>";
    let segments =
        [[b"Exif\0\0", &exif()[..]].concat(), [b"http://ns.adobe.com/xap/1.0/\0", xmp.as_bytes()].concat()];
    let mut photo = plain[..2].to_vec();
    for segment in segments {
        photo.extend([0xff, 0xe1]);
        photo.extend(u16::try_from(segment.len() + 2).expect("short").to_be_bytes());
        photo.extend(segment);
    }
    photo.extend(&plain[2..]);
    fs::write(path, photo).expect("written");
}

fn contains(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.windows(wanted.len()).any(|window| window == wanted)
}

#[test]
fn the_place_goes_and_the_rest_stays_or_goes_as_asked() {
    let desk = Desk::new();
    photo(&desk);
    let latitude: Vec<u8> = LATITUDE.iter().flat_map(|number| number.to_le_bytes()).collect();
    for format in ["webp", "avif"] {
        for (policy, place, date, xmp) in [
            ("all", true, true, true),
            ("no-location", false, true, true),
            ("dates", false, true, false),
            ("none", false, false, false),
        ] {
            let out = format!("{policy}-{format}");
            let ran =
                desk.convert(&["photo.jpg", "--to", format, "--metadata", policy, "--always", "-o", &out]);
            assert_eq!(ran.status, 0, "{}", ran.stdout);
            let bytes = fs::read(desk.path(format!("{out}/photo.{format}"))).expect("there");
            let found = |wanted: &[u8]| contains(&bytes, wanted);
            assert_eq!(found(&latitude), place, "{out}: the place in Exif");
            assert_eq!(found(b"37,33.9875N"), place, "{out}: the place in XMP");
            assert_eq!(found(b"2026:11:20 12:34:56"), date, "{out}: the date");
            assert_eq!(found(b"a desk"), xmp, "{out}: the rest of XMP");
        }
    }
}

#[test]
fn no_original_that_tells_the_place_is_kept_for_its_size() {
    let desk = Desk::new();
    photo(&desk);
    let arguments = ["photo.jpg", "--min-saving", "99", "-o"];
    let kept = desk.convert(&[&arguments[..], &["with"]].concat());
    assert_eq!(kept.story(), ["started", "kept", "finished"]);
    let converted = desk.convert(&[&arguments[..], &["without", "--metadata", "no-location"]].concat());
    assert_eq!(converted.story(), ["started", "converted", "finished"]);
}

#[test]
fn another_program_agrees() {
    let desk = Desk::new();
    if !has("exiftool", "read the metadata back") {
        return;
    }
    photo(&desk);
    for format in ["webp", "avif"] {
        desk.convert(&["photo.jpg", "--to", format, "--metadata", "no-location", "--always"]);
        let told = Command::new("exiftool")
            .args(["-s", "-a", "-G1"])
            .arg(desk.path(format!("photo.{format}")))
            .output();
        let told = String::from_utf8(told.expect("started").stdout).expect("text");
        assert!(!told.contains("GPS") && !told.contains("Warning"), "{told}");
        assert!(told.contains("2026:11:20 12:34:56"), "{told}");
        assert!(!told.contains("Rotate"), "the orientation is baked: {told}");
    }
}
