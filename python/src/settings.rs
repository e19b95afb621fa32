//! The settings of a scan from keyword arguments, which have the names of the command line's flags.

use crate::errors::{exception, wrong};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::PyDict;
use std::path::PathBuf;
use std::sync::Arc;
use wirecopy::articles::CountBy;
use wirecopy::attribution::agencies::Agencies;
use wirecopy::boilerplate::BoilerplateLevel;
use wirecopy::cluster::Linkage;
use wirecopy::config::{Config, ListedPairs};
use wirecopy::input::{Extractor, Outlets};
use wirecopy::pipeline::Settings;
use wirecopy::verify::Form;

/// The settings of these arguments; those that are `None` keep their default.
pub(crate) fn settings(arguments: &Bound<'_, PyDict>) -> PyResult<Settings> {
    let mut settings = Settings::default();
    if let Some(profile) = arguments.get_item("profile")?.filter(|value| !value.is_none()) {
        settings.core =
            named("profile", &profile, &[("news", Config::news as fn() -> Config), ("ocr", Config::ocr)])?();
    }
    for (name, value) in arguments {
        let name: String = name.extract()?;
        if !value.is_none() {
            set(&mut settings, &name, &value)?;
        }
    }
    settings.core.check().map_err(exception)?;
    Ok(settings)
}

fn set(settings: &mut Settings, name: &str, value: &Bound<'_, PyAny>) -> PyResult<()> {
    match name {
        "profile" => Ok(()),
        "include" | "exclude" | "input_format" | "max_article_bytes" | "extract" | "timezone" | "outlets" | "sheet"
        | "table" | "follow" => set_input(settings, name, value),
        _ if name.ends_with("_column") => set_column(settings, name, value),
        _ => set_search(settings, name, value),
    }
}

fn set_input(settings: &mut Settings, name: &str, value: &Bound<'_, PyAny>) -> PyResult<()> {
    let input = &mut settings.input;
    match name {
        "include" => input.include = globs(value)?,
        "exclude" => input.exclude = globs(value)?,
        "input_format" => input.input_format = Some(value.extract()?),
        "max_article_bytes" => input.max_article_bytes = value.extract()?,
        "timezone" => input.timezone = Some(value.extract()?),
        "sheet" => input.sheet = Some(value.str()?.extract()?),
        "table" => input.table = Some(value.extract()?),
        "follow" => input.follow_links = value.extract()?,
        "outlets" => input.outlets = Outlets::load(&value.extract::<PathBuf>()?).map_err(exception)?,
        _ => {
            let extractors = [("fast", Extractor::Fast), ("precise", Extractor::Precise), ("none", Extractor::None)];
            input.extractor = named(name, value, &extractors)?;
        }
    }
    Ok(())
}

fn set_column(settings: &mut Settings, name: &str, value: &Bound<'_, PyAny>) -> PyResult<()> {
    let columns = &mut settings.input.columns;
    let column = match name {
        "text_column" => &mut columns.text,
        "id_column" => &mut columns.id,
        "outlet_column" => &mut columns.outlet,
        "date_column" => &mut columns.date,
        "title_column" => &mut columns.title,
        "url_column" => &mut columns.url,
        _ => return Err(unknown(name)),
    };
    *column = Some(value.extract()?);
    Ok(())
}

fn set_search(settings: &mut Settings, name: &str, value: &Bound<'_, PyAny>) -> PyResult<()> {
    let core = &mut settings.core;
    match name {
        "shingle" => core.shingle.size = value.extract()?,
        "bands" => core.banding.bands = value.extract()?,
        "rows" => core.banding.rows = value.extract()?,
        "threshold" => core.matching.threshold = value.extract()?,
        "min_shared" => core.matching.min_shared = value.extract()?,
        "window" => core.window_days = Some(value.extract()?),
        "seed" => core.seed = value.extract()?,
        "memory" => core.memory.budget = size(value)?,
        "tmp" => core.memory.folder = Some(value.extract()?),
        "pairs" if value.extract()? && core.pairs == ListedPairs::None => core.pairs = ListedPairs::Deciding,
        "all_pairs" if value.extract()? => core.pairs = ListedPairs::All,
        "pairs" | "all_pairs" => {}
        "boilerplate" => {
            use BoilerplateLevel::{Full, Light, Off};
            core.boilerplate = named(name, value, &[("off", Off), ("light", Light), ("full", Full)])?;
        }
        "cluster" => {
            core.linkage = named(name, value, &[("single", Linkage::Single), ("average", Linkage::Average)])?;
        }
        "agencies" => {
            settings.agencies = Arc::new(Agencies::with_file(&value.extract::<PathBuf>()?).map_err(exception)?);
        }
        "count_by" => {
            settings.count_by = named(name, value, &[("outlet", CountBy::Outlet), ("owner", CountBy::Owner)])?;
        }
        "dedup_containment" => {
            let share: f64 = value.extract()?;
            if !(0.0..=1.0).contains(&share) {
                return Err(wrong(name, format!("{share} is not a share: choose a number from 0 to 1")));
            }
            settings.keep.containment = share;
        }
        "dedup_forms" => {
            let forms = [Form::Verbatim, Form::Edited, Form::Cut, Form::Extended].map(|form| (form.name(), form));
            let form = |value: PyResult<Bound<'_, PyAny>>| named(name, &value?, &forms);
            settings.keep.forms = value.try_iter()?.map(form).collect::<PyResult<_>>()?;
        }
        _ => return Err(unknown(name)),
    }
    Ok(())
}

fn unknown(name: &str) -> PyErr {
    PyTypeError::new_err(format!("{name:?} is no setting; they have the names of the flags of `wirecopy scan`"))
}

/// The value of a name.
fn named<T: Copy>(argument: &str, value: &Bound<'_, PyAny>, known: &[(&str, T)]) -> PyResult<T> {
    let name: String = value.extract()?;
    let found = known.iter().find(|(known, _)| *known == name).map(|&(_, value)| value);
    found.ok_or_else(|| {
        let names: Vec<&str> = known.iter().map(|(name, _)| *name).collect();
        wrong(argument, format!("{name:?} is none of {}", names.join(", ")))
    })
}

/// One glob, or several.
fn globs(value: &Bound<'_, PyAny>) -> PyResult<Vec<String>> {
    match value.extract::<String>() {
        Ok(one) => Ok(vec![one]),
        Err(_) => value.extract(),
    }
}

/// A number of bytes, or a text such as `800M` or `6G`.
fn size(value: &Bound<'_, PyAny>) -> PyResult<u64> {
    if let Ok(bytes) = value.extract::<u64>() {
        return Ok(bytes);
    }
    let text: String = value.extract()?;
    let digits = text.trim_end_matches(|c: char| !c.is_ascii_digit());
    let unit = text[digits.len()..].trim_end_matches(['B', 'b', 'i']).to_ascii_uppercase();
    let power = ["", "K", "M", "G", "T"].iter().position(|known| *known == unit);
    let bytes = power.zip(digits.parse::<u64>().ok()).and_then(|(power, number)| number.checked_mul(1 << (10 * power)));
    bytes
        .filter(|&bytes| bytes > 0)
        .ok_or_else(|| wrong("memory", format!("{text:?} is not a size such as 800M or 6G")))
}
