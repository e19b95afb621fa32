//! Arrow between Python and Rust by the PyCapsule interface: streams that come in, and tables that go out.

use crate::errors::failed;
use arrow_array::cast::AsArray;
use arrow_array::ffi_stream::{ArrowArrayStreamReader, FFI_ArrowArrayStream};
use arrow_array::types::{Float64Type, Int64Type, TimestampMicrosecondType, UInt32Type};
use arrow_array::{Array, ArrayRef, RecordBatch, RecordBatchIterator, RecordBatchReader, StringArray};
use arrow_schema::{DataType, Field, Schema, SchemaRef, TimeUnit};
use pyo3::exceptions::{PyIndexError, PyTypeError};
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyList};
use std::sync::Arc;

const STREAM: &std::ffi::CStr = c"arrow_array_stream";

/// The batches of an object that has `__arrow_c_stream__`.
pub(crate) fn stream(object: &Bound<'_, PyAny>) -> PyResult<ArrowArrayStreamReader> {
    let capsule = object.call_method0("__arrow_c_stream__")?;
    let capsule = capsule.cast::<PyCapsule>()?;
    let pointer = capsule.pointer_checked(Some(STREAM))?.cast::<FFI_ArrowArrayStream>();
    // SAFETY: a capsule of this name holds a valid stream, which is moved out: what is left there is a released one.
    #[allow(unsafe_code)]
    let stream = unsafe { ArrowArrayStreamReader::from_raw(pointer.as_ptr()) };
    stream.map_err(failed)
}

/// All batches of an object that has `__arrow_c_stream__`.
pub(crate) fn collect(object: &Bound<'_, PyAny>) -> PyResult<Batches> {
    let py = object.py();
    let reader = stream(object)?;
    let schema = reader.schema();
    let batches = py.detach(|| reader.collect::<Result<Vec<_>, _>>()).map_err(failed)?;
    Ok(Batches { schema, batches })
}

/// Record batches in memory, which Arrow libraries read without a copy.
#[pyclass(frozen, module = "wirecopy._wirecopy")]
#[derive(Debug, Clone)]
pub(crate) struct Batches {
    pub(crate) schema: SchemaRef,
    pub(crate) batches: Vec<RecordBatch>,
}

impl Batches {
    /// One batch of these columns.
    pub(crate) fn of_columns(columns: Vec<(&str, ArrayRef)>) -> PyResult<Self> {
        let field = |(name, array): &(&str, ArrayRef)| Field::new(*name, array.data_type().clone(), true);
        let schema = Arc::new(Schema::new(columns.iter().map(field).collect::<Vec<_>>()));
        let arrays: Vec<ArrayRef> = columns.into_iter().map(|(_, array)| array).collect();
        if arrays.is_empty() {
            return Ok(Batches { schema, batches: Vec::new() });
        }
        let batch = RecordBatch::try_new(Arc::clone(&schema), arrays).map_err(failed)?;
        Ok(Batches { schema, batches: vec![batch] })
    }

    /// All rows in one batch.
    pub(crate) fn one(&self) -> PyResult<RecordBatch> {
        arrow_select::concat::concat_batches(&self.schema, &self.batches).map_err(failed)
    }
}

#[pymethods]
impl Batches {
    /// All batches of an object that has `__arrow_c_stream__`, held without a copy.
    #[staticmethod]
    fn collect(object: &Bound<'_, PyAny>) -> PyResult<Batches> {
        collect(object)
    }

    /// A table of text columns.
    #[staticmethod]
    fn of_texts(names: Vec<String>, columns: Vec<Vec<Option<String>>>) -> PyResult<Batches> {
        let arrays = columns.into_iter().map(|column| Arc::new(StringArray::from(column)) as ArrayRef);
        Batches::of_columns(names.iter().map(String::as_str).zip(arrays).collect())
    }

    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        // a schema is a wish that a producer may pass over
        let _ = requested_schema;
        let batches = self.batches.clone().into_iter().map(Ok);
        let reader = RecordBatchIterator::new(batches, Arc::clone(&self.schema));
        PyCapsule::new_with_value(py, FFI_ArrowArrayStream::new(Box::new(reader)), STREAM)
    }

    #[getter]
    fn num_rows(&self) -> usize {
        self.batches.iter().map(RecordBatch::num_rows).sum()
    }

    #[getter]
    fn column_names(&self) -> Vec<String> {
        self.schema.fields().iter().map(|field| field.name().clone()).collect()
    }

    /// The values of a column as Python objects.
    fn column<'py>(&self, py: Python<'py>, index: usize) -> PyResult<Bound<'py, PyList>> {
        if index >= self.schema.fields().len() {
            return Err(PyIndexError::new_err(format!("no column {index}")));
        }
        let values = PyList::empty(py);
        for batch in &self.batches {
            let array = batch.column(index);
            for at in 0..array.len() {
                values.append(value(py, array, at)?)?;
            }
        }
        Ok(values)
    }

    /// The first rows.
    fn head(&self, rows: usize) -> Batches {
        let mut left = rows;
        let mut batches = Vec::new();
        for batch in &self.batches {
            let taken = left.min(batch.num_rows());
            batches.push(batch.slice(0, taken));
            left -= taken;
        }
        Batches { schema: Arc::clone(&self.schema), batches }
    }
}

/// A value as a Python object.
fn value<'py>(py: Python<'py>, array: &ArrayRef, at: usize) -> PyResult<Bound<'py, PyAny>> {
    if array.is_null(at) {
        return Ok(py.None().into_bound(py));
    }
    Ok(match array.data_type() {
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => text(array, at).into_pyobject(py)?.into_any(),
        DataType::Boolean => array.as_boolean().value(at).into_pyobject(py)?.to_owned().into_any(),
        DataType::Int64 => array.as_primitive::<Int64Type>().value(at).into_pyobject(py)?.into_any(),
        DataType::UInt32 => array.as_primitive::<UInt32Type>().value(at).into_pyobject(py)?.into_any(),
        DataType::Float64 => array.as_primitive::<Float64Type>().value(at).into_pyobject(py)?.into_any(),
        DataType::Timestamp(TimeUnit::Microsecond, _) => {
            time(py, array.as_primitive::<TimestampMicrosecondType>().value(at))?
        }
        DataType::FixedSizeList(..) => list(py, &array.as_fixed_size_list().value(at))?,
        DataType::List(_) => list(py, &array.as_list::<i32>().value(at))?,
        other => {
            return Err(PyTypeError::new_err(format!("a column of type {other} cannot be read as Python objects")));
        }
    })
}

/// A time in UTC as a `datetime`.
fn time(py: Python<'_>, micros: i64) -> PyResult<Bound<'_, PyAny>> {
    let module = py.import("datetime")?;
    let zone = module.getattr("timezone")?.getattr("utc")?;
    let start = module.getattr("datetime")?.call_method1("fromtimestamp", (0, zone))?;
    start.add(module.getattr("timedelta")?.call1((0, 0, micros))?)
}

fn list<'py>(py: Python<'py>, array: &ArrayRef) -> PyResult<Bound<'py, PyAny>> {
    let values = PyList::empty(py);
    for at in 0..array.len() {
        values.append(value(py, array, at)?)?;
    }
    Ok(values.into_any())
}

/// The texts of a column in memory: no copy is made of them.
#[derive(Debug)]
pub(crate) struct Texts(Vec<ArrayRef>);

impl Texts {
    /// The first column of a table.
    pub(crate) fn of_table(object: &Bound<'_, PyAny>) -> PyResult<Texts> {
        let table = collect(object)?;
        let Some(field) = table.schema.fields().first() else {
            return Err(PyTypeError::new_err("a table without columns has no texts"));
        };
        if !matches!(field.data_type(), DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View) {
            let (name, kind) = (field.name(), field.data_type());
            return Err(PyTypeError::new_err(format!("the column {name:?} holds {kind}, and not text")));
        }
        Ok(Texts(table.batches.iter().map(|batch| Arc::clone(batch.column(0))).collect()))
    }

    /// The texts in order; a missing one is empty.
    pub(crate) fn all(&self) -> Vec<&str> {
        self.0.iter().flat_map(|array| (0..array.len()).map(move |at| text(array, at))).collect()
    }
}

/// A cell of a text column; a missing one is empty.
pub(crate) fn text(array: &ArrayRef, at: usize) -> &str {
    if array.is_null(at) {
        return "";
    }
    match array.data_type() {
        DataType::LargeUtf8 => array.as_string::<i64>().value(at),
        DataType::Utf8View => array.as_string_view().value(at),
        _ => array.as_string::<i32>().value(at),
    }
}
