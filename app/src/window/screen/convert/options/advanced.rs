//! For people who know the formats: only what the chosen one has, and only where it does something.

use converter::Recipe;
use converter::recipe::{AvifEngine, BitDepth, Format, Goal, Subsampling};
use iced::Element;
use iced::widget::{Column, column};

use super::change::Change;
use super::control::folded;
use super::fold::Fold;
use super::goal::narrow;
use super::{Message, State};
use crate::i18n::window::options::Options;
use crate::window::screen::Context;
use crate::window::theme::space;
use crate::window::widget::{caption, label, segments, slider, toggle};

/// A finer point of a format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Point {
    NearLossless,
    SharpYuv,
    AlphaQuality,
    Exact,
    Subsampling,
    Depth,
    Engine,
}

/// The finer points of what the recipe makes.
fn points(recipe: &Recipe) -> Vec<Point> {
    let mut points = Vec::new();
    let is_lossy = recipe.goal.is_lossy();
    if recipe.format != Format::Avif {
        match recipe.goal {
            Goal::Lossless | Goal::NearLossless(_) => points.push(Point::NearLossless),
            _ => points.extend([Point::SharpYuv, Point::AlphaQuality]),
        }
        // What has lost nothing keeps them anyway.
        points.extend((recipe.goal != Goal::Lossless).then_some(Point::Exact));
    }
    if recipe.format != Format::Webp {
        points.push(Point::Engine);
        let is_rav1e = recipe.advanced.avif_engine == AvifEngine::Rav1e;
        points.extend((is_lossy && !is_rav1e).then_some(Point::Subsampling));
        points.extend(is_lossy.then_some(Point::Depth));
    }
    points
}

/// The finer points, folded away.
pub fn section<'a>(state: &State, context: &Context<'a>) -> Element<'a, Message> {
    folded(Fold::Advanced, state, context, || {
        let recipe = &context.remembered.recipe;
        let words = context.words.window.options;
        let controls = points(recipe).into_iter().map(|point| control(point, recipe, words));
        Column::with_children(controls).spacing(space::L).into()
    })
}

fn control<'a>(point: Point, recipe: &Recipe, words: &'static Options) -> Element<'a, Message> {
    let advanced = recipe.advanced;
    match point {
        Point::NearLossless => near_lossless(recipe.goal, words),
        Point::SharpYuv => {
            toggle(words.sharp_yuv, advanced.sharp_yuv, |is_on| Message::wish(Some(Change::SharpYuv(is_on))))
                .id("sharp-yuv")
                .into()
        }
        Point::AlphaQuality => {
            slider(words.alpha_quality, 0..=100, advanced.alpha_quality.unwrap_or(100).into(), |value| {
                Message::wish(narrow(value).map(|value| Change::AlphaQuality((value < 100).then_some(value))))
            })
            .id("alpha-quality")
            .into()
        }
        Point::Exact => {
            toggle(words.exact, advanced.exact, |is_on| Message::wish(Some(Change::Exact(is_on))))
                .id("exact")
                .into()
        }
        Point::Subsampling => {
            let all = [None, Some(Subsampling::Yuv420), Some(Subsampling::Yuv444)];
            let all = all.map(|value| (value, (words.subsampling_name)(value)));
            let of = |value| Message::wish(Some(Change::Subsampling(value)));
            labelled(words.subsampling, segments(all, advanced.subsampling, of).id("subsampling"))
        }
        Point::Depth => {
            let all = [None, Some(BitDepth::Eight), Some(BitDepth::Ten)];
            let all = all.map(|value| (value, (words.depth_name)(value)));
            let of = |value| Message::wish(Some(Change::Depth(value)));
            labelled(words.depth, segments(all, advanced.depth, of).id("depth"))
        }
        Point::Engine => {
            let all = [AvifEngine::Default, AvifEngine::Libaom, AvifEngine::Rav1e];
            let all = all.map(|value| (value, (words.engine_name)(value)));
            let of = |value| Message::wish(Some(Change::Engine(value)));
            labelled(words.engine, segments(all, advanced.avif_engine, of).id("engine"))
        }
    }
}

fn near_lossless<'a>(goal: Goal, words: &'static Options) -> Element<'a, Message> {
    let level = match goal {
        Goal::NearLossless(level) => level,
        _ => 100,
    };
    // 100 changes nothing, which is what lossless means.
    let goal = |level: u8| if level < 100 { Goal::NearLossless(level) } else { Goal::Lossless };
    let rail = slider(words.near_lossless, 0..=100, level.into(), move |value| {
        Message::wish(narrow(value).map(|level| Change::Goal(goal(level))))
    });
    column![Element::from(rail.id("near-lossless")), caption(words.near_lossless_help)]
        .spacing(space::XS)
        .into()
}

fn labelled<'a>(words: &'a str, control: impl Into<Element<'a, Message>>) -> Element<'a, Message> {
    column![label(words), control.into()].spacing(space::S).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(format: Format, goal: Goal, expected: &[Point]) {
        let recipe = Recipe { format, goal, ..Recipe::default() };
        assert_eq!(points(&recipe), expected, "{format:?} {goal:?}");
    }

    #[test]
    fn only_what_does_something_is_shown() {
        use Point::*;
        check(Format::Webp, Goal::default(), &[SharpYuv, AlphaQuality, Exact]);
        check(Format::Webp, Goal::Lossless, &[NearLossless]);
        check(Format::Webp, Goal::NearLossless(60), &[NearLossless, Exact]);
        check(Format::Avif, Goal::default(), &[Engine, Subsampling, Depth]);
        check(Format::Avif, Goal::Lossless, &[Engine]);
        check(Format::Auto, Goal::default(), &[SharpYuv, AlphaQuality, Exact, Engine, Subsampling, Depth]);
    }
}
