//! Every widget in every kind, for pictures that are looked at before they are committed.

use iced::keyboard::key::Named;
use iced::widget::{Row, Space, column, container, row, text};
use iced::{Element, Length, Point, Task};

use super::button::Kind as Button;
use super::focus;
use super::menu::{divider, item, menu};
use super::scroll::scroll;
use super::*;
use crate::window::tests::Ui;
use crate::window::theme::container::Kind;
use crate::window::theme::{self, Appearance, Motion, space};

/// What lies over the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Over {
    Nothing,
    Sheet,
    Menu,
}

#[derive(Debug, Clone)]
struct Happened;

fn ui(over: Over, view: fn(&Over) -> Element<'_, Happened>) -> Ui<Over, Happened> {
    Ui::new((960.0, 760.0), over, |_, _| Task::none(), view)
}

#[test]
fn controls_look_as_they_were_seen_to_look() {
    for (name, appearance) in [("light", Appearance::Light), ("dark", Appearance::Dark)] {
        let mut ui = ui(Over::Nothing, controls);
        ui.run(focus::next());
        ui.assert_looks_like(&format!("controls-{name}"), appearance, 1.0);
        ui.assert_looks_like(&format!("controls-{name}-200"), appearance, 2.0);
    }
}

#[test]
fn a_sheet_and_its_ring_look_as_they_were_seen_to_look() {
    let mut ui = ui(Over::Sheet, everything);
    ui.assert_looks_like("sheet-light", Appearance::Light, 1.0);
    ui.assert_looks_like("sheet-dark", Appearance::Dark, 1.0);
}

#[test]
fn a_menu_and_toasts_look_as_they_were_seen_to_look() {
    let mut ui = ui(Over::Menu, everything);
    ui.tap(Named::ArrowDown);
    ui.assert_looks_like("menu-light", Appearance::Light, 1.0);
    ui.assert_looks_like("menu-dark", Appearance::Dark, 1.0);
}

#[test]
fn an_open_menu_and_a_narrow_column_look_as_they_were_seen_to_look() {
    // Half as wide at twice the scale: what somebody sees who has set text to 200 %.
    let mut ui = Ui::new((400.0, 380.0), Over::Nothing, |_, _: Happened| Task::none(), narrow);
    (0..3).for_each(|_| ui.run(focus::next()));
    ui.tap(Named::Enter);
    ui.point_at(Point::new(120.0, 240.0));
    ui.assert_looks_like("narrow-light", Appearance::Light, 2.0);
    ui.assert_looks_like("narrow-dark", Appearance::Dark, 2.0);
}

#[test]
fn icons_look_as_they_were_seen_to_look() {
    ui(Over::Nothing, icons).assert_looks_like("icons", Appearance::Light, 1.0);
}

fn everything(over: &Over) -> Element<'_, Happened> {
    let page = sheet::layer(resting(), (*over == Over::Sheet).then(question), Motion::Off);
    let page = menu::layer(page, (*over == Over::Menu).then(row_menu));
    let toasts = [
        toast(Kind::Success, "37장을 바꿨습니다. 128 MB를 아꼈습니다.")
            .action("되돌리기", Happened)
            .on_close("닫기", Happened),
        toast(Kind::Danger, "디스크에 자리가 없어 멈췄습니다.").on_close("닫기", Happened),
    ];
    toast::layer(page, if *over == Over::Menu { toasts.into() } else { Vec::new() })
}

fn question<'a>() -> sheet::Sheet<'a, Happened> {
    let words = "오늘은 5장을 더 바꿀 수 있습니다. 나머지 32장은 대기열에 남고, 내일 0시부터 이어서 바꿀 수 있습니다.";
    let content =
        column![text(words).size(theme::text::BODY), notice(Kind::Warning, "원본 3장이 휴지통으로 갑니다.")]
            .spacing(space::M);
    sheet("37장 가운데 5장을 지금 바꿉니다", content)
        .action(button("취소").on_press(Happened))
        .action(button("5장 바꾸기").primary().on_press(Happened))
        .on_dismiss(Happened)
}

fn row_menu<'a>() -> menu::Menu<'a, Happened> {
    let items = [
        item("비교하기").icon(Icon::Compare).shortcut("Space").on_press(Happened),
        item("파일 위치 열기").icon(Icon::FolderOpen).shortcut("Ctrl+O").on_press(Happened),
        item("경로 복사").icon(Icon::Copy).shortcut("Ctrl+C").on_press(Happened),
        divider(),
        item("다시 시도").icon(Icon::Retry).shortcut("R"),
        item("목록에서 빼기").icon(Icon::Close).shortcut("Delete").on_press(Happened),
    ];
    menu(Point::new(300.0, 140.0), items, Happened)
}

/// A page with an empty queue and a few rows.
fn resting<'a>() -> Element<'a, Happened> {
    let header =
        row![title("변환"), Space::new().width(Length::Fill), chip(Kind::Neutral, "무료 · 오늘 5장 남음")]
            .align_y(iced::Alignment::Center);
    let rows = [theme::container::Row::Plain, theme::container::Row::Selected];
    let rows = rows.map(|state| {
        let names = column![
            text("제주도 바다 사진 (2).jpg").size(theme::text::BODY),
            text("→ 제주도 바다 사진 (2).webp").size(theme::text::CAPTION).style(theme::text::muted),
        ];
        let line = row![
            names.width(Length::Fill),
            chip(Kind::Success, "-72%"),
            icon_button(Icon::Close, "빼기").on_press(Happened)
        ]
        .spacing(space::M)
        .align_y(iced::Alignment::Center);
        container(line).padding([space::S, space::M]).style(theme::container::row(state)).into()
    });
    let drop = empty(
        Icon::Drop,
        "사진이나 폴더를 여기에 놓으세요",
        "JPEG, PNG, GIF, BMP, TIFF, WebP, AVIF 등을 WebP로 바꿉니다.",
    )
    .action(button("파일 추가").icon(Icon::Add).primary().on_press(Happened))
    .action(button("폴더 추가").icon(Icon::AddFolder).on_press(Happened))
    .target(empty::Target::Waiting);
    let queue = card(iced::widget::Column::with_children(rows).spacing(space::XS)).padding(space::S);
    let drop: Element<'a, Happened> = drop.into();
    container(column![header, queue, drop].spacing(space::L)).padding(space::XL).into()
}

fn controls(_: &Over) -> Element<'_, Happened> {
    let page = row![left(), right()].spacing(space::XL);
    container(page).padding(space::XL).height(Length::Fill).into()
}

fn left<'a>() -> Element<'a, Happened> {
    let kinds = [Button::Primary, Button::Secondary, Button::Subtle, Button::Danger, Button::Link];
    let buttons =
        |is_enabled: bool| {
            Row::with_children(kinds.map(|kind| {
                button("바꾸기").kind(kind).on_press_maybe(is_enabled.then_some(Happened)).into()
            }))
            .spacing(space::S)
        };
    let with_icons = row![
        button("파일 추가").icon(Icon::Add).primary().on_press(Happened),
        button("일시 정지").icon(Icon::Pause).on_press(Happened),
        icon_button(Icon::Settings, "설정").on_press(Happened),
        icon_button(Icon::Trash, "지우기").kind(Button::Secondary).on_press(Happened),
        icon_button(Icon::Retry, "다시"),
    ]
    .spacing(space::S);
    let chips = row![
        chip(Kind::Neutral, "대기"),
        chip(Kind::Success, "완료"),
        chip(Kind::Warning, "원본 유지"),
        chip(Kind::Danger, "실패"),
        key_cap("Ctrl"),
        key_cap("Shift"),
        key_cap("A"),
    ]
    .spacing(space::S)
    .align_y(iced::Alignment::Center);
    let notices = column![
        notice(Kind::Neutral, "앞에서 바꾼 그림이라 건너뜁니다."),
        notice(Kind::Success, "모두 바꿨습니다."),
        notice(Kind::Warning, "AVIF는 베이직부터 쓸 수 있습니다."),
        notice(Kind::Danger, "파일을 읽을 수 없습니다. 권한을 확인하세요."),
    ]
    .spacing(space::S);
    column![
        title("피코프레스"),
        heading("단추"),
        buttons(true),
        buttons(false),
        with_icons,
        heading("상태"),
        chips,
        notices,
        progress(0.62),
        progress_of_unknown_length(Motion::Off),
    ]
    .spacing(space::M)
    .width(Length::Fill)
    .into()
}

fn right<'a>() -> Element<'a, Happened> {
    let settings = column![
        heading("설정"),
        segments([(0, "WebP"), (1, "AVIF"), (2, "자동")], 0, |_| Happened),
        slider("품질", 1..=100, 80, |_| Happened).value_text("80 · 좋음"),
        choice([(0, "원본 옆에"), (1, "다른 폴더에")], Some(0), |_| Happened),
        choice([(0, "원본 옆에")], None, |_: i32| Happened).placeholder("고르세요"),
        toggle("메타데이터 유지", true, |_| Happened),
        toggle("크기 바꾸기", false, |_| Happened),
        toggle("컴퓨터 전체 찾기 (프로)", false, |_| Happened).disabled_if(true),
    ]
    .spacing(space::M);
    let fields = column![
        field("이름", "{name}.{ext}", |_| Happened).hint("예: 제주도 바다.webp"),
        field("전자우편", "hong@", |_| Happened).error(Some("전자우편 주소가 아닙니다.")),
        row![
            number("긴 변", "2048", |_| Happened).unit("px"),
            field("암호", "비밀번호", |_| Happened).secure().placeholder("암호"),
        ]
        .spacing(space::M),
    ]
    .spacing(space::M);
    scroll(card(column![settings, fields].spacing(space::L)).width(360)).into()
}

fn narrow(_: &Over) -> Element<'_, Happened> {
    container(right()).padding(space::M).height(Length::Fill).into()
}

fn icons(_: &Over) -> Element<'_, Happened> {
    let sizes = [16.0, 24.0, 48.0];
    let cells = Icon::ALL.iter().map(|shape| {
        let sizes = Row::with_children(sizes.map(|size| icon(*shape).size(size).into())).spacing(space::S);
        let name = text(format!("{shape:?}")).size(theme::text::CAPTION).style(theme::text::muted);
        container(column![sizes, name].spacing(space::XS)).width(145).into()
    });
    container(Row::with_children(cells).spacing(space::S).wrap()).padding(space::L).into()
}
