//! Asks the backend: HTTPS, or plain HTTP on this machine only; no redirects, no compressed bodies, an end to every
//! wait and to every body. What comes back is judged in [`answer`].

mod answer;

use std::net::IpAddr;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use protocol::api::Secret;
use reqwest::{Method, Url};
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::runtime::Runtime;

use crate::error::{Error, Trouble};

/// No body is longer, in bytes.
const MAX_BODY: usize = 256 * 1024;

/// How long a connection is kept for the next question. Questions come in twos and threes, then not for an hour; one
/// that goes into a connection which the server is just closing is lost, for only whoever asked knows whether it may be
/// asked twice. No server gives up on a connection this early.
const KEPT: Duration = Duration::from_secs(5);

/// How long to wait.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// For a connection.
    pub connect: Duration,
    /// For the whole answer, to its last byte.
    pub total: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Patience { connect: Duration::from_secs(5), total: Duration::from_secs(15) }
    }
}

/// Asks one backend. Clones share its connections.
#[derive(Debug, Clone)]
pub struct Client {
    api: String,
    version: String,
    patience: Patience,
    /// Made at the first question: reading the certificate authorities takes longer than all else at a start. A client that
    /// cannot be made is a state like another: offline.
    ready: Arc<OnceLock<Result<Ready, Trouble>>>,
}

#[derive(Debug, Clone)]
struct Ready {
    base: Url,
    http: reqwest::Client,
    runtime: Arc<Runtime>,
}

/// One question.
#[derive(Debug, Clone)]
pub struct Call<'a, B> {
    method: Method,
    path: &'a str,
    bearer: Option<&'a Secret>,
    body: Option<&'a B>,
}

impl<'a> Call<'a, ()> {
    /// GET `path`, which begins with a slash and may carry a query.
    pub fn get(path: &'a str) -> Self {
        Call { method: Method::GET, path, bearer: None, body: None }
    }

    /// DELETE `path`.
    pub fn delete(path: &'a str) -> Self {
        Call { method: Method::DELETE, path, bearer: None, body: None }
    }
}

impl<'a, B: Serialize> Call<'a, B> {
    /// POST `body` to `path`.
    pub fn post(path: &'a str, body: &'a B) -> Self {
        Call { method: Method::POST, path, bearer: None, body: Some(body) }
    }

    /// PATCH `path` with `body`.
    pub fn patch(path: &'a str, body: &'a B) -> Self {
        Call { method: Method::PATCH, path, bearer: None, body: Some(body) }
    }

    /// DELETE `path`, with `body` as the proof that it is meant.
    pub fn delete_with(path: &'a str, body: &'a B) -> Self {
        Call { method: Method::DELETE, path, bearer: None, body: Some(body) }
    }

    /// The same question in the name of whoever holds this access token.
    #[must_use]
    pub fn with_token(&self, access_token: &'a Secret) -> Self {
        Call { method: self.method.clone(), bearer: Some(access_token), ..*self }
    }
}

impl Client {
    /// A client of the backend whose address, with `/v1`, is `api`. `version` is the program's.
    pub fn new(api: &str, version: &str, patience: Patience) -> Self {
        Client { api: api.to_owned(), version: version.to_owned(), patience, ready: Arc::default() }
    }

    /// Asks and waits, and reads the answer as an `R`. Must not be called from within an async task.
    ///
    /// # Errors
    /// [`Error::Offline`] when there is no answer that counts, [`Error::Refused`] when the backend says no.
    pub fn ask<B: Serialize, R: DeserializeOwned>(&self, call: &Call<'_, B>) -> Result<R, Error> {
        let body = self.send(call)?;
        serde_json::from_slice(&body).map_err(|_| Error::Offline(Trouble::BadBody))
    }

    /// Asks and waits for a yes, whatever it says.
    ///
    /// # Errors
    /// As [`Client::ask`].
    pub fn tell<B: Serialize>(&self, call: &Call<'_, B>) -> Result<(), Error> {
        self.send(call).map(drop)
    }

    /// Whether the server has a page for people at `path`, beside the API. Must not be called from within an async task.
    ///
    /// # Errors
    /// [`Error::Offline`] when there is no answer that tells.
    pub fn has_page(&self, path: &str) -> Result<bool, Error> {
        let ready = self.ready()?;
        let url = ready.base.join(path).map_err(|_| Error::Offline(Trouble::Address(path.to_owned())))?;
        let answer = self.wait_for(ready, ready.http.get(url))?;
        match answer.status {
            200..=299 => Ok(true),
            400..=499 => Ok(false),
            status => Err(Error::Offline(Trouble::Server(status))),
        }
    }

    fn send<B: Serialize>(&self, call: &Call<'_, B>) -> Result<Vec<u8>, Error> {
        let ready = self.ready()?;
        let request = ready.request(call).map_err(Error::Offline)?;
        self.wait_for(ready, request)?.judge()
    }

    fn ready(&self) -> Result<&Ready, Error> {
        let ready = self.ready.get_or_init(|| Ready::new(&self.api, &self.version, self.patience));
        ready.as_ref().map_err(|trouble| Error::Offline(trouble.clone()))
    }

    fn wait_for(&self, ready: &Ready, request: reqwest::RequestBuilder) -> Result<answer::Answer, Error> {
        let exchange = async {
            // A body that drips would outlast any timeout between two reads: this one is over everything.
            let whole = tokio::time::timeout(self.patience.total, exchange(request));
            whole.await.unwrap_or(Err(Trouble::Timeout))
        };
        ready.runtime.block_on(exchange).map_err(Error::Offline)
    }
}

impl Ready {
    fn new(api: &str, version: &str, patience: Patience) -> Result<Self, Trouble> {
        let base = address(api)?;
        let mut http = reqwest::Client::builder()
            .user_agent(format!("picopress/{version}"))
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(patience.connect)
            .pool_idle_timeout(KEPT);
        if base.scheme() == "http" {
            // This machine is never behind a proxy.
            http = http.no_proxy();
        }
        let http = http.build().map_err(|error| Trouble::NoClient(error.to_string()))?;
        let mut runtime = tokio::runtime::Builder::new_multi_thread();
        let runtime = runtime.worker_threads(1).thread_name("licensing-network").enable_all().build();
        let runtime = Arc::new(runtime.map_err(|error| Trouble::NoClient(error.to_string()))?);
        Ok(Ready { base, http, runtime })
    }

    fn request<B: Serialize>(&self, call: &Call<'_, B>) -> Result<reqwest::RequestBuilder, Trouble> {
        let url = format!("{}{}", self.base.as_str().trim_end_matches('/'), call.path);
        let url = Url::parse(&url).map_err(|_| Trouble::Address(call.path.to_owned()))?;
        let mut request = self.http.request(call.method.clone(), url).header("Accept", "application/json");
        if let Some(token) = call.bearer {
            request = request.bearer_auth(token.expose());
        }
        Ok(match call.body {
            Some(body) => request.json(body),
            None => request,
        })
    }
}

/// The address, if it is one that secrets may be sent to.
fn address(api: &str) -> Result<Url, Trouble> {
    let refused = || Trouble::Address(api.to_owned());
    let url = Url::parse(api).map_err(|_| refused())?;
    let host = url.host_str().ok_or_else(refused)?.trim_matches(['[', ']']);
    let is_here = host == "localhost" || host.parse().is_ok_and(|address: IpAddr| address.is_loopback());
    let has_extras = url.query().is_some() || url.fragment().is_some() || !url.username().is_empty();
    match url.scheme() {
        "https" if !has_extras => Ok(url),
        "http" if is_here && !has_extras => Ok(url),
        _ => Err(refused()),
    }
}

async fn exchange(request: reqwest::RequestBuilder) -> Result<answer::Answer, Trouble> {
    let mut response = request.send().await.map_err(|error| answer::trouble(&error))?;
    let header = |name| {
        let value = response.headers().get(name)?;
        value.to_str().ok().map(str::to_owned)
    };
    let (status, kind) = (response.status().as_u16(), header("content-type").unwrap_or_default());
    let retry_after = header("retry-after").and_then(|seconds| seconds.trim().parse().ok());
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| answer::trouble(&error))? {
        if body.len() + chunk.len() > MAX_BODY {
            return Err(Trouble::BadBody);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(answer::Answer { status, kind, retry_after, body })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_go_to_https_or_stay_on_this_machine() {
        for allowed in [
            "https://api.example.com/v1",
            "http://127.0.0.1:8787/v1",
            "http://[::1]:80/v1",
            "http://localhost:1/v1",
        ] {
            assert!(address(allowed).is_ok(), "{allowed}");
        }
        for refused in [
            "http://api.example.com/v1",
            "http://127.0.0.1.example.com/v1",
            "http://192.168.0.1/v1",
            "https://user@example.com/v1",
            "https://example.com/v1?x=1",
            "ftp://127.0.0.1/",
            "file:///etc/passwd",
            "127.0.0.1:8787",
            "",
        ] {
            assert_eq!(address(refused), Err(Trouble::Address(refused.into())), "{refused}");
        }
    }

    #[test]
    fn an_address_that_is_not_allowed_is_a_state_not_a_panic() {
        let client = Client::new("http://example.com/v1", "1.0.0", Patience::default());
        let asked: Result<(), _> = client.ask(&Call::get("/plans"));
        assert_eq!(asked.unwrap_err().code(), "offline_address");
    }
}
