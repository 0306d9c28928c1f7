//! `yihu serve`: pages, API and workers in one process.

use std::net::SocketAddr;
use std::process::ExitCode;

use anyhow::Context as _;
use app::{App, AppError};
use tokio::net::TcpListener;

use crate::messages::Ways;
use crate::places::{Data, say};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    data: Data,
    /// 监听地址 / address to listen on
    #[arg(long, default_value = "127.0.0.1:8012", env = "YIHU_LISTEN")]
    listen: SocketAddr,
    /// 网站由HTTPS网关转发：Cookie只走加密连接 / behind an HTTPS gateway
    #[arg(long, env = "YIHU_HTTPS")]
    https: bool,
    #[command(flatten)]
    messages: Ways,
}

pub(crate) async fn run(args: Args) -> anyhow::Result<ExitCode> {
    tracing_subscriber::fmt()
        .with_env_filter(tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| "info".into()))
        .with_writer(std::io::stderr)
        .init();
    let listener = listen(args.listen).await?;
    let app = args.data.open().await?;
    args.messages.set_up(&app)?;
    // The port that was taken, should any have been asked for.
    say(format_args!("一呼已启动：http://{}/", listener.local_addr()?))?;
    serve(app, listener, args.https).await?;
    Ok(ExitCode::SUCCESS)
}

/// Takes the port before anything else is done: a port in use costs nothing.
pub(crate) async fn listen(at: SocketAddr) -> Result<TcpListener, AppError> {
    TcpListener::bind(at).await.map_err(|error| {
        let why = if error.kind() == std::io::ErrorKind::AddrInUse {
            "已被别的程序占用".to_owned()
        } else if error.kind() == std::io::ErrorKind::PermissionDenied {
            "没有权限使用".to_owned()
        } else {
            error.to_string()
        };
        AppError::Input(format!("地址 {at} {why}。请用 --listen 换一个端口，例如 --listen 127.0.0.1:8013。"))
    })
}

/// Serves until it is told to stop; what was handed in is finished first.
pub(crate) async fn serve(app: App, listener: TcpListener, https: bool) -> anyhow::Result<()> {
    let worker = tokio::spawn({
        let app = app.clone();
        async move { Box::pin(app.work()).await }
    });
    let router = web::router(app.clone(), web::Settings { https, ..web::Settings::default() })?;
    let streams = app.clone();
    axum::serve(listener, router.into_make_service_with_connect_info::<SocketAddr>())
        .with_graceful_shutdown(async move {
            stopped().await;
            // Streams of live pages have no end of their own.
            streams.cut_live();
        })
        .await
        .context("服务中断")?;
    worker.abort();
    app.close().await;
    Ok(())
}

async fn stopped() {
    let interrupted = tokio::signal::ctrl_c();
    let Ok(mut terminated) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) else {
        let _stopped = interrupted.await;
        return;
    };
    tokio::select! {
        _ = interrupted => {}
        _ = terminated.recv() => {}
    }
}
