//! Files that are no articles by their first bytes: what they are, and what a user can do about it.

/// A kind of file that is recognised and not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Foreign {
    /// The name in messages and counts.
    pub(crate) name: &'static str,
    /// What to do to have it read; empty for what holds no articles, such as pictures.
    pub(crate) way_out: &'static str,
}

const fn kind(name: &'static str, way_out: &'static str) -> Foreign {
    Foreign { name, way_out }
}

/// For files that cannot hold articles.
const NO_TEXT: &str = "";
const UNPACK: &str = "unpack it first";

/// Files by the bytes at their start, or at the offset given.
const MAGIC: [(usize, &[u8], Foreign); 41] = [
    (0, b"%PDF-", kind("PDF", "take its text out first, for example with pdftotext")),
    (0, b"\xef\xbb\xbf%PDF-", kind("PDF", "take its text out first, for example with pdftotext")),
    (0, b"%!PS", kind("PostScript", "take its text out first, for example with ps2ascii")),
    (0, b"FEA1", kind("Feather 1", "save it as Feather 2 or Parquet")),
    (0, b"ORC", kind("ORC", "save it as Parquet")),
    (0, b"Obj\x01", kind("Avro", "save it as Parquet or JSON Lines")),
    (0, b"\x93NUMPY", kind("NumPy", "save it as CSV or Parquet")),
    (0, b"\x89HDF", kind("HDF5", "save it as CSV or Parquet")),
    (0, b"RDX2\n", kind("R data", "save it as CSV or Parquet")),
    (0, b"RDX3\n", kind("R data", "save it as CSV or Parquet")),
    (0, b"X\n\0\0\0", kind("R data", "save it as CSV or Parquet")),
    (0, b"\x80\x04\x95", kind("Python pickle", "save it as Parquet or JSON Lines")),
    (0, b"\x80\x05\x95", kind("Python pickle", "save it as Parquet or JSON Lines")),
    (0, b"bplist00", kind("property list", "save the page as HTML")),
    (0, b"7z\xbc\xaf\x27\x1c", kind("7z", UNPACK)),
    (0, b"Rar!\x1a\x07", kind("RAR", UNPACK)),
    (0, b"MSCF", kind("cabinet", UNPACK)),
    (0, b"\x1f\x9d", kind(".Z", UNPACK)),
    (0, b"\x04\x22\x4d\x18", kind("lz4", UNPACK)),
    (0, b"LZIP", kind("lzip", UNPACK)),
    (0, b"ITSF", kind("CHM", UNPACK)),
    (60, b"BOOKMOBI", kind("Mobipocket", "save it as HTML or plain text")),
    (0, b"AT&TFORM", kind("DjVu", "take its text out first, for example with djvutxt")),
    (0, b"\xff\xd8\xff", kind("JPEG", NO_TEXT)),
    (0, b"\x89PNG", kind("PNG", NO_TEXT)),
    (0, b"GIF8", kind("GIF", NO_TEXT)),
    (8, b"WEBP", kind("WebP", NO_TEXT)),
    (0, b"II*\0", kind("TIFF", NO_TEXT)),
    (0, b"MM\0*", kind("TIFF", NO_TEXT)),
    (0, b"\0\0\x01\0", kind("icon", NO_TEXT)),
    (4, b"ftyp", kind("video", NO_TEXT)),
    (0, b"\x1a\x45\xdf\xa3", kind("video", NO_TEXT)),
    (8, b"AVI ", kind("video", NO_TEXT)),
    (0, b"ID3", kind("audio", NO_TEXT)),
    (0, b"OggS", kind("audio", NO_TEXT)),
    (0, b"fLaC", kind("audio", NO_TEXT)),
    (8, b"WAVE", kind("audio", NO_TEXT)),
    (0, b"wOFF", kind("font", NO_TEXT)),
    (0, b"wOF2", kind("font", NO_TEXT)),
    (0, b"\x7fELF", kind("program", NO_TEXT)),
    (0, b"\xca\xfe\xba\xbe", kind("program", NO_TEXT)),
];

/// The container of old Office files, and of new ones with a password.
const OLE: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

/// Files in this container, by the name of a stream in it, which has two bytes a letter.
const IN_OLE: [(&str, Foreign); 6] = [
    ("EncryptedPackage", kind("Office file with a password", "open it and save it without the password")),
    ("WordDocument", kind("Word 97 .doc", "save it as .docx")),
    ("Workbook", kind("Excel 97 .xls", "save the sheet as CSV")),
    ("PowerPoint Document", kind("PowerPoint 97 .ppt", "save it as plain text")),
    ("__substg1.0_", kind("Outlook .msg", "save it as plain text")),
    ("Root Entry", kind("old Office file", "save it as .docx, .csv or .txt")),
];

/// Documents that are zip archives, by the name of a member that stands near their start.
const IN_ZIP: [(&[u8], Foreign); 6] = [
    (b"word/", kind("DOCX", "save it as plain text or HTML")),
    (b"ppt/", kind("PPTX", "save it as plain text")),
    (b"mimetypeapplication/epub+zip", kind("EPUB", "save it as HTML or plain text")),
    (b"mimetypeapplication/vnd.oasis.opendocument.text", kind("ODT", "save it as plain text or HTML")),
    (b"[Content_Types].xml", kind("Office document", "save it as plain text, HTML or CSV")),
    (b"AndroidManifest.xml", kind("program", NO_TEXT)),
];

/// What a file is that begins like this, if it is one of those that are not read.
pub(crate) fn foreign(head: &[u8]) -> Option<Foreign> {
    // nearly every file begins with one of these
    if matches!(head, [b'<' | b'[' | b'"' | b' ' | b'\n', ..] | [b'{', b'"' | b' ' | b'\n' | b'\r', ..]) {
        return None;
    }
    if head.starts_with(OLE) {
        let wide = |name: &str| name.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
        let found = IN_OLE.iter().find(|(name, _)| memchr::memmem::find(head, &wide(name)).is_some());
        return Some(found.or(IN_OLE.last()).map_or(kind("old Office file", UNPACK), |(_, kind)| *kind));
    }
    if head.starts_with(b"PK\x03\x04") {
        // an archive of documents may hold them as they are
        if !is_office_zip(head) && !first_member(head).is_some_and(|name| OTHER_FIRST.contains(&name)) {
            return None;
        }
        let start = &head[..head.len().min(4 << 10)];
        return IN_ZIP.iter().find(|(name, _)| memchr::memmem::find(start, name).is_some()).map(|(_, kind)| *kind);
    }
    let is = |at: usize, magic: &[u8]| head.get(at..at + magic.len()) == Some(magic);
    let found = MAGIC.iter().find(|(at, magic, _)| is(*at, magic)).map(|(.., kind)| *kind)?;
    // a text may begin with the letters of a short mark
    let is_letters = |kind: Foreign| matches!(kind.name, "ORC" | "audio" | "lzip" | "video" | "cabinet" | "Feather 1");
    (!is_letters(found) || !crate::charset::is_text(head)).then_some(found)
}

/// The first members of documents that are no Office files.
const OTHER_FIRST: [&[u8]; 3] = [b"mimetype", b"AndroidManifest.xml", b"META-INF/MANIFEST.MF"];

/// The name of the first member of a zip archive.
fn first_member(head: &[u8]) -> Option<&[u8]> {
    let length = head.get(26..28).filter(|_| head.starts_with(b"PK\x03\x04"))?;
    head.get(30..30 + usize::from(u16::from_le_bytes([length[0], length[1]])))
}

/// Whether a file is a zip archive that begins like a document of Word, Excel or PowerPoint.
pub(crate) fn is_office_zip(head: &[u8]) -> bool {
    let folders: [&[u8]; 6] = [b"_rels/", b"docProps/", b"word/", b"xl/", b"ppt/", b"customXml/"];
    first_member(head)
        .is_some_and(|name| name == b"[Content_Types].xml" || folders.iter().any(|folder| name.starts_with(folder)))
}

/// Whether content is a document in a zip archive, near whose start stands a member of this name.
pub(crate) fn is_zip_with(head: &[u8], name: &[u8]) -> bool {
    let is_document = is_office_zip(head) || first_member(head) == Some(b"mimetype");
    is_document && memchr::memmem::find(&head[..head.len().min(4 << 10)], name).is_some()
}

/// The start of an archive whose first member has this name and content.
#[cfg(test)]
pub(crate) fn zip_head(name: &str, content: &str) -> Vec<u8> {
    let length = u16::try_from(name.len()).unwrap().to_le_bytes();
    [&b"PK\x03\x04"[..], &[0; 22], &length, &[0; 2], name.as_bytes(), content.as_bytes()].concat()
}

/// Whether a file begins with the mark of a binary format, be it read or not.
pub(crate) fn has_mark(head: &[u8]) -> bool {
    let is_read = [&b"PAR1"[..], b"ARROW1", b"SQLite format 3\0"].iter().any(|mark| head.starts_with(mark))
        || head.starts_with(b"PK")
        || head.get(257..262) == Some(b"ustar");
    is_read || foreign(head).is_some()
}

impl Foreign {
    /// Whether a user must be told of each such file, as it may hold articles.
    pub(crate) fn is_told(self) -> bool {
        !self.way_out.is_empty()
    }

    /// The reason for not reading the file.
    pub(crate) fn reason(self) -> String {
        match self.way_out {
            "" => format!("{}: not read", self.name),
            way_out => format!("{}: not read; {way_out}", self.name),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_what_is_not_read_and_leaves_text_alone() {
        assert_eq!(foreign(b"%PDF-1.4\n%\xe2\xe3").map(|found| found.name), Some("PDF"));
        assert!(foreign(OLE).is_some_and(|found| found.reason().contains("save it as .docx")));
        let member = |name: &str| zip_head(name, "");
        assert!(is_zip_with(&zip_head("[Content_Types].xml", "xl/workbook.xml"), b"xl/"));
        assert!(!is_zip_with(&zip_head("a.xlsx", "xl/workbook.xml"), b"xl/"));
        assert!(is_office_zip(&member("[Content_Types].xml")) && !is_office_zip(&member("story.docx")));
        assert_eq!(foreign(&[member("story.docx"), member("word/document.xml")].concat()), None);
        for text in ["ORCAS were seen", "ID3 is a tag", "LZIP", "ARROW", "{\"id\": 1}", "<html>", "", "MSCF"] {
            assert_eq!(foreign(text.as_bytes()), None, "{text}");
        }
    }
}
