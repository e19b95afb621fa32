//! Bearer tokens: a file has their hashes and what each allows.

use crate::error::{Error, Result};
use sha2::{Digest, Sha256};
use std::fmt::Write;
use std::path::Path;

/// What a request needs to be allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// Finding and reading.
    Read,
    /// Adding articles.
    Add,
    /// Removing articles.
    Admin,
}

/// The tokens of a service.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tokens {
    /// Hash and scopes of each.
    known: Vec<(String, Vec<Scope>)>,
}

impl Tokens {
    /// Reads a file with a line for each token: a name, its scopes (`read`, `add`, `admin`, with commas between them),
    /// and the SHA-256 of the token in hexadecimal digits. `#` begins a comment.
    ///
    /// # Errors
    /// The file cannot be read, or a line is wrong.
    pub fn load(path: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(path).map_err(|source| Error::Read { path: path.to_owned(), source })?;
        let mut tokens = Tokens::default();
        for (row, line) in (1..).zip(text.lines()) {
            let line = line.split('#').next().unwrap_or_default();
            let words: Vec<&str> = line.split_whitespace().collect();
            let wrong =
                |problem: &str| Error::Table { path: path.to_owned(), row: Some(row), problem: problem.to_owned() };
            match words[..] {
                [] => {}
                [_, scopes, hash] if hash.len() == 64 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()) => {
                    let scopes = scopes.split(',').map(|name| match name {
                        "read" => Ok(Scope::Read),
                        "add" => Ok(Scope::Add),
                        "admin" => Ok(Scope::Admin),
                        _ => Err(wrong("a scope is read, add or admin")),
                    });
                    tokens.known.push((hash.to_ascii_lowercase(), scopes.collect::<Result<_>>()?));
                }
                _ => return Err(wrong("a line is: NAME SCOPES SHA256, such as: desk read,add 5e88…; 64 digits")),
            }
        }
        if tokens.is_empty() {
            // a service without tokens would let everybody do everything
            return Err(Error::Table { path: path.to_owned(), row: None, problem: "it has no token".to_owned() });
        }
        Ok(tokens)
    }

    /// Whether there are no tokens: then everything is allowed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.known.is_empty()
    }

    /// Whether a token allows something; `None` for a token that is not known. Admin allows everything.
    pub(super) fn allows(&self, token: &str, scope: Scope) -> Option<bool> {
        let hash = Sha256::digest(token.as_bytes()).iter().fold(String::new(), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        });
        // hashes are compared, so the time that it takes says nothing of a token
        let (_, scopes) = self.known.iter().find(|(known, _)| *known == hash)?;
        Some(scopes.contains(&scope) || scopes.contains(&Scope::Admin))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_allows_its_scopes_and_admin_all() {
        let file = tempfile::NamedTempFile::new().unwrap();
        // of `secret` and `root`
        let (secret, root) = (
            "2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b",
            "4813494d137e1631bba301d5acab6e7bb7aa74ce1185d456565ef51d737677b2",
        );
        std::fs::write(&file, format!("# who\ndesk read {secret}\n\nboss admin {root} # all\n")).unwrap();
        let tokens = Tokens::load(file.path()).unwrap();
        assert_eq!(tokens.allows("secret", Scope::Read), Some(true));
        assert_eq!(tokens.allows("secret", Scope::Add), Some(false));
        assert_eq!(tokens.allows("root", Scope::Add), Some(true));
        assert_eq!(tokens.allows("other", Scope::Read), None);
        for wrong in ["desk read", "desk write 5e88", &format!("desk all {secret}")] {
            std::fs::write(&file, wrong).unwrap();
            assert!(Tokens::load(file.path()).unwrap_err().to_string().contains("row 1"), "{wrong}");
        }
    }
}
