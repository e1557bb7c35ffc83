//! The report of a run as a file: CSV for tables, JSON for programs.

use std::io;
use std::path::Path;

use super::{Report, Row};
use crate::whole_file;

const COLUMNS: [&str; 13] = [
    "source",
    "status",
    "target",
    "sha256_before",
    "sha256_after",
    "bytes_before",
    "bytes_after",
    "score",
    "original",
    "code",
    "warnings",
    "settings",
    "run",
];

/// Whether a report could be written to the file at `path`: asked before the work begins that it is to tell of.
///
/// # Errors
/// What the operating system says.
pub fn check(path: &Path) -> io::Result<()> {
    whole_file::check(path)
}

/// Writes the report to the file at `path`, whole; the ending of its name says in which form.
///
/// # Errors
/// What the operating system says.
pub fn write(path: &Path, report: &Report) -> io::Result<()> {
    let is_csv = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("csv"));
    let bytes = if is_csv { csv(report)? } else { json(report)? };
    whole_file::replace(path, &bytes)
}

fn json(report: &Report) -> io::Result<Vec<u8>> {
    let mut text = serde_json::to_vec_pretty(report)?;
    text.push(b'\n');
    Ok(text)
}

fn csv(report: &Report) -> io::Result<Vec<u8>> {
    let mut table = csv::Writer::from_writer(Vec::new());
    table.write_record(COLUMNS)?;
    let settings = serde_json::to_string(&report.recipe)?;
    let run = report.run.clone().unwrap_or_default();
    for row in &report.pictures {
        let cells = cells(row).into_iter().chain([settings.clone(), run.clone()]);
        table.write_record(cells.map(|cell| harmless(&cell)))?;
    }
    table.into_inner().map_err(|error| io::Error::other(error.to_string()))
}

fn cells(row: &Row) -> [String; 11] {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let original = row.original.and_then(|original| serde_json::to_value(original).ok());
    [
        row.source.clone(),
        row.status.to_owned(),
        text(&row.target),
        row.sha256_before.map(String::from).unwrap_or_default(),
        row.sha256_after.map(String::from).unwrap_or_default(),
        row.bytes_before.to_string(),
        row.bytes_after.map(|bytes| bytes.to_string()).unwrap_or_default(),
        row.score.map(|score| format!("{score:.2}")).unwrap_or_default(),
        original.as_ref().and_then(serde_json::Value::as_str).unwrap_or_default().to_owned(),
        text(&row.code),
        row.warnings.join(" "),
    ]
}

/// A cell that no spreadsheet takes for a formula (OWASP, "CSV Injection"): file names come from anywhere.
fn harmless(cell: &str) -> String {
    let is_number = cell.parse::<f64>().is_ok();
    match cell.chars().next() {
        Some('=' | '+' | '-' | '@' | '\t' | '\r' | '\n') if !is_number => format!("'{cell}"),
        _ => cell.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use converter::Recipe;

    use super::*;

    #[test]
    fn a_name_is_no_formula() {
        let rows = ["=cmd|' /C calc'!A0.jpg", "+1.jpg", "@x.jpg", "-x.jpg", "plain, \"quoted\".jpg"];
        let pictures = rows.map(|name| Row::outside(Path::new(name), "skipped", "already_kept")).to_vec();
        let report = Report { v: 1, run: None, recipe: Recipe::default(), pictures };
        let text = String::from_utf8(csv(&report).expect("written")).expect("text");
        let mut table = csv::Reader::from_reader(text.as_bytes());
        let names: Vec<_> =
            table.records().map(|row| row.expect("a row").get(0).expect("a cell").to_owned()).collect();
        let [formula, plus, at, minus, plain] = &names[..] else { panic!("{names:?}") };
        assert!([formula, plus, at, minus].iter().all(|name| name.starts_with('\'')), "{names:?}");
        assert_eq!(plain, rows[4]);
    }

    #[test]
    fn numbers_stay_numbers() {
        assert_eq!(harmless("-3.50"), "-3.50");
    }
}
