//! What was measured, as a page.

use std::fmt::{self, Display, Formatter};
use std::fs;
use std::thread;

use super::Measured;
use super::frames::Times;

/// What follows from here in the page was measured otherwise, and stays.
const REST: &str = "## What the workers cost";

/// What was measured.
#[derive(Default)]
pub struct Report {
    /// From the start to the first frames.
    pub start: Times,
    /// Processor while nothing happens.
    pub idle_percent: f64,
    /// Memory with an empty queue: all, and what is no file.
    pub idle_bytes: (u64, u64),
    /// The same with 10,000 pictures.
    pub full_bytes: (u64, u64),
    /// From the key to the end of a run.
    pub stop: Times,
    /// Why something could not be measured.
    pub unmeasured: Vec<String>,
    /// Frames while something is done.
    pub rows: Vec<Measured>,
}

impl Report {
    /// The page with these figures in place of those before.
    pub fn page(&self, before: &str) -> String {
        let rest = before.find(REST).map_or("", |start| &before[start..]);
        format!("{self}\n{rest}").trim_end().to_owned() + "\n"
    }
}

impl Display for Report {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let cores = thread::available_parallelism().map_or(1, usize::from);
        let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
        let load = load.split(' ').next().unwrap_or_default();
        let megabytes = |bytes: u64| (bytes as f64 / 1e6).round();
        let (idle, full) = (self.idle_bytes, self.full_bytes);
        write!(
            f,
            "# The window in figures\n\n\
            Written by `cargo xtask bench gui`: release build, software renderer, an X server without a graphics card. Whoever turns the\n\
            wheel and runs the server works on the same {cores} cores; the load average at the end was {load}.\n\n\
            | what | measured | aim |\n|---|---|---|\n\
            | start to the first drawn frames, in the middle of {} and at worst | {:.0}, {:.0} ms | 200 ms |\n\
            | processor while nothing happens | {:.2} % | 0.5 % |\n\
            | memory with an empty queue | {} MB, {} MB of them not of the program's file and fonts | 80 MB |\n\
            | memory with 10,000 pictures in the queue, walked through | {} MB | 200 MB |\n\
            | from the key to the end of a run that makes AVIF, in the middle of {} and at worst | {:.0}, {:.0} ms | 200 ms |\n\n\
            ## Frames\n\n",
            self.start.len(),
            self.start.quantile_ms(0.5),
            self.start.quantile_ms(1.0),
            self.idle_percent,
            megabytes(idle.0),
            megabytes(idle.1),
            megabytes(full.0),
            self.stop.len(),
            self.stop.quantile_ms(0.5),
            self.stop.quantile_ms(1.0),
        )?;
        f.write_str(FRAMES)?;
        self.rows.iter().try_for_each(|row| writeln!(f, "{row}"))?;
        self.unmeasured.iter().try_for_each(|why| writeln!(f, "\nNot measured: {why}"))
    }
}

/// What the columns are.
const FRAMES: &str = "\
Work is what the program does for a frame before anything becomes pixels: `update`, `view`, layout and events. The whole frame is all\n\
processor time of the thread that draws, from the one frame on the screen to the next; the share of tiny-skia is most of the difference.\n\
No answer is how long the window took to answer the `_NET_WM_PING` of a window manager, asked all the time: for so long the thread was\n\
not back in its loop, whatever the reason. Milliseconds; aims are 16 for the work at p95, and 50 for the longest without an answer.\n\n\
| while | frames | work: p50 | p95 | p99 | longest | whole: p50 | p95 | p99 | longest | of it pixels | no answer: p95 | longest |\n\
|---|---|---|---|---|---|---|---|---|---|---|---|---|\n";

impl Display for Measured {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let four = |times: &Times| {
            [0.5, 0.95, 0.99, 1.0].map(|part| format!("{:.1}", times.quantile_ms(part))).join(" | ")
        };
        let pixels = 1.0 - self.work.sum().as_secs_f64() / self.whole.sum().as_secs_f64();
        write!(
            f,
            "| {} | {} | {} | {} | {:.0} % | {:.1} | {:.1} |",
            self.what,
            self.work.len(),
            four(&self.work),
            four(&self.whole),
            pixels * 100.0,
            self.answers.quantile_ms(0.95),
            self.answers.quantile_ms(1.0),
        )
    }
}
