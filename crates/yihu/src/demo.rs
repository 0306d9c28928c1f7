//! `yihu demo`: a city in a fresh folder, ready to be clicked through.

use std::net::SocketAddr;
use std::process::ExitCode;

use app::{App, AppError, Clock, Setup};
use tokio::net::TcpListener;

use crate::messages::Ways;
use crate::places::{self, Data, bar, say};
use crate::serve::{listen, serve};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// 数据文件夹，须是新的；不写则用 ./yihu-demo / a fresh folder
    #[arg(long, default_value = "./yihu-demo")]
    data: String,
    /// 监听地址 / address to listen on
    #[arg(long, default_value = "127.0.0.1:8012")]
    listen: SocketAddr,
    /// 所有演示账号的密码；不写则随机生成 / password of all demo accounts
    #[arg(long)]
    password: Option<String>,
    /// 只播放，不启动服务 / plays and does not serve
    #[arg(long)]
    no_serve: bool,
}

pub(crate) async fn run(args: Args) -> anyhow::Result<ExitCode> {
    let listener = if args.no_serve { None } else { Some(listen(args.listen).await?) };
    // The port that was taken, should any have been asked for.
    let at = listener.as_ref().map_or(Ok(args.listen), TcpListener::local_addr)?;
    let folder = std::path::Path::new(&args.data);
    if folder.exists() && folder.read_dir().is_ok_and(|mut inside| inside.next().is_some()) {
        return Err(AppError::Input(format!(
            "文件夹“{}”里已有内容，演示不会覆盖它。请删掉它，或者用 --data 换一个新文件夹；要接着用原来的演示，运行 {} serve --data {}。",
            args.data,
            places::program(),
            args.data
        ))
        .into());
    }
    let data = Data { data: args.data.clone(), key: None };
    let password = args.password.unwrap_or_else(app::demo::password);
    let now = Clock::System.now();
    let app = App::open(&data.place()?, Setup::New, Clock::manual(now)).await?;
    let bar = bar("播放诉求");
    let demo = app::demo::play(&app, now, &password, |done, total| {
        bar.set_length(total);
        bar.set_position(done);
    })
    .await?;
    bar.finish_and_clear();
    app.close().await;
    let total: u32 = demo.stages.values().sum();
    say(format_args!("演示城市已建好：{total}件诉求（样例单位、样例清单、虚构人物）。数据在 {}。", args.data))?;
    for (stage, count) in &demo.stages {
        say(format_args!("  {stage}　{count}件"))?;
    }
    say(format_args!("\n市民页面　　http://{at}/"))?;
    for (how, no, code) in &demo.examples {
        say(format_args!("查进度示例　编号 {no}　查询码 {code}　{how}"))?;
    }
    say(format_args!("工作人员　　http://{at}/in　密码都是 {password}"))?;
    for sign_in in &demo.sign_ins {
        say(format_args!("  {:<10}　{}", sign_in.login, sign_in.office))?;
    }
    let Some(listener) = listener else {
        return Ok(ExitCode::SUCCESS);
    };
    say(format_args!("\n短信、邮件不真的发，写在 {}/messages；页面上从“没送到的通知”进去看。", args.data))?;
    say(format_args!("\n密码只在这里显示一次，请记下。按 Ctrl+C 停止。"))?;
    say(format_args!(
        "再次启动：{} serve --data {} --listen {at} --messages {}/messages --site http://{at}",
        places::program(),
        args.data,
        args.data
    ))?;
    let app = data.open().await?;
    Ways::kept(folder.join("messages"), format!("http://{at}")).set_up(&app)?;
    serve(app, listener, false).await?;
    Ok(ExitCode::SUCCESS)
}
