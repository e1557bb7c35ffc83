//! What the gate lets through.

use super::*;

/// 2026-11-21 12:00 UTC: 21:00 in Seoul.
const NOON: i64 = 1_795_262_400_000;
const HOUR: i64 = 3_600_000;

fn ask(plan: Plan, left: Option<u32>, formats: &[Format], source: Source, pictures: u32) -> Answer {
    let today = Today { left, now_ms: NOON };
    decide(plan, &plan.limits(), today, &Request { formats, source, pictures })
}

#[track_caller]
fn refused(plan: Plan, formats: &[Format], source: Source, code: &str, needs: Plan) {
    let Answer::Refused { why, needs: named } = ask(plan, Some(5), formats, source, 1) else {
        panic!("admitted")
    };
    assert_eq!((why.code(), named), (code, needs));
}

/// Now, in further batches, on further days; whether it goes on by itself; which plan takes more.
type Expected = ([u32; 3], bool, Option<Plan>);

#[track_caller]
fn admitted(plan: Plan, left: Option<u32>, source: Source, pictures: u32, expected: Expected) {
    let Answer::Admitted(admission) = ask(plan, left, &[Format::Webp], source, pictures) else {
        panic!("refused")
    };
    let Admission { now, next_batches, next_days, goes_on, resets_at_ms, needs } = admission;
    assert_eq!(([now, next_batches, next_days], goes_on, needs), expected);
    assert_eq!(resets_at_ms, NOON + 3 * HOUR, "midnight in Seoul");
    assert_eq!(admission.waiting(), pictures - now);
}

#[test]
fn free_writes_webp_from_single_files() {
    refused(Plan::Free, &[Format::Avif], Source::Files, "plan_format", Plan::Basic);
    refused(Plan::Free, &[Format::Webp, Format::Avif], Source::Files, "plan_format", Plan::Basic);
    refused(Plan::Free, &[Format::Webp], Source::Folder, "plan_folder", Plan::Basic);
    refused(Plan::Free, &[Format::Webp], Source::WatchedFolder, "plan_schedule", Plan::Basic);
    refused(Plan::Free, &[Format::Webp], Source::Schedule, "plan_schedule", Plan::Basic);
    refused(Plan::Free, &[Format::Webp], Source::Scan, "plan_scan", Plan::Pro);
    refused(Plan::Basic, &[Format::Avif], Source::Scan, "plan_scan", Plan::Pro);
}

#[test]
fn what_does_not_fit_a_batch_waits_for_the_next() {
    admitted(Plan::Free, Some(5), Source::Files, 1, ([1, 0, 0], false, None));
    admitted(Plan::Free, Some(5), Source::Files, 3, ([1, 2, 0], false, Some(Plan::Basic)));
    admitted(Plan::Basic, Some(50), Source::Folder, 10, ([10, 0, 0], false, None));
    admitted(Plan::Basic, Some(50), Source::Folder, 35, ([10, 25, 0], false, Some(Plan::Pro)));
    admitted(Plan::Pro, None, Source::Folder, 250, ([100, 150, 0], true, None));
}

#[test]
fn what_the_day_does_not_hold_waits_for_the_next_day() {
    admitted(Plan::Free, Some(2), Source::Files, 8, ([1, 1, 6], false, Some(Plan::Basic)));
    admitted(Plan::Free, Some(0), Source::Files, 1, ([0, 0, 1], false, Some(Plan::Basic)));
    admitted(Plan::Basic, Some(7), Source::Folder, 30, ([7, 0, 23], false, Some(Plan::Pro)));
    admitted(Plan::Basic, Some(0), Source::Folder, 1, ([0, 0, 1], false, Some(Plan::Pro)));
    admitted(Plan::Free, Some(0), Source::Files, 5000, ([0, 0, 5000], false, Some(Plan::Pro)));
}

#[test]
fn batches_that_nobody_is_there_to_click_for_go_on() {
    admitted(Plan::Basic, Some(50), Source::WatchedFolder, 12, ([10, 2, 0], true, Some(Plan::Pro)));
    admitted(Plan::Basic, Some(50), Source::Schedule, 12, ([10, 2, 0], true, Some(Plan::Pro)));
    admitted(Plan::Pro, None, Source::Scan, 101, ([100, 1, 0], true, None));
}

#[test]
fn the_reason_of_the_first_that_waits_is_told() {
    let wait = |left, pictures| match ask(Plan::Basic, Some(left), &[Format::Avif], Source::Files, pictures) {
        Answer::Admitted(admission) => admission.wait().map(Wait::code),
        Answer::Refused { .. } => panic!("refused"),
    };
    assert_eq!(wait(50, 10), None);
    assert_eq!(wait(50, 11), Some("plan_batch"));
    assert_eq!(wait(15, 30), Some("plan_batch"));
    assert_eq!(wait(10, 11), Some("plan_day"));
    assert_eq!(wait(0, 1), Some("plan_day"));
}

#[test]
fn no_numbers_are_lost_or_overflow() {
    for plan in Plan::ALL {
        for pictures in [0, 1, 5, 10, 11, 50, 51, 100, 101, u32::MAX] {
            for left in [None, Some(0), Some(1), Some(49), Some(u32::MAX)] {
                let Answer::Admitted(admission) = ask(plan, left, &[Format::Webp], Source::Files, pictures)
                else {
                    panic!("refused")
                };
                let Admission { now, next_batches, next_days, .. } = admission;
                assert_eq!(
                    u64::from(now) + u64::from(next_batches) + u64::from(next_days),
                    u64::from(pictures)
                );
                assert!(now <= plan.limits().batch && now <= left.unwrap_or(u32::MAX));
            }
        }
    }
}

#[test]
fn each_refusal_is_lifted_by_the_plan_it_names() {
    for refusal in Refusal::ALL {
        assert!(refusal.is_lifted_by(&Plan::Pro.limits()), "{refusal:?}");
    }
}
