//! Makes a home for `PICOPRESS_HOME` in which somebody is signed in: `signed_in_home HOME KEYS [free|basic|pro]`.
//! A program built with `dev-keys` believes it when `PICOPRESS_DEV_KEYS` names the file KEYS.

use std::error::Error;
use std::path::Path;

use licensing::dev_home;
use licensing::protocol::Plan;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (home, keys, plan) = match arguments.as_slice() {
        [home, keys] => (home, keys, Plan::Pro),
        [home, keys, plan] => (home, keys, Plan::from_name(plan).ok_or("the plan is free, basic or pro")?),
        _ => return Err("HOME KEYS [free|basic|pro]".into()),
    };
    dev_home::make(&Path::new(home).join("state"), Path::new(keys), plan)?;
    Ok(())
}
