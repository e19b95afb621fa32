//! What `inspect --json` prints: the survey of an input as one JSON object.

use crate::flag_names::with_flags;
use crate::survey::{Inspected, Sample};
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashMap};
use wirecopy::input::DateOrder;

/// The survey. Keys are in the order of the alphabet, so that the same input gives the same bytes.
pub(crate) fn report(inspected: &Inspected) -> Value {
    let Inspected { survey, counts, samples } = inspected;
    let month_first = counts.date_orders.values().filter(|order| **order == DateOrder::MonthFirst).count();
    let [days, minutes] = survey.days_and_minutes;
    let rejects = survey
        .rejects
        .iter()
        .map(|(reason, (times, first))| json!({ "reason": with_flags(reason), "times": times, "first": first }));
    json!({
        "files": counts.files,
        "articles": counts.articles,
        "rejected": counts.rejected,
        "files_left_out": counts.skipped,
        "unread": counts.unread,
        "records_left_out": counts.skipped_records,
        "formats": counts.formats,
        "fields": survey.fields,
        "dates": {
            "to_the_minute": minutes,
            "to_the_day": days,
            "undecided": survey.undecided_dates,
            "unread": counts.dates_unread,
            "without_zone": counts.times_without_zone,
            "outlets_day_first": counts.date_orders.len() - month_first,
            "outlets_month_first": month_first,
        },
        "extractions": survey.extractions,
        "outlets": sorted(&survey.outlets),
        "owners": sorted(&survey.owners),
        "rejected_by_reason": rejects.collect::<Vec<_>>(),
        "samples": samples.iter().map(sample).collect::<Vec<_>>(),
    })
}

fn sorted(names: &HashMap<String, u64>) -> BTreeMap<&str, u64> {
    names.iter().map(|(name, articles)| (name.as_str(), *articles)).collect()
}

fn sample(sample: &Sample) -> Value {
    let article = &sample.article;
    json!({
        "id": article.id,
        "path": &*article.path,
        "row": article.row,
        "outlet": article.outlet,
        "title": article.title,
        "byline": article.byline,
        "published": article.published.map(|time| time.to_string()),
        "url": article.url,
        "language": article.language.as_str(),
        "words": sample.words,
    })
}
