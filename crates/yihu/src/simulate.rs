//! `yihu simulate`: a seeded city through the real path and the real store.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use app::{App, AppError, Clock, Place, Setup};
use law::Date;
use sim::{Parameters, Simulation};

use crate::places::{self, bar, say};

/// The exit code of a fault that the audit found.
const FAULT: u8 = 3;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// 来电的天数 / days on which people call
    #[arg(long)]
    days: Option<u32>,
    /// 随机种子；同样的种子和参数得到同样的事件日志 / seed
    #[arg(long)]
    seed: Option<u64>,
    /// 第一天，例如2026-11-01 / first day
    #[arg(long)]
    from: Option<Date>,
    /// 平均每天的来电量 / contacts on an average day
    #[arg(long)]
    requests_a_day: Option<f64>,
    /// 参数文件（TOML）；命令行上写的优先 / parameters, TOML
    #[arg(long)]
    parameters: Option<PathBuf>,
    /// 数据文件夹，须是新的；接着跑时用原来的 / a fresh folder, or the one of a run that was stopped
    #[arg(long, default_value = "./yihu-simulation")]
    data: PathBuf,
    /// 接着跑停下来的一次模拟 / go on with a run that was stopped
    #[arg(long)]
    resume: bool,
    /// 跑完这么多天就停下，以后可以接着跑 / stop after so many days
    #[arg(long)]
    stop_after: Option<u32>,
}

impl Args {
    fn parameters(&self) -> Result<Parameters, AppError> {
        let mut parameters = match &self.parameters {
            Some(path) => Parameters::parse(&places::text_of(path)?)
                .map_err(|error| AppError::Input(format!("参数文件“{}”：{error}", path.display())))?,
            None => Parameters::default(),
        };
        parameters.days = self.days.unwrap_or(parameters.days);
        parameters.seed = self.seed.unwrap_or(parameters.seed);
        parameters.from = self.from.unwrap_or(parameters.from);
        parameters.requests_a_day = self.requests_a_day.unwrap_or(parameters.requests_a_day);
        Ok(parameters)
    }

    /// Whether a run stands in the folder, against what was asked for.
    fn check(&self) -> Result<(), AppError> {
        let stands = self.data.join(Simulation::STATE).exists();
        let used = self.data.read_dir().is_ok_and(|mut inside| inside.next().is_some());
        let folder = self.data.display();
        if self.resume && !stands {
            return Err(AppError::Input(format!("文件夹“{folder}”里没有停下来的模拟。请去掉 --resume，从头开始。")));
        }
        let set = self.days.is_some()
            || self.seed.is_some()
            || self.from.is_some()
            || self.requests_a_day.is_some()
            || self.parameters.is_some();
        if self.resume && set {
            return Err(AppError::Input(
                "接着跑时参数都按原来的，只能再写 --stop-after。请去掉其他参数，或者换一个新文件夹从头开始。"
                    .to_owned(),
            ));
        }
        if !self.resume && stands {
            let program = places::program();
            return Err(AppError::Input(format!(
                "文件夹“{folder}”里有一次停下来的模拟。接着跑：{program} simulate --resume --data {folder}；从头开始请用 --data 换一个新文件夹。"
            )));
        }
        if !self.resume && used {
            return Err(AppError::Input(format!(
                "文件夹“{folder}”里已有内容，模拟不会覆盖它。请用 --data 换一个新文件夹。"
            )));
        }
        Ok(())
    }
}

pub(crate) async fn run(args: Args) -> anyhow::Result<ExitCode> {
    args.check()?;
    let parameters = args.parameters()?;
    parameters.check().map_err(AppError::Input)?;
    // What is played can be played again: commits need not wait for the disk.
    let place = Place::parse(&args.data.to_string_lossy(), None)?.relaxed();
    let begins = if args.resume { Simulation::stands_at(&args.data)? } else { Simulation::begins(&parameters) };
    let clock = Clock::manual(begins);
    let app = App::open(&place, if args.resume { Setup::Existing } else { Setup::New }, clock).await?;
    let outcome = play(&app, &args, parameters).await;
    app.close().await;
    outcome
}

async fn play(app: &App, args: &Args, parameters: Parameters) -> anyhow::Result<ExitCode> {
    let mut simulation = Simulation::open(app, &args.data, (!args.resume).then_some(parameters)).await?;
    let stopped = Arc::new(AtomicBool::new(false));
    let listens = Arc::clone(&stopped);
    let interrupt = tokio::spawn(async move {
        if tokio::signal::ctrl_c().await.is_ok() {
            listens.store(true, Ordering::Relaxed);
        }
    });
    let until = args.stop_after.map(|days| u64::from(days) * 1_440);
    let bar = bar("模拟");
    let began = std::time::Instant::now();
    let over = simulation
        .play(
            |minute| stopped.load(Ordering::Relaxed) || until.is_some_and(|until| minute >= until),
            |progress| {
                bar.set_length(progress.minutes);
                bar.set_position(progress.minute);
                if progress.minute.is_multiple_of(60) {
                    bar.set_message(format!("第{}天，{}次来电", progress.minute / 1_440 + 1, progress.contacts));
                }
            },
        )
        .await;
    let took = began.elapsed();
    bar.finish_and_clear();
    interrupt.abort();
    if !over? {
        say(format_args!(
            "已停下，数据在 {}。接着跑：{} simulate --resume --data {}",
            args.data.display(),
            places::program(),
            args.data.display()
        ))?;
        return Ok(ExitCode::SUCCESS);
    }
    let bar = places::bar("核验");
    let report = simulation.report(took, |done| bar.set_position(done)).await?;
    bar.finish_and_clear();
    let path = args.data.join("report.md");
    std::fs::write(&path, &report.page)?;
    say(format_args!("{}\n报告：{}", report.page, path.display()))?;
    Ok(if report.wrong.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(FAULT) })
}
