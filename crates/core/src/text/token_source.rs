//! Read access to the tokens of many documents, wherever they are stored.

use super::Token;
use std::fmt::Debug;

/// Documents, numbered from 0, whose tokens can be read in any order and from several threads.
///
/// Verification and clustering read documents through this trait only, so they work on documents in memory, on a file,
/// and on a part of a larger collection such as one connected component. An implementation needs only the two readers;
/// the hints do nothing by default.
pub trait TokenSource: Sync {
    /// Memory that a reader keeps from one document to the next. Sources that store tokens in another form decode into
    /// it.
    type Buffer: Debug + Default + Send;

    /// The tokens of a document, borrowed from the source or decoded into `buffer`.
    ///
    /// # Panics
    /// When there is no document of that number.
    fn tokens<'s>(&'s self, document: u32, buffer: &'s mut Self::Buffer) -> &'s [Token];

    /// The tokens of `document`, which is the one that was read into `buffer` last: nothing is decoded again.
    fn last_tokens<'s>(&'s self, document: u32, buffer: &'s Self::Buffer) -> &'s [Token];

    /// A number by which documents that are stored near each other sort near each other.
    fn storage_order(&self, document: u32) -> u64 {
        u64::from(document)
    }

    /// Hint: the tokens of this document, and of those stored near it, will be read soon.
    fn read_ahead(&self, _document: u32) {}

    /// Hint: the source will soon look up where this document is stored.
    #[inline]
    fn prefetch_location(&self, _document: u32) {}

    /// Hint: the tokens of this document will be read next.
    #[inline]
    fn prefetch_tokens(&self, _document: u32) {}
}

impl<S: TokenSource> TokenSource for &S {
    type Buffer = S::Buffer;

    #[inline]
    fn tokens<'s>(&'s self, document: u32, buffer: &'s mut Self::Buffer) -> &'s [Token] {
        (**self).tokens(document, buffer)
    }

    #[inline]
    fn last_tokens<'s>(&'s self, document: u32, buffer: &'s Self::Buffer) -> &'s [Token] {
        (**self).last_tokens(document, buffer)
    }

    fn storage_order(&self, document: u32) -> u64 {
        (**self).storage_order(document)
    }

    fn read_ahead(&self, document: u32) {
        (**self).read_ahead(document);
    }

    #[inline]
    fn prefetch_location(&self, document: u32) {
        (**self).prefetch_location(document);
    }

    #[inline]
    fn prefetch_tokens(&self, document: u32) {
        (**self).prefetch_tokens(document);
    }
}

/// Documents in memory.
impl TokenSource for Vec<&[Token]> {
    type Buffer = ();

    #[inline]
    fn tokens<'s>(&'s self, document: u32, (): &'s mut ()) -> &'s [Token] {
        self[document as usize]
    }

    #[inline]
    fn last_tokens<'s>(&'s self, document: u32, (): &'s ()) -> &'s [Token] {
        self[document as usize]
    }
}

impl TokenSource for Vec<Vec<Token>> {
    type Buffer = ();

    #[inline]
    fn tokens<'s>(&'s self, document: u32, (): &'s mut ()) -> &'s [Token] {
        &self[document as usize]
    }

    #[inline]
    fn last_tokens<'s>(&'s self, document: u32, (): &'s ()) -> &'s [Token] {
        &self[document as usize]
    }
}
