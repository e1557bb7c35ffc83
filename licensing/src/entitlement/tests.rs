//! What holds by which evidence.

use protocol::claims::{DeviceClaim, Grace, Licence, LicenceStatus, Quota};
use protocol::hardware::Component;
use protocol::{Nonce, day};

use super::*;

/// 2026-11-21 12:00 UTC.
const NOON: i64 = 1_795_262_400_000;

fn parts(numbers: [u8; 4]) -> Hardware {
    let [machine, board, disk, cpu] =
        numbers.map(|number| (number > 0).then(|| Component::from_hash([number; 16])));
    Hardware { machine, board, disk, cpu }
}

const HERE: [u8; 4] = [1, 2, 3, 4];

fn entitlement(plan: Plan, seq: u64) -> Entitlement {
    let until = NOON / 1000 + 7 * 86_400;
    Entitlement {
        v: 1,
        iss: "https://api.example".into(),
        aud: "picopress-desktop".into(),
        sub: "acc_1".into(),
        jti: "ent_1".into(),
        iat: NOON / 1000,
        exp: until,
        srv_ms: NOON,
        seq,
        nonce: Nonce::from_random([0; 16]),
        dev: DeviceClaim { id: "dev_1".into(), hw: parts(HERE) },
        lic: Licence { plan, status: LicenceStatus::Active, paid_through: Some(until), auto_renew: true },
        lim: plan.limits(),
        quota: Quota { day: day::day_of(NOON), used: 0 },
        grace: Grace { until },
    }
}

fn verdict(code: VerdictCode, seq: u64) -> Verdict {
    let nonce = Nonce::from_random([0; 16]);
    Verdict {
        v: 1,
        aud: "picopress-desktop".into(),
        code,
        sub: "acc_1".into(),
        dev: "dev_1".into(),
        seq,
        srv_ms: NOON,
        nonce,
    }
}

fn decide(
    entitlement: Option<&Entitlement>,
    verdict: Option<&Verdict>,
    seq_mark: u64,
    here: [u8; 4],
    after_ms: i64,
) -> Rights {
    let hardware = parts(here);
    rights(&Evidence { entitlement, verdict, seq_mark, hardware: &hardware, now_ms: NOON + after_ms })
}

#[test]
fn an_entitlement_holds_to_the_millisecond() {
    let basic = entitlement(Plan::Basic, 1);
    let at = |after| decide(Some(&basic), None, 1, HERE, after).plan;
    assert_eq!(at(0), Plan::Basic);
    assert_eq!(at(7 * DAY_MS - 1), Plan::Basic);
    assert_eq!(at(7 * DAY_MS), Plan::Free);
    assert_eq!(at(i64::MAX - NOON), Plan::Free);
    // A server whose clock was set back does not end what it signed.
    assert_eq!(at(-400 * DAY_MS), Plan::Basic);
}

#[test]
fn the_limits_are_those_that_were_signed() {
    let mut generous = entitlement(Plan::Basic, 1);
    generous.lim.per_day = Some(80);
    assert_eq!(decide(Some(&generous), None, 0, HERE, 0).limits.per_day, Some(80));
    assert_eq!(decide(Some(&generous), None, 0, HERE, 8 * DAY_MS).limits, Plan::Free.limits());
}

#[test]
fn nothing_known_is_free() {
    let rights = decide(None, None, 0, HERE, 0);
    assert_eq!((rights.plan, rights.standing), (Plan::Free, Standing::NoEntitlement));
}

#[test]
fn the_newer_of_entitlement_and_verdict_counts() {
    let basic = entitlement(Plan::Basic, 10);
    let of = |seq| decide(Some(&basic), Some(&verdict(VerdictCode::LicenceSuspended, seq)), 0, HERE, 0);
    assert_eq!(of(9).plan, Plan::Basic);
    assert_eq!(of(10).standing, Standing::Ended(VerdictCode::LicenceSuspended));
    assert_eq!(of(11).plan, Plan::Free);
    let alone = decide(None, Some(&verdict(VerdictCode::DeviceRemoved, 1)), 0, HERE, 0);
    assert_eq!(alone.standing, Standing::Ended(VerdictCode::DeviceRemoved));
}

#[test]
fn an_entitlement_older_than_one_seen_before_is_refused() {
    let basic = entitlement(Plan::Basic, 10);
    assert_eq!(decide(Some(&basic), None, 10, HERE, 0).plan, Plan::Basic);
    assert_eq!(decide(Some(&basic), None, 11, HERE, 0).standing, Standing::Outdated);
}

/// All sixteen ways in which parts can have been replaced, and those in which they became unknown.
#[test]
fn a_machine_may_change_as_far_as_the_table_says() {
    let basic = entitlement(Plan::Basic, 1);
    for replaced in 0..16_u8 {
        let kept = |bit: u8| replaced & (1 << bit) == 0;
        let (board, disk, cpu) = (kept(1), kept(2), kept(3));
        let unique = disk || (board && BOARD_IS_UNIQUE);
        let matches = [board, disk, cpu].into_iter().filter(|kept| *kept).count() >= 2;
        let expected = if kept(0) || (unique && matches) { Plan::Basic } else { Plan::Free };
        for other in [99, 0] {
            let mut here = HERE;
            (0..4).filter(|bit| !kept(*bit)).for_each(|bit| here[usize::from(bit)] = other);
            assert_eq!(decide(Some(&basic), None, 1, here, 0).plan, expected, "{here:?}");
        }
    }
}

#[test]
fn what_was_made_out_to_nobody_known_holds_only_where_nothing_is_known() {
    let mut unbound = entitlement(Plan::Basic, 1);
    unbound.dev.hw = Hardware::default();
    assert_eq!(decide(Some(&unbound), None, 1, [0; 4], 0).plan, Plan::Basic);
    assert_eq!(decide(Some(&unbound), None, 1, HERE, 0).standing, Standing::OtherMachine);
    let bound = entitlement(Plan::Basic, 1);
    assert_eq!(decide(Some(&bound), None, 1, [0; 4], 0).standing, Standing::OtherMachine);
}

#[test]
fn the_end_of_the_offline_time_is_announced_more_loudly_as_it_nears() {
    let basic = entitlement(Plan::Basic, 1);
    let hour = DAY_MS / 24;
    let mut last = Notice::None;
    for (after, notice, days) in [
        (0, Notice::None, 7),
        (hour, Notice::None, 7),
        (3 * DAY_MS - 1, Notice::None, 5),
        (3 * DAY_MS, Notice::Line, 4),
        (5 * DAY_MS, Notice::Banner, 2),
        (6 * DAY_MS + 12 * hour, Notice::Dialog, 1),
        (7 * DAY_MS - 1, Notice::Dialog, 1),
    ] {
        let Standing::InForce(offline) = decide(Some(&basic), None, 1, HERE, after).standing else {
            panic!()
        };
        assert_eq!((offline.notice, offline.days_left()), (notice, days), "{} h", after / hour);
        assert!(offline.notice >= last);
        last = offline.notice;
    }
}

#[test]
fn a_short_offline_time_is_not_announced_on_the_day_of_a_contact() {
    let mut short = entitlement(Plan::Basic, 1);
    short.grace.until = NOON / 1000 + 3 * 86_400;
    let notice = |after| match decide(Some(&short), None, 1, HERE, after).standing {
        Standing::InForce(offline) => offline.notice,
        other => panic!("{other:?}"),
    };
    assert_eq!(notice(DAY_MS - 1), Notice::None);
    assert_eq!(notice(DAY_MS), Notice::Banner);
    assert_eq!(notice(3 * DAY_MS - 1), Notice::Dialog);
}
