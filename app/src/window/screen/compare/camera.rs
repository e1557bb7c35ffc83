//! Which part of a picture is shown, and how large. Lengths on the screen are device pixels, so that 100 % is one pixel of
//! the picture on one of the screen.

/// How much larger than a device pixel a pixel of the picture gets at most.
const LARGEST: f64 = 32.0;

/// The part that is shown.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Camera {
    zoom: Zoom,
    /// What of the picture is in the middle, in its pixels.
    center: (f64, f64),
}

/// How large the picture is shown.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Zoom {
    /// All of it, but not enlarged.
    Fit,
    /// So many device pixels for one of the picture.
    Fixed(f64),
}

/// What is looked at, and in what.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scene {
    /// Width and height of the picture.
    pub picture: (u32, u32),
    /// Width and height of the pane, in device pixels.
    pub pane: (f64, f64),
}

/// Where the picture is in its pane.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Placed {
    /// The left edge, from that of the pane.
    pub x: f64,
    /// The upper edge, from that of the pane.
    pub y: f64,
    /// Device pixels for one of the picture.
    pub scale: f64,
}

impl Default for Camera {
    fn default() -> Self {
        Camera { zoom: Zoom::Fit, center: (0.0, 0.0) }
    }
}

impl Camera {
    /// Shows all of the picture.
    pub fn fit(&mut self) {
        self.zoom = Zoom::Fit;
    }

    /// Whether it shows all of the picture, whatever the size of the pane.
    pub fn is_fit(&self) -> bool {
        self.zoom == Zoom::Fit
    }

    /// Where it puts the picture.
    pub fn place(&self, scene: Scene) -> Placed {
        let scale = self.scale(scene);
        let (center_x, center_y) = self.center_within(scene, scale);
        let (width, height) = scene.pane;
        Placed { x: width / 2.0 - center_x * scale, y: height / 2.0 - center_y * scale, scale }
    }

    /// Device pixels for one of the picture.
    pub fn scale(&self, scene: Scene) -> f64 {
        match self.zoom {
            Zoom::Fit => scene.fitting(),
            Zoom::Fixed(scale) => scale.clamp(scene.smallest(), LARGEST),
        }
    }

    /// Enlarges by `factor`; the point `at` of the pane stays where it is.
    pub fn zoom_by(&mut self, factor: f64, at: (f64, f64), scene: Scene) {
        self.zoom_to(self.scale(scene) * factor, at, scene);
    }

    /// Shows it at this scale; the point `at` of the pane stays where it is.
    pub fn zoom_to(&mut self, scale: f64, at: (f64, f64), scene: Scene) {
        let before = self.place(scene);
        let scale = scale.clamp(scene.smallest(), LARGEST);
        let (middle_x, middle_y) = (scene.pane.0 / 2.0, scene.pane.1 / 2.0);
        let point = ((at.0 - before.x) / before.scale, (at.1 - before.y) / before.scale);
        self.zoom = Zoom::Fixed(scale);
        self.center = (point.0 - (at.0 - middle_x) / scale, point.1 - (at.1 - middle_y) / scale);
        self.center = self.center_within(scene, scale);
    }

    /// Moves the picture by so many device pixels.
    pub fn pan(&mut self, by: (f64, f64), scene: Scene) {
        let scale = self.scale(scene);
        let (x, y) = self.center_within(scene, scale);
        self.center = (x - by.0 / scale, y - by.1 / scale);
        self.center = self.center_within(scene, scale);
    }

    /// Keeps the same part in view when the picture gets another size.
    pub fn picture_resized(&mut self, from: (u32, u32), to: (u32, u32)) {
        let ratio = (f64::from(to.0) / f64::from(from.0), f64::from(to.1) / f64::from(from.1));
        self.center = (self.center.0 * ratio.0, self.center.1 * ratio.1);
    }

    /// What is in the middle: a picture that is larger than the pane covers it, another is centred.
    fn center_within(&self, scene: Scene, scale: f64) -> (f64, f64) {
        let within = |center: f64, side: u32, pane: f64| {
            let (side, half) = (f64::from(side), pane / scale / 2.0);
            if side <= 2.0 * half { side / 2.0 } else { center.clamp(half, side - half) }
        };
        let ((width, height), (pane_width, pane_height)) = (scene.picture, scene.pane);
        (within(self.center.0, width, pane_width), within(self.center.1, height, pane_height))
    }
}

impl Scene {
    /// The scale at which all is seen, but not enlarged.
    fn fitting(&self) -> f64 {
        let (width, height) = self.picture;
        let ratio = (self.pane.0 / f64::from(width)).min(self.pane.1 / f64::from(height));
        // A pane without room has no scale; the picture must have one.
        ratio.clamp(1e-4, 1.0)
    }

    /// Below that nothing new is seen.
    fn smallest(&self) -> f64 {
        self.fitting()
    }

    /// Column and row of the first pixel in view, and behind the last, when it is placed so.
    pub fn in_view(&self, placed: Placed) -> (u32, u32, u32, u32) {
        let within = |side: u32, pane: f64, edge: f64| {
            let clamped = |place: f64| (place / placed.scale).clamp(0.0, f64::from(side));
            (clamped(-edge).floor() as u32, clamped(pane - edge).ceil() as u32)
        };
        let (left, right) = within(self.picture.0, self.pane.0, placed.x);
        let (top, bottom) = within(self.picture.1, self.pane.1, placed.y);
        (left, top, right, bottom)
    }

    /// Whether some of the picture is out of view.
    pub fn overflows(&self, scale: f64) -> bool {
        let beyond = |side: u32, pane: f64| f64::from(side) * scale > pane + 0.5;
        beyond(self.picture.0, self.pane.0) || beyond(self.picture.1, self.pane.1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCENE: Scene = Scene { picture: (4000, 3000), pane: (800.0, 700.0) };

    /// The pixel of the picture that is seen at this place of the pane.
    fn seen_at(camera: &Camera, at: (f64, f64), scene: Scene) -> (f64, f64) {
        let placed = camera.place(scene);
        ((at.0 - placed.x) / placed.scale, (at.1 - placed.y) / placed.scale)
    }

    fn near(a: (f64, f64), b: (f64, f64)) -> bool {
        (a.0 - b.0).abs() < 1e-6 && (a.1 - b.1).abs() < 1e-6
    }

    #[test]
    fn all_of_a_large_picture_fits_and_a_small_one_is_not_enlarged() {
        let camera = Camera::default();
        assert_eq!(camera.place(SCENE), Placed { x: 0.0, y: 50.0, scale: 0.2 });
        let small = Scene { picture: (100, 50), ..SCENE };
        assert_eq!(camera.place(small), Placed { x: 350.0, y: 325.0, scale: 1.0 });
    }

    #[test]
    fn zooming_keeps_what_is_under_the_cursor() {
        let mut camera = Camera::default();
        let at = (500.0, 300.0);
        let point = seen_at(&camera, at, SCENE);
        for factor in [4.0, 1.25, 1.25, 0.8, 3.0] {
            camera.zoom_by(factor, at, SCENE);
            assert!(near(seen_at(&camera, at, SCENE), point), "{camera:?}");
        }
        assert!((camera.scale(SCENE) - 3.0).abs() < 1e-9);
    }

    #[test]
    fn a_hundred_percent_is_one_pixel_on_one() {
        let mut camera = Camera::default();
        camera.zoom_to(1.0, (400.0, 350.0), SCENE);
        assert_eq!(camera.place(SCENE), Placed { x: -1600.0, y: -1150.0, scale: 1.0 });
    }

    #[test]
    fn panning_ends_at_the_edges() {
        let mut camera = Camera::default();
        camera.pan((100.0, 100.0), SCENE);
        assert_eq!(camera.place(SCENE), Camera::default().place(SCENE), "nothing is out of view");
        camera.zoom_to(1.0, (400.0, 350.0), SCENE);
        camera.pan((-30.0, 20.0), SCENE);
        assert_eq!(camera.place(SCENE), Placed { x: -1630.0, y: -1130.0, scale: 1.0 });
        camera.pan((1e6, -1e6), SCENE);
        assert_eq!(camera.place(SCENE), Placed { x: 0.0, y: -2300.0, scale: 1.0 });
        // It does not have to be dragged back over what it was dragged too far.
        camera.pan((-10.0, 10.0), SCENE);
        assert_eq!(camera.place(SCENE), Placed { x: -10.0, y: -2290.0, scale: 1.0 });
    }

    #[test]
    fn zoom_has_bounds() {
        let mut camera = Camera::default();
        camera.zoom_by(1e9, (0.0, 0.0), SCENE);
        assert_eq!(camera.scale(SCENE), LARGEST);
        camera.zoom_by(1e-9, (0.0, 0.0), SCENE);
        assert_eq!(camera.scale(SCENE), 0.2);
        assert!(!SCENE.overflows(0.2) && SCENE.overflows(0.25));
        let nothing = Scene { pane: (0.0, 0.0), ..SCENE };
        assert!(camera.place(nothing).scale > 0.0);
    }

    #[test]
    fn what_is_in_view_is_known_in_pixels_of_the_picture() {
        let mut camera = Camera::default();
        assert_eq!(SCENE.in_view(camera.place(SCENE)), (0, 0, 4000, 3000));
        camera.zoom_to(2.0, (400.0, 350.0), SCENE);
        assert_eq!(SCENE.in_view(camera.place(SCENE)), (1800, 1325, 2200, 1675));
    }

    #[test]
    fn another_size_of_the_result_keeps_the_part() {
        let mut camera = Camera::default();
        camera.zoom_to(2.0, (400.0, 350.0), SCENE);
        let half = Scene { picture: (2000, 1500), ..SCENE };
        let before = seen_at(&camera, (400.0, 350.0), SCENE);
        camera.picture_resized((4000, 3000), (2000, 1500));
        let after = seen_at(&camera, (400.0, 350.0), half);
        assert!(near((before.0 / 2.0, before.1 / 2.0), after));
    }
}
