//! The queue by what is done to it, without a window.

use converter::preview::{SkipReason, Skipped};
use converter::{Error, ErrorKind, Job, Preview, Stage};

use super::*;
use crate::admission::KeptBack;

/// A queue of these sources, all waiting.
fn queue(names: &[&str]) -> Queue {
    let mut queue = Queue::default();
    assert!(queue.add(names.iter().map(PathBuf::from)));
    look(&mut queue, preview(names), &[]);
    queue
}

/// Takes what a look would bring.
fn look(queue: &mut Queue, preview: Preview, folders: &[&str]) {
    let rows = rows(preview, folders.iter().map(PathBuf::from).collect());
    queue.take(Found::new(rows, &queue.index()));
    assert_eq!(queue.counts, Counts::of(&queue.rows));
}

fn preview(names: &[&str]) -> Preview {
    let file = tempfile::Builder::new().suffix(".pbm").tempfile().expect("a temporary file");
    std::fs::write(file.path(), b"P1\n1 1\n0\n").expect("written");
    let job = crate::journal::tests::job(file.path());
    let jobs = names.iter().map(|name| Job { source: name.into(), ..job.clone() }).collect();
    Preview { jobs, ..Preview::default() }
}

fn shown(queue: &Queue) -> Vec<String> {
    (0..queue.len()).filter_map(|place| Some(queue.shown(place)?.source.display().to_string())).collect()
}

fn done(bytes_in: u64, bytes_out: u64) -> Arc<Published> {
    Arc::new(Published::Converted {
        target: "out.webp".into(),
        bytes_in,
        bytes_out,
        warnings: Vec::new(),
        fidelity: converter::Fidelity::Unmeasured,
        original: crate::publish::Put::Kept,
    })
}

#[test]
fn what_was_done_stays_done_when_it_is_looked_at_again() {
    let mut queue = queue(&["가.png", "b.png"]);
    queue.tell(&News::Published("가.png".into(), done(100, 10)));
    let skipped =
        Skipped { source: "가.png".into(), reason: SkipReason::AlreadyConverted("가.webp".into()) };
    queue.will_forget(true);
    look(&mut queue, Preview { skipped: vec![skipped], ..preview(&["b.png"]) }, &[]);
    assert_eq!((queue.count(Filter::Done), queue.count(Filter::Waiting), queue.waiting()), (1, 1, 1));
    assert_eq!(shown(&queue), ["가.png", "b.png"], "what is done stays where it was");
    look(&mut queue, preview(&["가.png", "b.png"]), &[]);
    assert_eq!(queue.settled().collect::<Vec<_>>(), [Path::new("가.png")]);
    // With another recipe it would be converted again.
    queue.will_forget(true);
    queue.will_forget(false);
    look(&mut queue, preview(&["가.png", "b.png"]), &[]);
    assert_eq!(queue.waiting(), 2);
}

#[test]
fn what_was_done_stays_done_while_its_original_is_put_away_and_waits_when_that_is_back() {
    let mut queue = queue(&["가.png", "b.png"]);
    queue.tell(&News::Published("가.png".into(), done(100, 10)));
    let gone = |name: &str| Error::new(name, Stage::Read, ErrorKind::NotFound);
    let missing = Preview { failed: vec![gone("가.png"), gone("b.png")], ..Preview::default() };
    queue.will_forget(true);
    look(&mut queue, missing, &[]);
    assert_eq!((queue.count(Filter::Done), queue.count(Filter::Failed)), (1, 1));
    queue.will_forget(true);
    look(&mut queue, preview(&["가.png", "b.png"]), &[]);
    assert_eq!(queue.waiting(), 2);
}

#[test]
fn rows_are_found_sorted_and_filtered() {
    let mut queue = queue(&["b.png", "a.png", "가.png"]);
    queue.sort(Sort::Name);
    assert_eq!(shown(&queue), ["a.png", "b.png", "가.png"]);
    queue.tell(&News::Published("b.png".into(), done(100, 10)));
    queue.sort(Sort::Saved);
    assert_eq!(shown(&queue)[0], "b.png");
    queue.filter(Filter::Waiting);
    assert_eq!(shown(&queue), ["a.png", "가.png"]);
    queue.search("가".to_owned());
    assert_eq!(shown(&queue), ["가.png"]);
}

#[test]
fn what_was_counted_along_the_way_is_what_is_there() {
    let mut queue = queue(&["a", "b", "c", "d"]);
    let failed = Error::new(Path::new("b"), Stage::Decode, ErrorKind::NotAPicture);
    for news in [
        News::Started("a".into()),
        News::Published("a".into(), done(100, 10)),
        News::Failed("b".into(), failed),
        News::KeptBack(vec![("c".into(), KeptBack::CountLost)]),
        News::Started("new".into()),
    ] {
        queue.tell(&news);
        assert_eq!(queue.counts, Counts::of(&queue.rows), "{news:?}");
    }
    assert_eq!((queue.count(Filter::All), queue.waiting(), queue.len()), (5, 2, 5));
    queue.rest();
    queue.select(0, false, false);
    assert!(queue.remove_selected());
    assert!(queue.retry(None));
    assert_eq!(queue.counts, Counts::of(&queue.rows));
    assert_eq!((queue.count(Filter::All), queue.waiting()), (4, 4));
}

#[test]
fn a_selection_is_made_as_in_a_file_manager() {
    let mut queue = queue(&["a", "b", "c", "d"]);
    queue.select(1, false, false);
    queue.select(3, false, true);
    assert_eq!(queue.selected().len(), 3);
    queue.select(2, true, false);
    assert_eq!(queue.selected().len(), 2);
    assert!(queue.remove_selected());
    assert_eq!(shown(&queue), ["a", "c"]);
    assert!(queue.add([PathBuf::from("b")]), "what was taken out can be added again");
    assert!(!queue.without().contains(Path::new("b")));
}

#[test]
fn what_is_not_shown_any_more_is_not_taken_out() {
    let mut queue = queue(&["a", "b", "c"]);
    queue.tell(&News::Failed("b".into(), Error::new(Path::new("b"), Stage::Decode, ErrorKind::NotAPicture)));
    queue.select_all();
    queue.filter(Filter::Failed);
    assert_eq!(queue.selected().len(), 1);
    assert!(queue.remove_selected());
    queue.filter(Filter::All);
    assert_eq!(shown(&queue), ["a", "c"]);
    queue.select_all();
    queue.search("a".to_owned());
    assert!(queue.remove_selected());
    queue.search(String::new());
    assert_eq!(shown(&queue), ["c"]);
}

#[test]
fn the_keyboard_stays_with_its_picture_when_others_come_between() {
    let mut queue = queue(&["c", "a", "b"]);
    queue.select(0, false, false);
    queue.sort(Sort::Name);
    assert_eq!(queue.shown(queue.cursor()).expect("a row").source, Path::new("c"));
    assert_eq!(queue.for_compare().1, 2);
    // A selection with Shift begins there, too.
    queue.select(1, false, true);
    assert_eq!(queue.selected(), &HashSet::from(["b".into(), "c".into()]));
    queue.filter(Filter::Failed);
    queue.filter(Filter::All);
    assert_eq!(queue.cursor(), 1, "it is where it was before its picture was hidden");
    look(&mut queue, preview(&["0", "a", "c", "b"]), &[]);
    queue.sort(Sort::Name);
    assert_eq!(shown(&queue), ["0", "a", "b", "c"]);
    assert_eq!(queue.cursor(), 2);
}

#[test]
fn a_stop_lets_what_was_under_way_wait_again_and_failures_can_be_tried_again() {
    let mut queue = queue(&["a", "b"]);
    queue.tell(&News::Started("a".into()));
    queue.tell(&News::Failed("b".into(), Error::new(Path::new("b"), Stage::Decode, ErrorKind::NotAPicture)));
    queue.rest();
    assert_eq!((queue.waiting(), queue.count(Filter::Failed)), (1, 1));
    queue.will_forget(true);
    look(&mut queue, preview(&["a", "b"]), &[]);
    assert_eq!(queue.count(Filter::Failed), 1, "a failure is not forgotten by a look");
    assert!(queue.retry(None));
    assert_eq!(queue.waiting(), 2);
    // Other settings may go well where it is not the picture that cannot be read.
    let refused = Error::new(Path::new("b"), Stage::Encode, ErrorKind::Encoder("too large".to_owned()));
    queue.tell(&News::Failed("b".into(), refused));
    look(&mut queue, preview(&["a", "b"]), &[]);
    assert_eq!(queue.count(Filter::Failed), 1);
    queue.will_forget(true);
    look(&mut queue, preview(&["a", "b"]), &[]);
    assert_eq!(queue.count(Filter::Failed), 0);
}

#[test]
fn the_keyboard_walks_through_what_is_shown() {
    let mut queue = queue(&["a", "b", "c", "d", "e"]);
    assert_eq!(queue.walk(Step::Down, false, 2), Some(0), "the first key begins at the top");
    assert_eq!(queue.walk(Step::Down, false, 2), Some(1));
    assert_eq!(queue.walk(Step::PageDown, true, 2), Some(3));
    assert_eq!(queue.selected().len(), 3);
    assert_eq!(queue.walk(Step::Last, false, 2), Some(4));
    assert_eq!(queue.walk(Step::Down, false, 2), Some(4), "there is nothing below the last");
    assert_eq!(queue.walk(Step::First, true, 2), Some(0));
    assert_eq!(queue.selected().len(), 5);
    queue.filter(Filter::Failed);
    assert_eq!(queue.walk(Step::Down, false, 2), None, "nothing is shown");
}

#[test]
fn the_folder_of_a_plan_that_takes_none_is_a_row_and_waits_for_nothing() {
    let mut queue = Queue::default();
    queue.add(["사진들".into(), "a".into()]);
    look(&mut queue, preview(&["a"]), &["사진들"]);
    assert_eq!((queue.len(), queue.waiting(), queue.folders()), (2, 1, 1));
    assert_eq!(queue.for_compare().0, [PathBuf::from("a")]);
}

#[test]
fn pictures_of_a_run_that_goes_on_get_rows_and_stay() {
    let mut queue = Queue::default();
    queue.tell(&News::Published("a".into(), done(100, 10)));
    assert_eq!((queue.len(), queue.sources()), (1, &[PathBuf::from("a")][..]));
    look(&mut queue, preview(&["a"]), &[]);
    assert_eq!(queue.count(Filter::Done), 1, "it is done, whatever the settings are meanwhile");
}

#[test]
fn what_was_named_after_the_last_look_stays_when_all_rows_go() {
    let mut queue = queue(&["a", "b"]);
    assert!(!queue.remove_selected(), "nothing is selected");
    queue.add(["사진들".into()]);
    queue.select_all();
    assert!(queue.remove_selected());
    assert_eq!((queue.rows().len(), queue.sources()), (0, &[PathBuf::from("사진들")][..]));
    queue.add(["a".into()]);
    look(&mut queue, preview(&["사진들/c", "a"]), &[]);
    assert_eq!(shown(&queue), ["사진들/c", "a"]);
}

#[test]
fn a_folder_that_is_added_again_brings_back_what_was_taken_out_of_it() {
    let mut queue = Queue::default();
    queue.add(["사진들".into()]);
    look(&mut queue, preview(&["사진들/a", "사진들/b"]), &[]);
    queue.select(0, false, false);
    assert!(queue.remove_selected());
    assert!(queue.without().contains(Path::new("사진들/a")));
    assert!(queue.add(["사진들".into()]), "it is to be looked through again");
    assert!(queue.without().is_empty());
}

#[test]
fn a_name_that_a_mac_took_apart_is_found_and_stands_where_it_belongs() {
    let apart = "\u{1100}\u{1161}.png";
    let mut queue = queue(&["나.png", apart, "b.png"]);
    queue.sort(Sort::Name);
    assert_eq!(shown(&queue), ["b.png", apart, "나.png"]);
    queue.search("가".to_owned());
    assert_eq!(shown(&queue), [apart]);
}
