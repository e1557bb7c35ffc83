//! Ranges of hills in the morning haze, with grain as film has it: the sample that is most like a photo.

use crate::canvas::{Canvas, Color, mix, noise, smoothstep};

const RANGES: i64 = 6;
const ZENITH: Color = [0.16, 0.34, 0.62, 1.0];
const HORIZON: Color = [0.98, 0.78, 0.55, 1.0];
const NEAREST: Color = [0.012, 0.035, 0.030, 1.0];
const SUN: Color = [1.0, 0.96, 0.84, 1.0];

pub fn draw(width: u32, height: u32) -> Canvas {
    let size = f64::from(height);
    Canvas::paint(width, height, |x, y| {
        let hill = (1..=RANGES).rev().find(|&range| y / size > ridge(range, x / size));
        let color = hill.map_or_else(|| sky(x / size, y / size), |range| slope(range, x / size, y / size));
        let grain = 1.0 + 0.10 * (noise(x as i64, y as i64) - 0.5);
        let [red, green, blue, _] = color;
        [red * grain, green * grain, blue * grain, 1.0]
    })
}

fn sky(x: f64, y: f64) -> Color {
    let far = ((x - 1.02) * (x - 1.02) + (y - 0.27) * (y - 0.27)).sqrt();
    let air = mix(ZENITH, HORIZON, smoothstep(0.0, 0.55, y));
    let halo = mix(air, SUN, 0.75 * smoothstep(0.55, 0.0, far) * smoothstep(0.55, 0.0, far));
    mix(halo, SUN, smoothstep(0.062, 0.055, far))
}

/// Hills grow darker as they come nearer, and haze gathers at their feet.
fn slope(range: i64, x: f64, y: f64) -> Color {
    let near = range as f64 / RANGES as f64;
    let hill = mix(HORIZON, NEAREST, near.sqrt() * 0.94);
    let haze = smoothstep(0.0, 0.30, y - ridge(range, x)) * (1.0 - near) * 0.8;
    mix(hill, HORIZON, haze)
}

/// How high a range stands at `x`: 0 is the top of the picture, 1 its bottom.
fn ridge(range: i64, x: f64) -> f64 {
    let near = range as f64 / RANGES as f64;
    let relief: f64 = (0..6)
        .map(|octave| {
            let scale = f64::from(1 << octave);
            (wave(range * 31 + octave, x * (1.1 + 0.5 * near) * scale) - 0.5) / scale
        })
        .sum();
    0.36 + 0.52 * near - relief * (0.34 - 0.12 * near)
}

/// Chance values one unit apart, joined smoothly.
fn wave(seed: i64, x: f64) -> f64 {
    let cell = x.floor();
    let (left, right) = (noise(cell as i64, seed), noise(cell as i64 + 1, seed));
    left + (right - left) * smoothstep(0.0, 1.0, x - cell)
}
