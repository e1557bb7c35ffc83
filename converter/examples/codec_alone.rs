//! The codec work of a batch and nothing else: decode and encode WebP (quality 80, effort 4) on all cores from
//! one queue, without verifying or writing. The floor under what the program needs for the same files.
//!
//! `cargo run --release -p converter --example codec_alone -- FILE...` ends with one line of JSON:
//! `{"wall_ms":..,"cpu_ms":..,"bytes":..}`.
#![allow(clippy::print_stdout)]

use std::error::Error;
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use std::{env, fs, thread};

use converter::cancel::Cancel;
use converter::recipe::Recipe;
use converter::{ErrorKind, Limits, decode, encode, input};

fn main() -> Result<(), Box<dyn Error>> {
    let queue = Mutex::new(smallest_first(env::args_os().skip(1).map(PathBuf::from).collect())?);
    let bytes = AtomicU64::new(0);
    let (start, cpu_before) = (Instant::now(), cpu_time());
    thread::scope(|scope| {
        let work = || {
            // The lock is held only while the next path is taken.
            while let Some(path) = { queue.lock().expect("no worker panics with it").pop() } {
                let written = convert(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
                bytes.fetch_add(written, Ordering::Relaxed);
            }
        };
        let cores = thread::available_parallelism().map_or(1, usize::from);
        let _workers: Vec<_> = (0..cores).map(|_| scope.spawn(work)).collect();
    });
    let (wall, cpu) = (start.elapsed(), cpu_time() - cpu_before);
    let bytes = bytes.into_inner();
    println!(r#"{{"wall_ms":{},"cpu_ms":{},"bytes":{bytes}}}"#, wall.as_millis(), cpu.as_millis());
    Ok(())
}

/// Bytes of the WebP file that one source becomes.
fn convert(path: &std::path::Path) -> Result<u64, ErrorKind> {
    let limits = Limits::default();
    let (source, _) = input::read(path, &limits)?;
    let picture = decode::decode(&source, &limits)?;
    let encoded = encode::encode(&picture, &Recipe::default(), 1, &Cancel::new())?;
    Ok(encoded.bytes.len() as u64)
}

/// Workers take from the end, so that the largest file starts first and none is left over alone.
fn smallest_first(mut paths: Vec<PathBuf>) -> Result<Vec<PathBuf>, std::io::Error> {
    let mut sized: Vec<_> = paths
        .drain(..)
        .map(|path| Ok((fs::metadata(&path)?.len(), path)))
        .collect::<Result<_, std::io::Error>>()?;
    sized.sort();
    Ok(sized.into_iter().map(|(_, path)| path).collect())
}

/// User and system time of this process so far; zero where it cannot be asked for.
fn cpu_time() -> Duration {
    // proc(5): fields 14 and 15 of `stat`, counted after the command name in parentheses, in ticks of 10 ms.
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let ticks = stat.rsplit(')').next().unwrap_or_default().split_whitespace().skip(11).take(2);
    Duration::from_millis(ticks.filter_map(|ticks| ticks.parse::<u64>().ok()).sum::<u64>() * 10)
}
