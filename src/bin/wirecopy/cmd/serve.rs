//! `wirecopy serve`: answers requests over HTTP.

use crate::exit::Outcome;
use crate::global::GlobalFlags;
use crate::settings::{InputFlags, SearchFlags};
use anyhow::{Context, ensure};
use std::io::Write;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;
use wirecopy::segments::StandingIndex;
use wirecopy::serve::{ServeSettings, Service, Tokens, listen};

/// Flags of `serve`.
#[derive(Debug, clap::Args)]
pub(crate) struct ServeArgs {
    /// The folder of the index
    #[arg(value_name = "DIR")]
    dir: PathBuf,
    /// Address and port; addresses of other machines than this need --tokens
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8750")]
    listen: SocketAddr,
    /// Neither add nor remove articles
    #[arg(long)]
    read_only: bool,
    /// File of tokens, a line for each: name, scopes (read,add,admin), SHA-256 of the token
    #[arg(long, value_name = "FILE")]
    tokens: Option<PathBuf>,
    /// Seconds that a request may take
    #[arg(long, value_name = "SECONDS", default_value_t = 30)]
    timeout: u64,
    /// Number of requests that are worked on at a time [default: two for each core]
    #[arg(long, value_name = "N")]
    at_once: Option<usize>,
    /// Connections that are open at a time; a new one takes the place of the one that has been idle for longest
    #[arg(long, value_name = "N", default_value_t = 512)]
    connections: usize,
    /// Seconds that a client may be silent before it has sent the head of a request, or not take an answer
    #[arg(long, value_name = "SECONDS", default_value_t = 30)]
    idle: u64,
    #[command(flatten)]
    input: InputFlags,
    #[command(flatten)]
    search: SearchFlags,
}

impl ServeArgs {
    /// Serves until it is told to stop, and ends the requests that it has begun.
    pub(crate) fn run(self, global: &GlobalFlags) -> anyhow::Result<Outcome> {
        let tokens = self.tokens.as_deref().map(Tokens::load).transpose()?.unwrap_or_default();
        ensure!(
            self.listen.ip().is_loopback() || !tokens.is_empty(),
            "--listen: {} can be reached from other machines, so --tokens is needed",
            self.listen
        );
        let is_positive = self.timeout > 0 && self.at_once != Some(0) && self.connections > 0 && self.idle > 0;
        ensure!(is_positive, "--timeout, --at-once, --connections and --idle: must be above 0");
        global.start_threads()?;
        let index = StandingIndex::open(&self.dir)?;
        let defaults = ServeSettings::default();
        let settings = ServeSettings {
            search: self.search.settings(&self.input)?,
            read_only: self.read_only,
            tokens,
            timeout: Duration::from_secs(self.timeout),
            at_once: self.at_once.unwrap_or(defaults.at_once),
            connections: self.connections,
            idle: Duration::from_secs(self.idle),
        };
        let articles = index.snapshot()?.len();
        let service = Service::new(index, settings);
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        runtime.block_on(async {
            let listener = tokio::net::TcpListener::bind(self.listen).await.with_context(|| self.listen.to_string())?;
            if !global.quiet {
                // if stderr is closed, the note has no reader
                let _ = writeln!(
                    anstream::stderr(),
                    "http://{}/: {articles} articles of {}",
                    listener.local_addr()?,
                    self.dir.display()
                );
            }
            listen(listener, service, stopped()).await;
            anyhow::Ok(())
        })?;
        // a scan for clusters is not waited for
        runtime.shutdown_background();
        Ok(Outcome::Done)
    }
}

/// Waits for Ctrl-C or SIGTERM.
async fn stopped() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    if let Ok(mut terminate) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        tokio::select! {
            _ = interrupt => {}
            _ = terminate.recv() => {}
        }
        return;
    }
    let _ = interrupt.await;
}
