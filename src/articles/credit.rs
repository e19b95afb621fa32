//! Reading what an article says of its source.

use crate::article::Article;
use crate::attribution::credit::Credit;
use crate::attribution::reader::{ArticleFields, CreditReader};
use crate::text::Token;

/// What an article says of its source. `plain_tokens` are its tokens, where each is a word as it is printed.
#[must_use]
pub fn credit_of(article: &Article, plain_tokens: Option<&[Token]>, credits: &CreditReader) -> Credit {
    credits.read(&ArticleFields {
        text: &article.text,
        plain_tokens,
        page: &article.page,
        byline: &article.byline,
        credit_line: &article.credit_line,
        copyright_holder: &article.copyright_holder,
        url: &article.url,
        outlet: &article.outlet,
    })
}
