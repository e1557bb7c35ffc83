//! Who depends on whom: the edges between our crates, and what the engine never pulls in.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use serde_json::Value;

use crate::cargo::{cargo, output, root};

/// Our crates and which of ours each may name. No cycle can hide here: a crate only names crates above it.
const EDGES: [(&str, &[&str]); 11] = [
    ("assets", &[]),
    ("converter", &[]),
    ("protocol", &[]),
    ("icons", &[]),
    ("samples", &[]),
    ("tests", &[]),
    ("bench", &["tests"]),
    ("xtask", &[]),
    ("licensing", &["protocol"]),
    ("backend", &["protocol"]),
    ("picopress", &["converter", "licensing", "assets"]),
];

/// The engine is synchronous, and knows neither window nor network: not directly, not through others.
const NOT_IN_THE_ENGINE: [&str; 12] = [
    "async-executor",
    "async-io",
    "async-std",
    "axum",
    "futures-executor",
    "hyper",
    "iced",
    "mio",
    "reqwest",
    "smol",
    "tokio",
    "winit",
];

/// What cargo knows about the workspace's own crates.
pub fn metadata() -> Result<Value, String> {
    let text = output(cargo("metadata").args(["--no-deps", "--format-version", "1"]))?;
    serde_json::from_str(&text).map_err(|error| format!("cargo metadata is not JSON: {error}"))
}

/// The names of all crates the engine is built with, one a line.
pub fn tree_of_the_engine() -> Result<String, String> {
    let depth_and_edges = ["--edges", "normal,build", "--prefix", "none", "--format", "{p}"];
    output(cargo("tree").args(["--package", "converter"]).args(depth_and_edges))
}

/// The folder of each of our crates.
pub fn folders(metadata: &Value) -> Vec<PathBuf> {
    let manifests = packages(metadata).filter_map(|package| package["manifest_path"].as_str());
    manifests.filter_map(|path| PathBuf::from(path).parent().map(PathBuf::from)).collect()
}

/// Every edge that should not be, every crate this file does not know, every foreign body in the engine.
pub fn findings(metadata: &Value, tree_of_the_engine: &str) -> Vec<String> {
    let mut findings = wrong_edges(metadata);
    findings.extend(patches());
    let engine: BTreeSet<_> =
        tree_of_the_engine.lines().filter_map(|line| line.split_whitespace().next()).collect();
    let foreign = NOT_IN_THE_ENGINE.iter().filter(|name| engine.contains(*name));
    findings.extend(foreign.map(|name| format!("converter: `{name}` has no place in the engine")));
    findings
}

fn wrong_edges(metadata: &Value) -> Vec<String> {
    let allowed = BTreeMap::from(EDGES);
    let mut findings = Vec::new();
    for package in packages(metadata) {
        let name = package["name"].as_str().unwrap_or_default();
        let Some(allowed) = allowed.get(name) else {
            findings.push(format!("{name}: a crate without a place in tidy's table of edges"));
            continue;
        };
        let dependencies = package["dependencies"].as_array().into_iter().flatten();
        let ours = dependencies.filter(|dependency| dependency["path"].is_string());
        let names = ours.filter_map(|dependency| dependency["name"].as_str());
        let wrong = names.filter(|dependency| !allowed.contains(dependency));
        findings.extend(wrong.map(|dependency| format!("{name}: must not depend on `{dependency}`")));
    }
    findings
}

/// What is built is what the registry has.
fn patches() -> Vec<String> {
    let replaces = |file: &&str| {
        let text = std::fs::read_to_string(root().join(file)).unwrap_or_default();
        text.lines().any(has_patch)
    };
    let files = ["Cargo.toml", ".cargo/config.toml"].into_iter().filter(replaces);
    files.map(|file| format!("{file}: replaces a crate of the registry")).collect()
}

fn has_patch(line: &str) -> bool {
    let line = line.trim_start();
    line.starts_with("[patch") || line.starts_with("[replace")
}

fn packages(metadata: &Value) -> impl Iterator<Item = &Value> {
    metadata["packages"].as_array().into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn check(name: &str, dependency: &str, tree: &str, expected: &[&str]) {
        let dependencies =
            json!([{ "name": dependency, "path": "/somewhere" }, { "name": "serde", "path": null }]);
        let metadata = json!({ "packages": [{ "name": name, "dependencies": dependencies }] });
        assert_eq!(findings(&metadata, tree), expected);
    }

    #[test]
    fn the_program_may_use_the_engine() {
        check("picopress", "converter", "converter v1\npng v1", &[]);
    }

    #[test]
    fn the_engine_may_not_use_the_licence() {
        check("converter", "licensing", "", &["converter: must not depend on `licensing`"]);
    }

    #[test]
    fn the_backend_does_not_know_the_licensing_of_the_desk() {
        check("backend", "licensing", "", &["backend: must not depend on `licensing`"]);
    }

    #[test]
    fn a_new_crate_needs_a_place_in_the_table() {
        check("gatesim", "protocol", "", &["gatesim: a crate without a place in tidy's table of edges"]);
    }

    #[test]
    fn the_engine_does_not_even_reach_a_runtime_through_others() {
        let tree = "converter v0.1.0\npng v1\ntokio v1.40.0 (*)";
        check(
            "converter",
            "",
            tree,
            &["converter: must not depend on ``", "converter: `tokio` has no place in the engine"],
        );
    }

    #[test]
    fn the_table_has_no_cycle() {
        let mut above = BTreeSet::new();
        for (name, edges) in EDGES {
            assert!(edges.iter().all(|edge| above.contains(edge)), "{name} names a crate below it");
            above.insert(name);
        }
    }

    #[test]
    fn a_patch_is_seen() {
        assert!(has_patch("[patch.crates-io]"));
        assert!(!has_patch("dispatch = \"1\""));
    }
}
