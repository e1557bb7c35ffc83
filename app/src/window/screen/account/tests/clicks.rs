//! What is done by the mouse alone.

use super::*;

#[test]
fn a_place_for_the_sign_in_is_chosen_where_the_keyring_is_locked() {
    let mut bench = Bench::new("ko");
    bench.standing.licence = Standing::NoSecret(RecordError::Locked);
    let mut ui = ui(bench);
    let words = ui.state.words.window.account;
    ui.click((words.store)(Store::File));
    assert!(ui.has_heard("Keep"));
    assert_says(&mut ui, &[(words.store_means)(Store::File)]);
}

#[test]
fn a_device_is_given_up_for_this_one() {
    let mut ui = ui(Bench::new("ko"));
    let words = ui.state.words.window.account;
    let error = refused(Code::DeviceLimit, Some(vec![device("Laptop", false)]));
    ui.tell(Message::Done(Done::SignedIn(Err(error))));
    ui.click(words.remove_and_sign_in);
    assert!(ui.has_heard("Release"));
}

#[test]
fn a_sheet_is_answered_with_no_and_with_yes() {
    let mut ui = ui(Bench::signed_in("ko", Standing::GraceOver { since_ms: 0 }));
    let words = ui.state.words.window.account;
    ui.click(selector::id("ask-again"));
    ui.click(selector::id("remedy"));
    assert!(ui.has_heard("AskAgain") && ui.has_heard("Remedy"));
    ui.click(selector::id("sign-out"));
    ui.click(words.cancel);
    assert!(ui.has_heard("Dismiss") && ui.state.screen.asked.is_none());
    ui.click(selector::id("sign-out"));
    ui.click(selector::id("yes"));
    assert!(ui.has_heard("Confirm"));
}
