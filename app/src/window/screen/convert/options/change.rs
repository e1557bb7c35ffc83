//! One wish about the pictures, as a control makes it.

use converter::loss::Switch;
use converter::recipe::{
    AnimationPolicy, AvifEngine, BitDepth, ColorPolicy, Contradiction, Effort, Format, Goal, MetadataPolicy,
    Resize, Subsampling,
};
use converter::{Loss, Recipe};

/// What is to be another way in a recipe.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Change {
    Format(Format),
    Goal(Goal),
    Effort(Effort),
    Resize(Option<Resize>),
    Metadata(MetadataPolicy),
    Color(ColorPolicy),
    Animation(AnimationPolicy),
    MinSaving(Option<u8>),
    Loss(Loss, Switch),
    Subsampling(Option<Subsampling>),
    Depth(Option<BitDepth>),
    Engine(AvifEngine),
    SharpYuv(bool),
    AlphaQuality(Option<u8>),
    Exact(bool),
}

impl Change {
    /// The recipe with this changed.
    ///
    /// # Errors
    /// What of the recipe it excludes.
    pub fn applied(self, recipe: &Recipe) -> Result<Recipe, Contradiction> {
        let mut recipe = recipe.clone();
        let advanced = &mut recipe.advanced;
        match self {
            Change::Format(format) => recipe.format = format,
            Change::Goal(goal) => recipe.goal = goal,
            Change::Effort(effort) => recipe.effort = effort,
            Change::Resize(resize) => recipe.resize = resize,
            Change::Metadata(policy) => recipe.metadata = policy,
            Change::Color(policy) => recipe.color = policy,
            Change::Animation(policy) => recipe.animation = policy,
            Change::MinSaving(percent) => recipe.min_saving = percent,
            Change::Loss(loss, switch) => recipe.losses.set(loss, switch),
            Change::Subsampling(subsampling) => advanced.subsampling = subsampling,
            Change::Depth(depth) => advanced.depth = depth,
            Change::Engine(engine) => advanced.avif_engine = engine,
            Change::SharpYuv(is_on) => advanced.sharp_yuv = is_on,
            Change::AlphaQuality(quality) => advanced.alpha_quality = quality,
            Change::Exact(is_on) => advanced.exact = is_on,
        }
        recipe.check().map(|()| recipe)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_excludes_each_other_is_refused_from_either_side() {
        let near = Change::Goal(Goal::NearLossless(60));
        let avif = Change::Format(Format::Avif);
        for (first, second) in [(near, avif), (avif, near)] {
            let recipe = first.applied(&Recipe::default()).expect("alone it can be had");
            assert_eq!(second.applied(&recipe), Err(Contradiction::NearLosslessAvif));
        }
    }
}
