//! The frames of an AVIF sequence: the samples of its tracks, decoded one after the other.

use super::av1::Decoder;
use super::container::Container;
use super::paint::Canvas;
use super::track::{self, Line};
use super::{Plan, choice, fits, shape};
use crate::decode::animation::{Frame, Frames, Sheet};
use crate::error::ErrorKind;
use crate::limits::Limits;
use crate::picture::Pixels;
use crate::timing::Plays;

pub(in crate::decode) fn frames<'a>(
    bytes: &'a [u8],
    limits: &'a Limits,
) -> Result<Option<Box<dyn Frames + 'a>>, ErrorKind> {
    let Some(moov) = choice::moving(bytes) else { return Ok(None) };
    let mut container = track::read(moov, bytes)?;
    if container.frames < 2 {
        return Ok(None);
    }
    let plan = Plan::new(&container, limits)?;
    limits.check_animation((plan.width, plan.height), container.frames.into(), bytes.len())?;
    let line = track::line(moov, bytes)?;
    choice::add_metadata(&mut container, bytes, limits);
    let sheet = super::sheet(&container, &plan, limits)?;
    let still = super::header(bytes, limits)?;
    if (still.width, still.height) != (sheet.width, sheet.height) {
        // Memory is counted by the header, and whoever shows the still shows another picture.
        return Err(ErrorKind::unsupported("AVIF whose frames have another size than its still"));
    }
    let color = Decoder::new(&plan.color)?;
    let alpha = plan.alpha.as_ref().map(Decoder::new).transpose()?;
    Ok(Some(Box::new(Sequence { container, plan, line, sheet, color, alpha, next: 0 })))
}

struct Sequence<'a> {
    container: Container<'a>,
    plan: Plan,
    line: Line<'a>,
    sheet: Sheet,
    color: Decoder,
    alpha: Option<Decoder>,
    next: usize,
}

impl Frames for Sequence<'_> {
    fn plays(&self) -> Plays {
        self.line.plays
    }

    fn count(&self) -> u64 {
        self.line.color.len() as u64
    }

    fn next(&mut self) -> Result<Option<Frame>, ErrorKind> {
        let Some(&data) = self.line.color.get(self.next) else { return Ok(None) };
        let delay = self.line.delays[self.next];
        let pixels = self.paint(data)?;
        let pixels = shape::crop(pixels, self.plan.width, self.plan.shown);
        self.next += 1;
        Ok(Some(Frame { picture: self.sheet.frame(pixels), delay }))
    }
}

impl Sequence<'_> {
    fn paint(&mut self, data: &[u8]) -> Result<Pixels, ErrorKind> {
        let plan = &self.plan;
        let mut canvas = Canvas::new(plan.width, plan.height, plan.color.depth, plan.alpha.is_some());
        let code_points = plan.code_points(&self.container);
        let frame = self.color.next(data)?;
        if !fits(&frame, &plan.color) {
            return Err(ErrorKind::damaged("frames that differ from each other"));
        }
        plan.check_tiles(&self.container.color, (frame.width(), frame.height()))?;
        canvas.paint_color(&frame, (0, 0), code_points)?;
        drop(frame);
        if let (Some(decoder), Some(header), Some(coded)) =
            (&mut self.alpha, &plan.alpha, &self.container.alpha)
        {
            let data = self.line.alpha.get(self.next).ok_or(ErrorKind::Truncated)?;
            let frame = decoder.next(data)?;
            if !fits(&frame, header) {
                return Err(ErrorKind::damaged("frames that differ from each other"));
            }
            plan.check_tiles(coded, (frame.width(), frame.height()))?;
            canvas.paint_alpha(&frame, (0, 0), header.code_points.full_range)?;
            if self.container.premultiplied {
                canvas.unpremultiply();
            }
        }
        Ok(canvas.finish())
    }
}
