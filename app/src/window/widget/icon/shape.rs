//! The lines of each icon, on a square of 24 by 24.

use std::f32::consts::{FRAC_PI_2, PI, TAU};

use iced::widget::canvas::path::lyon_path::geom::euclid::default::Transform2D;
use iced::widget::canvas::path::{Arc, Builder};
use iced::widget::canvas::{Frame, LineCap, LineJoin, Path, Stroke};
use iced::{Color, Point, Radians, Size, Vector};

use super::Icon;

/// The side of the square that the lines are given in.
const GRID: f32 = 24.0;

/// Draws the icon as large as the frame.
pub fn draw(frame: &mut Frame, icon: Icon, color: Color) {
    let size = frame.width();
    // Large icons have finer lines for their size than small ones, which would vanish.
    let mut pen = Pen { frame, color, scale: size / GRID, line: 1.5 * (size / 18.0).sqrt() };
    match icon {
        Icon::Add => pen.lines(&[&[(12.0, 5.0), (12.0, 19.0)], &[(5.0, 12.0), (19.0, 12.0)]]),
        Icon::AddFolder => {
            pen.folder();
            pen.lines(&[&[(12.0, 10.5), (12.0, 16.5)], &[(9.0, 13.5), (15.0, 13.5)]]);
        }
        Icon::Paste => {
            pen.rectangle(5.0, 5.0, 14.0, 16.0, 2.0);
            pen.rectangle(9.0, 3.0, 6.0, 4.0, 1.0);
        }
        Icon::Close => pen.lines(&[&[(6.0, 6.0), (18.0, 18.0)], &[(18.0, 6.0), (6.0, 18.0)]]),
        Icon::Play => pen.outline(&[(8.0, 5.0), (19.0, 12.0), (8.0, 19.0)]),
        Icon::Pause => pen.lines(&[&[(9.0, 5.5), (9.0, 18.5)], &[(15.0, 5.5), (15.0, 18.5)]]),
        Icon::Stop => pen.rectangle(6.0, 6.0, 12.0, 12.0, 2.0),
        Icon::Retry => {
            pen.arc((12.0, 12.0), 7.5, -0.5, TAU - 1.1);
            pen.lines(&[&[(18.6, 3.8), (18.6, 8.4), (14.0, 8.4)]]);
        }
        Icon::FolderOpen => pen.open_folder(),
        Icon::Compare => {
            pen.rectangle(3.5, 5.0, 17.0, 14.0, 2.0);
            pen.lines(&[&[(12.0, 3.0), (12.0, 21.0)]]);
            pen.lines(&[
                &[(8.5, 10.0), (6.5, 12.0), (8.5, 14.0)],
                &[(15.5, 10.0), (17.5, 12.0), (15.5, 14.0)],
            ]);
        }
        Icon::Settings => pen.sliders(),
        Icon::History => {
            pen.arc((12.5, 12.0), 8.0, -PI + 0.35, TAU - 0.9);
            pen.lines(&[&[(3.0, 5.0), (4.6, 9.6), (9.2, 8.4)], &[(12.5, 7.5), (12.5, 12.0), (15.5, 14.0)]]);
        }
        Icon::Account => {
            pen.circle((12.0, 8.0), 4.0);
            pen.curve(|path| {
                path.move_to(Point::new(4.5, 20.0));
                path.bezier_curve_to(Point::new(5.5, 13.8), Point::new(18.5, 13.8), Point::new(19.5, 20.0));
            });
        }
        Icon::Info => {
            pen.circle((12.0, 12.0), 9.0);
            pen.lines(&[&[(12.0, 11.0), (12.0, 16.5)]]);
            pen.dot((12.0, 7.8));
        }
        Icon::Check => pen.lines(&[&[(5.0, 12.5), (10.0, 17.5), (19.5, 7.0)]]),
        Icon::Warning => {
            pen.outline(&[(12.0, 4.0), (21.0, 19.5), (3.0, 19.5)]);
            pen.lines(&[&[(12.0, 10.0), (12.0, 14.0)]]);
            pen.dot((12.0, 16.8));
        }
        Icon::Error => {
            pen.circle((12.0, 12.0), 9.0);
            pen.lines(&[&[(12.0, 7.5), (12.0, 13.0)]]);
            pen.dot((12.0, 16.2));
        }
        Icon::Search => {
            pen.circle((10.5, 10.5), 6.5);
            pen.lines(&[&[(15.3, 15.3), (20.5, 20.5)]]);
        }
        Icon::Sort => pen.lines(&[
            &[(8.0, 4.5), (8.0, 19.5)],
            &[(4.5, 16.0), (8.0, 19.5), (11.5, 16.0)],
            &[(16.0, 19.5), (16.0, 4.5)],
            &[(12.5, 8.0), (16.0, 4.5), (19.5, 8.0)],
        ]),
        Icon::Filter => {
            pen.lines(&[
                &[(4.0, 7.0), (20.0, 7.0)],
                &[(7.0, 12.0), (17.0, 12.0)],
                &[(10.0, 17.0), (14.0, 17.0)],
            ]);
        }
        Icon::ChevronLeft => pen.lines(&[&[(14.5, 6.0), (8.5, 12.0), (14.5, 18.0)]]),
        Icon::ChevronRight => pen.lines(&[&[(9.5, 6.0), (15.5, 12.0), (9.5, 18.0)]]),
        Icon::ChevronUp => pen.lines(&[&[(6.0, 14.5), (12.0, 8.5), (18.0, 14.5)]]),
        Icon::ChevronDown => pen.lines(&[&[(6.0, 9.5), (12.0, 15.5), (18.0, 9.5)]]),
        Icon::Undo => {
            pen.lines(&[&[(8.5, 4.5), (4.0, 9.0), (8.5, 13.5)]]);
            pen.curve(|path| {
                path.move_to(Point::new(4.0, 9.0));
                path.line_to(Point::new(14.5, 9.0));
                path.arc(Arc {
                    center: Point::new(14.5, 14.25),
                    radius: 5.25,
                    start_angle: Radians(-FRAC_PI_2),
                    end_angle: Radians(FRAC_PI_2),
                });
                path.line_to(Point::new(9.0, 19.5));
            });
        }
        Icon::Copy => {
            pen.rectangle(8.5, 8.5, 11.5, 11.5, 2.0);
            pen.lines(&[&[(5.5, 15.5), (4.0, 15.5), (4.0, 4.0), (15.5, 4.0), (15.5, 5.5)]]);
        }
        Icon::Leaf => pen.leaf(),
        Icon::Drop => {
            pen.lines(&[
                &[(12.0, 3.5), (12.0, 14.5)],
                &[(7.5, 10.0), (12.0, 14.5), (16.5, 10.0)],
                &[(4.0, 14.5), (4.0, 20.0), (20.0, 20.0), (20.0, 14.5)],
            ]);
        }
        Icon::ExternalLink => pen.lines(&[
            &[(10.5, 5.5), (5.0, 5.5), (5.0, 19.0), (18.5, 19.0), (18.5, 13.5)],
            &[(14.0, 4.0), (20.0, 4.0), (20.0, 10.0)],
            &[(20.0, 4.0), (11.5, 12.5)],
        ]),
        Icon::Keyboard => {
            pen.rectangle(2.5, 6.0, 19.0, 12.5, 2.0);
            (0..4u8).for_each(|i| pen.dot((6.4 + f32::from(i) * 3.73, 10.0)));
            pen.lines(&[&[(8.5, 14.8), (15.5, 14.8)]]);
        }
        Icon::Image => {
            pen.rectangle(3.5, 4.5, 17.0, 15.0, 2.0);
            pen.circle((8.7, 9.5), 1.7);
            pen.lines(&[&[(4.0, 17.5), (9.5, 13.0), (12.5, 15.5), (16.0, 11.5), (20.2, 15.5)]]);
        }
        Icon::Star => pen.star(),
        Icon::More => [6.0, 12.0, 18.0].into_iter().for_each(|x| pen.dot((x, 12.0))),
        Icon::Trash => pen.lines(&[
            &[(4.0, 6.5), (20.0, 6.5)],
            &[(9.0, 6.0), (9.0, 3.5), (15.0, 3.5), (15.0, 6.0)],
            &[(6.0, 7.0), (7.0, 20.5), (17.0, 20.5), (18.0, 7.0)],
        ]),
        Icon::Eye => {
            pen.curve(|path| {
                path.move_to(Point::new(2.5, 12.0));
                path.bezier_curve_to(Point::new(7.0, 4.0), Point::new(17.0, 4.0), Point::new(21.5, 12.0));
                path.bezier_curve_to(Point::new(17.0, 20.0), Point::new(7.0, 20.0), Point::new(2.5, 12.0));
            });
            pen.circle((12.0, 12.0), 3.0);
        }
        Icon::Clock => {
            pen.circle((12.0, 12.0), 8.5);
            pen.lines(&[&[(12.0, 7.0), (12.0, 12.0), (15.5, 14.0)]]);
        }
    }
}

struct Pen<'a> {
    frame: &'a mut Frame,
    color: Color,
    /// Shapes are scaled here and not by the frame, since renderers differ in whether that widens lines.
    scale: f32,
    line: f32,
}

impl Pen<'_> {
    fn stroke(&mut self, path: &Path) {
        let path = path.transform(&Transform2D::scale(self.scale, self.scale));
        let stroke = Stroke::default()
            .with_color(self.color)
            .with_width(self.line)
            .with_line_cap(LineCap::Round)
            .with_line_join(LineJoin::Round);
        self.frame.stroke(&path, stroke);
    }

    fn curve(&mut self, draw: impl FnOnce(&mut Builder)) {
        let path = Path::new(draw);
        self.stroke(&path);
    }

    fn lines(&mut self, lines: &[&[(f32, f32)]]) {
        self.curve(|path| {
            for line in lines {
                polyline(path, line);
            }
        });
    }

    fn outline(&mut self, corners: &[(f32, f32)]) {
        self.curve(|path| {
            polyline(path, corners);
            path.close();
        });
    }

    fn rectangle(&mut self, x: f32, y: f32, width: f32, height: f32, radius: f32) {
        let path = Path::rounded_rectangle(Point::new(x, y), Size::new(width, height), radius.into());
        self.stroke(&path);
    }

    fn circle(&mut self, (x, y): (f32, f32), radius: f32) {
        let path = Path::circle(Point::new(x, y), radius);
        self.stroke(&path);
    }

    fn dot(&mut self, (x, y): (f32, f32)) {
        let path = Path::circle(Point::new(x * self.scale, y * self.scale), self.line * 0.7);
        self.frame.fill(&path, self.color);
    }

    fn arc(&mut self, (x, y): (f32, f32), radius: f32, start: f32, length: f32) {
        self.curve(|path| {
            path.arc(Arc {
                center: Point::new(x, y),
                radius,
                start_angle: Radians(start),
                end_angle: Radians(start + length),
            });
        });
    }

    fn folder(&mut self) {
        self.outline(&[(3.0, 19.0), (3.0, 5.5), (9.0, 5.5), (11.0, 8.0), (21.0, 8.0), (21.0, 19.0)]);
    }

    fn open_folder(&mut self) {
        self.lines(&[&[(3.0, 18.5), (3.0, 5.5), (9.0, 5.5), (11.0, 8.0), (18.5, 8.0), (18.5, 11.0)]]);
        self.outline(&[(6.5, 11.0), (22.0, 11.0), (18.8, 19.0), (3.2, 19.0)]);
    }

    /// Three rails with a knob each.
    fn sliders(&mut self) {
        for (y, knob) in [(6.0, 15.5), (12.0, 8.5), (18.0, 13.5)] {
            self.lines(&[&[(4.0, y), (knob - 2.2, y)], &[(knob + 2.2, y), (20.0, y)]]);
            self.circle((knob, y), 2.2);
        }
    }

    fn leaf(&mut self) {
        self.curve(|path| {
            path.move_to(Point::new(6.5, 17.5));
            path.bezier_curve_to(Point::new(2.5, 9.0), Point::new(10.5, 4.0), Point::new(20.0, 4.0));
            path.bezier_curve_to(Point::new(20.5, 14.0), Point::new(15.0, 21.5), Point::new(6.5, 17.5));
            path.close();
        });
        self.lines(&[&[(4.0, 20.5), (13.5, 10.5)]]);
    }

    fn star(&mut self) {
        let center = Vector::new(12.0, 12.6);
        let corners: Vec<_> = (0..10u8)
            .map(|i| {
                let radius = if i % 2 == 0 { 9.2 } else { 4.2 };
                let angle = -FRAC_PI_2 + f32::from(i) * PI / 5.0;
                (center.x + radius * angle.cos(), center.y + radius * angle.sin())
            })
            .collect();
        self.outline(&corners);
    }
}

fn polyline(path: &mut Builder, line: &[(f32, f32)]) {
    for (i, (x, y)) in line.iter().enumerate() {
        let point = Point::new(*x, *y);
        if i == 0 { path.move_to(point) } else { path.line_to(point) }
    }
}
