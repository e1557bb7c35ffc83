//! Named recipes, from saving one to converting by it.

use crate::desk::{Desk, decode};

#[test]
fn a_preset_decides_and_what_is_typed_wins_over_it() {
    let desk = Desk::new();
    desk.picture("a.png", 3000, 60);
    assert_eq!(desk.convert(&["a.png", "--preset", "Email", "-o", "out"]).status, 0);
    assert_eq!(decode(&desk.path("out/a.webp")).dimensions(), (1600, 32));
    let typed = ["a.png", "--preset", "email", "--resize", "long:100", "-o", "typed"];
    assert_eq!(desk.convert(&typed).status, 0);
    assert_eq!(decode(&desk.path("typed/a.webp")).dimensions(), (100, 2));
}

#[test]
fn a_preset_is_saved_handed_on_and_removed() {
    let desk = Desk::new();
    desk.picture("a.png", 64, 64);
    let status = |arguments: &[&str]| desk.run(arguments).status;
    assert_eq!(status(&["preset", "save", "작게", "--preset", "email", "--to", "avif", "--always"]), 0);
    assert_eq!(status(&["preset", "export", "작게", "card.json"]), 0);
    assert_eq!(status(&["preset", "import", "card.json"]), 1);
    assert_eq!(status(&["preset", "import", "card.json", "--as", "again"]), 0);
    let list = desk.run(&["preset", "list"]).stdout;
    let line =
        "again: color=srgb format=avif quality=75 metadata=no-location min_saving=null resize=long:1600";
    assert_eq!(list.lines().next(), Some(line), "{list}");
    assert_eq!(list.lines().count(), 7);
    assert_eq!(status(&["convert", "a.png", "--preset", "again"]), 0);
    assert!(desk.path("a.avif").exists());
    assert_eq!(status(&["preset", "remove", "again"]), 0);
    assert_eq!(status(&["convert", "a.png", "--preset", "again"]), 2);
}
