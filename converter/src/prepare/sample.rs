//! Samples of 8 or 16 bits, and the sRGB curve between them and light.

/// A sample of 8 or 16 bits.
pub(super) trait Sample: Copy + Default {
    /// How many values there are.
    const LEVELS: usize;
    /// The value as an index into a table of [`Sample::LEVELS`].
    fn level(self) -> usize;
    /// The sample at a level under [`Sample::LEVELS`].
    fn from_level(level: usize) -> Self;
    /// The nearest sample to a value in 0..=1.
    fn from_unit(value: f32) -> Self;
}

impl Sample for u8 {
    const LEVELS: usize = 1 << 8;

    fn level(self) -> usize {
        usize::from(self)
    }

    fn from_level(level: usize) -> Self {
        level as u8
    }

    fn from_unit(value: f32) -> Self {
        (value * 255.0 + 0.5) as u8
    }
}

impl Sample for u16 {
    const LEVELS: usize = 1 << 16;

    fn level(self) -> usize {
        usize::from(self)
    }

    fn from_level(level: usize) -> Self {
        level as u16
    }

    fn from_unit(value: f32) -> Self {
        (value * 65_535.0 + 0.5) as u16
    }
}

/// A function from every sample, its values as a table.
pub(super) fn tabulated<T: Sample, V>(function: impl Fn(f32) -> V) -> Vec<V> {
    (0..T::LEVELS).map(|level| function(level as f32 / (T::LEVELS - 1) as f32)).collect()
}

/// From linear light in 0..=1 to an sRGB sample in 0..=1 (IEC 61966-2-1).
pub(super) fn srgb_from_light(light: f32) -> f32 {
    if light <= 0.003_130_8 { 12.92 * light } else { 1.055 * light.powf(1.0 / 2.4) - 0.055 }
}

/// From an sRGB sample in 0..=1 to linear light in 0..=1 (IEC 61966-2-1).
pub(super) fn light_from_srgb(sample: f32) -> f32 {
    if sample <= 0.04045 { sample / 12.92 } else { ((sample + 0.055) / 1.055).powf(2.4) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sample_is_nearest_to_itself() {
        assert!(tabulated::<u8, _>(u8::from_unit).iter().enumerate().all(|(i, s)| s.level() == i));
        assert!(tabulated::<u16, _>(u16::from_unit).iter().enumerate().all(|(i, s)| s.level() == i));
    }

    #[test]
    fn the_srgb_curve_and_its_inverse_agree() {
        for sample in tabulated::<u8, _>(|sample| sample) {
            assert!((srgb_from_light(light_from_srgb(sample)) - sample).abs() < 1e-5, "{sample}");
        }
        assert!((srgb_from_light(0.5) - 0.735_36).abs() < 1e-4);
    }
}
