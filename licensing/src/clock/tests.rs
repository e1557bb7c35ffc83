//! The table of `docs/trusted-time.md`, and random histories.

use super::*;

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
const YEAR: i64 = 365 * DAY;
/// 2026-11-21 12:00 UTC.
const NOON: i64 = 1_795_262_400_000;

/// A computer with a wall clock to turn, beside the time that really is.
#[derive(Clone)]
struct Computer {
    really_ms: i64,
    wall_off_ms: i64,
    boots: u32,
    boottime_ms: i64,
    anchor: Anchor,
}

impl Computer {
    /// In contact with the server right now.
    fn in_contact(wall_off_ms: i64) -> Self {
        let sight = sight(NOON + wall_off_ms, 1, HOUR);
        let anchor = Anchor::contact(NOON, &sight);
        Computer { really_ms: NOON, wall_off_ms, boots: 1, boottime_ms: HOUR, anchor }
    }

    fn sight(&self) -> Sight {
        sight(self.really_ms.saturating_add(self.wall_off_ms), self.boots, self.boottime_ms)
    }

    /// Time passes, awake or asleep.
    fn pass(mut self, ms: i64) -> Self {
        self.really_ms += ms;
        self.boottime_ms += ms;
        self
    }

    fn turn_wall(mut self, by_ms: i64) -> Self {
        self.wall_off_ms = self.wall_off_ms.saturating_add(by_ms);
        self
    }

    /// Whatever it shows: from now on it shows this.
    fn set_wall(mut self, wall_ms: i64) -> Self {
        self.wall_off_ms = wall_ms.saturating_sub(self.really_ms);
        self
    }

    fn keep_anchor(mut self) -> Self {
        self.anchor = self.anchor.advanced(&self.sight());
        self
    }

    /// Off for a while, then on again since just now.
    fn off(mut self, ms: i64) -> Self {
        self.really_ms += ms;
        self.boots += 1;
        self.boottime_ms = 0;
        self
    }

    fn contact(mut self) -> Self {
        self.anchor = Anchor::contact(self.really_ms, &self.sight());
        self
    }

    fn trusted(&self) -> i64 {
        self.anchor.now(&self.sight())
    }

    #[track_caller]
    fn passed(&self, ms: i64) {
        assert_eq!(self.trusted() - NOON, ms, "trusted time since the contact");
    }
}

fn sight(wall_ms: i64, boot: u32, boottime_ms: i64) -> Sight {
    Sight { wall_ms, boot: BootId::of(&boot.to_string()), boottime_ms }
}

#[test]
fn row_1_and_2_time_passes_awake_or_asleep() {
    Computer::in_contact(0).pass(HOUR).passed(HOUR);
    Computer::in_contact(0).pass(3 * DAY).passed(3 * DAY);
}

#[test]
fn row_3_and_4_turning_the_wall_clock_does_nothing_within_a_boot() {
    for turned in [-400 * DAY, -9 * HOUR, -MINUTE, MINUTE, DAY, 400 * DAY, i64::MIN / 2, i64::MAX / 2] {
        Computer::in_contact(0).turn_wall(turned).pass(HOUR).passed(HOUR);
    }
}

#[test]
fn row_5_and_6_a_right_clock_counts_the_time_it_was_off() {
    Computer::in_contact(0).keep_anchor().off(69 * DAY / 10).passed(69 * DAY / 10);
    Computer::in_contact(0).keep_anchor().off(71 * DAY / 10).passed(71 * DAY / 10);
    Computer::in_contact(0).keep_anchor().off(DAY).pass(HOUR).passed(DAY + HOUR);
}

#[test]
fn row_7_a_clock_that_is_fast_but_runs_costs_nothing() {
    Computer::in_contact(10 * DAY).keep_anchor().off(2 * DAY).passed(2 * DAY);
    Computer::in_contact(9 * YEAR).keep_anchor().off(2 * DAY).passed(2 * DAY);
}

#[test]
fn row_8_a_clock_that_is_slow_costs_nothing() {
    Computer::in_contact(-YEAR).keep_anchor().off(2 * DAY).pass(HOUR).passed(HOUR);
}

#[test]
fn row_9_and_10_a_dead_battery_costs_nothing() {
    let each_boot = Computer::in_contact(0).set_wall(0).keep_anchor().off(2 * DAY).set_wall(0).pass(HOUR);
    each_boot.passed(HOUR);
    let right_at_last =
        Computer::in_contact(0).set_wall(0).keep_anchor().off(2 * DAY).set_wall(NOON + 2 * DAY);
    right_at_last.passed(2 * DAY);
}

#[test]
fn row_11_two_systems_that_disagree_on_the_zone_win_and_lose_hours_once() {
    let mut computer = Computer::in_contact(0);
    for _ in 0..10 {
        computer = computer.keep_anchor().turn_wall(9 * HOUR).off(HOUR).keep_anchor();
        computer = computer.turn_wall(-9 * HOUR).off(HOUR);
    }
    let passed = computer.trusted() - NOON;
    assert!((20 * HOUR - 9 * HOUR..=20 * HOUR + 9 * HOUR).contains(&passed), "{} h", passed / HOUR);
}

#[test]
fn row_12_a_clock_set_back_before_each_boot_hides_what_it_was_off_and_no_more() {
    let mut computer = Computer::in_contact(0);
    for _ in 0..20 {
        computer = computer.keep_anchor().off(3 * DAY).set_wall(NOON).pass(10 * HOUR);
    }
    computer.passed(200 * HOUR);
}

#[test]
fn row_13_and_14_a_jump_forward_lasts_until_the_next_contact() {
    let jumped = Computer::in_contact(0).off(HOUR).turn_wall(400 * DAY);
    jumped.passed(400 * DAY + HOUR);
    jumped.keep_anchor().pass(MINUTE).contact().pass(HOUR).passed(HOUR + MINUTE + HOUR);
}

#[test]
fn row_15_a_snapshot_of_the_same_boot_never_turns_time_back() {
    let mut restored = Computer::in_contact(0).pass(5 * HOUR).keep_anchor();
    restored.boottime_ms = HOUR;
    restored.passed(5 * HOUR);
    restored.pass(HOUR).passed(6 * HOUR);
}

#[test]
fn the_later_contact_wins_and_then_the_longer_memory() {
    let now = sight(NOON + DAY, 2, HOUR);
    let early = Anchor::contact(NOON, &sight(NOON, 1, HOUR));
    let late = Anchor::contact(NOON + HOUR, &sight(NOON + HOUR, 1, 2 * HOUR));
    let poisoned = Anchor::at(NOON + YEAR, &sight(NOON, 1, HOUR), early.contact_ms());
    assert_eq!(early.or_newer(late, &now), late);
    assert_eq!(late.or_newer(poisoned, &now), late, "a contact heals");
    assert_eq!(early.or_newer(poisoned, &now), poisoned, "nothing kept is forgotten without one");
    assert_eq!(Anchor::first(&now).or_newer(early, &now), early);
}

#[test]
fn a_clock_prefers_what_was_kept_over_the_wall_clock() {
    struct Fixed(Sight);
    impl Clocks for Fixed {
        fn sight(&self) -> Sight {
            self.0
        }
    }
    let clock = TrustedClock::new(Arc::new(Fixed(sight(NOON + YEAR, 1, 2 * HOUR))));
    assert_eq!(clock.now_ms(), NOON + YEAR);
    clock.learn(Anchor::contact(NOON, &sight(NOON, 1, HOUR)));
    assert_eq!(clock.now_ms(), NOON + HOUR);
    clock.contact(NOON + 3 * HOUR);
    assert_eq!(clock.clone().now_ms(), NOON + 3 * HOUR);
    clock.learn(Anchor::contact(NOON + HOUR, &sight(NOON, 1, HOUR)));
    assert_eq!(clock.now_ms(), NOON + 3 * HOUR, "an older contact teaches nothing");
}

#[test]
fn absurd_clocks_do_not_panic() {
    let absurd = [i64::MIN, -1, 0, 1, i64::MAX];
    for pick in 0..absurd.len().pow(4) {
        let [wall, boottime, then, trusted] =
            [1, 5, 25, 125].map(|place| absurd[pick / place % absurd.len()]);
        let anchor = Anchor::contact(trusted, &sight(then, 1, 0));
        for boot in [1, 2] {
            assert!(anchor.now(&sight(wall, boot, boottime)) >= trusted);
        }
    }
}

/// A small generator, so that a failing history can be told by its number (xorshift64*, Vigna 2016).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 16) % sides
    }

    fn span(&mut self) -> i64 {
        let most = [MINUTE, HOUR, DAY, 10 * DAY][self.roll(4) as usize];
        self.roll(most as u64) as i64
    }
}

fn histories() -> u64 {
    if std::env::var_os("PICOPRESS_SOAK").is_some() { 1_000_000 } else { 20_000 }
}

/// Whatever is done to the clocks: time never falls between contacts, goes on at least as long as the computer
/// runs, and never ahead of both the real time since the contact and the latest the wall clock ever showed.
#[test]
fn no_history_turns_time_back_or_mints_a_day() {
    for history in 1..=histories() {
        let mut dice = Dice(history);
        let mut computer = Computer::in_contact(0);
        let (mut last, mut ran, mut latest_wall) = (NOON, 0, NOON);
        for _ in 0..24 {
            let span = dice.span();
            let action = dice.roll(7);
            computer = match action {
                0 | 1 => computer.pass(span),
                2 => computer.off(span),
                3 => computer.turn_wall(span),
                4 => computer.turn_wall(-span),
                5 => computer.keep_anchor(),
                _ => computer.set_wall([0, NOON, NOON + span, 4 * NOON][dice.roll(4) as usize]),
            };
            ran += if action < 2 { span } else { 0 };
            latest_wall = latest_wall.max(computer.sight().wall_ms);
            let now = computer.trusted();
            // Only what was kept on disk survives the end of the boot, and it is kept at each use.
            computer = computer.keep_anchor();
            assert!(now >= last, "history {history}: time fell by {} ms", last - now);
            assert!(now - NOON >= ran, "history {history}: running time was lost");
            assert!(now <= latest_wall.max(NOON) + ran, "history {history}: time was minted");
            last = now;
        }
        let healed = computer.contact();
        assert_eq!(healed.trusted(), healed.really_ms, "history {history}: a contact heals");
    }
}

/// A clock that runs, however wrong, on a computer that is switched on and off: nobody loses a minute.
#[test]
fn no_honest_history_ends_the_grace_early() {
    for history in 1..=histories() {
        let mut dice = Dice(history);
        let off = [0, MINUTE, -MINUTE, 9 * HOUR, -9 * HOUR, 10 * DAY, -10 * DAY, YEAR, -50 * YEAR]
            [dice.roll(9) as usize];
        let mut computer = Computer::in_contact(off);
        for _ in 0..24 {
            let span = dice.span();
            computer = match dice.roll(4) {
                0 | 1 => computer.pass(span),
                2 => computer.off(span),
                _ => computer,
            };
            computer = computer.keep_anchor();
            assert!(
                computer.trusted() <= computer.really_ms,
                "history {history}: an honest clock was punished"
            );
            if off >= 0 {
                assert_eq!(computer.trusted(), computer.really_ms, "history {history}");
            }
        }
    }
}
