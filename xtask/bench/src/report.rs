//! What was measured, as a page people can read.

use std::fmt::{self, Display, Formatter};
use std::process::Command;

use crate::curve::{Point, at_score};

pub struct Report {
    cores: usize,
    reps: usize,
    pub webp: Vec<Table>,
    pub avif_set: String,
    pub avif: Vec<AvifRow>,
    /// Who could not take part, and why.
    pub absent: Vec<String>,
}

/// All programs on one set of pictures.
pub struct Table {
    pub title: String,
    /// How many files the mean score is of.
    pub scored: usize,
    pub rows: Vec<Row>,
}

pub struct Row {
    pub name: String,
    pub version: String,
    pub wall_s: f64,
    pub cpu_s: f64,
    pub bytes: u64,
    pub score: Option<f64>,
    pub peak_bytes: f64,
}

/// One AVIF setting at rising qualities.
pub struct AvifRow {
    pub name: String,
    pub version: String,
    pub points: Vec<Point>,
}

/// What of a point stands in a column.
type Column = fn(&Point) -> f64;
const BYTES: Column = |point| point.bytes_per_pixel;
const CPU: Column = |point| point.cpu_s_per_mp;

/// The looks at which AVIF settings are compared.
const SCORES: [f64; 2] = [70.0, 80.0];

impl Report {
    pub fn new(cores: usize, reps: usize) -> Report {
        let (webp, avif, absent) = (Vec::new(), Vec::new(), Vec::new());
        Report { cores, reps, webp, avif_set: String::new(), avif, absent }
    }

    /// Every program once, with what it says of itself.
    fn versions(&self) -> Vec<(&str, &str)> {
        let webp = self.webp.iter().flat_map(|table| &table.rows);
        let webp = webp.map(|row| (row.name.as_str(), row.version.as_str()));
        let avif = self.avif.iter().map(|row| (row.name.as_str(), row.version.as_str()));
        let mut versions: Vec<_> = webp.chain(avif).collect();
        versions.sort_unstable();
        versions.dedup_by_key(|(name, _)| *name);
        versions
    }
}

impl Display for Report {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        writeln!(f, "# Benchmarks\n")?;
        writeln!(
            f,
            "Written by `cargo xtask bench` on {}, {}.",
            said("date", &["-u", "+%F"]),
            machine(self.cores)
        )?;
        writeln!(
            f,
            "Every program converts as many pictures at once as there are cores, one thread each. Medians of {} runs, \
             the programs taking turns.\n",
            self.reps
        )?;
        for table in &self.webp {
            writeln!(f, "{table}")?;
        }
        if !self.avif.is_empty() {
            avif(f, &self.avif_set, &self.avif)?;
        }
        writeln!(f, "## Who took part\n")?;
        for (name, version) in self.versions() {
            writeln!(f, "- {name}: {version}")?;
        }
        for why in &self.absent {
            writeln!(f, "- left out: {why}")?;
        }
        Ok(())
    }
}

impl Display for Table {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        writeln!(f, "## WebP, quality 80, effort 4: {}\n", self.title)?;
        // Ratios are against the codec's own program where it is there.
        let Some(base) = self.rows.iter().find(|row| row.name == "cwebp").or(self.rows.first()) else {
            return writeln!(f, "Nobody took part.\n");
        };
        let name = &base.name;
        writeln!(
            f,
            "| program | wall s | CPU s | CPUs busy | MB | SSIMULACRA2 | peak MB | wall ÷ {name} | bytes ÷ {name} |"
        )?;
        writeln!(f, "|---|---|---|---|---|---|---|---|---|")?;
        for row in &self.rows {
            writeln!(
                f,
                "| {} | {:.2} | {:.2} | {:.2} | {:.2} | {} | {:.0} | {:.2} | {:.3} |",
                row.name,
                row.wall_s,
                row.cpu_s,
                row.cpu_s / row.wall_s,
                row.bytes as f64 / 1e6,
                row.score.map_or("–".into(), |score| format!("{score:.2}")),
                row.peak_bytes / 1e6,
                row.wall_s / base.wall_s,
                row.bytes as f64 / base.bytes as f64,
            )?;
        }
        writeln!(
            f,
            "\nSSIMULACRA2 is the mean of the {} files that every program left in the same orientation. Peak memory is \
             the largest process times the processes at once.\n",
            self.scored
        )
    }
}

fn avif(f: &mut Formatter<'_>, set: &str, rows: &[AvifRow]) -> fmt::Result {
    writeln!(f, "## AVIF at equal look: {set}\n")?;
    let base = &rows[0];
    write!(f, "| setting |")?;
    for score in SCORES {
        write!(f, " bytes/pixel at {score} | CPU s/MP at {score} | bytes ÷ | CPU ÷ |")?;
    }
    writeln!(f, "\n|---|{}", "---|".repeat(4 * SCORES.len()))?;
    for row in rows {
        write!(f, "| {} |", row.name)?;
        for score in SCORES {
            let (point, base) = (at_score(&row.points, score), at_score(&base.points, score));
            let cell = |of: Column, digits: usize| {
                point.as_ref().map_or("–".into(), |point| format!("{:.digits$}", of(point)))
            };
            let ratio = |of: Column| match (&point, &base) {
                (Some(point), Some(base)) => format!("{:.2}", of(point) / of(base)),
                _ => "–".into(),
            };
            write!(f, " {} | {} | {} | {} |", cell(BYTES, 4), cell(CPU, 3), ratio(BYTES), ratio(CPU))?;
        }
        writeln!(f)?;
    }
    writeln!(
        f,
        "\nEach setting ran at five qualities; between them bytes are interpolated along an exponential and CPU time \
         along a line, to the same mean SSIMULACRA2. CPU is of the whole program with decoding and, for picopress, \
         verifying. Ratios are against {}. – means that the five qualities do not reach the score.\n",
        base.name
    )
}

fn machine(cores: usize) -> String {
    let info = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = info.lines().find_map(|line| line.strip_prefix("model name")?.split(": ").nth(1));
    let model = model.map_or_else(|| said("sysctl", &["-n", "machdep.cpu.brand_string"]), str::to_owned);
    format!("{cores} cores of {}, {}", model.trim(), said("uname", &["-srm"]))
}

/// The line a system's own tool prints.
fn said(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).output();
    output.map_or_else(
        |_| format!("(no {program})"),
        |output| String::from_utf8_lossy(&output.stdout).trim().to_owned(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(name: &str, wall_s: f64, bytes: u64) -> Row {
        let version = "1".to_owned();
        Row { name: name.into(), version, wall_s, cpu_s: 2.0 * wall_s, bytes, score: None, peak_bytes: 5e6 }
    }

    #[test]
    fn ratios_are_against_cwebp() {
        let rows = vec![row("picopress", 3.0, 1_000_000), row("cwebp", 4.0, 2_000_000)];
        let text = Table { title: "photos".into(), scored: 0, rows }.to_string();
        assert!(text.contains("| picopress | 3.00 | 6.00 | 2.00 | 1.00 | – | 5 | 0.75 | 0.500 |"), "{text}");
    }

    #[test]
    fn a_setting_that_does_not_reach_a_score_has_a_dash_there() {
        let point = |score, bytes_per_pixel| Point { score, bytes_per_pixel, cpu_s_per_mp: 1.0 };
        let row = |name: &str, points: Vec<Point>| AvifRow { name: name.into(), version: "1".into(), points };
        let mut report = Report::new(2, 3);
        report.avif.push(row("base", vec![point(60.0, 0.1), point(90.0, 0.8)]));
        report.avif.push(row("low", vec![point(69.0, 0.1), point(71.0, 0.1)]));
        let text = report.to_string();
        assert!(text.contains("| low | 0.1000 | 1.000 | 0.50 | 1.00 | – | – | – | – |"), "{text}");
    }
}
