//! The items of a `meta` box (ISO/IEC 14496-12 §8.11, HEIF §6): which of them is the picture, its alpha, its
//! metadata, and where their bytes lie.

#[cfg(feature = "heic")]
pub(in crate::decode) mod still;

use std::borrow::Cow;
use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};

use super::boxes::{FourCc, Reader, boxes, find};
use super::container::{Coded, Container, Display};
use crate::error::ErrorKind;
use crate::limits::Limits;

/// Bytes of each table of a `meta` box. A grid of 10,000 tiles needs a fifth of it, and what we build from a
/// table stays in proportion to it.
const TABLE_LIMIT: usize = 1 << 20;

/// Properties that may be marked essential because we act on them, or because they say nothing that an AV1
/// decoder does not find in the bitstream.
const KNOWN_ESSENTIAL: [&FourCc; 13] = [
    b"a1lx", b"amve", b"av1C", b"auxC", b"cclv", b"clap", b"clli", b"colr", b"imir", b"irot", b"ispe",
    b"mdcv", b"pixi",
];

/// How auxiliary pictures say that they are alpha: MIAF, and the name HEIF gave it before.
const ALPHA: [&[u8]; 2] = [b"urn:mpeg:mpegB:cicp:systems:auxiliary:alpha", b"urn:mpeg:hevc:2015:auxid:1"];

/// Reads the primary item with all that belongs to it; `None` where no item is primary.
pub(super) fn read<'a>(
    meta: &'a [u8],
    file: &'a [u8],
    limits: &Limits,
) -> Result<Option<Container<'a>>, ErrorKind> {
    let mut reader = Reader::new(meta);
    reader.version_and_flags()?;
    let Some(primary) = find(reader.rest(), b"pitm")? else { return Ok(None) };
    let items = Items::read(reader.rest(), file, limits)?;
    items.container(item_id(primary)?).map(Some)
}

fn item_id(pitm: &[u8]) -> Result<u32, ErrorKind> {
    let mut reader = Reader::new(pitm);
    let (version, _) = reader.version_and_flags()?;
    id(&mut reader, version == 0)
}

/// Item numbers have 16 bits in the older version of each table, 32 in the newer.
fn id(reader: &mut Reader<'_>, short: bool) -> Result<u32, ErrorKind> {
    if short { Ok(u32::from(reader.u16()?)) } else { reader.u32() }
}

struct Items<'a> {
    file: &'a [u8],
    idat: &'a [u8],
    kinds: BTreeMap<u32, Kind<'a>>,
    locations: BTreeMap<u32, Location<'a>>,
    references: Vec<Reference>,
    properties: Vec<(FourCc, &'a [u8])>,
    associations: BTreeMap<u32, Vec<Association>>,
    /// Bytes of coded data that may still be handed out: items may share their bytes, but a small file must not
    /// become endless work.
    budget: Cell<usize>,
}

/// What `infe` says.
struct Kind<'a> {
    kind: FourCc,
    /// For "mime" items the name, a zero, and the content type.
    names: &'a [u8],
}

/// One entry of `iloc`, its extents unread.
struct Location<'a> {
    source: Place,
    base: u64,
    extents: &'a [u8],
    sizes: FieldSizes,
}

/// What the offsets of an item count from.
#[derive(Clone, Copy)]
enum Place {
    File,
    ItemData,
    /// Another file, or another item.
    Elsewhere,
}

/// Bytes of each field of an extent.
#[derive(Clone, Copy)]
struct FieldSizes {
    index: usize,
    offset: usize,
    length: usize,
}

struct Reference {
    kind: FourCc,
    from: u32,
    to: u32,
}

#[derive(Clone, Copy)]
struct Association {
    essential: bool,
    /// From 1; 0 is none.
    property: u16,
}

impl<'a> Items<'a> {
    fn read(meta: &'a [u8], file: &'a [u8], limits: &Limits) -> Result<Self, ErrorKind> {
        let mut items = Items {
            file,
            idat: &[],
            kinds: BTreeMap::new(),
            locations: BTreeMap::new(),
            references: Vec::new(),
            properties: Vec::new(),
            associations: BTreeMap::new(),
            budget: Cell::new(file.len().saturating_mul(4)),
        };
        for found in boxes(meta) {
            let (kind, body) = found?;
            match &kind {
                b"iinf" => items.kinds = item_kinds(table(body)?)?,
                b"iloc" => items.locations = locations(table(body)?)?,
                b"iref" => items.references = references(table(body)?)?,
                b"iprp" => items.read_properties(body, limits)?,
                b"idat" => items.idat = body,
                _ => {}
            }
        }
        Ok(items)
    }

    fn read_properties(&mut self, iprp: &'a [u8], limits: &Limits) -> Result<(), ErrorKind> {
        for found in boxes(iprp) {
            match found? {
                (kind, body) if &kind == b"ipco" => {
                    limits.check_metadata(body.len())?;
                    self.properties = boxes(body).collect::<Result<_, _>>()?;
                }
                (kind, body) if &kind == b"ipma" => associations(table(body)?, &mut self.associations)?,
                _ => {}
            }
        }
        Ok(())
    }

    fn container(&self, primary: u32) -> Result<Container<'a>, ErrorKind> {
        let alpha = self.alpha(primary)?;
        let premultiplied =
            alpha.as_ref().is_some_and(|(id, _)| id.is_some_and(|id| self.refers(b"prem", primary, id)));
        Ok(Container {
            color: self.coded(primary)?,
            alpha: alpha.map(|(_, coded)| coded),
            premultiplied,
            frames: 1,
            display: self.display(primary)?,
            exif: self.description(primary, |item| &item.kind == b"Exif"),
            xmp: self.description(primary, Kind::is_xmp),
        })
    }

    /// The coded data of an item: one bitstream, or a grid of them.
    fn coded(&self, item: u32) -> Result<Coded<'a>, ErrorKind> {
        let size = self.size(item)?;
        match &self.kind(item)?.kind {
            b"av01" => Ok(Coded { size, columns: 1, tiles: vec![self.bitstream(item)?] }),
            b"grid" => self.grid(item),
            other => {
                Err(ErrorKind::unsupported(format_args!("an AVIF item of type '{}'", other.escape_ascii())))
            }
        }
    }

    /// HEIF §6.6.2.3: an item whose data is the shape of a grid, and which refers to its tiles in order.
    fn grid(&self, item: u32) -> Result<Coded<'a>, ErrorKind> {
        let data = self.data(item)?;
        let mut reader = Reader::new(&data);
        let (version, flags) = (reader.u8()?, reader.u8()?);
        if version != 0 {
            return Err(ErrorKind::unsupported(format_args!("a grid of version {version}")));
        }
        let (rows, columns) = (u32::from(reader.u8()?) + 1, u32::from(reader.u8()?) + 1);
        let side = if flags & 1 == 0 { 2 } else { 4 };
        let size = (reader.uint(side)? as u32, reader.uint(side)? as u32);
        let tiles = self.tiles(item);
        if tiles.len() != (rows * columns) as usize {
            return Err(ErrorKind::damaged(format_args!(
                "{} tiles in a grid of {columns}x{rows}",
                tiles.len()
            )));
        }
        self.tiled(size, columns, &tiles)
    }

    /// Each tile is an item of its own: one that stood for thousands would be read thousands of times.
    fn tiled(&self, size: (u32, u32), columns: u32, tiles: &[u32]) -> Result<Coded<'a>, ErrorKind> {
        let distinct: BTreeSet<_> = tiles.iter().collect();
        if distinct.len() != tiles.len() {
            return Err(ErrorKind::damaged("a grid that repeats a tile"));
        }
        let tiles = tiles.iter().map(|&tile| self.bitstream(tile)).collect::<Result<_, _>>()?;
        Ok(Coded { size: Some(size), columns, tiles })
    }

    fn tiles(&self, grid: u32) -> Vec<u32> {
        let tiles = self.references.iter().filter(|found| &found.kind == b"dimg" && found.from == grid);
        tiles.map(|found| found.to).collect()
    }

    /// The alpha of an item, with its number where it is one item. MIAF lets each tile of a grid have its own.
    fn alpha(&self, primary: u32) -> Result<Option<(Option<u32>, Coded<'a>)>, ErrorKind> {
        let owners = self.alpha_by_owner();
        if let Some(&alpha) = owners.get(&primary) {
            return Ok(Some((Some(alpha), self.coded(alpha)?)));
        }
        if &self.kind(primary)?.kind != b"grid" {
            return Ok(None);
        }
        let Some(alphas) = self.tiles(primary).iter().map(|tile| owners.get(tile).copied()).collect() else {
            return Ok(None);
        };
        let alphas: Vec<u32> = alphas;
        let grid = self.grid(primary)?;
        let size = grid.size.unwrap_or_default();
        Ok(Some((None, self.tiled(size, grid.columns, &alphas)?)))
    }

    /// Which item is the alpha of which.
    fn alpha_by_owner(&self) -> BTreeMap<u32, u32> {
        let mut is_alpha = BTreeMap::new();
        let mut owners = BTreeMap::new();
        for found in self.references.iter().filter(|found| &found.kind == b"auxl") {
            if *is_alpha.entry(found.from).or_insert_with(|| self.is_alpha(found.from)) {
                owners.entry(found.to).or_insert(found.from);
            }
        }
        owners
    }

    fn is_alpha(&self, item: u32) -> bool {
        self.properties_of(item).any(|(kind, body, _)| {
            let urn = body.get(4..).unwrap_or_default().split(|&byte| byte == 0).next();
            kind == b"auxC" && urn.is_some_and(|urn| ALPHA.contains(&urn))
        })
    }

    fn refers(&self, kind: &FourCc, from: u32, to: u32) -> bool {
        self.references.iter().any(|found| &found.kind == kind && found.from == from && found.to == to)
    }

    fn display(&self, item: u32) -> Result<Display<'a>, ErrorKind> {
        let mut display = Display::default();
        for (kind, body, _) in self.properties_of(item) {
            display.apply(kind, body)?;
        }
        Ok(display)
    }

    fn size(&self, item: u32) -> Result<Option<(u32, u32)>, ErrorKind> {
        let Some((_, body, _)) = self.properties_of(item).find(|(kind, ..)| *kind == b"ispe") else {
            return Ok(None);
        };
        let mut reader = Reader::new(body);
        reader.version_and_flags()?;
        Ok(Some((reader.u32()?, reader.u32()?)))
    }

    /// The bytes of the first item that describes `item` and is of the kind asked for. Metadata that cannot be
    /// reached comes back empty, since it is no reason to refuse the picture.
    fn description(&self, item: u32, wanted: impl Fn(&Kind<'a>) -> bool) -> Option<Cow<'a, [u8]>> {
        let describes = self.references.iter().filter(|found| &found.kind == b"cdsc" && found.to == item);
        let found =
            describes.map(|found| found.from).find(|from| self.kinds.get(from).is_some_and(&wanted))?;
        Some(self.data(found).unwrap_or_default())
    }

    /// The AV1 data of an item, once it is clear that nothing essential about it is unknown.
    fn bitstream(&self, item: u32) -> Result<Cow<'a, [u8]>, ErrorKind> {
        if &self.kind(item)?.kind != b"av01" {
            return Err(ErrorKind::unsupported("a grid of items that are not AV1"));
        }
        let unknown = self
            .properties_of(item)
            .find(|(kind, _, essential)| *essential && !KNOWN_ESSENTIAL.contains(kind));
        match unknown {
            Some((kind, ..)) => {
                Err(ErrorKind::unsupported(format_args!("AVIF property '{}'", kind.escape_ascii())))
            }
            None => self.data(item),
        }
    }

    /// All extents of an item, one after the other; borrowed where there is only one.
    fn data(&self, item: u32) -> Result<Cow<'a, [u8]>, ErrorKind> {
        let location = self.locations.get(&item).ok_or_else(|| missing(item, "location"))?;
        let source = match location.source {
            Place::File => self.file,
            Place::ItemData => self.idat,
            Place::Elsewhere => return Err(ErrorKind::unsupported("an AVIF item outside the file")),
        };
        let mut data = Cow::Borrowed(&[][..]);
        let mut reader = Reader::new(location.extents);
        while !reader.rest().is_empty() {
            let extent = location.extent(&mut reader, source)?;
            let left = self.budget.get().checked_sub(extent.len());
            self.budget.set(left.ok_or_else(|| ErrorKind::damaged("items that repeat the file"))?);
            if data.is_empty() {
                data = Cow::Borrowed(extent);
            } else {
                data.to_mut().extend_from_slice(extent);
            }
        }
        Ok(data)
    }

    fn kind(&self, item: u32) -> Result<&Kind<'a>, ErrorKind> {
        self.kinds.get(&item).ok_or_else(|| missing(item, "description"))
    }

    /// Type, body and "essential" of each property of an item.
    fn properties_of(&self, item: u32) -> impl Iterator<Item = (&FourCc, &'a [u8], bool)> {
        let associations = self.associations.get(&item).map(Vec::as_slice).unwrap_or_default();
        associations.iter().filter_map(|association| {
            let index = usize::from(association.property).checked_sub(1)?;
            let (kind, body) = self.properties.get(index)?;
            Some((kind, *body, association.essential))
        })
    }
}

impl Kind<'_> {
    fn is_xmp(&self) -> bool {
        let content_type = self.names.split(|&byte| byte == 0).nth(1);
        &self.kind == b"mime" && content_type == Some(b"application/rdf+xml")
    }
}

impl Location<'_> {
    /// The next extent; a length of 0 means all the rest of the source.
    fn extent<'s>(&self, reader: &mut Reader<'_>, source: &'s [u8]) -> Result<&'s [u8], ErrorKind> {
        reader.take(self.sizes.index)?;
        let start = self.base.checked_add(reader.uint(self.sizes.offset)?).ok_or(ErrorKind::Truncated)?;
        let length = reader.uint(self.sizes.length)?;
        let start = usize::try_from(start).map_err(|_| ErrorKind::Truncated)?;
        let rest = source.get(start..).ok_or(ErrorKind::Truncated)?;
        if length == 0 {
            return Ok(rest);
        }
        let length = usize::try_from(length).map_err(|_| ErrorKind::Truncated)?;
        rest.get(..length).ok_or(ErrorKind::Truncated)
    }
}

fn missing(item: u32, what: &str) -> ErrorKind {
    ErrorKind::damaged(format_args!("item {item} without a {what}"))
}

fn table(body: &[u8]) -> Result<Reader<'_>, ErrorKind> {
    if body.len() > TABLE_LIMIT {
        return Err(ErrorKind::damaged(format_args!("an item table of {} bytes", body.len())));
    }
    Ok(Reader::new(body))
}

/// `iinf`, ISO/IEC 14496-12 §8.11.6.
fn item_kinds(mut reader: Reader<'_>) -> Result<BTreeMap<u32, Kind<'_>>, ErrorKind> {
    let (version, _) = reader.version_and_flags()?;
    reader.take(if version == 0 { 2 } else { 4 })?;
    let entries =
        boxes(reader.rest()).filter(|found| found.as_ref().map_or(true, |(kind, _)| kind == b"infe"));
    entries.map(|found| item_kind(found?.1)).collect()
}

fn item_kind(infe: &[u8]) -> Result<(u32, Kind<'_>), ErrorKind> {
    let mut reader = Reader::new(infe);
    let (version, _) = reader.version_and_flags()?;
    if version < 2 {
        return Err(ErrorKind::unsupported(format_args!("item descriptions of version {version}")));
    }
    let item = id(&mut reader, version == 2)?;
    let protection = reader.u16()?;
    let kind = if protection == 0 { reader.array()? } else { *b"prot" };
    Ok((item, Kind { kind, names: reader.rest() }))
}

/// `iloc`, ISO/IEC 14496-12 §8.11.3.
fn locations(mut reader: Reader<'_>) -> Result<BTreeMap<u32, Location<'_>>, ErrorKind> {
    let (version, _) = reader.version_and_flags()?;
    let [high, low] = reader.array()?;
    let base_size = usize::from(low >> 4);
    let index = if version == 0 { 0 } else { usize::from(low & 15) };
    let sizes = FieldSizes { index, offset: usize::from(high >> 4), length: usize::from(high & 15) };
    if [base_size, sizes.index, sizes.offset, sizes.length].iter().any(|size| !matches!(size, 0 | 4 | 8)) {
        return Err(ErrorKind::damaged("item locations with fields of unknown size"));
    }
    let count = id(&mut reader, version < 2)?;
    (0..count).map(|_| location(&mut reader, version, base_size, sizes)).collect()
}

fn location<'a>(
    reader: &mut Reader<'a>,
    version: u8,
    base_size: usize,
    sizes: FieldSizes,
) -> Result<(u32, Location<'a>), ErrorKind> {
    let item = id(reader, version < 2)?;
    let method = if version == 0 { 0 } else { reader.u16()? & 15 };
    let data_reference = reader.u16()?;
    let source = match (method, data_reference) {
        (0, 0) => Place::File,
        (1, _) => Place::ItemData,
        _ => Place::Elsewhere,
    };
    let base = reader.uint(base_size)?;
    let extents = usize::from(reader.u16()?) * (sizes.index + sizes.offset + sizes.length);
    Ok((item, Location { source, base, extents: reader.take(extents)?, sizes }))
}

/// `iref`, ISO/IEC 14496-12 §8.11.12.
fn references(mut reader: Reader<'_>) -> Result<Vec<Reference>, ErrorKind> {
    let (version, _) = reader.version_and_flags()?;
    let mut references = Vec::new();
    for found in boxes(reader.rest()) {
        let (kind, body) = found?;
        let mut reader = Reader::new(body);
        let from = id(&mut reader, version == 0)?;
        for _ in 0..reader.u16()? {
            references.push(Reference { kind, from, to: id(&mut reader, version == 0)? });
        }
    }
    Ok(references)
}

/// `ipma`, HEIF §9.3: adds to what earlier boxes of the kind said.
fn associations(
    mut reader: Reader<'_>,
    associations: &mut BTreeMap<u32, Vec<Association>>,
) -> Result<(), ErrorKind> {
    let (version, flags) = reader.version_and_flags()?;
    for _ in 0..reader.u32()? {
        let item = id(&mut reader, version == 0)?;
        for _ in 0..reader.u8()? {
            let (word, bits) =
                if flags & 1 == 0 { (u16::from(reader.u8()?), 7) } else { (reader.u16()?, 15) };
            let association =
                Association { essential: word >> bits != 0, property: word & ((1 << bits) - 1) };
            associations.entry(item).or_default().push(association);
        }
    }
    Ok(())
}
