//! Text within markup: HTML and SVG.

/// The text, with the characters replaced that have a meaning in markup and in its quoted attributes.
pub(crate) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
