//! What the log says about frames, and what many of them come to.

use std::time::Duration;

/// One frame.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Frame {
    /// `update`, `view`, layout and events: what the program does before anything is drawn.
    pub work: Duration,
    /// Processor time of the thread for all of it, from the one frame on the screen to the next: pixels included.
    pub whole: Duration,
}

impl Frame {
    /// Reads a line of the log; `None` when it tells of something else.
    pub fn of_line(line: &str) -> Option<Self> {
        let (_, told) = line.split_once("a frame ")?;
        let part = |name: &str| {
            let value = told.split(' ').find_map(|field| field.strip_prefix(name)?.strip_prefix('='));
            value.and_then(|value| value.parse().ok()).map(Duration::from_micros)
        };
        let before_drawing: Option<Duration> =
            ["update", "view", "layout", "events"].into_iter().map(part).sum();
        Some(Frame { work: before_drawing?, whole: part("processor")? })
    }
}

/// Times in ascending order.
#[derive(Debug, Clone, Default)]
pub struct Times(Vec<Duration>);

impl Times {
    /// Of these.
    pub fn of(times: impl IntoIterator<Item = Duration>) -> Self {
        let mut times: Vec<_> = times.into_iter().collect();
        times.sort_unstable();
        Times(times)
    }

    /// In milliseconds: 0.5 is the one in the middle, 1.0 the longest.
    pub fn quantile_ms(&self, quantile: f64) -> f64 {
        let last = self.0.len().saturating_sub(1);
        let time = self.0.get((last as f64 * quantile).round() as usize);
        time.map_or(f64::NAN, |time| time.as_secs_f64() * 1e3)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// All of them together.
    pub fn sum(&self) -> Duration {
        self.0.iter().sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_is_read_from_the_log() {
        let line = "2026-11-27T10:00:00Z TRACE picopress::window::pace: a frame update=10 view=200 layout=3000 events=4 draw=500 processor=9000";
        let frame = Frame { work: Duration::from_micros(3214), whole: Duration::from_millis(9) };
        assert_eq!(Frame::of_line(line), Some(frame));
        assert_eq!(Frame::of_line("DEBUG picopress::window: the window has drawn"), None);
    }

    #[test]
    fn the_longest_is_the_last_and_of_none_there_is_none() {
        let times = Times::of([30, 10, 20].map(Duration::from_millis));
        assert_eq!((times.quantile_ms(0.5), times.quantile_ms(1.0)), (20.0, 30.0));
        assert!(Times::default().quantile_ms(0.5).is_nan());
    }
}
