//! Writes the sample pages of the design system to a folder, to be looked at in a browser:
//! `cargo run -p web --example components -- target/components`.

use std::path::PathBuf;
use std::{env, fs, io};

use askama::Template;
use web::admin::components as sample;
use web::frame::assets;

fn main() -> io::Result<()> {
    let folder = env::args_os().nth(1).map_or_else(|| PathBuf::from("target/components"), PathBuf::from);
    fs::create_dir_all(folder.join("assets"))?;
    for asset in [&*assets::CSS, &*assets::JS, &*assets::ICON] {
        fs::write(folder.join(asset.url.trim_start_matches('/')), asset.body)?;
    }
    for (name, prefs) in sample::LOOKS {
        write(&folder, &format!("public-{name}.html"), &sample::public(sample::sample(prefs)))?;
        write(&folder, &format!("staff-{name}.html"), &sample::staff(sample::sample(prefs)))?;
    }
    Ok(())
}

/// Addresses of assets become relative, so that the file opens without a server.
fn write(folder: &std::path::Path, name: &str, page: &impl Template) -> io::Result<()> {
    let html = page.render().map_err(io::Error::other)?;
    fs::write(folder.join(name), html.replace("\"/assets/", "\"assets/"))
}
