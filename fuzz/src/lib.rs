//! What every target does with its bytes: read them as a file of one format, and each article as a scan would.

use std::io::Write;
use std::sync::LazyLock;
use wirecopy::attribution::agencies::Agencies;
use wirecopy::attribution::credit::Reader;
use wirecopy::input::{self, Settings};
use wirecopy::progress::NoProgress;
use wirecopy::text::{TokenisedText, Tokeniser};

static AGENCIES: LazyLock<Agencies> = LazyLock::new(Agencies::builtin);
static CREDITS: LazyLock<Reader> = LazyLock::new(|| Reader::new(&AGENCIES));

/// Reads `bytes` as a file with this ending. Anything but a panic or a wrong article is right: broken input is rejected lines.
pub fn read(ending: &str, bytes: &[u8]) {
    let file = tempfile::Builder::new().prefix("input").suffix(ending).tempfile_in("/dev/shm");
    let Ok(mut file) = file else { return };
    if file.write_all(bytes).is_err() {
        return;
    }
    let settings = Settings { max_article_bytes: 1 << 20, ..Settings::default() };
    let read = input::read(&[file.path().to_owned()], &settings, &NoProgress, |batch| {
        let (mut tokeniser, mut tokens) = (Tokeniser::default(), TokenisedText::default());
        for article in &batch.articles {
            assert!(!article.id.is_empty(), "an article without an id");
            tokens.clear();
            tokeniser.tokenise(&article.text, &mut tokens);
            assert!(tokens.lines.iter().all(|line| line.start() < tokens.tokens.len()));
            let credit = CREDITS.read(article);
            assert!(credit.evidence.chars().count() <= 120);
        }
    });
    // only what stops a whole run may be an error, and a file that is there stops none
    assert!(read.is_ok(), "{:?}", read.err());
}
