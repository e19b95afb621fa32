//! The body of a page: a readability extractor over a tree of our own.
//!
//! The rules are those of Mozilla's Readability (Apache-2.0), as `dom_smoothie` has them; the tree is one list of
//! nodes, and knows no more of the page than those rules ask.

mod build;
mod candidates;
mod classes;
mod clean;
mod close;
mod element;
mod formatting;
mod head;
mod names;
mod own;
mod paragraphs;
mod tables;
mod tree;

use build::Builder;
use names::Name;
use tree::{NONE, ROOT, Tree};

use super::scan::Token;
use super::visible::{break_line, push_text};

/// A body of fewer characters is sought again with laxer rules.
const ENOUGH_CHARS: usize = 500;
/// The rules, the strictest first: whether furniture is removed, classes are weighed, and the body is cleaned.
const RULES: [(bool, bool, bool); 4] =
    [(true, true, true), (false, true, true), (false, false, true), (false, false, false)];

/// The body of a page of these tokens, one block a line. `None` for a page that is nested too deeply.
pub(super) fn extract<'h>(tokens: impl IntoIterator<Item = Token<'h>>) -> Option<String> {
    let mut builder = Builder::new();
    for token in tokens {
        builder.token(token);
        if builder.is_too_deep {
            return None;
        }
    }
    let Builder { mut tree, head, .. } = builder;
    let first_heading = || {
        let heading = tree.descendants(ROOT).find(|node| tree.name(*node) == Name::H1);
        heading.map_or(String::new(), |heading| tree.line(heading))
    };
    let headline = head.headline(first_heading);
    if !head.has_author {
        tree.remove_byline();
    }
    tree.tidy();
    let own = tree.own_article(&headline);
    let mut best = (0, String::new());
    let untouched = tree.nodes.clone();
    for (nth, (removes_unlikely, weighs_classes, cleans)) in RULES.into_iter().enumerate() {
        if nth > 0 {
            tree.nodes.clone_from(&untouched);
        }
        let paragraphs = tree.paragraphs(removes_unlikely, &headline);
        let body = tree.body(&paragraphs, weighs_classes, own);
        tree.clean(body, weighs_classes, cleans);
        let chars = tree.chars(body);
        if chars >= ENOUGH_CHARS {
            return Some(tree.lines(body));
        }
        if chars > best.0 {
            best = (chars, tree.lines(body));
        }
    }
    Some(best.1)
}

impl Tree<'_> {
    /// The visible text in a node, one block a line.
    fn lines(&self, root: u32) -> String {
        let mut out = String::new();
        let mut node = root;
        while node != NONE {
            let name = self.name(node);
            if let Some(text) = self.text(node) {
                push_text(&mut out, &text.shown());
            } else if !name.is_hidden() && !name.is_inline() {
                break_line(&mut out, name == Name::P);
            }
            let first = self.at(node).first;
            if first != NONE && !name.is_hidden() {
                node = first;
                continue;
            }
            loop {
                self.end_line(&mut out, node);
                if node == root {
                    node = NONE;
                    break;
                }
                if self.at(node).next != NONE {
                    node = self.at(node).next;
                    break;
                }
                node = self.at(node).parent;
            }
        }
        out.truncate(out.trim_end().len());
        out
    }

    fn end_line(&self, out: &mut String, node: u32) {
        let name = self.name(node);
        if name != Name::Text && !name.is_hidden() && !name.is_inline() {
            break_line(out, name == Name::P);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::scan::tokens;
    use super::*;

    fn body(html: &str) -> String {
        extract(tokens(html)).unwrap_or_default()
    }

    fn oracle(html: &str) -> String {
        use dom_smoothie::{CandidateSelectMode, Config, Readability};
        let select = CandidateSelectMode::Readability;
        let config = Config { disable_json_ld: true, candidate_select_mode: select, ..Config::default() };
        let article = Readability::new(html, None, Some(config)).unwrap().parse();
        article.map_or(String::new(), |article| super::super::visible::text(&article.content))
    }

    const STORY: &str = "The ferry, which had left the harbour in calm weather, touched a bank of sand, the line said. \
                         Nobody was hurt, and it will sail again on Monday, when the tide is high.";

    fn page(inside: &str) -> String {
        format!("<html><head><title>Ferry aground off Holm</title></head><body>{inside}</body></html>")
    }

    #[test]
    fn finds_the_body_where_readability_finds_it() {
        let many = format!("<p>{STORY}</p>").repeat(4);
        let links = "<li><a href=/a>Weather in Holm</a></li>".repeat(9);
        for inside in [
            format!("<nav class=menu><ul>{links}</ul></nav><div id=main><h1>Ferry aground off Holm</h1>{many}</div>"),
            format!("<table><tr><td><ul>{links}</ul><td class=story>{STORY}<br><br>{STORY}<br> <br>{STORY}</table>"),
            format!(
                "<div class=story><p class=byline>By Ida Holm</p><b><p>{STORY}<p>{STORY}</b><p>{STORY}{STORY}</div>"
            ),
            format!(
                "<div class=story>{many}<div class=share>Share</div><ul>{links}</ul></div><div class=footer>{STORY}"
            ),
            format!("<div><div><font size=2>{STORY}<p>{STORY}</font></div></div><div class=comment>{many}</div>"),
            format!("<table><tr><td>{STORY}<div>{STORY}</div><table><tr>{many}<td>Tide</table></table>"),
            format!("<div class=story><a name=top>{many}<a href=/b>more</a></div><form>{STORY}<input></form>"),
            format!("<p>{STORY}</p>"),
        ] {
            let html = page(&inside);
            assert_eq!(body(&html), oracle(&html), "{html}");
        }
    }

    #[test]
    fn a_drawing_or_a_script_hides_no_text_after_it() {
        let drawings = "<svg><text>Sign</text></svg><svg><path d=x><text>Sign</text>";
        let html = page(&format!("{drawings}<p>{STORY}</p><p>{STORY}</p><noscript>x</noscript>"));
        assert!(body(&html).contains("Nobody was hurt") && !body(&html).contains("Sign"), "{}", body(&html));
    }

    #[test]
    fn other_articles_around_the_page_s_own_are_left_out() {
        let text = STORY.repeat(2);
        let other = |nth: usize| format!("<article><h1>Sheep {nth}</h1><p>Sheep {nth} of {text}</p></article>");
        let own = format!("<article><h1>Ferry</h1><p>{text}</p><p>{text}</p></article>");
        let page = |articles: String| {
            format!("<html><head><title>Ferry aground off Holm | Echo</title></head><body>{articles}</body></html>")
        };
        let shown = body(&page(own.clone() + &other(1) + &other(2)));
        assert!(shown.contains("Nobody was hurt") && !shown.contains("Sheep"), "{shown}");
        let cards: String = (0..8).map(other).map(|card| format!("<section>{card}</section>")).collect();
        let shown = body(&page(format!("{cards}{own}{cards}")));
        assert!(shown.contains("Nobody was hurt") && !shown.contains("Sheep"), "{shown}");
        // nothing says which is the page's own
        let shown = body(&page(other(1) + &other(2)));
        assert!(shown.contains("Sheep 1") && shown.contains("Sheep 2"), "{shown}");
    }

    proptest! {
        #[test]
        fn reads_any_markup_without_panic(
            parts in proptest::collection::vec(
                prop::sample::select(vec![
                    "<p>", "</p>", "<div class=story>", "<div>", "</div>", "<table>", "<tr>", "<td>", "</td>", "</tr>",
                    "</table>", "<b>", "</b>", "<a href=x>", "</a>", "<li>", "<ul>", "</ul>", "<br>", "<form>",
                    "</form>", "<h1>", "</h2>", "<svg>", "</svg>",
                    "<font>", "</font>", "<button>", "<caption>", "<noscript>", "</noscript>", "<body class=x>",
                    "<span>", "</span>", "<select><option>", "<img src=x>", " ", "One, two, three.", STORY,
                ]),
                0..60,
            )
        ) {
            body(&parts.concat());
        }
    }
}
