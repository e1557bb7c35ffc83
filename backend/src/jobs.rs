//! The worker: does the jobs that are rows, one after the other, until the service stops.

use std::sync::Arc;
use std::time::Duration;

use protocol::day;
use tokio::sync::watch;

use crate::db::jobs::{self, Job};
use crate::db::purge;
use crate::domain::retention;
use crate::mail::{self, Mailer};
use crate::service::Service;

/// How long the worker sleeps when nothing wakes it: another instance may have ordered something.
const NAP: Duration = Duration::from_secs(10);

/// Tries of a job wait ten seconds, then twice as long each time, at most six hours.
const FIRST_WAIT_MS: i64 = 10_000;
const LONGEST_WAIT_MS: i64 = 6 * 3_600_000;

/// The kind of the job that removes what nobody needs any more.
const PURGE: &str = "purge";

/// Works until `stopping` turns true. A job that was begun is finished.
pub async fn work(service: Arc<Service>, mailer: Mailer, mut stopping: watch::Receiver<bool>) {
    let owner = service.random.id("wrk", service.clock.now_ms());
    let mut tidied_day = None;
    while !*stopping.borrow() {
        let today = day::day_of(service.clock.now_ms());
        if tidied_day != Some(today) {
            match order_purge(&service, today).await {
                Ok(()) => tidied_day = Some(today),
                Err(error) => tracing::warn!(%error, "the worker could not order its tidying"),
            }
        }
        match next(&service, &mailer, &owner).await {
            Ok(true) => continue,
            Ok(false) => {}
            Err(error) => tracing::warn!(%error, "the worker could not reach its jobs"),
        }
        tokio::select! {
            () = service.job_ordered.notified() => {}
            () = tokio::time::sleep(NAP) => {}
            _ = stopping.changed() => {}
        }
    }
}

/// Orders what is to be done once a day, by one instance.
async fn order_purge(service: &Service, today: i64) -> Result<(), sqlx::Error> {
    let mut work = service.db.writing().await?;
    jobs::order(&mut work, &format!("purge.{today}"), PURGE, "", service.clock.now_ms()).await?;
    work.commit().await
}

/// Does the next job. `false` when none is due.
async fn next(service: &Service, mailer: &Mailer, owner: &str) -> Result<bool, sqlx::Error> {
    let mut work = service.db.writing().await?;
    let job = jobs::take(&mut work, owner, service.clock.now_ms()).await?;
    work.commit().await?;
    let Some(job) = job else { return Ok(false) };
    let outcome = run(service, mailer, &job).await;
    let (mut work, now_ms) = (service.db.writing().await?, service.clock.now_ms());
    match outcome {
        Ok(()) => jobs::finish(&mut work, &job.id, owner, now_ms).await?,
        Err(why) => {
            service.metrics.jobs_failed.inc();
            tracing::warn!(kind = job.kind, attempts = job.attempts, why, "a job failed and is tried again");
            jobs::postpone(&mut work, &job.id, owner, now_ms + wait_ms(job.attempts), &why).await?;
        }
    }
    work.commit().await?;
    Ok(true)
}

async fn run(service: &Service, mailer: &Mailer, job: &Job) -> Result<(), String> {
    match job.kind.as_str() {
        mail::JOB => mail::deliver(service, mailer, job).await,
        PURGE => purge(service).await.map_err(|error| error.to_string()),
        _ => Err("this version does not know the kind".into()),
    }
}

async fn purge(service: &Service) -> Result<(), sqlx::Error> {
    let mut work = service.db.writing().await?;
    let rows = purge::purge(&mut work, &retention::before(service.clock.now_ms())).await?;
    work.commit().await?;
    tracing::info!(rows, "removed what nobody needs any more");
    Ok(())
}

fn wait_ms(attempts: i64) -> i64 {
    (FIRST_WAIT_MS << attempts.clamp(1, 20).saturating_sub(1)).min(LONGEST_WAIT_MS)
}
