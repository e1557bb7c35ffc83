//! Coloured glass discs with a soft shadow, on nothing: every kind of transparency there is.

use crate::canvas::{Canvas, Color, over, smoothstep};

/// Centre, radius (of a picture one unit wide) and glass.
const DISCS: [(f64, f64, f64, Color); 3] = [
    (0.36, 0.40, 0.24, [0.90, 0.06, 0.16, 0.80]),
    (0.64, 0.40, 0.24, [0.02, 0.42, 0.85, 0.65]),
    (0.50, 0.62, 0.24, [1.00, 0.66, 0.02, 0.50]),
];
const SHADOW: f64 = 0.45;

pub fn draw(width: u32, height: u32) -> Canvas {
    let size = f64::from(width);
    Canvas::paint(width, height, |x, y| {
        let (x, y) = (x / size, y / size);
        let shadow = DISCS.iter().fold([0.0; 4], |below, &(cx, cy, radius, _)| {
            let far = distance(x, y, cx + 0.015, cy + 0.045);
            over([0.0, 0.0, 0.0, SHADOW * smoothstep(radius + 0.07, radius - 0.06, far)], below)
        });
        DISCS.iter().fold(shadow, |below, &disc| over(glass(x, y, disc), below))
    })
}

/// Clear inside, denser at the rim, with a light in the upper left.
fn glass(x: f64, y: f64, (cx, cy, radius, tint): (f64, f64, f64, Color)) -> Color {
    let far = distance(x, y, cx, cy) / radius;
    if far > 1.0 {
        return [0.0; 4];
    }
    let light = smoothstep(0.55, 0.0, distance(x, y, cx - 0.35 * radius, cy - 0.4 * radius) / radius);
    let [red, green, blue, alpha] = tint;
    let lit = |channel: f64| channel + (1.0 - channel) * 0.55 * light;
    [lit(red), lit(green), lit(blue), (alpha + 0.2 * far * far * far * far).min(1.0)]
}

fn distance(x: f64, y: f64, cx: f64, cy: f64) -> f64 {
    ((x - cx) * (x - cx) + (y - cy) * (y - cy)).sqrt()
}
