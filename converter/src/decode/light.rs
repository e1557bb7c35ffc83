//! Samples that are numbers of light, 1 being white.

use crate::error::ErrorKind;

/// Light from 0 to 1 over the range of 16 bits. What goes beyond is high dynamic range, and cutting it off would be
/// no conversion. `format` names the file in the error.
pub(super) fn unit_to_16_bit(samples: &[f32], format: &str) -> Result<Vec<u16>, ErrorKind> {
    // Filters of a decoder may leave a sample a hair outside.
    const ROUNDING: f32 = 1.0 / 4096.0;
    if !samples.iter().all(|sample| (-ROUNDING..=1.0 + ROUNDING).contains(sample)) {
        return Err(ErrorKind::unsupported(format_args!("{format} with float samples beyond 0 to 1")));
    }
    // A cast from float saturates.
    Ok(samples.iter().map(|sample| (sample * f32::from(u16::MAX)).round() as u16).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_range_of_light_is_the_range_of_samples() {
        assert_eq!(unit_to_16_bit(&[0.0, 0.5, 1.0], "TIFF").expect("within"), [0, 32768, 65535]);
    }

    #[test]
    fn brighter_than_white_is_refused_by_name() {
        for sample in [1.5, -0.5, f32::NAN, f32::INFINITY] {
            let error = unit_to_16_bit(&[0.2, sample], "TIFF").expect_err("beyond");
            assert!(matches!(error, ErrorKind::Unsupported(what) if what.contains("float samples")));
        }
    }
}
