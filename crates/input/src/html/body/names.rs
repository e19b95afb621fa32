//! The names of elements as numbers, and what kind of element each is.

/// The longest name that is known.
const LONGEST: usize = 10;

macro_rules! names {
    ($($variant:ident $text:literal)*) => {
        /// The name of an element, or the mark of a text.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(super) enum Name {
            Text,
            Other,
            $($variant,)*
        }

        impl Name {
            /// The name that is written so.
            pub(super) fn of(name: &str) -> Name {
                let mut small = [0_u8; LONGEST];
                let Some(small) = small.get_mut(..name.len()) else { return Name::Other };
                small.copy_from_slice(name.as_bytes());
                small.make_ascii_lowercase();
                match &*small {
                    $($text => Name::$variant,)*
                    _ => Name::Other,
                }
            }
        }
    };
}

names! {
    A b"a" Abbr b"abbr" Acronym b"acronym" Address b"address" Applet b"applet" Area b"area" Article b"article"
    Aside b"aside" Audio b"audio" B b"b" Base b"base" Bdi b"bdi" Bdo b"bdo" Big b"big" Blockquote b"blockquote"
    Body b"body" Br b"br" Button b"button" Canvas b"canvas" Caption b"caption" Center b"center" Cite b"cite"
    Code b"code" Col b"col" Colgroup b"colgroup" Data b"data" Datalist b"datalist" Dd b"dd" Del b"del"
    Details b"details" Dfn b"dfn" Dialog b"dialog" Dir b"dir" Div b"div" Dl b"dl" Dt b"dt" Em b"em" Embed b"embed"
    Fieldset b"fieldset" Figcaption b"figcaption" Figure b"figure" Font b"font" Footer b"footer" Form b"form"
    Frame b"frame" Frameset b"frameset" H1 b"h1" H2 b"h2" H3 b"h3" H4 b"h4" H5 b"h5" H6 b"h6" Head b"head"
    Header b"header" Hr b"hr" Html b"html" I b"i" Iframe b"iframe" Img b"img" Input b"input" Ins b"ins" Kbd b"kbd"
    Label b"label" Legend b"legend" Li b"li" Link b"link" Main b"main" Mark b"mark" Marquee b"marquee"
    Math b"math" Menu b"menu" Meta b"meta" Meter b"meter" Nav b"nav" Nobr b"nobr" Noscript b"noscript"
    Object b"object" Ol b"ol" Optgroup b"optgroup" Option b"option" Output b"output" P b"p" Param b"param"
    Pre b"pre" Progress b"progress" Q b"q" Rb b"rb" Rp b"rp" Rt b"rt" Rtc b"rtc" Ruby b"ruby" S b"s" Samp b"samp"
    Script b"script" Section b"section" Select b"select" Small b"small" Source b"source" Span b"span"
    Strike b"strike" Strong b"strong" Style b"style" Sub b"sub" Summary b"summary" Sup b"sup" Svg b"svg"
    Table b"table" Tbody b"tbody" Td b"td" Template b"template" Textarea b"textarea" Tfoot b"tfoot" Th b"th"
    Thead b"thead" Time b"time" Title b"title" Tr b"tr" Track b"track" Tt b"tt" U b"u" Ul b"ul" Var b"var"
    Video b"video" Wbr b"wbr"
}

use Name::*;

impl Name {
    /// Whether it stands within a line of the text.
    pub(super) fn is_inline(self) -> bool {
        matches!(
            self,
            A | Abbr
                | Acronym
                | B
                | Bdi
                | Bdo
                | Big
                | Cite
                | Code
                | Data
                | Del
                | Dfn
                | Em
                | Font
                | I
                | Img
                | Ins
                | Kbd
                | Label
                | Mark
                | Q
                | Rb
                | Rtc
                | Ruby
                | S
                | Samp
                | Tt
                | Small
                | Span
                | Strike
                | Strong
                | Sub
                | Sup
                | Time
                | U
                | Wbr
        )
    }

    /// Whether its content is not shown.
    pub(super) fn is_hidden(self) -> bool {
        matches!(self, Noscript | Template | Svg | Select | Object | Math | Canvas | Rt | Rp)
    }

    /// Whether it is a part of running text.
    pub(super) fn is_phrasing(self) -> bool {
        matches!(
            self,
            Text | Abbr
                | Audio
                | B
                | Bdo
                | Br
                | Button
                | Cite
                | Code
                | Data
                | Datalist
                | Dfn
                | Em
                | Embed
                | I
                | Img
                | Input
                | Kbd
                | Label
                | Mark
                | Math
                | Meter
                | Noscript
                | Object
                | Output
                | Progress
                | Q
                | Ruby
                | Samp
                | Script
                | Select
                | Small
                | Span
                | Strong
                | Sub
                | Sup
                | Textarea
                | Time
                | Var
                | Wbr
        )
    }

    /// Whether it has no content.
    pub(super) fn is_void(self) -> bool {
        matches!(self, Area | Br | Col | Embed | Hr | Img | Input | Param | Source | Track | Wbr | Frame)
    }

    /// Whether it is opened again where a block cuts it off.
    pub(super) fn is_formatting(self) -> bool {
        matches!(self, A | B | Big | Code | Em | Font | I | Nobr | S | Small | Strike | Strong | Tt | U)
    }

    /// Whether it ends a paragraph that is open.
    pub(super) fn ends_paragraph(self) -> bool {
        self.is_heading()
            || matches!(
                self,
                Address
                    | Article
                    | Aside
                    | Blockquote
                    | Center
                    | Details
                    | Dialog
                    | Dir
                    | Div
                    | Dl
                    | Dd
                    | Dt
                    | Fieldset
                    | Figcaption
                    | Figure
                    | Footer
                    | Form
                    | Header
                    | Hr
                    | Li
                    | Main
                    | Menu
                    | Nav
                    | Ol
                    | P
                    | Pre
                    | Section
                    | Summary
                    | Table
                    | Ul
            )
    }

    /// Whether a closing tag of an element within a line does not reach over it.
    pub(super) fn is_special(self) -> bool {
        self.ends_paragraph() || self.is_barrier() || self.is_table_part() || matches!(self, Button | Body | Select)
    }

    /// Whether a closing tag inside of it closes nothing outside.
    pub(super) fn is_barrier(self) -> bool {
        matches!(self, Applet | Caption | Table | Td | Th | Marquee | Object | Template | Body)
    }

    /// Whether it is a table, or a part of one that holds no text.
    pub(super) fn is_table_frame(self) -> bool {
        matches!(self, Table | Tbody | Thead | Tfoot | Tr)
    }

    /// Whether the element is allowed only inside of a table.
    pub(super) fn is_table_part(self) -> bool {
        matches!(self, Caption | Col | Colgroup | Tbody | Thead | Tfoot | Tr | Td | Th)
    }

    /// Whether it is a headline.
    pub(super) fn is_heading(self) -> bool {
        matches!(self, H1 | H2 | H3 | H4 | H5 | H6)
    }

    /// Whether a `div` that holds it is no paragraph.
    pub(super) fn is_block(self) -> bool {
        matches!(self, Blockquote | Dl | Div | Img | Ol | P | Pre | Table | Ul)
    }
}
