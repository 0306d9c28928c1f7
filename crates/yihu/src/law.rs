//! `yihu law due`: a limit reckoned day by day, one answer or a stream of them.

use std::io::{BufRead, Write};
use std::process::ExitCode;

use clap::Subcommand;
use law::WorkCalendar;
use law::query::{Query, answer, pause_from_text};

use crate::places::{say, told};

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// 计算到期时间，逐日说明 / the due instant, day by day
    Due {
        /// 时限：2h、5wd、30cd / the limit
        #[arg(long, required_unless_present = "batch")]
        limit: Option<String>,
        /// 起算时间，RFC 3339 / when it starts
        #[arg(long, required_unless_present = "batch")]
        start: Option<String>,
        /// 中止：起/止，可多次 / a pause, FROM/TO
        #[arg(long = "pause")]
        pauses: Vec<String>,
        /// 从标准输入逐行读JSON / JSON lines from standard input
        #[arg(long, conflicts_with_all = ["limit", "start", "pauses"])]
        batch: bool,
    },
}

pub(crate) fn run(command: Command) -> anyhow::Result<ExitCode> {
    let Command::Due { limit, start, pauses, batch } = command;
    let calendar = WorkCalendar::china();
    if batch {
        return run_batch(calendar);
    }
    let pauses = pauses.iter().map(|text| pause_from_text(text)).collect::<Result<_, _>>()?;
    let query = Query { limit: limit.unwrap_or_default(), start: start.unwrap_or_default(), pauses };
    say(serde_json::to_string(&answer(&query, calendar)?)?)?;
    Ok(ExitCode::SUCCESS)
}

/// What a line of the stream looks like.
const LINE: &str = r#"{"limit":"5wd","start":"2026-02-13T15:00:00+08:00","pauses":[]}"#;

/// A line each, in order; a line that cannot be answered gives an object with `error`, and the rest goes on.
fn run_batch(calendar: &WorkCalendar) -> anyhow::Result<ExitCode> {
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let mut wrong = false;
    for line in std::io::stdin().lock().split(b'\n') {
        let line = line?;
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        let answered = serde_json::from_slice::<Query>(&line)
            .map_err(|error| format!("这一行不是约定的JSON（{error}）。每行应写成 {LINE}。"))
            .and_then(|query| {
                let answered = answer(&query, calendar).map_err(|error| error.to_string())?;
                serde_json::to_string(&answered).map_err(|error| error.to_string())
            });
        let text = answered.unwrap_or_else(|error| {
            wrong = true;
            serde_json::json!({ "error": error }).to_string()
        });
        if let Err(error) = writeln!(out, "{text}") {
            told(Err(error))?;
            return Ok(ExitCode::SUCCESS);
        }
    }
    told(out.flush())?;
    Ok(if wrong { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}
