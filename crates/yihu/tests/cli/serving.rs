//! A server that runs: its folder and its port are taken, and killing it loses nothing.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::run::{Outcome, Place, yihu};

/// A server on a port of its own; ended when dropped.
struct Server {
    child: Child,
    address: String,
}

impl Server {
    fn start(place: &Place) -> Self {
        let mut command = yihu(place.home());
        command.args(["serve", "--listen", "127.0.0.1:0"]).env("RUST_LOG", "error");
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut said = String::new();
        // It says so when it answers: nothing to wait for but this line.
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut said).unwrap();
        let address = said.trim().strip_prefix("一呼已启动：http://").unwrap_or_else(|| panic!("{said}"));
        Self { address: address.trim_end_matches('/').to_owned(), child }
    }

    /// Asks it to stop, as systemd does.
    fn stop(mut self) -> Outcome {
        let told = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap();
        assert!(told.success());
        let status = self.child.wait().unwrap();
        let mut output = std::process::Output { status, stdout: Vec::new(), stderr: Vec::new() };
        std::io::Read::read_to_end(self.child.stderr.as_mut().unwrap(), &mut output.stderr).unwrap();
        Outcome::of(&output)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ended = self.child.kill();
        let _status = self.child.wait();
    }
}

#[test]
fn a_second_process_on_the_data_is_refused_and_names_the_first() {
    let place = Place::set_up();
    let server = Server::start(&place);
    let pid = format!("进程 {}", server.child.id());
    place.add_user("zhang", &[]).fails(1, &["正被另一个程序使用", &pid, "--data"]);
    place.run(["serve", "--listen", "127.0.0.1:0"]).fails(1, &["正被另一个程序使用", &pid]);
    place.import("a.csv", "id,text\n1,路灯坏了\n").fails(1, &["正被另一个程序使用", &pid]);
    // Reading beside it is possible.
    place.holds(0);
    server.stop().succeeds();
    place.import("a.csv", "id,text\n1,路灯坏了\n").succeeds();
    place.holds(1);
}

/// Sends a request on a line of its own and gives the line back, at its answer.
fn asks(address: &str, request: &str) -> BufReader<TcpStream> {
    let mut line = TcpStream::connect(address).unwrap();
    line.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    line.write_all(request.as_bytes()).unwrap();
    BufReader::new(line)
}

#[test]
fn a_server_stops_while_somebody_is_told_what_changes() {
    let place = Place::set_up();
    place.add_user("zhang", &[]).succeeds();
    let server = Server::start(&place);
    let host = &server.address;
    let body = r#"{"login":"zhang","password":"correct horse battery"}"#;
    let head =
        format!("Host: {host}\r\nConnection: close\r\nContent-Type: application/json\r\nIdempotency-Key: in\r\n");
    let signs_in = format!("POST /api/v1/sessions HTTP/1.1\r\n{head}Content-Length: {}\r\n\r\n{body}", body.len());
    let mut answer = String::new();
    asks(host, &signs_in).read_to_string(&mut answer).unwrap();
    let token = answer.split("\"token\":\"").nth(1).and_then(|rest| rest.split('"').next());
    let token = token.unwrap_or_else(|| panic!("{answer}"));
    let listens = format!("GET /desk/live HTTP/1.1\r\nHost: {host}\r\nCookie: yihu={token}\r\n\r\n");
    let mut stream = asks(host, &listens);
    let mut said = String::new();
    while !said.contains("event: ready") {
        assert!(stream.read_line(&mut said).unwrap() > 0, "{said}");
    }
    // The stream has no end of its own; the server ends it.
    server.stop().succeeds();
    stream.read_to_string(&mut said).unwrap();
    place.holds(0);
}

#[test]
fn a_killed_server_leaves_no_lock_and_loses_nothing() {
    let place = Place::set_up();
    place.import("a.csv", "id,text\n1,路灯坏了\n").succeeds();
    let mut server = Server::start(&place);
    server.child.kill().unwrap();
    server.child.wait().unwrap();
    place.holds(1);
    place.import("a.csv", "id,text\n1,路灯坏了\n2,井盖丢了\n").succeeds();
    place.holds(2);
}

#[test]
fn a_port_in_use_is_said_before_anything_is_done() {
    let place = Place::set_up();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
    let holder = TcpListener::bind(&taken).unwrap();
    place.run(["serve", "--listen", &taken]).fails(1, &[&taken, "已被别的程序占用", "--listen"]);
    place.run(["demo", "--listen", &taken, "--data", "city"]).fails(1, &[&taken, "已被别的程序占用", "--listen"]);
    assert!(!place.home().join("city").exists(), "no city for nothing");
    drop(holder);
    let server = Server::start(&place);
    let elsewhere = Place::set_up();
    elsewhere.run(["serve", "--listen", &server.address]).fails(1, &["已被别的程序占用"]);
    server.stop().succeeds();
}

#[test]
fn a_demo_does_not_overwrite_a_folder() {
    let place = Place::set_up();
    let outcome = place.run(["demo", "--no-serve", "--data", "./yihu-data"]);
    outcome.fails(1, &["“./yihu-data”里已有内容", "--data"]);
    place.holds(0);
}
