//! Leaves properties out of XMP packets (ISO 16684-1); every other byte of a packet stays as it is.

use quick_xml::NsReader;
use quick_xml::events::attributes::Attribute;
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::{Namespace, NamespaceResolver, ResolveResult};

/// The packet without orientation, which is baked into the pixels, and without thumbnails. `None` when it cannot
/// be read.
pub(super) fn upright(packet: &[u8]) -> Option<Vec<u8>> {
    without(packet, is_stale)
}

/// The packet as [`upright`] leaves it, and without what tells the place. `None` when it cannot be read.
pub(super) fn without_location(packet: &[u8]) -> Option<Vec<u8>> {
    let kept = without(packet, |namespace, name| is_stale(namespace, name) || is_place(namespace, name))?;
    // A property whose name has become text is one of a packet too broken to be trusted.
    let lower_case = kept.to_ascii_lowercase();
    let names = [&b"gpslatitude"[..], b"gpslongitude"];
    let is_left = names.iter().any(|name| lower_case.windows(name.len()).any(|window| window == *name));
    (!is_left).then_some(kept)
}

/// The mark of the byte order, with which some writers begin a text.
const MARK: &str = "\u{feff}";

const TIFF: &str = "http://ns.adobe.com/tiff/1.0/";
const XMP: &str = "http://ns.adobe.com/xap/1.0/";
/// W3C Basic Geo: a point on the globe and nothing else.
const GEO: &str = "http://www.w3.org/2003/01/geo/wgs84_pos#";

/// Parts of names that speak of coordinates.
const WORDS_OF_PLACES: [&str; 4] = ["gps", "latitude", "longitude", "location"];

/// Names that only a place has: those of Photoshop, IPTC Core and IPTC Extension, Dublin Core's `coverage`, and what
/// short names coordinates go by.
const NAMES_OF_PLACES: [&str; 14] = [
    "City",
    "Country",
    "CountryCode",
    "CountryName",
    "Locality",
    "ProvinceState",
    "State",
    "Sublocation",
    "WorldRegion",
    "coverage",
    "lat",
    "lng",
    "lon",
    "long",
];

fn is_stale(namespace: &str, name: &str) -> bool {
    matches!((namespace, name), (TIFF, "Orientation") | (XMP, "Thumbnails"))
}

/// Whether a property tells the place, by its name in any namespace: every maker of drones, telephones and programs
/// has one of its own.
fn is_place(namespace: &str, name: &str) -> bool {
    let lower_case = name.to_ascii_lowercase();
    namespace == GEO
        || NAMES_OF_PLACES.iter().any(|place| name.eq_ignore_ascii_case(place))
        || WORDS_OF_PLACES.iter().any(|word| lower_case.contains(word))
}

/// A predicate on the namespace and the local name of a property.
type Doomed = fn(&str, &str) -> bool;

/// Copies the packet without the doomed properties, whether they are written as elements or as attributes.
fn without(packet: &[u8], doomed: Doomed) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(packet).ok()?;
    // The reader passes over a mark of the byte order without counting it.
    let (mark, text) = text.strip_prefix(MARK).map_or(("", text), |rest| (MARK, rest));
    if text.starts_with(MARK) {
        return None;
    }
    let mut reader = NsReader::from_str(text);
    let mut kept = String::with_capacity(mark.len() + text.len());
    kept.push_str(mark);
    let mut depth = 0_usize;
    loop {
        let start = reader.buffer_position() as usize;
        let event = reader.read_event().ok()?;
        let source = text.get(start..reader.buffer_position() as usize)?;
        match event {
            Event::Start(element) if is_doomed_element(reader.resolver(), &element, doomed) => {
                reader.read_to_end(element.name()).ok()?;
            }
            Event::Empty(element) if is_doomed_element(reader.resolver(), &element, doomed) => {}
            Event::Start(element) => {
                depth += 1;
                match kept_attributes(reader.resolver(), &element, doomed)? {
                    Some(fewer) => kept.push_str(&format!("<{}>", &*fewer)),
                    None => kept.push_str(source),
                }
            }
            Event::Empty(element) => match kept_attributes(reader.resolver(), &element, doomed)? {
                Some(fewer) => kept.push_str(&format!("<{}/>", &*fewer)),
                None => kept.push_str(source),
            },
            Event::End(_) => {
                depth -= 1;
                kept.push_str(source);
            }
            // Its entities could spell anything.
            Event::DocType(_) => return None,
            // Elements in there are none to a reader, but they can still be read.
            Event::PI(_) | Event::Comment(_) | Event::CData(_) if source[1..].contains('<') => return None,
            Event::Eof => return (depth == 0).then(|| kept.into_bytes()),
            _ => kept.push_str(source),
        }
    }
}

fn is_doomed_element(resolver: &NamespaceResolver, element: &BytesStart, doomed: Doomed) -> bool {
    let (namespace, name) = resolver.resolve_element(element.name());
    doomed(address(&namespace), name.as_ref())
}

/// The element without its doomed attributes, `Some(None)` when it has none, `None` when they cannot be read.
fn kept_attributes(
    resolver: &NamespaceResolver,
    element: &BytesStart,
    doomed: Doomed,
) -> Option<Option<BytesStart<'static>>> {
    if !is_name(element.name().as_ref()) {
        return None;
    }
    let mut fewer = element.to_owned();
    fewer.clear_attributes();
    let mut some_left_out = false;
    // The check for attributes of the same name takes the square of their number.
    for attribute in element.attributes().with_checks(false) {
        let attribute = attribute.ok().filter(|attribute| is_name(attribute.key.as_ref()))?;
        let (namespace, name) = resolver.resolve_attribute(attribute.key);
        let is_declaration = attribute.key.as_namespace_binding().is_some();
        if !is_declaration && doomed(address(&namespace), name.as_ref()) {
            some_left_out = true;
        } else {
            // It may have stood between single quotes; it will stand between double ones.
            let value = attribute.value.replace('"', "&quot;").into();
            fewer.push_attribute(Attribute { key: attribute.key, value });
        }
    }
    Some(some_left_out.then_some(fewer))
}

/// Whether this can be a name (XML 1.0, section 2.3), which the reader does not ask: with a quotation mark in one, or
/// without one, it would see something else the next time.
fn is_name(name: &str) -> bool {
    let is_in_names = |char: char| char.is_alphanumeric() || !char.is_ascii() || ":_-.".contains(char);
    !name.is_empty() && name.chars().all(is_in_names)
}

/// The address of a namespace, empty when there is none.
fn address<'a>(namespace: &'a ResolveResult) -> &'a str {
    match namespace {
        ResolveResult::Bound(Namespace(address)) => address,
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BEFORE: &str = "<?xpacket begin='\u{feff}' id='W5M0MpCehiHzreSzNTczkc9d'?>\n\
        <x:xmpmeta xmlns:x='adobe:ns:meta/'>\n <rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>\n";
    const AFTER: &str = "\n </rdf:RDF>\n</x:xmpmeta>\n<?xpacket end='w'?>";

    const NAMESPACES: &str = "xmlns:e='http://ns.adobe.com/exif/1.0/' xmlns:t='http://ns.adobe.com/tiff/1.0/' \
        xmlns:xmp='http://ns.adobe.com/xap/1.0/' xmlns:dc='http://purl.org/dc/elements/1.1/' \
        xmlns:photoshop='http://ns.adobe.com/photoshop/1.0/' \
        xmlns:core='http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/' \
        xmlns:ext='http://iptc.org/std/Iptc4xmpExt/2008-02-29/' \
        xmlns:geo='http://www.w3.org/2003/01/geo/wgs84_pos#' \
        xmlns:drone-dji='http://www.dji.com/drone-dji/1.0/'";

    /// A fuzzer found it: every place in such a text was taken to be three bytes earlier.
    #[test]
    fn a_mark_of_the_byte_order_stays_and_moves_nothing() {
        let marked =
            format!("{MARK}{}", packet("e:GPSLatitude='37,30N' t:Make='한국'", "<dc:title>길</dc:title>"));
        let kept = without_location(marked.as_bytes()).expect("it can be read");
        let plain = without_location(&marked.as_bytes()[MARK.len()..]).expect("it can be read");
        assert_eq!(kept, [MARK.as_bytes(), &plain].concat());
        assert!(String::from_utf8(plain).expect("text").contains("한국"));
        assert_eq!(upright(b"\xef\xbb\xbf\xef\xbb\xbf<x/>"), None);
    }

    /// A packet with one description that has these attributes and children.
    fn packet(attributes: &str, children: &str) -> String {
        format!("{BEFORE}<rdf:Description {NAMESPACES} {attributes}>{children}</rdf:Description>{AFTER}")
    }

    fn check(edit: fn(&[u8]) -> Option<Vec<u8>>, doomed: &str, kept: &str) {
        let child = |name: &str| format!("<{name}><rdf:Seq><rdf:li>x</rdf:li></rdf:Seq></{name}>");
        let (doomed_attribute, kept_attribute) = (format!("{doomed}=\"v\""), format!("{kept}=\"v\""));
        let (doomed_child, kept_child) = (child(doomed), child(kept));

        let both =
            packet(&format!("{doomed_attribute} {kept_attribute}"), &format!("{doomed_child}{kept_child}"));
        let edited = edit(both.as_bytes()).expect("a sound packet");
        let edited = String::from_utf8(edited).expect("still text");
        assert!(
            !edited.contains(&format!("{doomed}=")) && !edited.contains(&format!("<{doomed}")),
            "{edited}"
        );
        assert!(edited.contains(&kept_attribute) && edited.contains(&kept_child), "{edited}");
        assert!(edited.starts_with(BEFORE) && edited.ends_with(AFTER));
        assert!(edit(edited.as_bytes()).is_some_and(|again| again == edited.as_bytes()), "still well-formed");

        let untouched = packet(&kept_attribute, &kept_child);
        assert_eq!(edit(untouched.as_bytes()).expect("a sound packet"), untouched.as_bytes());
    }

    #[test]
    fn orientation_and_thumbnails_leave() {
        check(upright, "t:Orientation", "t:Make");
        check(upright, "xmp:Thumbnails", "xmp:CreateDate");
        check(upright, "t:Orientation", "e:GPSLatitude");
        check(without_location, "t:Orientation", "t:Make");
    }

    #[test]
    fn places_leave_whatever_they_are_called() {
        for name in [
            "e:GPSLatitude",
            "e:GPSMapDatum",
            "drone-dji:GpsLongtitude",
            "drone-dji:Latitude",
            "core:Location",
            "core:CountryCode",
            "ext:LocationCreated",
            "ext:LocationShown",
            "photoshop:City",
            "photoshop:State",
            "photoshop:Country",
            "geo:lat",
            "geo:long",
            "geo:Point",
            "ext:City",
            "ext:CountryName",
            "ext:ProvinceState",
            "ext:Sublocation",
            "ext:WorldRegion",
            "dc:coverage",
            "dc:country",
            "drone-dji:Lng",
        ] {
            check(without_location, name, "dc:title");
        }
        check(without_location, "photoshop:City", "photoshop:Credit");
        check(without_location, "geo:alt", "dc:language");
    }

    #[test]
    fn the_prefix_does_not_matter_but_its_namespace_does() {
        check(upright, "t:Orientation", "dc:Orientation");
        check(without_location, "geo:alt", "dc:alt");
    }

    #[test]
    fn an_attribute_keeps_its_quotes_and_entities() {
        let before = packet("dc:a='\"' dc:b=\"&lt;'\" e:GPSLatitude='1'", "");
        let after = String::from_utf8(without_location(before.as_bytes()).expect("sound")).expect("text");
        assert!(after.contains("dc:a=\"&quot;\" dc:b=\"&lt;'\">"), "{after}");
    }

    #[test]
    fn a_broken_packet_cannot_be_read() {
        let sound = packet("e:GPSLatitude='1'", "<dc:title/>");
        for broken in [
            &sound[..sound.len() / 2],
            &sound.replace("</x:xmpmeta>", ""),
            &sound.replace("'1'", "1"),
            // A fuzzer found them: with an attribute fewer, the rest was another text.
            "< e:gps=''/>",
            &sound.replace("<rdf:Description ", "<rdf:Description a\"b=\" c=\"gps\"gps=\"1\" "),
            &format!("<!DOCTYPE x [<!ENTITY e 'v'>]>{sound}"),
        ] {
            assert!(without_location(broken.as_bytes()).is_none(), "{broken}");
        }
        assert!(without_location(&[0xff, 0xfe, b'<', 0]).is_none());
    }

    #[test]
    fn hostile_packets_take_no_time() {
        let nested = "<a>".repeat(1_000_000);
        assert!(without_location(nested.as_bytes()).is_none());
        let attributes: String = (0..300_000).map(|i| format!("a{i}='' ")).collect();
        assert!(without_location(format!("<a {attributes}/>").as_bytes()).is_some());
    }

    #[test]
    fn a_damaged_packet_neither_panics_nor_tells_the_place() {
        let sound = packet("e:GPSLatitude='37,33.9936N'", "<e:GPSLatitude>37,33.9936N</e:GPSLatitude>");
        for at in 0..sound.len() {
            for byte in *b"<>/\"'=:& !?-x\0\xff" {
                let mut damaged = sound.clone().into_bytes();
                damaged[at] = byte;
                upright(&damaged);
                if let Some(edited) = without_location(&damaged) {
                    let edited = String::from_utf8_lossy(&edited);
                    assert!(!edited.contains("33.9936"), "{} at {at}: {edited}", byte as char);
                }
            }
        }
    }
}
