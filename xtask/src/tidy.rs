//! The shape of the source, held by a test: who depends on whom, and what is deliberately absent.

mod edges;
mod source;

use std::process::ExitCode;

/// Prints what is not tidy.
pub fn tidy() -> Result<ExitCode, String> {
    check()?;
    println!("tidy");
    Ok(ExitCode::SUCCESS)
}

/// All rules over the whole workspace; the error lists every finding.
pub fn check() -> Result<(), String> {
    let metadata = edges::metadata()?;
    let mut findings = edges::findings(&metadata, &edges::tree_of_the_engine()?);
    findings.extend(crate::licences::findings()?);
    findings.extend(source::findings(&edges::folders(&metadata))?);
    if findings.is_empty() { Ok(()) } else { Err(format!("not tidy:\n  {}", findings.join("\n  "))) }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_workspace_is_tidy() {
        if let Err(findings) = super::check() {
            panic!("{findings}");
        }
    }
}
