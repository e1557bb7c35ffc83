//! The smallest HTTP client that will do: one request a connection, JSON in and out.

use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::Value;

/// A reply.
#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    pub head: String,
    pub text: String,
}

/// A request to be sent.
#[derive(Debug, Clone, Default)]
pub struct Request {
    pub method: String,
    pub path: String,
    pub bearer: Option<String>,
    pub body: Option<Value>,
    /// Further header lines.
    pub headers: Vec<String>,
}

impl Request {
    /// A request without body.
    pub fn new(method: &str, path: &str) -> Self {
        Request { method: method.into(), path: path.into(), ..Request::default() }
    }

    /// The same with a JSON body.
    pub fn json(self, body: Value) -> Self {
        Request { body: Some(body), ..self }
    }

    /// The same with an access token.
    pub fn bearer(self, token: &str) -> Self {
        Request { bearer: Some(token.into()), ..self }
    }

    /// The same with one more header line.
    pub fn header(mut self, line: &str) -> Self {
        self.headers.push(line.into());
        self
    }

    /// Sends it to `address`, `host:port`.
    pub fn send(&self, address: &str) -> Reply {
        let mut stream = self.begin(address);
        let mut bytes = Vec::new();
        match stream.read_to_end(&mut bytes) {
            // A server that refuses a body without reading it resets the connection after its answer.
            Err(error) if error.kind() == ErrorKind::ConnectionReset && !bytes.is_empty() => {}
            ended => drop(ended.expect("the server answers")),
        }
        let text = String::from_utf8(bytes).expect("the answer is text");
        let (head, text) = text.split_once("\r\n\r\n").expect("a reply has a head");
        let status =
            head.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a reply has a status");
        Reply { status, head: head.to_ascii_lowercase(), text: text.to_owned() }
    }

    /// Sends it and does not wait for the answer.
    pub fn begin(&self, address: &str) -> TcpStream {
        let mut stream = TcpStream::connect(address).expect("the server listens");
        stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        let body = self.body.as_ref().map(Value::to_string).unwrap_or_default();
        let mut head =
            format!("{} {} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n", self.method, self.path);
        if let Some(token) = &self.bearer {
            head += &format!("authorization: Bearer {token}\r\n");
        }
        if self.body.is_some() {
            head += &format!("content-type: application/json\r\ncontent-length: {}\r\n", body.len());
        }
        for line in &self.headers {
            head += &format!("{line}\r\n");
        }
        stream.write_all(format!("{head}\r\n{body}").as_bytes()).unwrap();
        stream
    }
}

impl Reply {
    /// The body.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// One text of the body.
    pub fn text_at(&self, key: &str) -> String {
        self.json()[key].as_str().unwrap_or_else(|| panic!("no {key}: {self:?}")).to_owned()
    }

    /// The code of a refusal.
    pub fn code(&self) -> String {
        assert!(self.head.contains("content-type: application/problem+json"), "{self:?}");
        self.text_at("code")
    }

    /// The same, when it has this status.
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{self:?}");
        self
    }
}
