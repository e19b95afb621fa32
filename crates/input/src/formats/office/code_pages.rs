//! The code pages of RTF: by their number, or by the set of characters of a font.

use encoding_rs as e;
use encoding_rs::Encoding;

/// The encoding of a Windows code page. Those of DOS are taken as their Windows counterparts, which share the letters
/// of ASCII only; hardly any RTF has them.
pub(super) fn of_code_page(number: i32) -> Option<&'static Encoding> {
    Some(match number {
        437 | 850 | 1252 => e::WINDOWS_1252,
        852 | 1250 => e::WINDOWS_1250,
        866 => e::IBM866,
        855 | 1251 => e::WINDOWS_1251,
        737 | 1253 => e::WINDOWS_1253,
        857 | 1254 => e::WINDOWS_1254,
        862 | 1255 => e::WINDOWS_1255,
        864 | 1256 => e::WINDOWS_1256,
        775 | 1257 => e::WINDOWS_1257,
        1258 => e::WINDOWS_1258,
        874 => e::WINDOWS_874,
        932 => e::SHIFT_JIS,
        936 => e::GBK,
        54936 => e::GB18030,
        949 | 1361 => e::EUC_KR,
        950 => e::BIG5,
        10000 => e::MACINTOSH,
        10007 => e::X_MAC_CYRILLIC,
        20866 => e::KOI8_R,
        28592 => e::ISO_8859_2,
        28595 => e::ISO_8859_5,
        65001 => e::UTF_8,
        _ => return None,
    })
}

/// The encoding of a font by its `\fcharset`; `None` for that of the document.
pub(super) fn of_charset(number: i32) -> Option<&'static Encoding> {
    Some(match number {
        77 => e::MACINTOSH,
        128 => e::SHIFT_JIS,
        129 | 130 => e::EUC_KR,
        134 => e::GBK,
        136 => e::BIG5,
        161 => e::WINDOWS_1253,
        162 => e::WINDOWS_1254,
        163 => e::WINDOWS_1258,
        177 => e::WINDOWS_1255,
        178..=180 => e::WINDOWS_1256,
        186 => e::WINDOWS_1257,
        204 => e::WINDOWS_1251,
        222 => e::WINDOWS_874,
        238 => e::WINDOWS_1250,
        // ANSI, which many programs write for whatever the document has
        _ => return None,
    })
}
