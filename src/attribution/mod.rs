//! Attribution: which agency an article's words name, and who had a text first.
