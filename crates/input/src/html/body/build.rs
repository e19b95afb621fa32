//! Builds the tree of a page from its tags, as browsers do where tags are not closed or cross each other.
//!
//! Scripts, styles, comments and the content of SVG drawings are left out.

use super::element::{PageElement, TextRun};
use super::head::PageHead;
use super::names::Name;
use super::tree::{NONE, ROOT, Tree};
use crate::html::scan::{Tag, Token};

/// Elements open at once, beyond which a page is given up.
const MAX_DEPTH: usize = 512;
/// Formatting elements that are opened again after a block; older ones are forgotten.
const MAX_FORMATTING: usize = 16;

/// A page that is being read.
pub(super) struct Builder<'h> {
    pub(super) tree: Tree<'h>,
    pub(super) head: PageHead,
    /// The elements that are open.
    pub(super) open: Vec<u32>,
    /// The formatting elements that are not closed. `NONE` stands for the start of a table's cell.
    pub(super) formatting: Vec<u32>,
    open_paragraphs: usize,
    pub(super) form: u32,
    /// Drawings that are open in each other.
    drawings: usize,
    in_noscript: bool,
    pub(super) is_too_deep: bool,
}

impl<'h> Builder<'h> {
    pub(super) fn new() -> Self {
        let mut tree = Tree::default();
        tree.add_plain(Name::Body);
        Builder {
            tree,
            head: PageHead::default(),
            open: vec![ROOT],
            formatting: Vec::new(),
            open_paragraphs: 0,
            form: NONE,
            drawings: 0,
            in_noscript: false,
            is_too_deep: false,
        }
    }

    pub(super) fn token(&mut self, token: Token<'h>) {
        if self.in_noscript {
            self.in_noscript = !matches!(token, Token::Close(name) if Name::of(name) == Name::Noscript);
            return;
        }
        if self.drawings > 0 && self.is_in_drawing(token) {
            return;
        }
        match token {
            Token::Text(text) => self.text(text),
            Token::Open(tag) => self.open_tag(tag),
            Token::Close(name) => self.close_tag(name),
            Token::Raw(tag, content) => match Name::of(tag.name) {
                Name::Title => self.head.title(content),
                name @ (Name::Iframe | Name::Textarea) => {
                    self.insert(name, tag);
                }
                _ => {}
            },
        }
    }

    /// Whether a token belongs to a drawing. One that is never closed ends at an element of a page.
    fn is_in_drawing(&mut self, token: Token<'h>) -> bool {
        match token {
            Token::Open(tag) => match Name::of(tag.name) {
                Name::Svg => self.drawings += usize::from(!tag.attributes.ends_with('/')),
                name if name.ends_paragraph() || matches!(name, Name::Span | Name::Img | Name::Br | Name::Body) => {
                    self.drawings = 0;
                }
                _ => {}
            },
            Token::Close(name) if Name::of(name) == Name::Svg => {
                self.drawings -= 1;
                return true;
            }
            _ => {}
        }
        self.drawings > 0
    }

    pub(super) fn top(&self) -> u32 {
        self.open.last().copied().unwrap_or(ROOT)
    }

    pub(super) fn name(&self, node: u32) -> Name {
        self.tree.name(node)
    }

    fn text(&mut self, written: &'h str) {
        let text = TextRun::of(written);
        if !text.is_blank {
            self.reopen();
        }
        let content = self.tree.texts.len() as u32;
        self.tree.texts.push(text);
        let node = self.tree.add(Name::Text, content);
        self.place(node, !text.is_blank);
    }

    /// Puts a node where the next one goes. What may not stand between the rows of a table goes before it.
    pub(super) fn place(&mut self, node: u32, may_be_moved: bool) {
        let top = self.top();
        if may_be_moved && self.name(top).is_table_frame() {
            let table = self.open.iter().rev().find(|at| self.name(**at) == Name::Table).copied();
            if let Some(table) = table.filter(|table| self.tree.at(*table).parent != NONE) {
                return self.tree.insert_before(table, node);
            }
        }
        self.tree.append(top, node);
    }

    fn insert(&mut self, name: Name, tag: Tag<'h>) -> u32 {
        let content = self.tree.elements.len() as u32;
        // the attributes of fonts say nothing
        let (name, element) = match name {
            Name::Font => (Name::Span, PageElement::plain("span")),
            _ => (name, PageElement::of(name, tag)),
        };
        self.tree.elements.push(element);
        let node = self.tree.add(name, content);
        let stands_in_table = name.is_table_part() || name == Name::Form;
        self.place(node, !stands_in_table);
        node
    }

    fn insert_open(&mut self, name: Name, tag: Tag<'h>) -> u32 {
        let node = self.insert(name, tag);
        self.push(node);
        node
    }

    pub(super) fn push(&mut self, node: u32) {
        self.open_paragraphs += usize::from(self.name(node) == Name::P);
        self.open.push(node);
        self.is_too_deep |= self.open.len() > MAX_DEPTH;
    }

    pub(super) fn pop(&mut self) {
        if self.open.len() > 1
            && let Some(node) = self.open.pop()
        {
            self.forget(node);
        }
    }

    /// Says that an element is open no more.
    pub(super) fn forget(&mut self, node: u32) {
        self.open_paragraphs -= usize::from(self.name(node) == Name::P);
    }

    /// The place among the open elements of the innermost that is wanted, if no barrier is inside of it.
    pub(super) fn in_scope(
        &self,
        is_wanted: impl Fn(Name) -> bool,
        is_barrier: impl Fn(Name) -> bool,
    ) -> Option<usize> {
        for (place, node) in self.open.iter().enumerate().rev() {
            let name = self.name(*node);
            if is_wanted(name) {
                return (place > 0).then_some(place);
            }
            if is_barrier(name) {
                return None;
            }
        }
        None
    }

    pub(super) fn close_to(&mut self, place: usize) {
        while self.open.len() > place.max(1) {
            self.pop();
        }
    }

    /// Closes the innermost of these elements; says whether there was one.
    pub(super) fn close(&mut self, is_wanted: impl Fn(Name) -> bool, is_barrier: impl Fn(Name) -> bool) -> bool {
        let place = self.in_scope(is_wanted, is_barrier);
        if let Some(place) = place {
            self.close_to(place);
        }
        place.is_some()
    }

    pub(super) fn close_paragraph(&mut self) -> bool {
        self.open_paragraphs > 0 && self.close(|name| name == Name::P, |name| name.is_barrier() || name == Name::Button)
    }

    fn open_tag(&mut self, tag: Tag<'h>) {
        let name = Name::of(tag.name);
        match name {
            Name::Html | Name::Head | Name::Base | Name::Link | Name::Param | Name::Frameset | Name::Frame => return,
            Name::Meta => return self.head.meta(tag),
            Name::Noscript => {
                self.in_noscript = true;
                return;
            }
            Name::Body => {
                if self.tree.at(ROOT).content == NONE {
                    self.tree.at_mut(ROOT).content = self.tree.elements.len() as u32;
                    self.tree.elements.push(PageElement::of(name, tag));
                }
                return;
            }
            Name::Form if self.form != NONE => return,
            _ => {}
        }
        if name.is_table_part() && !self.make_way(name) {
            return;
        }
        if name.ends_paragraph() {
            self.close_paragraph();
        }
        self.close_implied(name);
        let is_block = name.ends_paragraph() || name.is_table_part();
        if !is_block {
            self.reopen();
        }
        if name == Name::Form && self.name(self.top()).is_table_frame() {
            self.insert(name, tag);
        } else if name == Name::Svg {
            self.insert(name, tag);
            self.drawings = usize::from(!tag.attributes.ends_with('/'));
        } else if name.is_void() {
            self.insert(name, tag);
        } else {
            self.open_element(name, tag);
        }
    }

    fn open_element(&mut self, name: Name, tag: Tag<'h>) {
        let node = self.insert_open(name, tag);
        match name {
            Name::Form => self.form = node,
            Name::Td | Name::Th | Name::Caption => self.formatting.push(NONE),
            _ if name.is_formatting() => {
                if self.formatting.len() >= MAX_FORMATTING {
                    self.formatting.remove(0);
                }
                self.formatting.push(node);
            }
            _ => {}
        }
    }

    /// Closes what an element ends by being opened.
    fn close_implied(&mut self, name: Name) {
        let top = self.name(self.top());
        match name {
            _ if name.is_heading() && top.is_heading() => self.pop(),
            Name::Li => self.close_item(|name| name == Name::Li),
            Name::Dd | Name::Dt => self.close_item(|name| matches!(name, Name::Dd | Name::Dt)),
            Name::Table if top == Name::Table => self.pop(),
            Name::Option | Name::Optgroup if top == Name::Option => self.pop(),
            Name::Button => {
                self.close(|name| name == Name::Button, Name::is_barrier);
            }
            Name::A | Name::Nobr => {
                let last = self.formatting.iter().rev().take_while(|node| **node != NONE).copied();
                if let Some(link) = last.into_iter().find(|node| self.name(*node) == name) {
                    self.close_formatting(name);
                    self.formatting.retain(|node| *node != link);
                }
            }
            _ => {}
        }
    }

    fn close_item(&mut self, is_item: impl Fn(Name) -> bool) {
        let is_barrier =
            |name: Name| name.is_special() && !is_item(name) && !matches!(name, Name::Address | Name::Div | Name::P);
        self.close(&is_item, is_barrier);
    }
}
