//! The corpus beside the project, and what its manifest states of each picture.

use std::path::{Path, PathBuf};

/// The corpus and the lines of its manifest, from beside the project or where `PICOPRESS_CORPUS` says. `None`, said
/// aloud, where there is none.
pub fn corpus() -> Option<(PathBuf, Vec<Row>)> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus");
    let corpus = std::env::var_os("PICOPRESS_CORPUS").map_or(beside, PathBuf::from);
    let manifest = corpus.join("MANIFEST.csv");
    if !manifest.is_file() {
        println!("skipped: no corpus");
        return None;
    }
    let mut manifest = csv::Reader::from_path(manifest).expect("a manifest");
    let columns = manifest.headers().expect("a first line").clone();
    let row = |line: csv::StringRecord| {
        Row(columns.iter().map(str::to_owned).zip(line.iter().map(str::to_owned)).collect())
    };
    let rows = manifest.records().map(|line| row(line.expect("a whole line"))).collect();
    Some((corpus, rows))
}

/// One line of the manifest: names of columns and their values.
pub struct Row(Vec<(String, String)>);

impl Row {
    /// The value in the column of this name.
    pub fn get(&self, column: &str) -> &str {
        let found = self.0.iter().find(|(name, _)| name == column);
        &found.unwrap_or_else(|| panic!("a column {column}")).1
    }

    /// The numbers in it, with spaces between.
    pub fn numbers(&self, column: &str) -> Vec<f64> {
        self.get(column).split(' ').map(|number| number.parse().expect("a number")).collect()
    }
}
