//! When the frames of an animation are shown, and how often it is played.

use crate::recipe::Format;

/// Ticks a second of what WebP stores.
const MILLISECONDS: u32 = 1000;

/// Finest clock that AVIF is given; what needs a finer one is rounded to milliseconds.
const FINEST_CLOCK: u32 = 1_000_000;

/// Longest time for one frame in WebP: 24 bits of milliseconds (RFC 9649 §2.7.1.1), over four hours.
const WEBP_LONGEST: u32 = (1 << 24) - 1;

/// How long a frame is shown, as a fraction of seconds; never 0.
#[derive(Debug, Clone, Copy)]
pub struct Delay {
    ticks: u32,
    per_second: u32,
}

impl Delay {
    /// What browsers show where a file names no time.
    pub const USUAL: Delay = Delay { ticks: 100, per_second: MILLISECONDS };

    /// So many ticks of a clock that makes `per_second` of them; [`Delay::USUAL`] where either is 0.
    pub fn new(ticks: u32, per_second: u32) -> Self {
        if ticks == 0 || per_second == 0 { Delay::USUAL } else { Delay { ticks, per_second } }
    }

    /// In seconds.
    pub fn seconds(self) -> f64 {
        f64::from(self.ticks) / f64::from(self.per_second)
    }

    /// The slowest clock that has this delay in whole ticks.
    fn clock(self) -> u32 {
        self.per_second / greatest_common_divisor(self.ticks, self.per_second)
    }
}

impl PartialEq for Delay {
    fn eq(&self, other: &Delay) -> bool {
        let product = |a: u32, b: u32| u64::from(a) * u64::from(b);
        product(self.ticks, other.per_second) == product(other.ticks, self.per_second)
    }
}

/// How often an animation is played from its begin to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Plays {
    /// Without end.
    Forever,
    /// So many times, at least once.
    Times(u32),
}

impl Plays {
    /// As APNG and WebP count: 0 is without end.
    pub fn from_count(count: u32) -> Self {
        if count == 0 { Plays::Forever } else { Plays::Times(count) }
    }

    /// At most so many times, which is all that a format can count.
    fn at_most(self, most: u32) -> Self {
        match self {
            Plays::Times(times) => Plays::Times(times.min(most)),
            Plays::Forever => Plays::Forever,
        }
    }
}

/// The time line of an animation.
#[derive(Debug, Clone, PartialEq)]
pub struct Timing {
    /// One for each frame.
    pub delays: Vec<Delay>,
    /// How often.
    pub plays: Plays,
}

impl Timing {
    /// The same as a file of this format can say it.
    pub fn stored_as(&self, format: Format) -> Timing {
        let per_second = self.clock(format);
        let delays = self.ticks(format).into_iter().map(|ticks| Delay { ticks, per_second }).collect();
        let most = if format == Format::Avif { i32::MAX as u32 } else { u16::MAX.into() };
        Timing { delays, plays: self.plays.at_most(most) }
    }

    /// Ticks a second of the clock that a file of this format gets. AVIF has one for all frames, at least of
    /// milliseconds, and finer where that is exact.
    pub fn clock(&self, format: Format) -> u32 {
        if format != Format::Avif {
            return MILLISECONDS;
        }
        let mut clock = MILLISECONDS;
        for delay in &self.delays {
            match common_multiple(clock, delay.clock()) {
                Some(finer) if finer <= FINEST_CLOCK => clock = finer,
                _ => return MILLISECONDS,
            }
        }
        clock
    }

    /// Ticks of that clock for each frame. The ends of frames are rounded, not their lengths, so that thirtieths of
    /// a second do not run away. A frame that is too short or too long for the format gets the least or the most, and
    /// the frames behind it do not make up for that.
    pub fn ticks(&self, format: Format) -> Vec<u32> {
        let clock = f64::from(self.clock(format));
        let longest = if format == Format::Avif { u32::MAX } else { WEBP_LONGEST };
        let (mut exact, mut end) = (0.0, 0_u64);
        let ticks = self.delays.iter().map(|delay| {
            exact += delay.seconds();
            let wanted = ((exact * clock).round() as u64).saturating_sub(end);
            let ticks = wanted.clamp(1, longest.into());
            end += ticks;
            if ticks != wanted {
                exact = end as f64 / clock;
            }
            ticks as u32
        });
        ticks.collect()
    }
}

fn greatest_common_divisor(mut a: u32, mut b: u32) -> u32 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a.max(1)
}

fn common_multiple(a: u32, b: u32) -> Option<u32> {
    (a / greatest_common_divisor(a, b)).checked_mul(b)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn timing(delays: &[(u32, u32)]) -> Timing {
        let delays = delays.iter().map(|&(ticks, per_second)| Delay::new(ticks, per_second)).collect();
        Timing { delays, plays: Plays::Forever }
    }

    #[test]
    fn thirtieths_do_not_run_away_in_milliseconds() {
        assert_eq!(timing(&[(1, 30); 4]).ticks(Format::Webp), [33, 34, 33, 33]);
    }

    #[test]
    fn avif_gets_a_clock_that_is_exact() {
        for (delays, clock, ticks) in [
            (&[(10, 100), (7, 100)][..], 1000, [100, 70]),
            (&[(1, 30), (1, 24)], 3000, [100, 125]),
            (&[(1001, 30_000), (1, 2)], 30_000, [1001, 15_000]),
            (&[(1, 65_535), (1, 65_534)], 1000, [1, 1]),
        ] {
            let timing = timing(delays);
            assert_eq!(timing.clock(Format::Avif), clock);
            assert_eq!(timing.ticks(Format::Avif), ticks);
        }
    }

    #[test]
    fn a_frame_beyond_the_format_does_not_stretch_those_behind_it() {
        let long = timing(&[(u16::MAX.into(), 1), (1, 10), (1, 10), (1, 10)]);
        assert_eq!(long.ticks(Format::Webp), [WEBP_LONGEST, 100, 100, 100]);
        let short = timing(&[(1, 10_000), (1, 10), (1, 10)]);
        assert_eq!(short.ticks(Format::Webp), [1, 100, 100]);
        let shorter = timing(&[(1, 10_000), (1, 10_000), (6, 10_000), (1, 10_000), (1, 10)]);
        assert_eq!(shorter.ticks(Format::Webp), [1, 1, 1, 1, 100]);
    }

    #[test]
    fn no_time_is_the_usual_time() {
        assert_eq!(Delay::new(0, 100), Delay::USUAL);
        assert_eq!(Delay::new(3, 0), Delay::USUAL);
    }

    #[test]
    fn what_a_format_cannot_say_is_as_near_as_it_can() {
        let longest = Timing { delays: vec![Delay::new(20_000, 1)], plays: Plays::Times(70_000) };
        let stored = longest.stored_as(Format::Webp);
        assert_eq!(stored.delays, [Delay::new(WEBP_LONGEST, 1000)]);
        assert_eq!(stored.plays, Plays::Times(65_535));
    }
}
