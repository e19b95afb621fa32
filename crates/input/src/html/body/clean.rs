//! Removes the elements of a body that are no text of the article: forms, menus, share buttons, tables of links.

use super::names::Name;
use super::tree::Tree;

/// Elements named for sharing are removed if they have fewer characters.
const MAX_SHARE_CHARS: usize = 500;
/// Elements with this many commas are text.
const ENOUGH_COMMAS: u32 = 10;

/// Words that stand alone where an advertisement is.
const ADVERTISING: [&str; 10] =
    ["ad", "advertising", "advertisement", "pub", "publicité", "werb", "werbung", "广告", "реклама", "anuncio"];
/// Words that stand alone where something is still to come.
const LOADING: [&str; 5] = ["loading", "正在加载", "загрузка", "chargement", "cargando"];

/// What is in an element.
#[derive(Default)]
struct InnerContent {
    pictures: u32,
    paragraphs: u32,
    items: u32,
    inputs: u32,
    embedded: u32,
    commas: u32,
    has_film: bool,
    has_data: bool,
    has_code: bool,
}

impl Tree<'_> {
    /// Cleans the body. `conditionally`: also remove what looks like no text.
    pub(super) fn clean(&mut self, body: u32, weighs_classes: bool, conditionally: bool) {
        for node in self.find(body, |name| name != Name::Text) {
            if self.element(node).is_share() && self.chars(node) < MAX_SHARE_CHARS {
                self.detach(node);
            }
        }
        for table in self.find(body, |name| name == Name::Table) {
            self.at_mut(table).is_data = self.holds_data(table);
        }
        if conditionally {
            self.clean_each(body, weighs_classes, |name| matches!(name, Name::Form | Name::Fieldset));
        }
        for node in self.find(body, is_junk) {
            if !self.element(node).is_film {
                self.detach(node);
            }
        }
        for heading in self.find(body, |name| matches!(name, Name::H1 | Name::H2)) {
            if self.weight(heading, weighs_classes) < 0.0 {
                self.detach(heading);
            }
        }
        if conditionally {
            self.clean_each(body, weighs_classes, |name| matches!(name, Name::Table | Name::Ul | Name::Div));
        }
        self.unwrap_single_cells(body);
    }

    /// Removes elements of these names that are no text, the innermost first.
    fn clean_each(&mut self, body: u32, weighs_classes: bool, is_looked_at: impl Fn(Name) -> bool) {
        for node in self.find(body, is_looked_at).into_iter().rev() {
            if self.is_no_text(node, weighs_classes) {
                self.detach(node);
            }
        }
    }

    fn content(&self, root: u32) -> InnerContent {
        let mut content = InnerContent::default();
        for node in self.descendants(root) {
            match self.name(node) {
                Name::Text => content.commas += self.text(node).map_or(0, |text| text.ascii_commas),
                Name::Img => content.pictures += 1,
                Name::P => content.paragraphs += 1,
                Name::Li => content.items += 1,
                Name::Input => content.inputs += 1,
                Name::Pre => content.has_code = true,
                Name::Table => content.has_data |= self.at(node).is_data,
                Name::Object | Name::Embed | Name::Iframe => {
                    content.embedded += 1;
                    content.has_film |= self.element(node).is_film;
                }
                _ => {}
            }
        }
        content
    }

    /// The share of a node's text that is in elements of these names.
    fn density(&self, node: u32, chars: usize, is_counted: impl Fn(Name) -> bool) -> f32 {
        let inner: usize = self.find(node, is_counted).into_iter().map(|inner| self.chars(inner)).sum();
        if chars == 0 { 0.0 } else { inner as f32 / chars as f32 }
    }

    fn is_no_text(&self, node: u32, weighs_classes: bool) -> bool {
        let content = self.content(node);
        if content.has_data || self.at(node).is_data || self.ancestors(node).any(|around| self.at(around).is_data) {
            return false;
        }
        let weight = self.weight(node, weighs_classes);
        if weight < 0.0 {
            return !content.has_code;
        }
        if content.commas >= ENOUGH_COMMAS || content.has_film {
            return false;
        }
        let chars = self.chars(node);
        // the longest of those words has thirteen letters
        if chars <= 20 && is_placeholder(&self.line(node)) {
            return true;
        }
        let is_list = matches!(self.name(node), Name::Ul | Name::Ol)
            || self.density(node, chars, |name| matches!(name, Name::Ul | Name::Ol)) > 0.9;
        let looks_bad = self.looks_bad(node, &content, chars, weight, is_list);
        if is_list && looks_bad {
            let is_simple = |child: u32| self.element_children(child).nth(1).is_none();
            return !self.children(node).all(is_simple) || content.pictures != content.items;
        }
        looks_bad
    }

    fn looks_bad(&self, node: u32, content: &InnerContent, chars: usize, weight: f32, is_list: bool) -> bool {
        let in_figure = || self.ancestors(node).any(|around| self.name(around) == Name::Figure);
        let (pictures, paragraphs) = (content.pictures as f32, content.paragraphs as f32);
        if pictures > 1.0 && paragraphs / pictures < 0.5 && !in_figure()
            || !is_list && content.items as f32 - 100.0 > paragraphs
            || content.inputs > content.paragraphs / 3
        {
            return true;
        }
        let links = self.link_density(node);
        if !is_list
            && chars < 25
            && (content.pictures == 0 || content.pictures > 2)
            && links > 0.0
            && !in_figure()
            && self.density(node, chars, Name::is_heading) < 0.9
        {
            return true;
        }
        !is_list && weight < 25.0 && links > 0.2
            || weight >= 25.0 && links > 0.5
            || content.embedded == 1 && chars < 75
            || content.embedded > 1
            || content.pictures == 0 && !self.find(node, is_textish).into_iter().any(|inner| self.chars(inner) > 0)
    }

    /// Whether a table holds data, and not the layout of the page.
    fn holds_data(&self, table: u32) -> bool {
        if let Some(holds) = self.element(table).holds_data {
            return holds;
        }
        let has = |is_wanted: fn(Name) -> bool| self.descendants(table).any(|inner| is_wanted(self.name(inner)));
        if has(|name| matches!(name, Name::Caption | Name::Col | Name::Colgroup | Name::Tfoot | Name::Thead | Name::Th))
        {
            return true;
        }
        if has(|name| name == Name::Table) {
            return false;
        }
        let rows = self.find(table, |name| name == Name::Tr);
        let width = |row: &u32| -> usize {
            self.find(*row, |name| name == Name::Td)
                .into_iter()
                .map(|cell| self.element(cell).columns.max(1) as usize)
                .sum()
        };
        let columns = rows.iter().map(width).max().unwrap_or(0);
        match (rows.len(), columns) {
            (1, _) | (_, 1) => false,
            (rows, columns) => rows >= 10 || columns > 4 || rows * columns > 10,
        }
    }

    /// Puts the content of tables of one cell in their place.
    fn unwrap_single_cells(&mut self, body: u32) {
        for table in self.find(body, |name| name == Name::Table) {
            let section = self.only_child(table, Name::Tbody).unwrap_or(table);
            let cell = self.only_child(section, Name::Tr).and_then(|row| self.only_child(row, Name::Td));
            if let Some(cell) = cell {
                let is_line = self.children(cell).all(|child| self.is_phrasing(child));
                self.at_mut(cell).name = if is_line { Name::P } else { Name::Div };
                self.replace(table, cell);
            }
        }
    }
}

fn is_placeholder(line: &str) -> bool {
    let line = line.to_lowercase();
    ADVERTISING.contains(&&*line) || LOADING.contains(&line.trim_end_matches(['…', '.']))
}

fn is_junk(name: Name) -> bool {
    matches!(
        name,
        Name::Object
            | Name::Embed
            | Name::Footer
            | Name::Link
            | Name::Aside
            | Name::Iframe
            | Name::Input
            | Name::Textarea
            | Name::Select
            | Name::Button
    )
}

fn is_textish(name: Name) -> bool {
    matches!(
        name,
        Name::Blockquote
            | Name::Dl
            | Name::Div
            | Name::Img
            | Name::Ol
            | Name::P
            | Name::Pre
            | Name::Table
            | Name::Ul
            | Name::Span
            | Name::Li
            | Name::Td
    )
}
