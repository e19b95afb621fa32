//! `wirecopy man`: writes the manual pages, which are made from the help texts.

use crate::args::Args;
use crate::command_page;
use crate::exit::{Outcome, Stdout};
use anyhow::Context;
use clap::{Command, CommandFactory};
use clap_mangen::Man;
use std::io::{self, Write};
use std::path::PathBuf;

/// Flags of `man`.
#[derive(Debug, clap::Args)]
pub(crate) struct ManArgs {
    /// The subcommand of the page [default: the page of wirecopy]
    #[arg(value_name = "COMMAND", conflicts_with = "out")]
    command: Option<String>,
    /// Write the pages of all subcommands into this folder
    #[arg(short, long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Write them as Markdown, for a site of documentation
    #[arg(long, requires = "out")]
    markdown: bool,
}

impl ManArgs {
    /// Writes one page to stdout, or all into a folder.
    pub(crate) fn run(self) -> anyhow::Result<Outcome> {
        let pages = pages();
        if let Some(folder) = &self.out {
            std::fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
            for page in pages {
                let (name, text) = if self.markdown {
                    (format!("{}.md", page.get_name()), command_page::page(&page).into_bytes())
                } else {
                    (format!("{}.1", title(&page)), render(page)?)
                };
                let path = folder.join(name);
                std::fs::write(&path, text).with_context(|| path.display().to_string())?;
            }
            return Ok(Outcome::Done);
        }
        let wanted = self.command.as_ref().map_or("wirecopy".to_owned(), |command| format!("wirecopy-{command}"));
        let known = pages.iter().map(title).collect::<Vec<_>>().join(", ").replace("wirecopy-", "");
        let page = pages
            .into_iter()
            .find(|page| title(page) == wanted)
            .with_context(|| format!("no page {wanted}; there are {known}"))?;
        let mut out = io::stdout().lock();
        out.write_all(&render(page)?).and_then(|()| out.flush()).context(Stdout)?;
        Ok(Outcome::Done)
    }
}

/// The commands that have pages: wirecopy and all its subcommands.
fn pages() -> Vec<Command> {
    let mut all = Args::command();
    all.build();
    let of_commands: Vec<Command> =
        all.get_subcommands().filter(|command| command.get_name() != "help").cloned().collect();
    [vec![all], of_commands].concat()
}

/// `wirecopy` or `wirecopy-scan`.
fn title(page: &Command) -> String {
    page.get_display_name().unwrap_or("wirecopy").to_owned()
}

fn render(page: Command) -> anyhow::Result<Vec<u8>> {
    let mut text = Vec::new();
    let title = title(&page);
    Man::new(page).title(title).render(&mut text).context("rendering the page")?;
    Ok(text)
}
