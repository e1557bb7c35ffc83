//! The description of the API against the running service, by a judge that is not ours: schemathesis makes up
//! requests right and wrong, and checks every answer against the description.

use std::path::Path;
use std::process::Command;

use crate::on_both;
use crate::person::Person;
use crate::server::Server;

/// Where `cargo xtask test` installs it.
const JUDGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../target/tools/schemathesis/bin/schemathesis");

const SETTINGS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/schemathesis.toml");

on_both! {
    fn the_description_is_true(engine: Engine) {
        assert!(Path::new(JUDGE).exists(), "this needs schemathesis: `cargo xtask test` installs it");
        let examples = if std::env::var_os("PICOPRESS_SOAK").is_some() { "300" } else { "10" };
        let server = Server::start(engine);
        let person = Person::new(&server, "jane@example.com");
        let mut judge = Command::new(JUDGE);
        judge.args(["--config-file", SETTINGS, "run", &format!("http://{}/openapi.json", server.address)]);
        judge.args(["-H", &format!("Authorization: Bearer {}", person.access), "--checks", "all"]);
        judge.args(["-n", examples, "--no-color", "--request-timeout", "30", "--generation-database", "none"]);
        let output = judge.current_dir(server.data.path()).output().unwrap();
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{said}");
        let operations = said.lines().find_map(|line| line.trim().strip_prefix("Tested: ")).unwrap_or("none");
        assert!(said.contains(&format!("Selected: {operations}/{operations}")), "some call was never reached: {said}");
    }
}
