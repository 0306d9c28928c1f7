//! The one binary: reads what was asked, wires, and says in one plain sentence what went wrong.
//!
//! Exit codes: 0 done; 1 something went wrong (one sentence says what to do); 2 the command line was wrong; 3 `verify`
//! found a fault in the data; 4 an import ended with rejected rows.

mod demo;
mod law;
mod messages;
mod places;
mod serve;
mod simulate;
mod usage;
mod verify;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// 一呼：12345政务服务便民热线平台 / the platform of a 12345 citizen hotline.
#[derive(Debug, Parser)]
#[command(name = "yihu", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// 演示：在新文件夹里建一座城市，播放约300件诉求，然后启动服务 / makes a demo city and serves it
    Demo(demo::Args),
    /// 初始化：建立数据库和密钥文件 / sets up database and key file
    Init(places::Data),
    /// 启动服务 / serves
    Serve(serve::Args),
    /// 导入 / imports
    #[command(subcommand)]
    Import(Import),
    /// 核验：从事件记录重建全部数据并逐条比对 / rebuilds everything from the events and compares
    Verify(places::Data),
    /// 法律：计算时限 / the law: reckons limits
    #[command(subcommand)]
    Law(law::Command),
    /// 模拟：一座城市按种子打电话、派单、办理、回访，最后核验并出一页报告 / a simulated city
    Simulate(simulate::Args),
    /// 账号 / accounts
    #[command(subcommand)]
    User(User),
}

#[derive(Debug, Subcommand)]
enum Import {
    /// 时限规则TOML：从文件写明的日期起生效 / a version of the policy
    Policy {
        /// TOML文件 / the file
        file: std::path::PathBuf,
        #[command(flatten)]
        data: places::Data,
    },
    /// 放假安排CSV：date,kind,name,notice_year,notice；重算暂定的时限 / a year's holiday notice
    Calendar {
        /// CSV文件 / the file
        file: std::path::PathBuf,
        /// 版本名，例如 cn-2027 / name of the version
        #[arg(long)]
        version: String,
        #[command(flatten)]
        data: places::Data,
    },
    /// 市民留言CSV：id,user,title,time,text / citizens' messages
    Appeals {
        /// CSV文件 / the file
        file: std::path::PathBuf,
        #[command(flatten)]
        data: places::Data,
    },
}

#[derive(Debug, Subcommand)]
enum User {
    /// 新建账号；密码从标准输入读取 / makes an account, the password is read from standard input
    Add {
        /// 用户名 / login
        login: String,
        /// 显示的姓名 / name shown
        #[arg(long)]
        name: String,
        /// 单位代码 / unit code
        #[arg(long)]
        unit: String,
        /// 岗位代码，可多次：operator dispatcher reviewer callback unit_clerk unit_head … / role codes
        #[arg(long = "role", required = true)]
        roles: Vec<String>,
        #[command(flatten)]
        data: places::Data,
    },
}

fn main() -> ExitCode {
    let cli: Cli = match usage::parse() {
        Ok(cli) => cli,
        Err(code) => return code,
    };
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("操作系统没有给出运行所需的资源（{error}）。请稍后再试。");
            return ExitCode::FAILURE;
        }
    };
    let outcome = runtime.block_on(async {
        match cli.command {
            Command::Demo(args) => demo::run(args).await,
            Command::Init(data) => places::init(&data).await,
            Command::Serve(args) => serve::run(args).await,
            Command::Import(Import::Appeals { file, data }) => places::import_appeals(&file, &data).await,
            Command::Import(Import::Policy { file, data }) => places::import_policy(&file, &data).await,
            Command::Import(Import::Calendar { file, version, data }) => {
                places::import_calendar(&file, &version, &data).await
            }
            Command::Verify(data) => verify::run(&data).await,
            Command::Law(command) => law::run(command).await,
            Command::Simulate(args) => simulate::run(args).await,
            Command::User(User::Add { login, name, unit, roles, data }) => {
                places::add_user(&data, login, name, unit, &roles).await
            }
        }
    });
    match outcome {
        Ok(code) => code,
        Err(error) => {
            // One sentence for the person; the cause chain is for the engineer, behind it.
            eprintln!("{}", places::sentence(&error));
            ExitCode::FAILURE
        }
    }
}
