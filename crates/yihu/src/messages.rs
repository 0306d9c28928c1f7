//! How claimants are reached: what the command line or the environment says of gateways.

use std::path::PathBuf;

use app::{App, Messages};
use notify::cmpp::{Cmpp, Settings};
use notify::mail::Mail;

/// Ways to reach claimants. None given: they read on the progress page, and nothing is sent.
#[derive(Debug, Clone, Default, clap::Args)]
pub(crate) struct Ways {
    /// 短信网关（CMPP 3.0），cmpp://企业代码:密码@地址:7890?number=接入号&service=业务代码&signature=唐山12345
    #[arg(long, env = "YIHU_SMS", hide_env_values = true)]
    sms: Option<String>,
    /// 邮件服务器，smtps://用户:密码@地址 / mail server
    #[arg(long, env = "YIHU_MAIL", hide_env_values = true, requires = "mail_from")]
    mail: Option<String>,
    /// 发件人，例如 唐山12345 <12345@example.gov.cn> / sender of mail
    #[arg(long, env = "YIHU_MAIL_FROM")]
    mail_from: Option<String>,
    /// 不真的发，写进这个文件夹 / keeps messages in a folder instead
    #[arg(long, env = "YIHU_MESSAGES", conflicts_with_all = ["sms", "mail"])]
    messages: Option<PathBuf>,
    /// 市民看到的网址，写进消息里，例如 https://12345.example.gov.cn / address of the public site
    #[arg(long, env = "YIHU_SITE")]
    site: Option<String>,
}

impl Ways {
    /// Everything into a folder, the site at an address: the demonstration.
    pub(crate) fn kept(folder: PathBuf, site: String) -> Self {
        Self { messages: Some(folder), site: Some(site), ..Self::default() }
    }

    /// Tells the application. A setting that is wrong stops the start: a city would think that people are told.
    pub(crate) fn set_up(&self, app: &App) -> anyhow::Result<()> {
        let mut ways = Messages::default().at(self.site.as_deref().unwrap_or_default());
        if let Some(folder) = &self.messages {
            app.reach_by(ways.into_folder(folder));
            return Ok(());
        }
        if self.sms.is_none() && self.mail.is_none() {
            tracing::warn!("没有设置短信和邮件（--sms、--mail）：进度只在查询页上看得到");
            return Ok(());
        }
        if let Some(setting) = &self.sms {
            ways = ways.by(Box::new(Cmpp::new(Settings::parse(setting)?)));
        }
        if let Some(server) = &self.mail {
            ways = ways.by(Box::new(Mail::new(server, self.mail_from.as_deref().unwrap_or_default())?));
        }
        app.reach_by(ways);
        Ok(())
    }
}
