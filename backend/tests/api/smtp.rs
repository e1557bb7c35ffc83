//! Mail by SMTP, as it goes over the wire.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{self, Receiver};
use std::time::Duration;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::json;

use crate::http::Request;
use crate::server::{Engine, Server};

/// What a mail server was handed.
#[derive(Debug, Default)]
struct Received {
    from: String,
    to: String,
    lines: Vec<String>,
}

impl Received {
    fn header(&self, name: &str) -> String {
        let prefix = format!("{name}: ");
        let mut lines = self
            .lines
            .iter()
            .take_while(|line| !line.is_empty())
            .skip_while(|line| !line.starts_with(&prefix));
        let first = lines.next().unwrap_or_else(|| panic!("no {name}: {self:?}"))[prefix.len()..].to_owned();
        let folded: String = lines.take_while(|line| line.starts_with(' ')).map(String::as_str).collect();
        first + &folded
    }
}

/// A mail server (RFC 5321) that takes everything. With `refuses`, the first mail is put off.
fn mail_server(refuses: bool) -> (u16, Receiver<Received>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let (sender, received) = mpsc::channel();
    std::thread::spawn(move || {
        for (number, stream) in listener.incoming().enumerate() {
            let mail = talk(stream.unwrap(), refuses && number == 0).unwrap();
            if let Some(mail) = mail {
                let _ = sender.send(mail);
            }
        }
    });
    (port, received)
}

fn talk(mut stream: TcpStream, refuses: bool) -> std::io::Result<Option<Received>> {
    let mut mail = Received::default();
    let mut lines = BufReader::new(stream.try_clone()?).lines();
    stream.write_all(b"220 mail.example\r\n")?;
    let mut whole = None;
    while let Some(line) = lines.next() {
        let line = line?;
        let reply = match line.split([' ', ':']).next().unwrap_or_default() {
            "EHLO" | "HELO" => "250 mail.example",
            "MAIL" if refuses => "451 try again later",
            "MAIL" => {
                mail.from = line;
                "250 ok"
            }
            "RCPT" => {
                mail.to = line;
                "250 ok"
            }
            "DATA" => {
                stream.write_all(b"354 go on\r\n")?;
                mail.lines = lines.by_ref().map_while(Result::ok).take_while(|line| line != ".").collect();
                whole = Some(std::mem::take(&mut mail));
                "250 taken"
            }
            "QUIT" => {
                stream.write_all(b"221 bye\r\n")?;
                break;
            }
            _ => "250 ok",
        };
        stream.write_all(format!("{reply}\r\n").as_bytes())?;
        if whole.is_some() {
            return Ok(whole);
        }
    }
    Ok(whole)
}

/// Encoded words of RFC 2047, in base64.
fn decoded(text: &str) -> String {
    let words = text.split("=?utf-8?b?").skip(1).map(|word| word.split("?=").next().unwrap());
    let bytes: Vec<u8> = words.flat_map(|word| BASE64_STANDARD.decode(word).unwrap()).collect();
    String::from_utf8(bytes).unwrap()
}

fn register_in_korean(server: &Server) {
    let body = json!({ "email": "jane@example.com", "password": "correct horse 7", "language": "ko" });
    server.send(&Request::new("POST", "/v1/auth/register").json(body)).expect(201);
}

#[test]
fn a_mail_reaches_a_mail_server_with_its_subject_in_the_persons_language() {
    let (port, received) = mail_server(false);
    let (url, from) = (format!("smtp://127.0.0.1:{port}"), "Picopress <hello@picopress.example>");
    let server = Server::start_with(Engine::Sqlite, &["--smtp", &url, "--mail-from", from]);
    register_in_korean(&server);
    let mail = received.recv_timeout(Duration::from_secs(120)).expect("a mail");
    assert!(
        mail.from.contains("<hello@picopress.example>") && mail.to.contains("<jane@example.com>"),
        "{mail:?}"
    );
    assert_eq!(decoded(&mail.header("Subject")), "이메일 주소를 확인해 주세요");
    assert_eq!(
        (mail.header("To"), mail.header("From").contains("hello@picopress.example")),
        ("jane@example.com".into(), true)
    );
    assert!(mail.header("Message-ID").ends_with("@picopress.example>") && mail.header("Date").len() > 20);
    assert_eq!(mail.header("Content-Type"), "text/plain; charset=utf-8");
    assert!(mail.lines.iter().all(|line| line.len() <= 998 && line.is_ascii()), "{mail:?}");
}

#[test]
fn a_mail_that_is_put_off_is_sent_later() {
    let (port, received) = mail_server(true);
    let server = Server::start_with(Engine::Sqlite, &["--smtp", &format!("smtp://127.0.0.1:{port}")]);
    register_in_korean(&server);
    // The second try is ten seconds later.
    let mail = received.recv_timeout(Duration::from_secs(120)).expect("a mail");
    assert!(mail.to.contains("<jane@example.com>"));
    assert!(!server.log().contains("jane@example.com"));
}
