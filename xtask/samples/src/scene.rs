//! Spheres on a checkered floor under a soft light, by a small ray tracer: reflections, shadows, texture.

use crate::canvas::{Canvas, noise, smoothstep};

pub fn draw(width: u32, height: u32) -> Canvas {
    let (across, down) = (f64::from(width), f64::from(height));
    let unit = across.min(down);
    Canvas::paint(width, height, |x, y| {
        let direction = [(x - across / 2.0) / unit, (down * 0.42 - y) / unit, 1.15];
        let chance = noise((x * 3.0) as i64, (y * 3.0) as i64);
        let [red, green, blue] = seen(EYE, normal(direction), chance, BOUNCES);
        [red, green, blue, 1.0]
    })
}

type Vector = [f64; 3];

const EYE: Vector = [0.0, 1.6, -6.2];
const LIGHT: Vector = [-4.5, 7.5, -4.0];
const LIGHT_RADIUS: f64 = 1.1;
const BOUNCES: u32 = 4;
const FAR: f64 = 1e9;

struct Sphere {
    center: Vector,
    radius: f64,
    color: Vector,
    /// How much of what it shows is a mirror image, seen from straight ahead.
    mirror: f64,
}

const SPHERES: [Sphere; 6] = [
    Sphere { center: [0.0, 1.0, 0.6], radius: 1.0, color: [0.90, 0.92, 0.95], mirror: 0.82 },
    Sphere { center: [-1.75, 0.68, -0.3], radius: 0.68, color: [0.80, 0.06, 0.05], mirror: 0.06 },
    Sphere { center: [1.62, 0.60, -0.7], radius: 0.60, color: [0.02, 0.34, 0.42], mirror: 0.05 },
    Sphere { center: [-0.55, 0.34, -1.75], radius: 0.34, color: [1.00, 0.66, 0.20], mirror: 0.55 },
    Sphere { center: [0.62, 0.26, -2.15], radius: 0.26, color: [0.30, 0.12, 0.55], mirror: 0.08 },
    Sphere { center: [2.6, 1.15, 3.4], radius: 1.15, color: [0.85, 0.80, 0.68], mirror: 0.04 },
];

struct Hit {
    distance: f64,
    normal: Vector,
    color: Vector,
    mirror: f64,
}

/// The light that reaches `from` out of `direction`.
fn seen(from: Vector, direction: Vector, chance: f64, bounces: u32) -> Vector {
    let Some(hit) = first_hit(from, direction) else { return sky(direction) };
    let point = add(from, scale(direction, hit.distance));
    let above = add(point, scale(hit.normal, 1e-6));
    let facing = -dot(direction, hit.normal);

    let lamp = to_the_light(above, chance);
    let lit = dot(hit.normal, lamp).max(0.0) * if first_hit(above, lamp).is_some() { 0.0 } else { 1.0 };
    let ambient = 0.18 + 0.12 * hit.normal[1];
    let halfway = normal(add(lamp, scale(direction, -1.0)));
    let gloss = if lit > 0.0 && hit.mirror > 0.0 {
        0.6 * to_the_64th(dot(hit.normal, halfway).max(0.0))
    } else {
        0.0
    };
    let own = add(scale(hit.color, ambient + 0.95 * lit), [gloss; 3]);

    // Schlick: everything mirrors more where it is grazed.
    let grazing = (1.0 - facing).max(0.0);
    let mirror = hit.mirror + (1.0 - hit.mirror) * 0.6 * grazing * grazing * grazing * grazing * grazing;
    if bounces == 0 || hit.mirror == 0.0 {
        return haze(own, direction, hit.distance);
    }
    let reflected = add(direction, scale(hit.normal, 2.0 * facing));
    let image = seen(above, normal(reflected), chance, bounces - 1);
    let tinted = [0, 1, 2].map(|i| image[i] * (1.0 - hit.mirror + hit.mirror * hit.color[i]));
    haze(add(scale(own, 1.0 - mirror), scale(tinted, mirror)), direction, hit.distance)
}

fn first_hit(from: Vector, direction: Vector) -> Option<Hit> {
    let spheres = SPHERES.iter().filter_map(|sphere| sphere.hit(from, direction));
    spheres.chain(floor(from, direction)).min_by(|a, b| a.distance.total_cmp(&b.distance))
}

impl Sphere {
    fn hit(&self, from: Vector, direction: Vector) -> Option<Hit> {
        let to_center = add(self.center, scale(from, -1.0));
        let along = dot(to_center, direction);
        let discriminant = along * along - dot(to_center, to_center) + self.radius * self.radius;
        let distance = along - discriminant.max(0.0).sqrt();
        if discriminant < 0.0 || distance < 1e-6 {
            return None;
        }
        let normal = normal(add(scale(direction, distance), scale(to_center, -1.0)));
        Some(Hit { distance, normal, color: self.color, mirror: self.mirror })
    }
}

fn floor(from: Vector, direction: Vector) -> Option<Hit> {
    let distance = -from[1] / direction[1];
    if !(1e-6..FAR).contains(&distance) {
        return None;
    }
    let (x, z) = (from[0] + direction[0] * distance, from[2] + direction[2] * distance);
    let is_light = (x.floor() + z.floor()) as i64 % 2 == 0;
    let color = if is_light { [0.80, 0.76, 0.68] } else { [0.055, 0.060, 0.080] };
    Some(Hit { distance, normal: [0.0, 1.0, 0.0], color, mirror: 0.02 })
}

/// Towards a point of the lamp, which has a size: that makes shadows soft.
fn to_the_light(point: Vector, chance: f64) -> Vector {
    let (u, v) = (chance, (chance * 97.0).fract());
    let on_lamp = [LIGHT_RADIUS * (2.0 * u - 1.0), 0.0, LIGHT_RADIUS * (2.0 * v - 1.0)];
    normal(add(add(LIGHT, on_lamp), scale(point, -1.0)))
}

fn sky(direction: Vector) -> Vector {
    let high = smoothstep(-0.05, 0.7, direction[1]);
    [0.80 - 0.68 * high, 0.86 - 0.60 * high, 0.95 - 0.40 * high]
}

/// What is far fades into the horizon.
fn haze(color: Vector, direction: Vector, distance: f64) -> Vector {
    let part = smoothstep(7.0, 40.0, distance);
    add(scale(color, 1.0 - part), scale(sky([direction[0], 0.0, direction[2]]), part))
}

fn to_the_64th(x: f64) -> f64 {
    (0..6).fold(x, |power, _| power * power)
}

fn add(a: Vector, b: Vector) -> Vector {
    [a[0] + b[0], a[1] + b[1], a[2] + b[2]]
}

fn scale(a: Vector, factor: f64) -> Vector {
    a.map(|x| x * factor)
}

fn dot(a: Vector, b: Vector) -> f64 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

fn normal(a: Vector) -> Vector {
    scale(a, 1.0 / dot(a, a).sqrt())
}
