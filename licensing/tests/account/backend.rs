//! A backend in a thread: small enough to be seen through, and able to fail in every way.

use std::collections::{BTreeMap, VecDeque};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use protocol::claims::{DeviceClaim, Grace, Licence, LicenceStatus, Quota};
use protocol::{
    Entitlement, Hardware, Nonce, Plan, PublicKeys, Receipt, ServerTime, Signer, Verdict, VerdictCode, day,
};
use serde_json::{Value, json};

pub const EMAIL: &str = "somebody@example.com";
pub const PASSWORD: &str = "canary-password-1";
const DAY_S: i64 = 86_400;

/// A running backend. Ends with the test.
pub struct Backend {
    address: SocketAddr,
    model: Arc<Mutex<Model>>,
}

/// What it knows and how it behaves. Tests change it at will.
pub struct Model {
    pub signer: Signer,
    pub now_ms: i64,
    pub plan: Plan,
    pub seq: u64,
    /// The refresh token that was handed out last is `rt1.<head>`.
    pub head: u64,
    pub is_revoked: bool,
    pub verdict: Option<VerdictCode>,
    pub hardware: Hardware,
    pub used: BTreeMap<u64, u32>,
    /// Where the entitlement of the next replies comes from, instead of being made out.
    pub replay: Option<String>,
    pub faults: VecDeque<Fault>,
    /// All requests: method and path without query, and body.
    pub requests: Vec<(String, String)>,
    pub delay: Duration,
}

/// What happens to the next request.
#[derive(Debug, Clone)]
pub enum Fault {
    /// The reply is lost after the work was done.
    LoseReply,
    /// The request is lost before.
    LoseRequest,
    /// These bytes come instead of a reply, and the connection ends. A whole reply has to say `Connection: close`, or the
    /// client keeps the connection and may send its next request into one that is just ending.
    Raw(Vec<u8>),
    /// These bytes come one by one, this long apart.
    Drip(Vec<u8>, Duration),
    /// Nothing comes for this long.
    Silence(Duration),
}

impl Backend {
    pub fn start(now_ms: i64) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let model = Arc::new(Mutex::new(Model::new(now_ms)));
        let shared = Arc::clone(&model);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let model = Arc::clone(&shared);
                std::thread::spawn(move || serve(stream, &model));
            }
        });
        Backend { address, model }
    }

    pub fn api(&self) -> String {
        format!("http://{}/v1", self.address)
    }

    pub fn model(&self) -> MutexGuard<'_, Model> {
        self.model.lock().unwrap()
    }

    pub fn keys(&self) -> PublicKeys {
        let model = self.model();
        let mut keys = PublicKeys::default();
        keys.insert(model.signer.kid(), &model.signer.public()).unwrap();
        keys
    }

    /// How often this was asked: `POST /auth/refresh`.
    pub fn count(&self, request: &str) -> usize {
        self.model().requests.iter().filter(|(asked, _)| asked == request).count()
    }

    /// All further requests fail like this.
    pub fn always(&self, fault: &Fault) {
        self.model().faults = std::iter::repeat_n(fault.clone(), 10_000).collect();
    }

    pub fn heal(&self) {
        self.model().faults.clear();
    }
}

impl Model {
    fn new(now_ms: i64) -> Self {
        Model {
            signer: Signer::new("ent-test", &[1; 32]),
            now_ms,
            plan: Plan::Basic,
            seq: 0,
            head: 0,
            is_revoked: false,
            verdict: None,
            hardware: Hardware::default(),
            used: BTreeMap::new(),
            replay: None,
            faults: VecDeque::new(),
            requests: Vec::new(),
            delay: Duration::ZERO,
        }
    }

    fn used_today(&self) -> u32 {
        self.used.values().sum()
    }

    /// An entitlement for seven days.
    pub fn entitlement(&mut self, nonce: Nonce) -> Entitlement {
        self.seq += 1;
        let until = self.now_ms / 1000 + 7 * DAY_S;
        Entitlement {
            v: 1,
            iss: "http://127.0.0.1".into(),
            aud: protocol::claims::DESKTOP.into(),
            sub: "acc_1".into(),
            jti: format!("ent_{}", self.seq),
            iat: self.now_ms / 1000,
            exp: until,
            srv_ms: self.now_ms,
            seq: self.seq,
            nonce,
            dev: DeviceClaim { id: "dev_1".into(), hw: self.hardware },
            lic: Licence {
                plan: self.plan,
                status: LicenceStatus::Active,
                paid_through: Some(until),
                auto_renew: true,
            },
            lim: self.plan.limits(),
            quota: Quota { day: day::day_of(self.now_ms), used: self.used_today() },
            grace: Grace { until },
        }
    }

    fn signed_entitlement(&mut self, nonce: &Value) -> Value {
        let Some(nonce) = nonce.as_str().and_then(Nonce::parse) else { return Value::Null };
        let made_out = self.entitlement(nonce);
        json!(self.replay.clone().unwrap_or_else(|| self.signer.sign(&made_out)))
    }

    fn refusal(&mut self, status: u16, code: &str, nonce: &Value) -> (u16, Value) {
        let nonce = nonce.as_str().and_then(Nonce::parse);
        let verdict = self.verdict.zip(nonce).map(|(code, nonce)| {
            self.seq += 1;
            self.signer.sign(&Verdict {
                v: 1,
                aud: protocol::claims::DESKTOP.into(),
                code,
                sub: "acc_1".into(),
                dev: "dev_1".into(),
                seq: self.seq,
                srv_ms: self.now_ms,
                nonce,
            })
        });
        let body = json!({"type": "about:blank", "title": "No", "status": status, "code": code,
            "request_id": "req_1", "verdict": verdict});
        (status, body)
    }

    fn answer(
        &mut self,
        asked: &str,
        query_nonce: &Value,
        token: Option<&str>,
        body: &Value,
    ) -> (u16, Value) {
        match asked {
            "POST /v1/auth/login" if body["password"] == PASSWORD => self.login(body),
            "POST /v1/auth/login" => self.refusal(401, "invalid_credentials", &Value::Null),
            "POST /v1/auth/refresh" => self.refresh(body),
            "POST /v1/auth/logout" => {
                self.is_revoked = true;
                (204, Value::Null)
            }
            "GET /v1/time" => (200, json!({"time": self.time(query_nonce)})),
            _ if token != Some(&format!("at.{}", self.head)) => {
                self.refusal(401, "token_expired", &Value::Null)
            }
            _ if self.verdict.is_some() => self.refusal(403, "device_removed", query_nonce),
            "GET /v1/subscription/status" => (200, self.status(query_nonce)),
            "POST /v1/usage" => (200, self.count_usage(body)),
            "GET /v1/devices" => (200, json!({"devices": [], "limit": 2, "releases_left": 3})),
            "DELETE /v1/devices/dev_2" => (204, Value::Null),
            _ => self.refusal(404, "not_found", &Value::Null),
        }
    }

    fn login(&mut self, body: &Value) -> (u16, Value) {
        let hardware = body["hardware"].clone();
        self.hardware = serde_json::from_value(hardware).unwrap_or_default();
        (self.is_revoked, self.verdict) = (false, None);
        self.head += 1;
        (200, self.tokens(&body["nonce"]))
    }

    fn refresh(&mut self, body: &Value) -> (u16, Value) {
        let presented = body["refresh_token"].as_str().and_then(|token| token.strip_prefix("rt1."));
        let presented: Option<u64> = presented.and_then(|number| number.parse().ok());
        match presented {
            _ if self.is_revoked || self.verdict.is_some() => {
                self.verdict = self.verdict.or(Some(VerdictCode::SessionRevoked));
                self.refusal(401, "session_revoked", &body["nonce"])
            }
            Some(number) if number == self.head => {
                self.head += 1;
                (200, self.tokens(&body["nonce"]))
            }
            // Its successor was never used: that reply was lost, and is given again.
            Some(number) if number + 1 == self.head => (200, self.tokens(&body["nonce"])),
            _ => {
                self.is_revoked = true;
                self.refresh(body)
            }
        }
    }

    fn tokens(&mut self, nonce: &Value) -> Value {
        json!({"access_token": format!("at.{}", self.head), "token_type": "Bearer", "expires_in": 3600,
            "refresh_token": format!("rt1.{}", self.head), "device_id": "dev_1",
            "entitlement": self.signed_entitlement(nonce)})
    }

    fn status(&mut self, nonce: &Value) -> Value {
        let now = self.now_ms;
        json!({"plan": self.plan, "status": "active", "expires_at": now, "auto_renew": true,
            "limits": self.plan.limits(), "next_charge": null,
            "usage": {"day": day::day_of(now), "used": self.used_today(), "left": 50, "resets_at": day::resets_at(now)},
            "entitlement": self.signed_entitlement(nonce)})
    }

    fn count_usage(&mut self, body: &Value) -> Value {
        for item in body["items"].as_array().into_iter().flatten() {
            let n = u32::try_from(item["n"].as_u64().unwrap()).unwrap();
            self.used.insert(item["seq"].as_u64().unwrap(), n);
        }
        let receipt = Receipt {
            v: 1,
            aud: protocol::claims::DESKTOP.into(),
            sub: "acc_1".into(),
            dev: "dev_1".into(),
            day: day::day_of(self.now_ms),
            used: self.used_today(),
            limit: self.plan.limits().per_day,
            acked_seq: self.used.keys().last().copied().unwrap_or(0),
            srv_ms: self.now_ms,
            nonce: Nonce::parse(body["nonce"].as_str().unwrap()).unwrap(),
        };
        json!({"receipt": self.signer.sign(&receipt)})
    }

    fn time(&self, nonce: &Value) -> String {
        let nonce = Nonce::parse(nonce.as_str().unwrap()).unwrap();
        let aud = protocol::claims::DESKTOP.into();
        self.signer.sign(&ServerTime { v: 1, aud, srv_ms: self.now_ms, nonce })
    }
}

fn serve(mut stream: TcpStream, model: &Mutex<Model>) {
    // A client that went away in the middle is none of our concern.
    let _ = if speaks_tls(&stream) { refuse_tls(&mut stream) } else { answer_one(&mut stream, model) };
    hang_up(stream);
}

/// Whether the client begins with a handshake. Its bytes are no text, and may have no end of a line in them.
fn speaks_tls(stream: &TcpStream) -> bool {
    let mut first = [0];
    matches!(stream.peek(&mut first), Ok(1)) && first == [0x16]
}

/// As servers do that were asked for TLS on a plain port.
fn refuse_tls(stream: &mut TcpStream) -> Option<()> {
    stream.write_all(&reply(400, "text/plain", b"plain HTTP, please")).ok()
}

/// Ends a connection so that what was written arrives: a socket that is closed over unread bytes is reset, and takes
/// its last reply with it.
fn hang_up(mut stream: TcpStream) {
    let _ = stream.shutdown(Shutdown::Write);
    let _ = stream.set_read_timeout(Some(Duration::from_secs(10)));
    let _ = std::io::copy(&mut stream, &mut std::io::sink());
}

/// Reads one request whole, and answers it or fails as told.
fn answer_one(stream: &mut TcpStream, model: &Mutex<Model>) -> Option<()> {
    let mut reader = BufReader::new(stream.try_clone().ok()?);
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let (method, rest) = line.split_once(' ')?;
    let (target, _) = rest.split_once(' ')?;
    let (mut length, mut token) = (0, None);
    loop {
        let mut header = String::new();
        reader.read_line(&mut header).ok()?;
        let Some((name, value)) = header.trim().split_once(':') else { break };
        match name.to_lowercase().as_str() {
            "content-length" => length = value.trim().parse().ok()?,
            "authorization" => token = value.trim().strip_prefix("Bearer ").map(str::to_owned),
            _ => {}
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    let text = String::from_utf8_lossy(&body).into_owned();
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let asked = format!("{method} {path}");
    let nonce = query.strip_prefix("nonce=").map_or(Value::Null, |nonce| json!(nonce));

    let (fault, delay) = {
        let mut model = model.lock().unwrap();
        model.requests.push((asked.clone(), text.clone()));
        (model.faults.pop_front(), model.delay)
    };
    std::thread::sleep(delay);
    let work = || {
        let body = serde_json::from_str(&text).unwrap_or(Value::Null);
        model.lock().unwrap().answer(&asked, &nonce, token.as_deref(), &body)
    };
    match fault {
        None => {
            let (status, body) = work();
            stream.write_all(&reply(status, "application/json", body.to_string().as_bytes())).ok()
        }
        Some(Fault::LoseReply) => {
            work();
            None
        }
        Some(Fault::LoseRequest) => None,
        Some(Fault::Raw(bytes)) => stream.write_all(&bytes).ok(),
        Some(Fault::Drip(bytes, pause)) => bytes.iter().try_for_each(|byte| {
            std::thread::sleep(pause);
            stream.write_all(&[*byte]).ok()
        }),
        Some(Fault::Silence(time)) => {
            std::thread::sleep(time);
            None
        }
    }
}

/// A whole reply.
pub fn reply(status: u16, kind: &str, body: &[u8]) -> Vec<u8> {
    let length = if status == 204 { 0 } else { body.len() };
    let head = format!(
        "HTTP/1.1 {status} X\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
    );
    [head.as_bytes(), if status == 204 { b"" } else { body }].concat()
}
