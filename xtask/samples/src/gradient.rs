//! A sky after sunset: nothing but slow changes, which 8 bits and careless encoders turn into bands.

use crate::canvas::{Canvas, Color, mix, smoothstep};

const NIGHT: Color = [0.010, 0.020, 0.085, 1.0];
const BLUE: Color = [0.075, 0.150, 0.420, 1.0];
const ROSE: Color = [0.600, 0.250, 0.300, 1.0];
const AMBER: Color = [1.000, 0.560, 0.180, 1.0];

pub fn draw(width: u32, height: u32) -> Canvas {
    let (width, height) = (f64::from(width), f64::from(height));
    Canvas::paint(width as u32, height as u32, |x, y| {
        let (x, y) = (x / width, y / height);
        let sky = mix(NIGHT, BLUE, smoothstep(0.0, 0.55, y));
        let sky = mix(sky, ROSE, smoothstep(0.40, 0.85, y));
        let glow = 1.0 / (1.0 + 9.0 * ((x - 0.66) * (x - 0.66) + 3.0 * (y - 1.05) * (y - 1.05)));
        mix(sky, AMBER, glow * smoothstep(0.2, 1.0, y))
    })
}
