//! Licences of all dependencies against the list in `deny.toml`: the part of `cargo deny check` that needs nothing
//! installed.

use std::path::Path;
use std::process::Command;

use serde_json::Value;
use spdx::{Expression, ParseMode};

/// Dependencies under a licence that `deny.toml` does not allow, or what hinders the check.
pub(crate) fn not_allowed(root: &Path) -> Vec<String> {
    check(root).unwrap_or_else(|problem| vec![problem])
}

fn check(root: &Path) -> Result<Vec<String>, String> {
    let allowed = allowed(root)?;
    let output = Command::new("cargo")
        .args(["metadata", "--format-version", "1", "--locked", "--all-features"])
        .args(["--filter-platform", "x86_64-unknown-linux-gnu"])
        .current_dir(root)
        .output()
        .map_err(|error| format!("cargo metadata: {error}"))?;
    if !output.status.success() {
        return Err(format!("cargo metadata: {}", String::from_utf8_lossy(&output.stderr).trim()));
    }
    let metadata: Value = serde_json::from_slice(&output.stdout).map_err(|error| format!("cargo metadata: {error}"))?;
    let packages = metadata["packages"].as_array().map(Vec::as_slice).unwrap_or_default();
    Ok(packages.iter().filter(|package| !package["source"].is_null()).filter_map(|one| fault(one, &allowed)).collect())
}

fn fault(package: &Value, allowed: &[String]) -> Option<String> {
    let text = |field: &str| package[field].as_str().unwrap_or_default();
    let name = format!("{} {}", text("name"), text("version"));
    // Old crates write `MIT/Apache-2.0`.
    let Ok(expression) = Expression::parse_mode(text("license"), ParseMode::LAX) else {
        return Some(format!("{name}: licence “{}” cannot be read", text("license")));
    };
    let ok = expression.evaluate(|wanted| allowed.iter().any(|one| *one == wanted.to_string()));
    (!ok).then(|| format!("{name}: licence {} is not in deny.toml", text("license")))
}

fn allowed(root: &Path) -> Result<Vec<String>, String> {
    let text = std::fs::read_to_string(root.join("deny.toml")).map_err(|error| format!("deny.toml: {error}"))?;
    let deny: toml::Table = text.parse().map_err(|error| format!("deny.toml: {error}"))?;
    let list = deny.get("licenses").and_then(|licences| licences.get("allow")).and_then(toml::Value::as_array);
    let list = list.ok_or("deny.toml: no [licenses] allow")?;
    Ok(list.iter().filter_map(|one| one.as_str().map(str::to_owned)).collect())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::fault;

    #[test]
    fn a_licence_that_is_not_on_the_list_is_named() {
        let allowed = ["MIT".to_owned(), "Apache-2.0".to_owned()];
        let with = |licence: &str| fault(&json!({ "name": "x", "version": "1.0.0", "license": licence }), &allowed);
        for fine in ["MIT", "MIT/Apache-2.0", "GPL-3.0-only OR MIT", "MIT AND Apache-2.0"] {
            assert_eq!(with(fine), None, "{fine}");
        }
        for wrong in ["GPL-3.0-only", "MIT AND GPL-3.0-only", "", "whatever"] {
            assert!(with(wrong).is_some_and(|said| said.starts_with("x 1.0.0")), "{wrong}");
        }
    }
}
