//! The names of fields in the exports of LexisNexis and Nexis, in the languages of their pages.

/// What a field is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NexisLabel {
    /// The number of words, mostly the last field before the body.
    Length,
    Byline,
    Headline,
    /// The body.
    Body,
    Url,
    /// The day on which the archive got the article.
    LoadDate,
    /// The kind of outlet: each article has one of them below its body.
    Closing,
    /// The language, which closes an article as well.
    Language,
    /// Captions and index terms below the body.
    Index,
    /// Something else above or within the body that is not part of it.
    Other,
}

/// Names in upper case, parted by `|`.
const NAMES: [(NexisLabel, &str); 10] = [
    (
        NexisLabel::Length,
        "LENGTH|LÄNGE|LONGUEUR|LENGTE|LONGITUD|EXTENSIÓN|EXTENSION|LUNGHEZZA|COMPRIMENTO|TAMANHO|LÆNGDE|LÄNGD|LENGDE|\
         PITUUS|DŁUGOŚĆ",
    ),
    (
        NexisLabel::Byline,
        "BYLINE|AUTHOR|AUTHORS|AUTOR|AUTOREN|AUTEUR|AUTEURS|AUTORE|AUTORES|SIGNATURE|FORFATTER|FÖRFATTARE",
    ),
    (
        NexisLabel::Headline,
        "HEADLINE|TITLE|TITRE|TITEL|KOP|TITULAR|TÍTULO|TITULO|TITOLO|SCHLAGZEILE|OVERSKRIFT|RUBRIK-TITEL",
    ),
    (
        NexisLabel::Body,
        "BODY|TEXT|TEKST|TEXTE|TEXTO|TESTO|CORPS|CORPS DU TEXTE|CUERPO|CORPO|HAUPTTEIL|TEXTKÖRPER|VOLLTEXT|HOOFDTEKST",
    ),
    (NexisLabel::Url, "URL"),
    (
        NexisLabel::LoadDate,
        "LOAD-DATE|LOAD DATE|UPDATE|DATE-CHARGEMENT|DATE DE CHARGEMENT|LADEDATUM|LAADDATUM|FECHA-CARGA|FECHA DE CARGA|\
         DATA DI CARICAMENTO|DATA DE CARREGAMENTO|UPLOAD",
    ),
    (
        NexisLabel::Closing,
        "PUBLICATION-TYPE|TYPE-PUBLICATION|PUB-TYPE|\
         PUBLICATION TYPE|TYPE DE PUBLICATION|TIPO-PUBLICACIÓN|PUBLIKATIONSTYP|JOURNAL-CODE|JOURNAL CODE|\
         ZEITSCHRIFT-CODE",
    ),
    (NexisLabel::Language, "LANGUAGE|SPRACHE|LANGUE|TAAL|IDIOMA|LINGUA|LENGUA|SPROG|SPRÅK"),
    (
        NexisLabel::Index,
        "GRAPHIC|GRAFIK|GRAPHIQUE|GRÁFICO|AFBEELDING|SUBJECT|SUJET|THEMA|ONDERWERP|ASUNTO|TEMA|PUB-SUBJECT|COMPANY|\
         SOCIETE|SOCIÉTÉ|FIRMA|BEDRIJF|ORGANIZATION|ORGANISATION|PERSON|PERSONNE|TICKER|STOCK-SYMBOL|SYMBOLE-BOURSIER|\
         INDUSTRY|BRANCHE|SECTEUR-ACTIVITE|ACTIVITY-SECTOR|GEOGRAPHIC|GEO-LOCALIZATION|LOCALISATION-GEO|COUNTRY|STATE|\
         CITY|DOCUMENT-TYPE|CORRECTION|CORRECTION-DATE|DISTRIBUTION|SERIES|NOTES|ACC-NO|CATEGORY|PRODUCT|PAGE|ISSN|\
         TRANSCRIPT|VIEW ORIGINAL PAGE",
    ),
    (
        NexisLabel::Other,
        "SECTION|RUBRIK|RUBRIQUE|RUBRIEK|SECTIE|SECCIÓN|SECCION|SEZIONE|SEÇÃO|SECÇÃO|SEKTION|DATELINE|HIGHLIGHT|\
         HIGHLIGHTS|ENCART|INSERT|CHAPEAU|BIO|NAME|TYPE|DATUM|ORT|EDITION|AUSGABE|KICKER|COLUMN|SERIE|SÉRIE|ABSTRACT|\
         DISTRIBUTED BY|ORTSZEILE|GUEST|GUESTS|SHOW|ANCHOR|ANCHORS|REPORTER",
    ),
];

/// The longest name in bytes.
const MAX_BYTES: usize = 30;

impl NexisLabel {
    /// The field that a name means, in any case.
    fn of(name: &str) -> Option<NexisLabel> {
        if name.is_empty() || name.len() > MAX_BYTES {
            return None;
        }
        let upper = name.to_uppercase();
        NAMES.iter().find(|(_, names)| names.split('|').any(|known| known == upper)).map(|(label, _)| *label)
    }
}

/// The field with which a line begins, and its value.
pub(super) fn label(line: &str) -> Option<(NexisLabel, &str)> {
    let (name, value) = line.trim().split_once(':')?;
    Some((NexisLabel::of(name.trim_end())?, value.trim()))
}

/// The field with which a line begins, if its name is in capitals, as older exports have it.
pub(super) fn label_in_capitals(line: &str) -> Option<(NexisLabel, &str)> {
    let name = line.trim().split(':').next()?;
    if name.chars().any(char::is_lowercase) { None } else { label(line) }
}

/// Whether a line is nothing but the name of the body.
pub(super) fn is_body_mark(line: &str) -> bool {
    NexisLabel::of(line.trim().trim_end_matches(':')) == Some(NexisLabel::Body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_means_one_field_in_any_case() {
        for (expected, names) in NAMES {
            for name in names.split('|') {
                assert_eq!(NexisLabel::of(&name.to_lowercase()), Some(expected), "{name}");
                assert!(name.len() <= MAX_BYTES, "{name}");
            }
        }
        assert_eq!(label("LÄNGE: 306 Wörter"), Some((NexisLabel::Length, "306 Wörter")));
        assert_eq!(label("Byline:\u{a0}Ann Holm"), Some((NexisLabel::Byline, "Ann Holm")));
        assert_eq!(label("Holm: a ferry"), None);
        assert_eq!(label_in_capitals("Section: Ports"), None);
        assert!(is_body_mark("Body") && !is_body_mark("Body of a ferry"));
    }
}
