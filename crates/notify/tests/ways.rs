//! Mail against a small server on the loopback, and the folder.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

use notify::folder::Folder;
use notify::mail::Mail;
use notify::{Failure, Gateway as _, Message, Way};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpListener;

fn message(to: &str) -> Message {
    Message {
        id: "1-2-1".to_owned(),
        to: to.to_owned().into(),
        subject: "诉求进度".to_owned(),
        text: "您反映的事已受理。".to_owned(),
    }
}

/// A mail server for one mail, which answers each recipient as told; gives what it got.
async fn server(to_rcpt: &'static str) -> (String, tokio::task::JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("smtp://{}", listener.local_addr().unwrap());
    let got = tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        let (read, mut write) = stream.into_split();
        let mut lines = BufReader::new(read).lines();
        let (mut body, mut in_data) = (String::new(), false);
        write.write_all(b"220 here\r\n").await.unwrap();
        while let Ok(Some(line)) = lines.next_line().await {
            let answer = if in_data {
                if line == "." {
                    in_data = false;
                    "250 kept\r\n"
                } else {
                    body.push_str(&line);
                    body.push('\n');
                    continue;
                }
            } else if line.starts_with("RCPT") {
                to_rcpt
            } else if line == "DATA" {
                in_data = true;
                "354 go on\r\n"
            } else if line == "QUIT" {
                break;
            } else {
                "250 ok\r\n"
            };
            if write.write_all(answer.as_bytes()).await.is_err() {
                break;
            }
        }
        body
    });
    (address, got)
}

#[tokio::test]
async fn mail_goes_out_in_chinese_with_an_id_of_its_own() {
    let (address, got) = server("250 ok\r\n").await;
    let mail = Mail::new(&address, "唐山12345 <12345@example.gov.cn>").unwrap();
    mail.send(&message("wang@example.com")).await.unwrap();
    drop(mail);
    let got = got.await.unwrap();
    assert!(got.contains("Message-ID: <1-2-1@example.gov.cn>"), "{got}");
    assert!(got.contains("To: wang@example.com") && got.contains("charset=utf-8"), "{got}");
}

#[tokio::test]
async fn mail_tells_a_wrong_address_from_a_busy_server() {
    for (answer, again) in [("550 no such user\r\n", false), ("451 later\r\n", true)] {
        let (address, _got) = server(answer).await;
        let mail = Mail::new(&address, "12345@example.gov.cn").unwrap();
        let failure = mail.send(&message("wang@example.com")).await.unwrap_err();
        assert_eq!(matches!(failure, Failure::Passing(_)), again, "{failure}");
    }
    let mail = Mail::new("smtp://127.0.0.1:1", "12345@example.gov.cn").unwrap();
    assert!(matches!(mail.send(&message("wang@example.com")).await, Err(Failure::Passing(_))));
    assert!(matches!(mail.send(&message("no address")).await, Err(Failure::Final(_))));
    // A line break in an address would be a second header.
    assert!(matches!(mail.send(&message("a@b.c\r\nBcc: d@e.f")).await, Err(Failure::Final(_))));
    assert!(Mail::new("http://a", "a@b.c").is_err());
    assert!(Mail::new("smtp://a", "nobody").unwrap_err().to_string().contains("应写成"));
}

#[tokio::test]
async fn the_folder_keeps_each_message_once() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("messages");
    assert_eq!(Folder::kept(&folder).unwrap(), []);
    let way = Folder::new(&folder, Way::Sms);
    for _ in 0..2 {
        way.send(&message("13800001234")).await.unwrap();
    }
    std::fs::write(folder.join("else.json"), "{}").unwrap();
    let kept = Folder::kept(&folder).unwrap();
    assert_eq!(kept.len(), 1);
    assert_eq!((kept[0].to.as_str(), kept[0].text.as_str()), ("13800001234", "您反映的事已受理。"));
    let nowhere = Folder::new(&place.path().join("messages/else.json"), Way::Sms);
    assert!(matches!(nowhere.send(&message("13800001234")).await, Err(Failure::Passing(_))));
}
