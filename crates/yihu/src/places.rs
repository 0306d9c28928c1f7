//! Commands on a data place: init, import, accounts; and how a fault is said.

use std::io::{ErrorKind, IsTerminal as _, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use app::{App, AppError, Clock, NewAccount, Place, Setup};
use hotline::Role;

/// Where the data is.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct Data {
    /// 数据文件夹或PostgreSQL地址 / data folder or PostgreSQL address
    #[arg(long, default_value = "./yihu-data", env = "YIHU_DATA")]
    pub(crate) data: String,
    /// 密钥文件，默认在数据文件夹里 / key file, in the data folder unless given
    #[arg(long, env = "YIHU_KEY")]
    pub(crate) key: Option<PathBuf>,
}

impl Data {
    pub(crate) fn place(&self) -> Result<Place, AppError> {
        Place::parse(&self.data, self.key.as_deref())
    }

    pub(crate) async fn open(&self) -> Result<App, AppError> {
        App::open(&self.place()?, Setup::Existing, Clock::System).await
    }
}

/// What went wrong, in one plain sentence that says what to do.
pub(crate) fn sentence(error: &anyhow::Error) -> String {
    if let Some(known) = error.downcast_ref::<AppError>() {
        return known.zh();
    }
    let text = format!("{error:#}");
    if text.ends_with('。') {
        text
    } else {
        format!("{text}。请稍后再试；持续出现时，请把这一行告诉管理员。")
    }
}

pub(crate) async fn init(data: &Data) -> anyhow::Result<ExitCode> {
    let place = data.place()?;
    let app = App::open(&place, Setup::New, Clock::System).await?;
    app.close().await;
    say(format_args!(
        "已建立数据库：{}\n密钥文件：{}（请另存一份，丢失后身份信息无法解密）\n下一步：yihu user add 建立账号，yihu serve 启动服务。",
        data.data,
        place.key_file().display()
    ))?;
    Ok(ExitCode::SUCCESS)
}

pub(crate) async fn import_appeals(file: &Path, data: &Data) -> anyhow::Result<ExitCode> {
    let bytes = std::fs::read(file).map_err(|error| unreadable(file, &error))?;
    let app = data.open().await?;
    let bar = bar("导入");
    let (report, _) = app
        .import_messages(&bytes, |done, total| {
            bar.set_length(total);
            bar.set_position(done);
        })
        .await?;
    bar.finish_and_clear();
    app.run_outbox().await?;
    app.close().await;
    say(serde_json::to_string(&report)?)?;
    Ok(if report.rejected.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(4) })
}

/// A version of the policy, in force from its own day on.
pub(crate) async fn import_policy(file: &Path, data: &Data) -> anyhow::Result<ExitCode> {
    let text = text_of(file)?;
    let app = data.open().await?;
    let outcome = app.import_policy(&text, "command line").await;
    app.close().await;
    let policy = outcome?;
    say(format_args!(
        "已导入{}（{}），自{}起生效；已经在走的时限不变。",
        policy.title, policy.version, policy.effective_from
    ))?;
    Ok(ExitCode::SUCCESS)
}

/// A file of UTF-8 text.
pub(crate) fn text_of(file: &Path) -> Result<String, AppError> {
    let bytes = std::fs::read(file).map_err(|error| unreadable(file, &error))?;
    let text =
        String::from_utf8(bytes).map_err(|_| AppError::Input("文件不是UTF-8编码。请另存为UTF-8再导入。".to_owned()))?;
    Ok(text.trim_start_matches('\u{feff}').to_owned())
}

/// A year's holiday notice: what was due provisionally is reckoned anew.
pub(crate) async fn import_calendar(file: &Path, version: &str, data: &Data) -> anyhow::Result<ExitCode> {
    let text = text_of(file)?;
    let app = data.open().await?;
    let outcome = app.import_calendar(version, &text, "command line").await;
    app.run_outbox().await?;
    app.close().await;
    say(format_args!("已导入日历{version}，核对了{}件有暂定时限的诉求。", outcome?))?;
    Ok(ExitCode::SUCCESS)
}

/// Why a file could not be read, and what to do.
fn unreadable(file: &Path, error: &std::io::Error) -> AppError {
    let shown = file.display();
    #[expect(clippy::wildcard_enum_match_arm, reason = "a foreign, open list: the rest is told as the system tells it")]
    AppError::Input(match error.kind() {
        ErrorKind::NotFound => format!("没有文件“{shown}”。请检查路径。"),
        ErrorKind::PermissionDenied => format!("没有权限读文件“{shown}”。请检查它的权限。"),
        ErrorKind::IsADirectory => format!("“{shown}”是一个文件夹。请写出其中要导入的CSV文件。"),
        _ => format!("读不出文件“{shown}”（{error}）。请检查路径、权限和磁盘。"),
    })
}

pub(crate) async fn add_user(
    data: &Data,
    login: String,
    name: String,
    unit: String,
    roles: &[String],
) -> anyhow::Result<ExitCode> {
    let roles = roles
        .iter()
        .map(|code| {
            Role::from_code(code).ok_or_else(|| {
                let known: Vec<_> = Role::ALL.iter().map(|role| role.code()).collect();
                AppError::Input(format!("没有“{code}”这个岗位。请从这些里选：{}。", known.join(" ")))
            })
        })
        .collect::<Result<_, _>>()?;
    if std::io::stdin().is_terminal() {
        eprint!("密码：");
        std::io::stderr().flush()?;
    }
    let mut password = Vec::new();
    std::io::stdin().take(1_000).read_to_end(&mut password)?;
    let password = password.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let password = std::str::from_utf8(password)
        .map_err(|_| AppError::Input("密码里有无法识别的字节。请用UTF-8编码的文字作密码。".to_owned()))?;
    let password = password.trim_end_matches('\r').to_owned();
    let app = data.open().await?;
    app.create_account(NewAccount { login: login.clone(), name, unit: unit.as_str().into(), roles, password }).await?;
    app.close().await;
    say(format_args!("已建立账号 {login}。"))?;
    Ok(ExitCode::SUCCESS)
}

/// A line on standard output. `println!` panics when nobody reads it any more (`| head`); that is no fault of ours.
pub(crate) fn say(line: impl std::fmt::Display) -> Result<(), AppError> {
    told(writeln!(std::io::stdout(), "{line}"))
}

/// Whether standard output took what was said; who stopped reading has had enough.
pub(crate) fn told(outcome: std::io::Result<()>) -> Result<(), AppError> {
    match outcome {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(AppError::Input(format!("结果写不出去（{error}）。请检查输出指向的文件和磁盘空间。")))
        }
        Ok(()) | Err(_) => Ok(()),
    }
}

/// A progress bar on standard error; nothing where that is no terminal.
pub(crate) fn bar(what: &'static str) -> indicatif::ProgressBar {
    let bar = indicatif::ProgressBar::new(0).with_message(what);
    if let Ok(style) = indicatif::ProgressStyle::with_template("{msg} {bar:30} {pos}/{len} 还需{eta}") {
        bar.set_style(style);
    }
    bar
}

/// The program as it was called: who came by `cargo run` has no `yihu` of their own.
pub(crate) fn program() -> String {
    std::env::args_os().next().map_or_else(|| "yihu".to_owned(), |name| name.to_string_lossy().into_owned())
}
