//! Above all screens: the places, and how the plan stands.

use iced::widget::{button as mouse_button, column, container, row, space as gap, text};
use iced::{Alignment, Element, Fill};
use licensing::entitlement::{Notice, Standing as Licence};

use super::Message;
use super::command::{Command, Place};
use super::screen::Context;
use super::services::Standing;
use super::theme::container::Kind;
use super::theme::text::BODY;
use super::theme::{self, CONTROL_HEIGHT, radius, space};
use super::widget::focus::{Ring, focus};
use super::widget::{Icon, button, chip, icon, notice, tooltip};
use crate::i18n::plan_name;
use crate::i18n::window::shell::Shell;

/// All places, in their order.
const PLACES: [Place; 6] =
    [Place::Convert, Place::Compare, Place::History, Place::Account, Place::Settings, Place::About];

/// Below this width, places show their icon only.
const WITH_WORDS: f32 = 900.0;

/// The places with `current` marked, the plan, and what has to be said about it.
pub fn view<'a>(current: Place, context: &Context<'a>) -> Element<'a, Message> {
    let has_words = context.size.width >= WITH_WORDS;
    let places = PLACES.map(|place| tab(place, current, has_words, context.words.window.shell));
    let line =
        row![iced::widget::Row::with_children(places).spacing(space::XS), gap::horizontal(), plan(context)]
            .spacing(space::S)
            .align_y(Alignment::Center);
    let bar = container(line).padding([space::S, space::M]).width(Fill).style(theme::container::header);
    // The account says it itself, with what helps.
    let warning = if current == Place::Account { None } else { warning(context) };
    column![bar, warning].into()
}

fn tab<'a>(place: Place, current: Place, has_words: bool, shell: &'static Shell) -> Element<'a, Message> {
    let (name, is_current) = ((shell.place)(place), place == current);
    let words = has_words.then(|| text(name).size(BODY).wrapping(text::Wrapping::None));
    let content = row![icon(icon_of(place)), words].spacing(space::S).align_y(Alignment::Center);
    let press = mouse_button(container(content).center_y(Fill))
        .height(CONTROL_HEIGHT)
        .padding([0.0, space::M])
        .style(move |theme, status| theme::button::segment(theme, status, is_current))
        .on_press(Message::Go(place));
    let tab = focus(press).on_press(Message::Go(place)).ring(Ring::Outside(radius::MEDIUM));
    let keys = Command::Go(place).shortcut().text();
    let tip = tooltip::Tip { text: (!has_words).then(|| name.into()), shortcut: Some(keys.into()) };
    tooltip(tab, tip)
}

fn icon_of(place: Place) -> Icon {
    match place {
        Place::Convert => Icon::Image,
        Place::Compare => Icon::Compare,
        Place::History => Icon::History,
        Place::Account => Icon::Account,
        Place::Settings => Icon::Settings,
        Place::About => Icon::Info,
    }
}

/// The plan and what is left of it; a click leads to the account.
fn plan<'a>(context: &Context<'a>) -> Element<'a, Message> {
    let (words, kind) = plan_words(context.standing, context.words.window.shell);
    let press = mouse_button(chip(kind, words))
        .padding(space::XS)
        .style(theme::button::subtle)
        .on_press(Message::Go(Place::Account));
    focus(press).on_press(Message::Go(Place::Account)).id("plan").into()
}

/// What the header says of the plan, and of what must not be overlooked.
pub fn words(context: &Context<'_>) -> (String, Option<String>) {
    let (plan, _) = plan_words(context.standing, context.words.window.shell);
    (plan, warning_words(context).map(|(_, sentence)| sentence))
}

/// "Basic · 41 left today · offline: 3 days left", and how loudly.
fn plan_words(standing: &Standing, shell: &Shell) -> (String, Kind) {
    let left = match (&standing.trouble, standing.day) {
        (Some(_), _) => None,
        (None, None) => None,
        (None, Some(day)) => Some(day.left.map_or(shell.no_limit.to_owned(), shell.left_today)),
    };
    let (offline, notice) = match &standing.licence {
        Licence::InForce(offline) if offline.notice > Notice::None => {
            let days = i64::try_from(offline.days_left()).unwrap_or(i64::MAX);
            (Some((shell.offline_days)(days)), offline.notice)
        }
        _ => (None, Notice::None),
    };
    let is_used_up = standing.day.is_some_and(|day| day.left == Some(0));
    let kind = match notice {
        Notice::Dialog => Kind::Danger,
        Notice::Banner => Kind::Warning,
        Notice::None | Notice::Line if is_used_up || needs_somebody(standing) => Kind::Warning,
        Notice::None | Notice::Line => Kind::Neutral,
    };
    let words = [Some(plan_name(standing.plan).to_owned()), left, offline];
    (words.into_iter().flatten().collect::<Vec<_>>().join(" · "), kind)
}

/// Whether somebody signed in and the plan does not hold.
fn needs_somebody(standing: &Standing) -> bool {
    !matches!(standing.licence, Licence::Opening | Licence::Anonymous | Licence::InForce(_))
}

/// What must not be overlooked: a line below the places, with the way to what helps.
fn warning<'a>(context: &Context<'a>) -> Option<Element<'a, Message>> {
    let (kind, sentence) = warning_words(context)?;
    let go =
        button(context.words.window.shell.to_account).on_press(Message::Go(Place::Account)).id("to-account");
    let line = row![container(notice(kind, sentence)).width(Fill), go];
    Some(container(line.spacing(space::S).align_y(Alignment::Center)).padding([space::S, space::M]).into())
}

fn warning_words(context: &Context<'_>) -> Option<(Kind, String)> {
    let words = context.words.window;
    match &context.standing.licence {
        Licence::Opening | Licence::Anonymous => None,
        Licence::InForce(offline) if offline.notice < Notice::Banner => None,
        Licence::InForce(offline) => {
            let days = i64::try_from(offline.days_left()).unwrap_or(i64::MAX);
            let kind = if offline.notice == Notice::Dialog { Kind::Danger } else { Kind::Warning };
            Some((kind, (words.shell.offline_days)(days)))
        }
        Licence::GraceOver { .. } => Some((Kind::Warning, words.shell.grace_over.to_owned())),
        licence => Some((Kind::Warning, (words.account.standing)(licence)?)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use licensing::entitlement::Offline;
    use licensing::ledger::Standing as Day;
    use licensing::protocol::Plan;

    fn standing(plan: Plan, left: Option<u32>, notice: Notice) -> Standing {
        let day = Day { day: 0, used: 5, left, resets_at: 0, is_closed: false };
        let offline = Offline { contact_ms: 0, until_ms: 0, left_ms: 3 * 86_400_000, notice };
        Standing { plan, day: Some(day), licence: Licence::InForce(offline), ..Standing::nobody() }
    }

    #[test]
    fn the_chip_says_what_is_left_and_warns_in_time() {
        let shell = crate::i18n::window::catalog("en").window.shell;
        for (standing, words, kind) in [
            (Standing::nobody(), "Free", Kind::Neutral),
            (standing(Plan::Pro, None, Notice::None), "Pro · no limit", Kind::Neutral),
            (
                standing(Plan::Basic, Some(41), Notice::Line),
                "Basic · 41 left today · offline: 3 days left",
                Kind::Neutral,
            ),
            (
                standing(Plan::Basic, Some(41), Notice::Banner),
                "Basic · 41 left today · offline: 3 days left",
                Kind::Warning,
            ),
            (standing(Plan::Basic, Some(0), Notice::None), "Basic · 0 left today", Kind::Warning),
            (Standing { licence: Licence::OtherMachine, ..Standing::nobody() }, "Free", Kind::Warning),
        ] {
            let said = plan_words(&standing, shell);
            assert_eq!(said.0, words);
            assert!(said.1 == kind, "{words}");
        }
    }
}
