//! The check that all fuzz targets share: the bytes are read as a file of one format, its articles as a scan reads
//! them.

use std::io::Write;
use std::sync::{LazyLock, Once};
use wirecopy::attribution::agencies::Agencies;
use wirecopy::attribution::reader::{ArticleFields, CreditReader};
use wirecopy::input::{self, Settings};
use wirecopy::progress::NoProgress;
use wirecopy::text::{TokenisedText, Tokeniser};

static AGENCIES: LazyLock<Agencies> = LazyLock::new(Agencies::builtin);
static CREDITS: LazyLock<CreditReader> = LazyLock::new(|| CreditReader::new(&AGENCIES));

/// The fuzzer's hook ends the process at any panic, also at one of a third-party decoder that is caught and told.
static FENCED_PANICS_ARE_CAUGHT: Once = Once::new();

fn let_fenced_panics_be_caught() {
    FENCED_PANICS_ARE_CAUGHT.call_once(|| {
        let end = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if !wirecopy::input::fence::is_inside() {
                end(info);
            }
        }));
    });
}

/// Reads `bytes` as a file whose name ends in `extension`. Broken input must be rejected without a panic, and each
/// article must satisfy the assertions below.
pub fn check(extension: &str, bytes: &[u8]) {
    let_fenced_panics_be_caught();
    // in memory, as a fuzzer writes thousands of files a second
    let file = tempfile::Builder::new().prefix("input").suffix(extension).tempfile_in("/dev/shm");
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
            let fields = ArticleFields {
                text: &article.text,
                plain_tokens: None,
                page: &article.page,
                byline: &article.byline,
                credit_line: &article.credit_line,
                copyright_holder: &article.copyright_holder,
                url: &article.url,
                outlet: &article.outlet,
            };
            let credit = CREDITS.read(&fields);
            if tokeniser.last_was_plain() {
                assert_eq!(CREDITS.read(&ArticleFields { plain_tokens: Some(&tokens.tokens), ..fields }), credit);
            }
            assert!(credit.evidence.chars().count() <= 120);
        }
    });
    // a readable file never stops a run: its broken parts are rejected, and the run goes on
    assert!(read.is_ok(), "{:?}", read.err());
}
