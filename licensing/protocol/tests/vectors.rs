//! The stored statements, checked by our own reader and by one that shares nothing with it (`vectors/vectors.py`).

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "tests")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use protocol::claims::Claims;
use protocol::{Entitlement, PublicKeys, Receipt, ServerTime, Signer, TokenError, Verdict, verify};
use serde::Deserialize;

#[derive(Deserialize)]
struct Vectors {
    seeds: BTreeMap<String, String>,
    keys: BTreeMap<String, String>,
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    name: String,
    kind: String,
    expect: String,
    token: String,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors")
}

fn vectors() -> (Vectors, PublicKeys) {
    let text = std::fs::read(folder().join("statements.json")).unwrap();
    let vectors: Vectors = serde_json::from_slice(&text).unwrap();
    let mut keys = PublicKeys::default();
    vectors.keys.iter().for_each(|(kid, x)| keys.insert(kid, x).unwrap());
    (vectors, keys)
}

fn name_of(error: Option<TokenError>) -> &'static str {
    match error {
        None => "ok",
        Some(TokenError::TooLong) => "too_long",
        Some(TokenError::Malformed) => "malformed",
        Some(TokenError::WrongAlgorithm) => "wrong_algorithm",
        Some(TokenError::WrongType) => "wrong_type",
        Some(TokenError::UnknownKey) => "unknown_key",
        Some(TokenError::BadSignature) => "bad_signature",
        Some(TokenError::Schema) => "schema",
        Some(TokenError::WrongAudience) => "wrong_audience",
    }
}

fn outcome(kind: &str, token: &str, keys: &PublicKeys) -> &'static str {
    match kind {
        "ent+jwt" => name_of(verify::<Entitlement>(token, keys).err()),
        "use+jwt" => name_of(verify::<Receipt>(token, keys).err()),
        "ver+jwt" => name_of(verify::<Verdict>(token, keys).err()),
        "time+jwt" => name_of(verify::<ServerTime>(token, keys).err()),
        other => panic!("{other}"),
    }
}

#[test]
fn every_stored_statement_comes_out_as_it_says() {
    let (vectors, keys) = vectors();
    for case in &vectors.cases {
        assert_eq!(outcome(&case.kind, &case.token, &keys), case.expect, "{}", case.name);
    }
    let count = |ok| vectors.cases.iter().filter(|case| (case.expect == "ok") == ok).count();
    assert!(count(true) >= 15 && count(false) >= 60, "{} good, {} bad", count(true), count(false));
}

/// Whatever the other implementation signed, ours signs with the same bytes.
#[test]
fn both_sign_alike() {
    let (vectors, keys) = vectors();
    let signers: Vec<Signer> =
        vectors.seeds.iter().map(|(kid, seed)| Signer::new(kid, &seed_of(seed))).collect();
    for case in vectors.cases.iter().filter(|case| case.expect == "ok") {
        let again = match case.kind.as_str() {
            "ent+jwt" => resigned::<Entitlement>(&case.token, &keys, &signers),
            "use+jwt" => resigned::<Receipt>(&case.token, &keys, &signers),
            "ver+jwt" => resigned::<Verdict>(&case.token, &keys, &signers),
            _ => resigned::<ServerTime>(&case.token, &keys, &signers),
        };
        assert!(again.contains(&case.token), "{}", case.name);
    }
}

fn resigned<C: Claims>(token: &str, keys: &PublicKeys, signers: &[Signer]) -> Vec<String> {
    let claims: C = verify(token, keys).unwrap();
    signers.iter().map(|signer| signer.sign(&claims)).collect()
}

fn seed_of(hex: &str) -> [u8; 32] {
    let byte = |at: usize| u8::from_str_radix(&hex[at..at + 2], 16).unwrap();
    let bytes: Vec<u8> = (0..64).step_by(2).map(byte).collect();
    bytes.try_into().unwrap()
}

/// One statement of each kind, with every bit turned, every byte taken away and every beginning alone.
#[test]
fn no_bit_of_a_statement_can_be_changed() {
    let (vectors, keys) = vectors();
    let mut kinds = BTreeMap::new();
    for case in vectors.cases.iter().filter(|case| case.expect == "ok") {
        kinds.entry(&case.kind).or_insert(&case.token);
    }
    assert_eq!(kinds.len(), 4);
    let (mut tried, mut accepted) = (0, 0);
    let mut attempt = |kind: &str, token: Vec<u8>| {
        tried += 1;
        let text = String::from_utf8(token).ok();
        accepted += usize::from(text.is_some_and(|token| outcome(kind, &token, &keys) == "ok"));
    };
    for (kind, token) in kinds {
        let token = token.as_bytes();
        for bit in 0..token.len() * 8 {
            let mut turned = token.to_vec();
            turned[bit / 8] ^= 1 << (bit % 8);
            attempt(kind, turned);
        }
        for at in 0..token.len() {
            attempt(kind, token[..at].to_vec());
            attempt(kind, [&token[..at], &token[at + 1..]].concat());
            attempt(kind, [&token[..=at], &token[at..]].concat());
        }
    }
    println!("{tried} changed statements, {accepted} accepted");
    assert_eq!(accepted, 0);
    assert!(tried > 10_000, "{tried}");
}

#[test]
fn a_foreign_implementation_agrees() {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/python");
    let own = own.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" });
    let python = if own.exists() { own } else { PathBuf::from("python3") };
    let has_cryptography = Command::new(&python).args(["-c", "import cryptography"]).output();
    if !has_cryptography.is_ok_and(|output| output.status.success()) {
        println!("skipped: Python's `cryptography` is not installed; `cargo xtask test` installs it");
        return;
    }
    let output = Command::new(&python).arg(folder().join("vectors.py")).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    println!("{}", said.trim());
}
