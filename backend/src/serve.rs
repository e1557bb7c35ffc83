//! Starting, serving and stopping.

use std::io::Write;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::AtomicI64;

use tokio::net::TcpListener;
use tokio::sync::{Notify, watch};

use crate::auth::password::Hasher;
use crate::config::{MailPlan, ServeArgs};
use crate::mail::Mailer;
use crate::metrics::Metrics;
use crate::random::Random;
use crate::rate_limit::RateLimit;
use crate::service::Service;
use crate::{jobs, private_file, router};

/// Serves until the process is told to stop; requests under way are finished.
pub async fn serve(args: &ServeArgs) -> Result<(), String> {
    let folder = args.data.folder()?;
    let random = Random::system();
    let secrets = args.secrets(&folder, random)?;
    let mailer = mailer(args, &folder)?;
    let db = args.data.open().await?;
    let (listener, address) = listen(args.listen).await?;
    let settings = args.settings(address);
    if !settings.production {
        // Where a client built to trust this machine's keys finds them.
        let keys = serde_json::to_vec_pretty(&secrets.statement_keys.jwk_set()).expect("keys are plain text");
        let path = folder.join("statement-keys.json");
        private_file::write(&path, &keys).map_err(|error| format!("{}: {error}", path.display()))?;
    }
    let service = Arc::new(Service {
        settings,
        db: db.clone(),
        clock: args.data.clock(),
        random,
        pepper: secrets.pepper,
        access_keys: secrets.access_keys,
        statement_keys: secrets.statement_keys,
        hasher: Hasher::new(random),
        metrics: Metrics::new(),
        request_rate: RateLimit::per_minute(args.requests_per_minute),
        sign_in_rate: RateLimit::per_minute(args.sign_ins_per_minute),
        highest_seq: AtomicI64::new(0),
        job_ordered: Notify::new(),
    });
    run(args, service, mailer, listener, address).await?;
    db.close().await;
    Ok(())
}

async fn run(
    args: &ServeArgs,
    service: Arc<Service>,
    mailer: Mailer,
    listener: TcpListener,
    address: SocketAddr,
) -> Result<(), String> {
    let (stop, stopping) = watch::channel(false);
    let worker = tokio::spawn(jobs::work(Arc::clone(&service), mailer, stopping.clone()));
    if let Some(metrics) = args.metrics_listen {
        let (listener, _) = listen(metrics).await?;
        let router = router::metrics_router(Arc::clone(&service));
        tokio::spawn(async move { axum::serve(listener, router).await });
    }
    let app = router::router(service).into_make_service_with_connect_info::<SocketAddr>();
    announce(address).map_err(|error| format!("standard output: {error}"))?;
    tracing::info!(%address, "listening");
    let serving = axum::serve(listener, app).with_graceful_shutdown(until_told(stop));
    serving.await.map_err(|error| format!("serving: {error}"))?;
    worker.await.map_err(|error| format!("the worker: {error}"))?;
    tracing::info!("stopped");
    Ok(())
}

fn mailer(args: &ServeArgs, folder: &std::path::Path) -> Result<Mailer, String> {
    let from = args.sender()?;
    match args.mail(folder)? {
        MailPlan::Folder(path) => Ok(Mailer::to_folder(&path, from)),
        // The address holds a password: it is not repeated.
        MailPlan::Server(url) => Mailer::to_server(&url, from).map_err(|_| "--smtp is no address".into()),
    }
}

async fn listen(address: SocketAddr) -> Result<(TcpListener, SocketAddr), String> {
    let listener = TcpListener::bind(address).await.map_err(|error| format!("{address}: {error}"))?;
    let address = listener.local_addr().map_err(|error| format!("{address}: {error}"))?;
    Ok((listener, address))
}

/// One line for whoever started us: now requests are answered, and there.
fn announce(address: SocketAddr) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{{\"listening\":\"http://{address}\"}}")?;
    out.flush()
}

async fn until_told(stop: watch::Sender<bool>) {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        match signal(SignalKind::terminate()) {
            Ok(mut terminate) => {
                tokio::select! {
                    _ = terminate.recv() => {}
                    _ = tokio::signal::ctrl_c() => {}
                }
            }
            Err(_) => drop(tokio::signal::ctrl_c().await),
        }
    }
    #[cfg(not(unix))]
    drop(tokio::signal::ctrl_c().await);
    tracing::info!("stopping");
    // An error means that nobody waits for it any more.
    let _ = stop.send(true);
}
