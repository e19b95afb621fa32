//! Input: from paths to articles, streamed and in parallel.
