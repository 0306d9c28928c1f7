//! The real binary in bad circumstances: each ends with one plain sentence that says what to do, the exit code that
//! README names, no panic, and nothing lost.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod command_line;
mod damage;
mod data_place;
mod documents;
mod full_disk;
mod import;
mod keys;
mod law;
mod run;
mod serving;
mod simulate;
