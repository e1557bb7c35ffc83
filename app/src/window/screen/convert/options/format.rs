//! What the pictures become.

use converter::recipe::Format;
use iced::Element;
use iced::widget::column;
use licensing::protocol::{self, Plan};

use super::change::Change;
use super::{Message, State};
use crate::window::screen::Context;
use crate::window::theme::container::Kind;
use crate::window::theme::space;
use crate::window::widget::{button, caption, label, notice, segments};

/// The formats, what they are, and which plan has one that is lacking.
pub fn section<'a>(state: &State, context: &Context<'a>) -> Element<'a, Message> {
    let words = context.words.window.options;
    let format = context.remembered.recipe.format;
    let formats =
        [Format::Webp, Format::Avif, Format::Auto].map(|format| (format, (words.format_name)(format)));
    let formats =
        segments(formats, format, |format| Message::wish(Some(Change::Format(format)))).id("format");
    let refused = state.refused.map(|why| notice(Kind::Warning, (words.contradiction)(why)));
    let lacking = lacking_plan(format, &context.standing.limits.formats).map(|plan| {
        let plans = button(words.see_plans).kind(button::Kind::Link).on_press(Message::SeePlans);
        column![notice(Kind::Neutral, (words.format_in_plan)(plan)), Element::from(plans.id("plans"))]
            .spacing(space::XS)
    });
    column![label(words.format), formats, caption((words.format_help)(format)), refused, lacking]
        .spacing(space::S)
        .into()
}

/// The first plan that has what `format` may make, unless it is had.
fn lacking_plan(format: Format, had: &[protocol::Format]) -> Option<Plan> {
    let wants_avif = format != Format::Webp;
    let is_lacking = wants_avif && !had.contains(&protocol::Format::Avif);
    let has_avif = |plan: &Plan| plan.limits().formats.contains(&protocol::Format::Avif);
    is_lacking.then(|| [Plan::Basic, Plan::Pro].into_iter().find(has_avif)).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn avif_is_lacking_on_free_alone() {
        for (plan, format, lacking) in [
            (Plan::Free, Format::Webp, None),
            (Plan::Free, Format::Avif, Some(Plan::Basic)),
            (Plan::Free, Format::Auto, Some(Plan::Basic)),
            (Plan::Basic, Format::Auto, None),
        ] {
            assert_eq!(lacking_plan(format, &plan.limits().formats), lacking, "{plan:?} {format:?}");
        }
    }
}
