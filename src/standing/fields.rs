//! The fields of an article as bytes: JSON, so that a later version can add some.

use crate::articles::ArticleRecord;
use crate::attribution::agencies::{Agencies, AgencyId};
use crate::attribution::credit::Credit;
use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};
use std::path::Path;

/// What is kept of an article beside its words.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptFields {
    /// Its fields.
    #[serde(flatten)]
    pub record: ArticleRecord,
    /// What it says of its source. Agencies are numbers of `agencies`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credit: Option<Credit>,
    /// The ids of the agencies in the credit: their numbers differ from version to version.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    agencies: Vec<String>,
}

/// Encodes the fields of an article.
///
/// # Errors
/// None is known.
pub fn encode_fields(record: ArticleRecord, credit: Option<&Credit>, agencies: &Agencies) -> Result<Vec<u8>> {
    let mut names: Vec<String> = Vec::new();
    let mut number = |id: AgencyId| {
        let name = agencies.get(id).map(|agency| agency.id.clone()).unwrap_or_default();
        let at = names.iter().position(|other| *other == name).unwrap_or_else(|| {
            names.push(name);
            names.len() - 1
        });
        Ok(AgencyId(at as u16))
    };
    let credit = credit.map(|credit| renumbered(credit.clone(), &mut number)).transpose()?;
    let kept = KeptFields { record, credit, agencies: names };
    serde_json::to_vec(&kept).map_err(|error| Error::Storage(Box::new(error)))
}

/// Decodes the fields of an article of the index in `folder`.
///
/// # Errors
/// The bytes are no fields, or the credit names an agency that is not known here.
pub fn decode_fields(bytes: &[u8], agencies: &Agencies, folder: &Path) -> Result<(ArticleRecord, Option<Credit>)> {
    let KeptFields { record, credit, agencies: names } = decode(bytes, folder)?;
    let mut number = |id: AgencyId| {
        let name = names.get(usize::from(id.0)).map_or("", String::as_str);
        agencies.iter().find(|(_, agency)| agency.id == name).map(|(id, _)| id).ok_or_else(|| Error::Table {
            path: folder.to_owned(),
            row: None,
            problem: format!(
                "the article {:?} names the agency {name:?}, which is not known; give --agencies as when it was added",
                record.id
            ),
        })
    };
    let credit = credit.map(|credit| renumbered(credit, &mut number)).transpose()?;
    Ok((record, credit))
}

/// As [`decode_fields`], without what the article says of its source: no agency need be known.
pub(super) fn decode_record(bytes: &[u8], folder: &Path) -> Result<ArticleRecord> {
    decode(bytes, folder).map(|kept| kept.record)
}

fn decode(bytes: &[u8], folder: &Path) -> Result<KeptFields> {
    serde_json::from_slice(bytes).map_err(|error| Error::Table {
        path: folder.to_owned(),
        row: None,
        problem: format!("the fields of an article cannot be read: {error}"),
    })
}

/// A credit with other numbers of its agencies.
fn renumbered(credit: Credit, number: &mut impl FnMut(AgencyId) -> Result<AgencyId>) -> Result<Credit> {
    Ok(Credit {
        wire: credit.wire.map(&mut *number).transpose()?,
        photo_credit: credit.photo_credit.map(&mut *number).transpose()?,
        contributed: credit.contributed.iter().map(|&id| number(id)).collect::<Result<_>>()?,
        mentioned: credit.mentioned.iter().map(|&id| number(id)).collect::<Result<_>>()?,
        site: credit.site.map(&mut *number).transpose()?,
        ..credit
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attribution::credit::Certainty;

    #[test]
    fn a_credit_keeps_its_agencies_whatever_their_numbers_are() {
        let agencies = Agencies::builtin();
        let some: Vec<AgencyId> = agencies.iter().map(|(id, _)| id).skip(3).step_by(7).take(3).collect();
        let credit = Credit {
            wire: Some(some[0]),
            certainty: Certainty::Sure,
            evidence: "HOLM (CW) —".into(),
            contributed: vec![some[1], some[2]],
            site: Some(some[0]),
            ..Credit::default()
        };
        let record = ArticleRecord { id: "x".into(), row: Some(4), text_hash: u64::MAX, ..ArticleRecord::default() };
        let bytes = encode_fields(record.clone(), Some(&credit), &agencies).unwrap();
        let place = Path::new("index");
        assert_eq!(decode_fields(&bytes, &agencies, place).unwrap(), (record.clone(), Some(credit)));
        let plain = encode_fields(record.clone(), None, &agencies).unwrap();
        assert_eq!(decode_fields(&plain, &agencies, place).unwrap(), (record, None));
        assert!(decode_fields(b"{", &agencies, place).is_err());
        let unknown = String::from_utf8(bytes).unwrap().replace("\"agencies\":[\"", "\"agencies\":[\"no-such-");
        let message = decode_fields(unknown.as_bytes(), &agencies, place).unwrap_err().to_string();
        assert!(message.contains("no-such-") && message.contains("--agencies"), "{message}");
    }
}
