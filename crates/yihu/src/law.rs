//! `yihu law due`: a limit reckoned day by day, one answer or a stream of them. `yihu law dry-run`: a new policy held
//! against what has been decided; `yihu law policy`: the one in force. `yihu law explain`: what was done with one claim, step by step, and by which clause.

use std::io::{BufRead, Write};
use std::path::Path;
use std::process::ExitCode;

use clap::Subcommand;
use law::query::{Query, answer, pause_from_text};
use law::{Date, WorkCalendar};

use crate::places::{Data, say, text_of, told};

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
    /// 办理经过说明：每一步依据哪一条、时限守没守住 / a claim's life with the clause of each step
    Explain {
        /// 诉求编号 / the claim's number
        claim: String,
        #[command(flatten)]
        data: Data,
    },
    /// 现行政策全文，新版以它为底本 / the policy in force, the base of the next version
    Policy {
        #[command(flatten)]
        data: Data,
    },
    /// 试算：新版时限规则会怎样改变已经办的诉求；只读，逐行输出JSON / what a new policy would have decided differently
    DryRun {
        /// 新版时限规则TOML / the new version
        policy: std::path::PathBuf,
        /// 从哪一天起的决定，例如 2026-01-01 / decisions since this day
        #[arg(long)]
        since: Date,
        #[command(flatten)]
        data: Data,
    },
}

pub(crate) async fn run(command: Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::Due { limit, start, pauses, batch } => due(limit, start, &pauses, batch),
        Command::Explain { claim, data } => explain(&claim, &data).await,
        Command::Policy { data } => policy(&data).await,
        Command::DryRun { policy, since, data } => dry_run(&policy, since, &data).await,
    }
}

/// The explanation as a text; it opens no identity.
async fn explain(claim: &str, data: &Data) -> anyhow::Result<ExitCode> {
    let no = claim
        .trim()
        .parse::<hotline::ClaimNo>()
        .map_err(|_| anyhow::anyhow!("“{claim}”不是诉求编号。请照回执或者诉求页上写的来，例如 TS260105-00731-7。"))?;
    let app = data.open().await?;
    let outcome = app.explanation(&no).await;
    app.close().await;
    let text = match outcome {
        Err(app::AppError::NotFound) => {
            anyhow::bail!("没有编号为{no}的诉求。请核对编号，或者用 --data 指明数据在哪里。")
        }
        other => other?,
    };
    say(text.trim_end())?;
    Ok(ExitCode::SUCCESS)
}

/// The document as it was imported, or the built-in one.
async fn policy(data: &Data) -> anyhow::Result<ExitCode> {
    let app = data.open().await?;
    let outcome = app.policy_document().await;
    app.close().await;
    say(outcome?.trim_end())?;
    Ok(ExitCode::SUCCESS)
}

/// A line of JSON for each claim that would have gone differently, and one with the counts at the end.
async fn dry_run(policy: &Path, since: Date, data: &Data) -> anyhow::Result<ExitCode> {
    let text = text_of(policy)?;
    let app = data.open().await?;
    let mut lines = Vec::new();
    let outcome = app
        .dry_run(&text, since, |no, found| {
            lines.push(serde_json::json!({ "claim": no, "differences": found }).to_string());
        })
        .await;
    app.close().await;
    let (read, differ) = outcome?;
    for line in lines {
        say(line)?;
    }
    say(serde_json::json!({ "read": read, "different": differ }))?;
    Ok(ExitCode::SUCCESS)
}

fn due(limit: Option<String>, start: Option<String>, pauses: &[String], batch: bool) -> anyhow::Result<ExitCode> {
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
