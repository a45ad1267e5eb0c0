//! The desk: threads that each keep one worker of a tagger, so that a request does not make its own.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use crossbeam_channel::{Receiver, Sender, unbounded};
use tokio::sync::oneshot;

use super::problem::Problem;
use crate::engine::{Tagger, Worker};
use crate::error::{Error, ErrorKind};

type Job = Box<dyn FnOnce(&mut Worker<'_>) + Send>;

/// A tagger with its threads. They end when the last request that uses the desk has been answered.
pub(super) struct Desk {
    tagger: Arc<Tagger>,
    jobs: Sender<Job>,
    threads: usize,
}

impl Desk {
    /// A desk with `threads` threads.
    ///
    /// # Errors
    /// When the system gives no threads.
    pub(super) fn open(tagger: Tagger, threads: usize) -> Result<Self, Error> {
        let tagger = Arc::new(tagger);
        let (jobs, waiting) = unbounded::<Job>();
        for number in 0..threads {
            let (tagger, waiting) = (Arc::clone(&tagger), waiting.clone());
            let thread = std::thread::Builder::new().name(format!("fuda-desk-{number}"));
            let begun = thread.spawn(move || sit(&tagger, &waiting));
            begun.map_err(|error| Error::new(ErrorKind::Io, format!("スレッドを作れません({error})")))?;
        }
        Ok(Self { tagger, jobs, threads })
    }

    /// The tagger, for what brings its own threads.
    pub(super) fn tagger(&self) -> &Arc<Tagger> {
        &self.tagger
    }

    /// How many pieces of work one request may have waiting here: enough to keep every thread busy, few enough that
    /// a note being typed does not wait behind somebody's whole batch.
    pub(super) fn waiting(&self) -> usize {
        self.threads * 2
    }

    /// Has `work` done by the next free thread.
    ///
    /// # Errors
    /// `Internal` if the work panicked; the thread goes on with a new worker.
    pub(super) async fn ask<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Worker<'_>) -> T + Send + 'static,
    ) -> Result<T, Problem> {
        let (reply, answer) = oneshot::channel();
        let job: Job = Box::new(move |worker| {
            // Whoever asked may have gone, or been told that it takes too long.
            if !reply.is_closed() {
                let _ = reply.send(work(worker));
            }
        });
        self.jobs.send(job).map_err(|_| Problem::internal())?;
        answer.await.map_err(|_| Problem::internal())
    }
}

fn sit(tagger: &Tagger, waiting: &Receiver<Job>) {
    let mut worker = tagger.worker();
    for job in waiting {
        if catch_unwind(AssertUnwindSafe(|| job(&mut worker))).is_err() {
            worker = tagger.worker();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::problem::Kind;
    use super::*;

    #[tokio::test]
    async fn a_panic_costs_one_answer_and_no_thread() {
        let desk = Desk::open(Tagger::builtin().unwrap(), 1).unwrap();
        let failed = desk.ask(|_| -> usize { "no number".parse().unwrap() }).await;
        assert_eq!(failed.unwrap_err().kind(), Kind::Internal);
        let found = desk.ask(|worker| worker.tag("「土下座しろ」と怒鳴られた。").categories.len()).await;
        assert!(found.unwrap() > 0);
    }
}
