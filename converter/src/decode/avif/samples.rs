//! The samples of a track (ISO/IEC 14496-12 §8.6.1, §8.7): where their bytes lie, and when each is shown.

use super::boxes::{Reader, find};
use super::track::required;
use crate::error::ErrorKind;
use crate::timing::Delay;

/// The bytes of each sample, in order.
pub(super) fn read<'a>(table: &[u8], file: &'a [u8]) -> Result<Vec<&'a [u8]>, ErrorKind> {
    let sizes = Sizes::read(table)?;
    let chunks = Chunks::read(table)?;
    let mut runs = Runs::read(table)?;
    let mut samples = Vec::new();
    for chunk in 0.. {
        let Some(mut offset) = chunks.offset(chunk) else { break };
        for _ in 0..runs.samples_in(chunk) {
            let Some(size) = sizes.get(samples.len()) else { return Ok(samples) };
            let end = offset.checked_add(size).ok_or(ErrorKind::Truncated)?;
            samples.push(file.get(offset..end).ok_or(ErrorKind::Truncated)?);
            offset = end;
        }
    }
    Ok(samples)
}

/// How long each of `count` samples is shown, on a clock of `per_second` ticks.
pub(super) fn delays(table: &[u8], per_second: u32, count: usize) -> Result<Vec<Delay>, ErrorKind> {
    let mut reader = Reader::new(required(table, b"stts")?);
    reader.version_and_flags()?;
    reader.u32()?;
    let mut delays = Vec::with_capacity(count);
    for &[c0, c1, c2, c3, d0, d1, d2, d3] in reader.rest().as_chunks().0 {
        let run = u32::from_be_bytes([c0, c1, c2, c3]) as usize;
        let delay = Delay::new(u32::from_be_bytes([d0, d1, d2, d3]), per_second);
        delays.extend(std::iter::repeat_n(delay, run.min(count - delays.len())));
    }
    delays.resize(count, Delay::USUAL);
    Ok(delays)
}

/// `stsz`: one size for all, or one for each.
struct Sizes<'a> {
    common: u32,
    count: u32,
    each: &'a [[u8; 4]],
}

impl<'a> Sizes<'a> {
    fn read(table: &'a [u8]) -> Result<Self, ErrorKind> {
        let mut reader = Reader::new(required(table, b"stsz")?);
        reader.version_and_flags()?;
        Ok(Sizes { common: reader.u32()?, count: reader.u32()?, each: reader.rest().as_chunks().0 })
    }

    fn get(&self, index: usize) -> Option<usize> {
        if index >= self.count as usize {
            return None;
        }
        if self.common > 0 {
            return Some(self.common as usize);
        }
        self.each.get(index).map(|&size| u32::from_be_bytes(size) as usize)
    }
}

/// `stco` or `co64`: where each chunk begins.
enum Chunks<'a> {
    Short(&'a [[u8; 4]]),
    Long(&'a [[u8; 8]]),
}

impl<'a> Chunks<'a> {
    fn read(table: &'a [u8]) -> Result<Self, ErrorKind> {
        let (body, is_short) = match find(table, b"stco")? {
            Some(body) => (body, true),
            None => (required(table, b"co64")?, false),
        };
        let mut reader = Reader::new(body);
        reader.version_and_flags()?;
        reader.u32()?;
        let entries = reader.rest();
        Ok(if is_short { Chunks::Short(entries.as_chunks().0) } else { Chunks::Long(entries.as_chunks().0) })
    }

    fn offset(&self, index: usize) -> Option<usize> {
        match self {
            Chunks::Short(offsets) => offsets.get(index).map(|&offset| u32::from_be_bytes(offset) as usize),
            Chunks::Long(offsets) => usize::try_from(u64::from_be_bytes(*offsets.get(index)?)).ok(),
        }
    }
}

/// `stsc`: how many samples each chunk has, from one chunk to the next that differs.
struct Runs<'a> {
    rest: &'a [[u8; 12]],
    samples: u32,
}

impl<'a> Runs<'a> {
    fn read(table: &'a [u8]) -> Result<Self, ErrorKind> {
        let mut reader = Reader::new(required(table, b"stsc")?);
        reader.version_and_flags()?;
        reader.u32()?;
        Ok(Runs { rest: reader.rest().as_chunks().0, samples: 0 })
    }

    /// Of the chunk with this number from 0; ask for them in order.
    fn samples_in(&mut self, chunk: usize) -> u32 {
        while let Some((&[f0, f1, f2, f3, s0, s1, s2, s3, ..], rest)) = self.rest.split_first()
            && u32::from_be_bytes([f0, f1, f2, f3]) as usize <= chunk + 1
        {
            self.samples = u32::from_be_bytes([s0, s1, s2, s3]);
            self.rest = rest;
        }
        self.samples
    }
}
