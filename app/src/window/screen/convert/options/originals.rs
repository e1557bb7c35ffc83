//! What becomes of the originals.

use iced::Element;
use iced::widget::column;

use super::Message;
use crate::originals::Policy;
use crate::window::screen::Context;
use crate::window::theme::space;
use crate::window::widget::{caption, label, segments};

/// They stay, are backed up, or go to the trash.
pub fn section<'a>(context: &Context<'a>) -> Element<'a, Message> {
    let words = context.words.window.options;
    let policy = context.remembered.originals;
    let policies =
        [Policy::Keep, Policy::Backup, Policy::Trash].map(|policy| (policy, (words.policy)(policy)));
    let policies = segments(policies, policy, Message::Originals).id("originals");
    let help = caption((words.policy_help)(policy, &context.settings.backup));
    column![label(words.originals), Element::from(policies), help].spacing(space::S).into()
}
