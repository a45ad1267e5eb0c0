//! The rules in force: read once, shared by all requests, replaced as a whole.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use serde_json::json;
use tokio::sync::OnceCell;

use super::desk::Desk;
use super::problem::{Kind, Problem};
use super::settings::Settings;
use crate::engine::Tagger;
use crate::error::{Error, ErrorKind};
use crate::files::{LoadedDictionaries, load_dictionaries};
use crate::rules::{DEFAULT_POLICY, Diagnostic, PolicyRecord, Severity};

/// One state of the rules. A request keeps the one that it began with.
pub(super) struct Rulebook {
    /// Counts up from 1 with every change.
    pub(super) generation: u64,
    loaded: LoadedDictionaries,
    policy: String,
    desks: BTreeMap<String, OnceCell<Arc<Desk>>>,
    /// The answer of `/v1/policies`.
    pub(super) policies: Vec<u8>,
}

/// Why a change of the rules was not taken over.
#[derive(Clone, Debug)]
pub(super) struct Refused {
    pub(super) message: String,
    pub(super) diagnostics: Vec<Diagnostic>,
}

impl Rulebook {
    /// Compiles what was read, for the usual policy; other policies are compiled when they are first asked for.
    async fn new(
        loaded: LoadedDictionaries,
        generation: u64,
        settings: &Settings,
    ) -> Result<Arc<Self>, Error> {
        if loaded.dictionaries.rules.is_empty() {
            return Err(Error::new(ErrorKind::Rules, "使える規則が一つもありません")
                .with_cure("`fuda check` で辞書を確かめてください"));
        }
        let all = &loaded.dictionaries;
        let desks = all.policies.iter().map(|policy| (policy.id.clone(), OnceCell::new())).collect();
        let mut policies: Vec<_> = all.policies.iter().collect();
        policies.sort_by_key(|policy| (policy.id != DEFAULT_POLICY, &policy.id));
        let records: Vec<_> = policies.iter().map(|policy| PolicyRecord::new(all, policy)).collect();
        let policies = json!({ "default": settings.policy, "policies": records }).to_string().into_bytes();
        let book = Self { generation, loaded, policy: settings.policy.clone(), desks, policies };
        let book = Arc::new(book);
        book.compiled(&settings.policy, settings).await?;
        Ok(book)
    }

    /// The id of the policy for requests that name none.
    pub(super) fn policy(&self) -> &str {
        &self.policy
    }

    /// Number of rules and flags, and of mistakes for which some were left out.
    pub(super) fn counts(&self) -> (usize, usize) {
        (self.loaded.dictionaries.rules.len(), errors(&self.loaded).count())
    }

    /// The desk for a policy.
    ///
    /// # Errors
    /// There is no such policy, or its rules cannot be compiled.
    pub(super) async fn desk(
        self: &Arc<Self>,
        policy: Option<&str>,
        settings: &Settings,
    ) -> Result<Arc<Desk>, Problem> {
        let policy = policy.unwrap_or(&self.policy);
        if !self.desks.contains_key(policy) {
            let known: Vec<&str> = self.desks.keys().map(String::as_str).collect();
            return Err(Problem::new(
                Kind::UnknownPolicy,
                format!("方針「{policy}」はありません。"),
                format!("policy に使えるのは {} です。", known.join("、")),
            ));
        }
        self.compiled(policy, settings).await.map_err(|error| Problem::from_error(&error))
    }

    async fn compiled(self: &Arc<Self>, policy: &str, settings: &Settings) -> Result<Arc<Desk>, Error> {
        let Some(cell) = self.desks.get(policy) else {
            // The library's own sentence, which lists the policies there are.
            return Tagger::new(&self.loaded.dictionaries, policy)
                .and_then(|tagger| Desk::open(tagger, 1).map(Arc::new));
        };
        let make = || async {
            let (book, policy, settings) = (Arc::clone(self), policy.to_owned(), settings.clone());
            let made = tokio::task::spawn_blocking(move || {
                let mut tagger = Tagger::new(&book.loaded.dictionaries, &policy)?;
                if let Some(least) = settings.min_score {
                    tagger = tagger.with_min_score(least);
                }
                Desk::open(tagger, threads(&settings)).map(Arc::new)
            });
            made.await.map_err(|_| Error::new(ErrorKind::Rules, "規則を用意できません"))?
        };
        cell.get_or_try_init(make).await.map(Arc::clone)
    }
}

fn threads(settings: &Settings) -> usize {
    let cores = || std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    settings.threads.unwrap_or_else(cores)
}

fn errors(loaded: &LoadedDictionaries) -> impl Iterator<Item = &Diagnostic> {
    loaded.diagnostics.iter().filter(|one| one.severity == Severity::Error)
}

/// Where the rules in force lie, and why the last change was refused, if it was.
pub(super) struct Shelf {
    book: RwLock<Arc<Rulebook>>,
    refused: Mutex<Option<Refused>>,
}

impl Shelf {
    /// Begins with what was read. Rules with mistakes are left out, as on the command line.
    ///
    /// # Errors
    /// The rules cannot be compiled, or there is no such policy.
    pub(super) async fn new(loaded: LoadedDictionaries, settings: &Settings) -> Result<Self, Error> {
        let book = Rulebook::new(loaded, 1, settings).await?;
        Ok(Self { book: RwLock::new(book), refused: Mutex::new(None) })
    }

    /// The rules in force.
    pub(super) fn book(&self) -> Arc<Rulebook> {
        Arc::clone(&self.book.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Why the last change was not taken over; `None` if it was.
    pub(super) fn refused(&self) -> Option<Refused> {
        self.refused.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Reads the rules again. With any mistake in them the old ones stay: nobody sees half a rule set because
    /// somebody saves a file half-written.
    ///
    /// # Errors
    /// Why the old ones stay; [`Shelf::refused`] says it as well.
    pub(super) async fn reload(&self, settings: &Settings) -> Result<Arc<Rulebook>, Refused> {
        let read = self.read_again(settings).await;
        *self.refused.lock().unwrap_or_else(PoisonError::into_inner) = read.as_ref().err().cloned();
        let book = read?;
        *self.book.write().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&book);
        Ok(book)
    }

    async fn read_again(&self, settings: &Settings) -> Result<Arc<Rulebook>, Refused> {
        let plain = |error: &Error| Refused { message: error.to_string(), diagnostics: Vec::new() };
        let paths = settings.rules.clone();
        let loaded = tokio::task::spawn_blocking(move || load_dictionaries(&paths)).await;
        let loaded = loaded.map_err(|_| Refused {
            message: "辞書の読み取りが途中で止まりました".to_owned(),
            diagnostics: Vec::new(),
        })?;
        let loaded = loaded.map_err(|error| plain(&error))?;
        let diagnostics: Vec<Diagnostic> = errors(&loaded).cloned().collect();
        if !diagnostics.is_empty() {
            let message = format!("辞書に誤りが {} 件あります", diagnostics.len());
            return Err(Refused { message, diagnostics });
        }
        let next = self.book().generation + 1;
        Rulebook::new(loaded, next, settings).await.map_err(|error| plain(&error))
    }
}
