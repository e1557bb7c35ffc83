//! One of several, behind a menu.

use std::borrow::Cow;
use std::fmt;
use std::hash::{DefaultHasher, Hash, Hasher};

use iced::advanced::widget::Id;
use iced::widget::{container, pick_list, text};
use iced::{Element, Length};

use super::focus::focus;
use super::segments::stepped;
use crate::window::theme::{self, space, text::BODY};

/// A menu of options. Arrows choose while it has the keyboard; Enter or Space opens it, Escape closes it.
pub fn choice<'a, T, Label, Message>(
    options: impl IntoIterator<Item = (T, Label)>,
    chosen: Option<T>,
    on_choose: impl Fn(T) -> Message + 'a,
) -> Choice<'a, T, Message>
where
    T: Copy + PartialEq + 'a,
    Label: Into<Cow<'a, str>>,
{
    let options = options.into_iter().map(|(value, label)| Labelled { value, label: label.into() }).collect();
    Choice {
        options,
        chosen,
        on_choose: Box::new(on_choose),
        placeholder: "".into(),
        id: None,
        width: Length::Fill,
        is_disabled: false,
    }
}

/// A menu of options; see [`choice`].
pub struct Choice<'a, T, Message> {
    options: Vec<Labelled<'a, T>>,
    chosen: Option<T>,
    on_choose: Box<dyn Fn(T) -> Message + 'a>,
    placeholder: Cow<'a, str>,
    id: Option<Id>,
    width: Length,
    is_disabled: bool,
}

impl<'a, T, Message> Choice<'a, T, Message> {
    /// What stands there while nothing is chosen.
    pub fn placeholder(mut self, text: impl Into<Cow<'a, str>>) -> Self {
        self.placeholder = text.into();
        self
    }

    pub fn id(mut self, id: impl Into<Id>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// Cannot be changed now.
    pub fn disabled_if(mut self, is_disabled: bool) -> Self {
        self.is_disabled = is_disabled;
        self
    }

    pub fn width(mut self, width: impl Into<Length>) -> Self {
        self.width = width.into();
        self
    }
}

#[derive(Debug, Clone)]
struct Labelled<'a, T> {
    value: T,
    label: Cow<'a, str>,
}

impl<T: PartialEq> PartialEq for Labelled<'_, T> {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl<T> fmt::Display for Labelled<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.label)
    }
}

impl<'a, T, Message> From<Choice<'a, T, Message>> for Element<'a, Message>
where
    T: Copy + PartialEq + 'a,
    Message: Clone + 'a,
{
    fn from(choice: Choice<'a, T, Message>) -> Self {
        let Choice { options, chosen, on_choose, placeholder, id, width, is_disabled } = choice;
        if is_disabled {
            let label =
                options.into_iter().find(|option| Some(option.value) == chosen).map(|option| option.label);
            return fixed(label.unwrap_or(placeholder), width);
        }
        let values: Vec<T> = options.iter().map(|option| option.value).collect();
        let selected = options.iter().find(|option| Some(option.value) == chosen).cloned();
        let nudge = nudge(selected.as_ref().map_or("", |option| option.label.as_ref()));
        let on_choose = std::rc::Rc::new(on_choose);
        let by_mouse = on_choose.clone();
        let list = pick_list(options, selected, move |option| by_mouse(option.value))
            .placeholder(placeholder)
            .text_size(BODY)
            .padding(PADDING)
            .width(width)
            .style(move |theme, status| {
                let mut style = theme::control::choice(theme, status);
                style.border = style.border.rounded(theme::radius::MEDIUM + nudge);
                style
            })
            .menu_style(theme::control::choices);
        let mut control = focus(list)
            .opening_a_menu()
            .on_key(move |key, _| stepped(key, &values, chosen).map(|value| on_choose(value)));
        if let Some(id) = id {
            control = control.id(id);
        }
        control.into()
    }
}

/// A distance that nobody sees and that is another for nearly every label. The software renderer draws again what changed,
/// but takes a label that is centred upright to begin at its middle: of a new label only the lower half would come.
/// With a border that changed as well, all of it does.
fn nudge(label: &str) -> f32 {
    let mut hasher = DefaultHasher::new();
    label.hash(&mut hasher);
    (hasher.finish() % 1000) as f32 / 1e5
}

const PADDING: [f32; 2] = [8.0, space::M];

/// What is chosen and stays so: iced's menu knows no disabled state.
fn fixed<'a, Message: 'a>(label: Cow<'a, str>, width: Length) -> Element<'a, Message> {
    let label = text(label).size(BODY).style(theme::text::disabled);
    container(label).padding(PADDING).width(width).style(theme::container::fixed_choice).into()
}
