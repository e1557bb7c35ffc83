//! The part of a frame in which it differs from the one before.

/// A rectangle with everything that changed, and its pixels.
pub(super) struct Part {
    /// Both even, as `ANMF` wants them.
    pub corner: (u32, u32),
    pub size: (u32, u32),
    /// RGBA as it will be seen.
    pub replacing: Vec<u8>,
    /// RGBA in which what did not change is transparent, to be laid over what is there. None where that would not
    /// give the same, or save nothing.
    pub covering: Option<Vec<u8>>,
}

/// The RGBA of a frame.
#[derive(Clone, Copy)]
pub(super) struct Canvas<'a> {
    pub width: u32,
    pub height: u32,
    pub pixels: &'a [[u8; 4]],
}

impl Part {
    /// What `now` has that `before` has not; all of the first frame. Unless `exact`, invisible pixels are alike.
    pub fn changed(before: Option<Canvas<'_>>, now: Canvas<'_>, exact: bool) -> Part {
        let Some(before) = before else { return Part::whole(now) };
        let differs = |a: [u8; 4], b: [u8; 4]| a != b && (exact || a[3] != 0 || b[3] != 0);
        let Some((left, top, right, bottom)) = bounds(before, now, differs) else {
            return Part::nothing(now);
        };
        let (left, top) = (left / 2 * 2, top / 2 * 2);
        let (old, new) = (before.cut(left, top, right, bottom), now.cut(left, top, right, bottom));
        Part {
            corner: (left, top),
            size: (right - left, bottom - top),
            covering: covering(&old, &new, differs, exact),
            replacing: new.as_flattened().to_vec(),
        }
    }

    fn whole(now: Canvas<'_>) -> Part {
        let replacing = now.pixels.as_flattened().to_vec();
        Part { corner: (0, 0), size: (now.width, now.height), replacing, covering: None }
    }

    /// A frame must have a pixel: this one is as it was before.
    fn nothing(now: Canvas<'_>) -> Part {
        Part { corner: (0, 0), size: (1, 1), replacing: now.pixels[0].to_vec(), covering: None }
    }
}

impl Canvas<'_> {
    fn rows(&self) -> impl Iterator<Item = &[[u8; 4]]> {
        self.pixels.chunks_exact(self.width as usize)
    }

    fn cut(&self, left: u32, top: u32, right: u32, bottom: u32) -> Vec<[u8; 4]> {
        let rows = self.rows().skip(top as usize).take((bottom - top) as usize);
        rows.flat_map(|row| &row[left as usize..right as usize]).copied().collect()
    }
}

/// Left, top, right and bottom of what differs; the latter two are just outside of it.
fn bounds(
    before: Canvas<'_>,
    now: Canvas<'_>,
    differs: impl Fn([u8; 4], [u8; 4]) -> bool,
) -> Option<(u32, u32, u32, u32)> {
    let mut found: Option<(u32, u32, u32, u32)> = None;
    for (y, (old, new)) in (0..).zip(before.rows().zip(now.rows())) {
        if old == new {
            continue;
        }
        let mut pairs = old.iter().zip(new);
        let Some(first) = pairs.position(|(&a, &b)| differs(a, b)) else { continue };
        let last = pairs.rposition(|(&a, &b)| differs(a, b)).map_or(first, |index| first + 1 + index);
        let (first, end) = (first as u32, last as u32 + 1);
        found = Some(match found {
            Some((left, top, right, _)) => (left.min(first), top, right.max(end), y + 1),
            None => (first, y, end, y + 1),
        });
    }
    found
}

/// A translucent pixel cannot be laid over another to take its place. And where nothing is seen before and after, colours
/// do not survive that something transparent is laid over them (RFC 9649 §2.7.1.1), which counts when `exact`.
fn covering(
    old: &[[u8; 4]],
    new: &[[u8; 4]],
    differs: impl Fn([u8; 4], [u8; 4]) -> bool,
    exact: bool,
) -> Option<Vec<u8>> {
    let mut unchanged = 0;
    let mut pixels = Vec::with_capacity(new.len() * 4);
    for (&a, &b) in old.iter().zip(new) {
        let is_hidden_color = b[3] == 0 && b != [0; 4];
        if exact && is_hidden_color {
            return None;
        }
        if !differs(a, b) {
            unchanged += 1;
            pixels.extend([0; 4]);
        } else if b[3] == u8::MAX {
            pixels.extend(b);
        } else {
            return None;
        }
    }
    (unchanged > 0).then_some(pixels)
}

#[cfg(test)]
mod tests {
    use super::*;

    const RED: [u8; 4] = [255, 0, 0, 255];
    const BLUE: [u8; 4] = [0, 0, 255, 255];
    const GLASS: [u8; 4] = [0, 0, 255, 100];
    const HIDDEN: [u8; 4] = [9, 9, 9, 0];
    const NONE: [u8; 4] = [0; 4];

    fn canvas(pixels: &[[u8; 4]], width: u32) -> Canvas<'_> {
        Canvas { width, height: pixels.len() as u32 / width, pixels }
    }

    #[test]
    fn the_corner_is_even_and_what_did_not_change_is_transparent() {
        let before = [RED; 25];
        let mut now = before;
        (now[5 + 3], now[5 * 3 + 4]) = (BLUE, BLUE);
        let part = Part::changed(Some(canvas(&before, 5)), canvas(&now, 5), false);
        assert_eq!((part.corner, part.size), ((2, 0), (3, 4)));
        let mut expected = [NONE; 12];
        (expected[3 + 1], expected[3 * 3 + 2]) = (BLUE, BLUE);
        assert_eq!(part.covering.as_deref(), Some(expected.as_flattened()));
    }

    #[test]
    fn what_becomes_translucent_must_be_replaced() {
        let (before, mut now) = ([RED; 4], [RED; 4]);
        now[0] = GLASS;
        now[3] = GLASS;
        let part = Part::changed(Some(canvas(&before, 2)), canvas(&now, 2), false);
        assert_eq!(part.covering, None);
        assert_eq!(part.replacing, now.as_flattened());
    }

    #[test]
    fn the_same_frame_again_is_one_pixel_as_it_was() {
        for pixel in [RED, GLASS, HIDDEN] {
            let frame = [pixel; 4];
            let part = Part::changed(Some(canvas(&frame, 2)), canvas(&frame, 2), true);
            assert_eq!((part.size, part.replacing, part.covering), ((1, 1), pixel.to_vec(), None));
        }
    }

    #[test]
    fn colours_that_nobody_sees_count_only_when_exact() {
        let (before, now) = ([HIDDEN; 4], [NONE; 4]);
        let size = |exact| Part::changed(Some(canvas(&before, 2)), canvas(&now, 2), exact).size;
        assert_eq!((size(false), size(true)), ((1, 1), (2, 2)));
    }

    #[test]
    fn nothing_is_laid_over_colours_that_nobody_sees_when_exact() {
        let (before, mut now) = ([HIDDEN; 4], [HIDDEN; 4]);
        (now[0], now[3]) = (RED, BLUE);
        let part = |exact| Part::changed(Some(canvas(&before, 2)), canvas(&now, 2), exact);
        assert_eq!(part(true).covering, None);
        assert_eq!(part(false).covering.as_deref(), Some([RED, NONE, NONE, BLUE].as_flattened()));
    }
}
