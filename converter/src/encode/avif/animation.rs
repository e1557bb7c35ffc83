//! Animated AVIF, by libaom only: every frame is whole, and coded against those before it.

use super::libaom::Movie;
use super::{Engine, Loss, Plan, engine, plan, quality};
use crate::animation::Animation;
use crate::cancel::Cancel;
use crate::encode::Encoded;
use crate::error::ErrorKind;
use crate::picture::{Picture, Warning};
use crate::recipe::{Effort, Format, Goal, Recipe};

pub(in crate::encode) fn encode(
    animation: &Animation<'_>,
    recipe: &Recipe,
    threads: usize,
    cancel: &Cancel,
) -> Result<Encoded, ErrorKind> {
    if engine(recipe.advanced.avif_engine) == Engine::Rav1e {
        let reason =
            "rav1e writes no animations; use --to webp, --avif-engine libaom or --animation first-frame";
        return Err(ErrorKind::Encoder(reason.into()));
    }
    let mut reel = animation.reel()?;
    let mut picture = reel.next_frame()?;
    let plan = plan_of(animation, &picture, recipe)?;
    let is_simplified = super::simplified(&picture, recipe, plan);
    let mut movie = Movie::begin(&picture, plan, &animation.timing, threads)?;
    for (index, ticks) in animation.timing.ticks(Format::Avif).into_iter().enumerate() {
        if index > 0 {
            picture = reel.next_frame()?;
        }
        cancel.check()?;
        movie.add(&picture, ticks)?;
    }
    let warnings = if is_simplified { vec![Warning::LargePictureSimplified] } else { vec![] };
    Ok(Encoded::new(movie.finish()?, Format::Avif, warnings))
}

/// As for a still that is coded as quickly and a little finer; but without loss the deepest frame decides.
fn plan_of(animation: &Animation<'_>, first: &Picture, recipe: &Recipe) -> Result<Plan, ErrorKind> {
    let goal = match recipe.goal {
        Goal::Quality(wanted) => Goal::Quality(quality::for_frames(wanted)),
        other => other,
    };
    // What more effort would look at, frames to come, libaom is never given (`libaom::Movie`).
    let effort = Effort::default().min(recipe.effort);
    let plan = plan(first, &Recipe { goal, effort, ..recipe.clone() })?;
    match plan.loss {
        Loss::None if animation.bits > 12 => Err(ErrorKind::TooDeep { format: Format::Avif, bits: 12 }),
        Loss::None => Ok(Plan { depth: animation.bits, ..plan }),
        Loss::Some(_) => Ok(plan),
    }
}
