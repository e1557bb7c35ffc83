//! A grid of colours in linear light, painted point by point and smoothed at the edges.

/// Red, green, blue and alpha in linear light, 0 to 1, colours not multiplied by alpha.
pub type Color = [f64; 4];

/// Each pixel is the mean of this many points across and down.
const POINTS: u32 = 3;

pub struct Canvas {
    pub width: u32,
    pub height: u32,
    pixels: Vec<Color>,
}

impl Canvas {
    /// Asks `color` for points inside every pixel; x runs right from 0 to `width`, y down to `height`.
    pub fn paint(width: u32, height: u32, color: impl Fn(f64, f64) -> Color) -> Canvas {
        let mut pixels = Vec::with_capacity(width as usize * height as usize);
        for y in 0..height {
            for x in 0..width {
                pixels.push(mean_over_pixel(x, y, &color));
            }
        }
        Canvas { width, height, pixels }
    }

    /// The same picture lying on its left side: what a camera stores when it is held upright and notes
    /// "turn a quarter clockwise to view".
    pub fn turned_left(&self) -> Canvas {
        let (width, height) = (self.height, self.width);
        let upright = |x: u32, y: u32| self.pixels[(x * self.width + (self.width - 1 - y)) as usize];
        let pixels = (0..height).flat_map(|y| (0..width).map(move |x| upright(x, y))).collect();
        Canvas { width, height, pixels }
    }

    /// The first `CHANNELS` of each pixel as samples from 0 to `max`.
    pub fn samples<const CHANNELS: usize>(&self, max: u16) -> impl Iterator<Item = u16> {
        let encode = move |pixel: &Color| {
            std::array::from_fn::<u16, CHANNELS, _>(|channel| {
                let linear = pixel[channel].clamp(0.0, 1.0);
                // A square root is near enough to the curve of sRGB; alpha has no curve.
                let encoded = if channel == 3 { linear } else { linear.sqrt() };
                (encoded * f64::from(max)).round() as u16
            })
        };
        self.pixels.iter().flat_map(encode)
    }
}

/// Means are taken of colours multiplied by alpha: what cannot be seen must not tint the edge.
fn mean_over_pixel(x: u32, y: u32, color: &impl Fn(f64, f64) -> Color) -> Color {
    let inside = |index: u32| (f64::from(index) + 0.5) / f64::from(POINTS);
    let mut sum = [0.0; 4];
    for index in 0..POINTS * POINTS {
        let (across, down) = (inside(index % POINTS), inside(index / POINTS));
        let [red, green, blue, alpha] = color(f64::from(x) + across, f64::from(y) + down);
        let weighted = [red * alpha, green * alpha, blue * alpha, alpha];
        sum = std::array::from_fn(|channel| sum[channel] + weighted[channel]);
    }
    let [red, green, blue, alpha] = sum;
    if alpha == 0.0 {
        return [0.0; 4];
    }
    [red / alpha, green / alpha, blue / alpha, alpha / f64::from(POINTS * POINTS)]
}

/// The colour between two colours, `part` of the way.
pub fn mix(from: Color, to: Color, part: f64) -> Color {
    std::array::from_fn(|channel| from[channel] + (to[channel] - from[channel]) * part)
}

/// `top` laid over `bottom`.
pub fn over(top: Color, bottom: Color) -> Color {
    let alpha = top[3] + bottom[3] * (1.0 - top[3]);
    if alpha == 0.0 {
        return [0.0; 4];
    }
    let channel = |i: usize| (top[i] * top[3] + bottom[i] * bottom[3] * (1.0 - top[3])) / alpha;
    [channel(0), channel(1), channel(2), alpha]
}

/// Rises from 0 at `start` to 1 at `end` without a corner.
pub fn smoothstep(start: f64, end: f64, x: f64) -> f64 {
    let t = ((x - start) / (end - start)).clamp(0.0, 1.0);
    t * t * (3.0 - 2.0 * t)
}

/// A number from 0 to 1 that looks like chance and is the same for the same `x` and `y` everywhere.
pub fn noise(x: i64, y: i64) -> f64 {
    let mut bits =
        (x as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ (y as u64).wrapping_mul(0xC2B2_AE3D_27D4_EB4F);
    bits = (bits ^ (bits >> 32)).wrapping_mul(0xD6E8_FEB8_6659_FD93);
    bits = (bits ^ (bits >> 32)).wrapping_mul(0xD6E8_FEB8_6659_FD93);
    ((bits ^ (bits >> 32)) >> 11) as f64 / (1u64 << 53) as f64
}
