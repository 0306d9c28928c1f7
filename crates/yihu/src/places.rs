//! Commands on a data place: init, import, accounts; and how a fault is said.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
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
    match error.downcast_ref::<AppError>() {
        Some(known) => known.zh(),
        None => format!("{error:#}"),
    }
}

pub(crate) async fn init(data: &Data) -> anyhow::Result<ExitCode> {
    let place = data.place()?;
    let app = App::open(&place, Setup::New, Clock::System).await?;
    app.close().await;
    println!("已建立数据库：{}", data.data);
    println!("密钥文件：{}（请另存一份，丢失后身份信息无法解密）", place.key_file().display());
    println!("下一步：yihu user add 建立账号，yihu serve 启动服务。");
    Ok(ExitCode::SUCCESS)
}

pub(crate) async fn import_appeals(file: &Path, data: &Data) -> anyhow::Result<ExitCode> {
    let bytes = std::fs::read(file).with_context(|| format!("打不开文件“{}”。请检查路径和权限", file.display()))?;
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
    println!("{}", serde_json::to_string(&report)?);
    Ok(if report.rejected.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(4) })
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
                AppError::Input(format!("没有“{code}”这个岗位。可用：{}。", known.join(" ")))
            })
        })
        .collect::<Result<_, _>>()?;
    eprint!("密码：");
    std::io::stderr().flush()?;
    let mut password = String::new();
    std::io::stdin().take(1_000).read_to_string(&mut password)?;
    let password = password.lines().next().unwrap_or_default().to_owned();
    let app = data.open().await?;
    app.create_account(NewAccount { login: login.clone(), name, unit: unit.as_str().into(), roles, password }).await?;
    app.close().await;
    println!("已建立账号 {login}。");
    Ok(ExitCode::SUCCESS)
}

/// A progress bar on standard error; nothing where that is no terminal.
pub(crate) fn bar(what: &'static str) -> indicatif::ProgressBar {
    let bar = indicatif::ProgressBar::new(0).with_message(what);
    if let Ok(style) = indicatif::ProgressStyle::with_template("{msg} {bar:30} {pos}/{len} 还需{eta}") {
        bar.set_style(style);
    }
    bar
}
