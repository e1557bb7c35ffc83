//! Where the frames of GIF, APNG and WebP are laid on each other.

use super::channels::Sample;

/// RGBA with straight alpha, transparent at first.
pub(super) struct Canvas<S> {
    width: u32,
    height: u32,
    /// Empty until the first frame: to open an animation costs no memory.
    samples: Vec<S>,
    /// What is to be done before the next frame.
    pending: Pending<S>,
}

/// A frame as it is stored: a part of the canvas.
pub(super) struct Patch<'a, S> {
    pub place: Place,
    /// RGBA, row by row.
    pub samples: &'a [S],
    pub blend: Blend,
    pub disposal: Disposal,
}

/// A rectangle; what of it is outside of the canvas is not shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    pub left: u32,
    pub top: u32,
    pub width: u32,
    pub height: u32,
}

/// How a frame is laid on what is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Blend {
    /// Over it, by its alpha.
    Over,
    /// Instead of it.
    Replace,
}

/// What becomes of a frame once its time is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Disposal {
    /// It stays.
    Keep,
    /// Its place becomes transparent.
    Clear,
    /// Its place becomes what it was before.
    Restore,
}

enum Pending<S> {
    Nothing,
    Clear(Place),
    Restore(Place, Vec<S>),
}

impl<S: Sample> Canvas<S> {
    pub fn new(width: u32, height: u32) -> Self {
        Canvas { width, height, samples: Vec::new(), pending: Pending::Nothing }
    }

    /// Disposes of the last frame and shows the next: the whole canvas, RGBA.
    pub fn show(&mut self, patch: &Patch<'_, S>) -> &[S] {
        if self.samples.is_empty() {
            self.samples = vec![S::default(); self.width as usize * self.height as usize * 4];
        }
        self.dispose();
        let place = patch.place.within(self.width, self.height);
        self.pending = match patch.disposal {
            Disposal::Keep => Pending::Nothing,
            Disposal::Clear => Pending::Clear(place),
            Disposal::Restore => Pending::Restore(place, self.rows(place).flatten().copied().collect()),
        };
        let stride = patch.place.width as usize * 4;
        let visible = place.width as usize * 4;
        let sources = patch.samples.chunks_exact(stride.max(4)).map(|row| &row[..visible]);
        for (target, source) in self.rows_mut(place).zip(sources) {
            match patch.blend {
                Blend::Replace => target.copy_from_slice(source),
                Blend::Over => over(target, source),
            }
        }
        &self.samples
    }

    fn dispose(&mut self) {
        match std::mem::replace(&mut self.pending, Pending::Nothing) {
            Pending::Nothing => {}
            Pending::Clear(place) => self.rows_mut(place).for_each(|row| row.fill(S::default())),
            Pending::Restore(place, saved) => {
                let stride = (place.width as usize * 4).max(4);
                for (row, saved) in self.rows_mut(place).zip(saved.chunks_exact(stride)) {
                    row.copy_from_slice(saved);
                }
            }
        }
    }

    fn rows(&self, place: Place) -> impl Iterator<Item = &[S]> {
        let (from, to) = (place.left as usize * 4, (place.left + place.width) as usize * 4);
        let rows = self.samples.chunks_exact(self.width as usize * 4);
        rows.skip(place.top as usize).take(place.height as usize).map(move |row| &row[from..to])
    }

    fn rows_mut(&mut self, place: Place) -> impl Iterator<Item = &mut [S]> {
        let (from, to) = (place.left as usize * 4, (place.left + place.width) as usize * 4);
        let rows = self.samples.chunks_exact_mut(self.width as usize * 4);
        rows.skip(place.top as usize).take(place.height as usize).map(move |row| &mut row[from..to])
    }
}

impl Place {
    /// The part that lies on a canvas of this size. The corner stays on it, so that a frame beside the canvas
    /// is empty.
    fn within(self, width: u32, height: u32) -> Place {
        let (left, top) = (self.left.min(width), self.top.min(height));
        Place { left, top, width: self.width.min(width - left), height: self.height.min(height - top) }
    }
}

/// Porter and Duff's "over" on straight alpha, as the PNG specification (third edition, §13.16) and RFC 9649
/// (§2.7.1.1) have it.
fn over<S: Sample>(target: &mut [S], source: &[S]) {
    for (below, above) in target.as_chunks_mut::<4>().0.iter_mut().zip(source.as_chunks::<4>().0) {
        let (alpha, beneath) = (above[3].into(), below[3].into());
        let full = S::default().inverted().into();
        if alpha == full || beneath == 0 {
            *below = *above;
        } else if alpha > 0 {
            *below = blended::<S>(*below, *above, beneath, alpha, full);
        }
    }
}

/// Both colours by their weight in what is seen, rounded to nearest.
fn blended<S: Sample>(below: [S; 4], above: [S; 4], beneath: usize, alpha: usize, full: usize) -> [S; 4] {
    let weights = (alpha * full, beneath * (full - alpha));
    let whole = weights.0 + weights.1;
    let mix = |index: usize| -> S {
        let sum = above[index].into() * weights.0 + below[index].into() * weights.1;
        S::from_usize((sum + whole / 2) / whole)
    };
    [mix(0), mix(1), mix(2), S::from_usize((whole + full / 2) / full)]
}

#[cfg(test)]
mod tests {
    use super::*;

    const RED: [u8; 4] = [255, 0, 0, 255];
    const BLUE: [u8; 4] = [0, 0, 255, 255];
    const NONE: [u8; 4] = [0; 4];

    /// A row of pixels, laid at `left` on a canvas one pixel high.
    fn show(
        canvas: &mut Canvas<u8>,
        left: u32,
        row: &[[u8; 4]],
        blend: Blend,
        disposal: Disposal,
    ) -> Vec<[u8; 4]> {
        let place = Place { left, top: 0, width: row.len() as u32, height: 1 };
        let patch = Patch { place, samples: row.as_flattened(), blend, disposal };
        canvas.show(&patch).as_chunks().0.to_vec()
    }

    #[test]
    fn what_is_cleared_is_transparent_and_what_is_restored_is_as_before() {
        let mut canvas = Canvas::new(3, 1);
        let seen = show(&mut canvas, 0, &[RED; 3], Blend::Replace, Disposal::Keep);
        assert_eq!(seen, [RED; 3]);
        let seen = show(&mut canvas, 1, &[BLUE], Blend::Over, Disposal::Restore);
        assert_eq!(seen, [RED, BLUE, RED]);
        let seen = show(&mut canvas, 2, &[BLUE], Blend::Over, Disposal::Clear);
        assert_eq!(seen, [RED, RED, BLUE]);
        let seen = show(&mut canvas, 0, &[NONE], Blend::Over, Disposal::Keep);
        assert_eq!(seen, [RED, RED, NONE]);
    }

    #[test]
    fn transparent_pixels_let_through_only_what_is_blended() {
        let mut canvas = Canvas::new(2, 1);
        show(&mut canvas, 0, &[RED; 2], Blend::Replace, Disposal::Keep);
        assert_eq!(show(&mut canvas, 0, &[NONE, BLUE], Blend::Over, Disposal::Keep), [RED, BLUE]);
        assert_eq!(show(&mut canvas, 0, &[NONE], Blend::Replace, Disposal::Keep), [NONE, BLUE]);
    }

    #[test]
    fn half_over_half_is_three_quarters() {
        let mut canvas = Canvas::new(1, 1);
        show(&mut canvas, 0, &[[255, 0, 0, 128]], Blend::Replace, Disposal::Keep);
        let seen = show(&mut canvas, 0, &[[0, 0, 255, 128]], Blend::Over, Disposal::Keep);
        assert_eq!(seen, [[85, 0, 170, 192]]);
    }

    #[test]
    fn what_juts_out_is_cut_off() {
        let mut canvas = Canvas::new(2, 1);
        let seen = show(&mut canvas, 1, &[BLUE; 3], Blend::Over, Disposal::Clear);
        assert_eq!(seen, [NONE, BLUE]);
        let seen = show(&mut canvas, 7, &[BLUE; 3], Blend::Over, Disposal::Restore);
        assert_eq!(seen, [NONE, NONE]);
    }
}
