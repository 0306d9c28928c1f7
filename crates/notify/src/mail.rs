//! Mail by SMTP, through the `lettre` crate.

use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use lettre::message::Mailbox;
use lettre::transport::smtp::Error;
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Tokio1Executor};

use crate::{Failure, Gateway, Handed, Message, Report, Way};

/// Mail through a server.
#[derive(Debug, Clone)]
pub struct Mail {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

/// What is wrong with a setting.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "邮件设置不对：{0}。应写成 smtp://用户:密码@服务器:端口?tls=required 或 smtps://用户:密码@服务器，发件人写成 唐山12345 <12345@example.gov.cn>。"
)]
pub struct WrongSetting(String);

impl Mail {
    /// A server by its address (`smtps://…`, or `smtp://…?tls=required`) and the sender of all mail.
    ///
    /// # Errors
    /// [`WrongSetting`], with how to write it.
    pub fn new(server: &str, from: &str) -> Result<Self, WrongSetting> {
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(server)
            .map_err(|error| WrongSetting(error.to_string()))?
            .build();
        let from = from.parse().map_err(|error: lettre::address::AddressError| WrongSetting(error.to_string()))?;
        Ok(Self { transport, from })
    }

    async fn hand_over(&self, message: &Message) -> Result<Handed, Failure> {
        let to: Mailbox = message.to.parse().map_err(|_| Failure::Final("邮件地址不对，请核对后改正".to_owned()))?;
        let mail = lettre::Message::builder()
            .from(self.from.clone())
            .to(to)
            // The same message has the same id: a mail server that gets it twice can tell.
            .message_id(Some(format!("<{}@{}>", message.id, self.from.email.domain())))
            .subject(message.subject.clone())
            .header(lettre::message::header::ContentType::TEXT_PLAIN)
            .body(message.text.clone())
            .map_err(|error| Failure::Final(error.to_string()))?;
        match self.transport.send(mail).await {
            Ok(_) => Ok(Handed::Unreported),
            Err(error) if is_final(&error) => Err(Failure::Final(format!("邮件服务器不收：{error}"))),
            Err(error) => Err(Failure::Passing(format!("邮件没有发出：{error}"))),
        }
    }
}

/// Whether a text is a mail address that mail can be sent to.
pub fn is_address(text: &str) -> bool {
    text.len() <= 254 && text.parse::<lettre::Address>().is_ok()
}

/// A server that says 5xx says it for good; all else may pass.
fn is_final(error: &Error) -> bool {
    error.is_permanent()
}

impl Gateway for Mail {
    fn way(&self) -> Way {
        Way::Mail
    }

    fn send<'a>(&'a self, message: &'a Message) -> BoxFuture<'a, Result<Handed, Failure>> {
        self.hand_over(message).boxed()
    }

    fn report(&self) -> BoxFuture<'_, Report> {
        std::future::pending().boxed()
    }
}
