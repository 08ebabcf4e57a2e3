"""Tables that are what the codebook says they are.

``data/datapackage.json`` (a Frictionless Data Package) names every table, column, type, allowed value,
key and licence. Beyond the standard, some properties of ours are read from it: ``references`` (a list
cell whose items are keys of another table), ``itemsEnum`` (allowed items of a list cell), ``maxWords``
and ``covered`` (the date may not lie after ``coverage_end``) on fields, and ``dateOrder`` and ``mayBeEmpty`` on
schemas.
"""

import codecs
import csv
import json
import re
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import attrs
import pandas as pd
from frictionless import Check, Checklist, Package, errors, system

DATA = Path(__file__).resolve().parents[1] / "data"
READ = set()  # names of the tables loaded so far: what a notebook depends on
STRICT = {"date": r"[0-9]{4}-[0-9]{2}-[0-9]{2}", "integer": r"-?[0-9]+"}  # what Frictionless takes more loosely
PANDAS_TYPES = {"date": "datetime64[s]", "integer": "Int64", "number": "float64", "boolean": "boolean"}


@dataclass(frozen=True)
class Fault:
    """One thing wrong with a table: where it is, what stood there, what was expected."""

    file: str
    row: int | None
    column: str | None
    found: str
    expected: str

    def __str__(self):
        place = [self.file] + [f"{n} {v}" for n, v in (("row", self.row), ("column", self.column)) if v]
        return f"{', '.join(place)}: found {self.found}; expected {self.expected}"


class TableError(ValueError):
    """A table is not what the codebook says; ``faults`` lists every fault."""

    def __init__(self, faults):
        self.faults = list(faults)
        super().__init__("\n".join(map(str, self.faults)))


@contextmanager
def reading_from(data):
    """Within this context every table is read from another data folder."""
    global DATA
    before, DATA = DATA, Path(data)
    try:
        yield
    finally:
        DATA = before


def codebook(data=None):
    """The data package as a dict. Raises FileNotFoundError if there is none below ``data``."""
    path = Path(data or DATA) / "datapackage.json"
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise ValueError(f"data/datapackage.json is no JSON: {error}") from error


def names(data=None):
    """Names of all tables, in the order of the codebook."""
    return [resource["name"] for resource in codebook(data)["resources"] if resource["format"] == "csv"]


def describe(name, data=None):
    """The codebook's entry for one table, a dict. Raises KeyError naming the tables there are."""
    for resource in codebook(data)["resources"]:
        if resource["name"] == name:
            return resource
    raise KeyError(f"no table {name!r}; there are: {', '.join(names(data))}")


def path(name, data=None):
    """Path of the file of one table or other resource; what is read from it counts as read."""
    READ.add(name)
    return Path(data or DATA) / describe(name, data)["path"]


def coverage_end(data=None):
    """Last day that the evidence covers, a Timestamp."""
    return pd.Timestamp(codebook(data)["coverage_end"])


def load(name, data=None):
    """One table, checked and typed.

    Returns a DataFrame with the columns of the codebook: dates as datetime64, integers as Int64,
    numbers as float64, lists as Python lists (empty where the cell is), text as str ('' where empty).
    Raises TableError with every fault if the table breaks the codebook, KeyError for an unknown name.
    """
    if faults := check(name, data):
        raise TableError(faults)
    file = path(name, data)
    return _typed(name, file, Path(data or DATA), file.stat().st_mtime_ns).copy()


@cache
def _typed(name, file, data, stamp):  # stamp: a changed file is read anew
    table = pd.read_csv(file, dtype=str, keep_default_na=False)
    for field in describe(name, data)["schema"]["fields"]:
        column = table[field["name"]]
        if field["type"] == "list":
            table[field["name"]] = column.map(lambda cell, sep=field["delimiter"]: cell.split(sep) if cell else [])
        elif field["type"] in PANDAS_TYPES:
            table[field["name"]] = column.replace("", None).astype(PANDAS_TYPES[field["type"]])
    return table


def check(name=None, data=None):
    """Every fault of one table or other resource, or of all, as a list of Fault; empty where all is well."""
    if name is None:
        return [fault for resource in codebook(data)["resources"] for fault in check(resource["name"], data)]
    resource, data = describe(name, data), Path(data or DATA)
    files = [data / each["path"] for each in [resource, *(describe(key, data) for key in _referenced(resource))]]
    stamp = tuple(file.stat().st_mtime_ns if file.exists() else None for file in files)
    return list(_check(name, data, stamp))


def _referenced(resource):
    """Names of the tables to whose keys a table refers."""
    schema = resource.get("schema", {"fields": []})
    return sorted({key["reference"]["resource"] for key in schema.get("foreignKeys", [])}
                  | {field["references"].partition(".")[0] for field in schema["fields"] if "references" in field})


@cache
def _check(name, data, stamp):  # stamp: a changed file is checked anew
    resource = describe(name, data)
    path, file = data / resource["path"], f"data/{resource['path']}"
    faults = _check_bytes(path, file)
    if not faults and resource["format"] != "csv":
        return _check_json(path, file)
    if any(fault.expected in FATAL for fault in faults):
        return faults
    faults += _check_shape(path, file, resource["schema"])
    if any(fault.expected in FATAL for fault in faults):
        return faults
    broken = [key for key in _referenced(resource) if _keys(f"{key}.{describe(key, data)['schema']['primaryKey'][0]}", data) is None]
    with system.use_context(trusted=True):
        package = Package.from_descriptor(_without_keys_of(broken, codebook(data)), basepath=str(data))
        table = package.get_resource(name)
        table.schema.fields_match = "partial"  # a column too few must not hide the faults of the others
        report = table.validate(Checklist(checks=[CodebookCheck(data=data)]), limit_errors=10_000)
    fields = {field["name"]: field for field in resource["schema"]["fields"]}
    faults += [_fault(error, file, fields) for task in report.tasks for error in task.errors
               if not isinstance(error, (errors.HeaderError, errors.BlankRowError))]
    blank = {fault.row for fault in faults if fault.expected == "no blank line"}
    return [fault for fault in faults if fault.row not in blank or fault.expected == "no blank line"]


def _without_keys_of(broken, package):
    """The codebook without references to tables that cannot be read: their own check reports them."""
    for resource in package["resources"]:
        if "schema" in resource:
            keys = resource["schema"].get("foreignKeys", [])
            resource["schema"]["foreignKeys"] = [key for key in keys if key["reference"]["resource"] not in broken]
    return package


FATAL = ("a file", "a header line and rows", "UTF-8", "quotes that are closed")


def _check_bytes(path, file):
    if not path.exists():
        return [Fault(file, None, None, "no file", "a file")]
    content = path.read_bytes()
    if not content.strip():
        return [Fault(file, None, None, "an empty file", "a header line and rows")]
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        row = content.count(b"\n", 0, error.start) + 1
        return [Fault(file, row, None, f"the byte 0x{content[error.start]:02X}", "UTF-8")]
    faults = []
    if content.startswith(codecs.BOM_UTF8):
        faults.append(Fault(file, 1, None, "a byte order mark", "UTF-8 without one"))
    if b"\r" in content:
        row = content.count(b"\n", 0, content.index(b"\r")) + 1
        faults.append(Fault(file, row, None, "a carriage return (CRLF line end)", "LF line ends"))
    return faults


def _check_json(path, file):
    try:
        json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        return [Fault(file, getattr(error, "lineno", None), None, str(error), "JSON")]
    return []


def _check_shape(path, file, schema):
    """Quotes, header, blank lines, and that there are rows at all."""
    with path.open(encoding="utf-8-sig", newline="") as lines:
        reader = csv.reader(lines, strict=True)
        try:
            rows = [(reader.line_num, row) for row in reader]
        except csv.Error:
            return [Fault(file, reader.line_num, None, "a quote that is not closed", "quotes that are closed")]
    header, expected = rows[0][1], [field["name"] for field in schema["fields"]]
    faults = [Fault(file, 1, column, "no such column", "the column") for column in expected if column not in header]
    faults += [Fault(file, 1, column, "a column that the codebook does not know", "no such column") for column in header if column not in expected]
    faults += [Fault(file, 1, column, "the column twice", "each column once") for column in dict.fromkeys(header) if header.count(column) > 1]
    if not faults and header != expected:
        faults = [Fault(file, 1, None, "columns " + ", ".join(header), "the order " + ", ".join(expected))]
    if len(rows) == 1 and not schema.get("mayBeEmpty"):
        faults.append(Fault(file, None, None, "a header without rows", "at least one row"))
    return faults + [Fault(file, number, None, "a blank line", "no blank line") for number, row in rows if not any(row)]


def expectation(field):
    """What a cell of this field may hold, in words."""
    constraints = field.get("constraints", {})
    words = {"date": "a day YYYY-MM-DD that exists", "integer": "a whole number", "number": "a number",
             "list": "a list separated by '; '"}.get(field["type"], "text")
    if "enum" in constraints:
        words = "one of " + ", ".join(constraints["enum"])
    if "pattern" in constraints:
        words += f" of the form {constraints['pattern']}"
    if "minimum" in constraints:
        words += f" from {constraints['minimum']}" + (f" to {constraints['maximum']}" if "maximum" in constraints else " on")
    return words if not constraints.get("required") else words + ", not empty"


def _fault(error, file, fields):
    row = getattr(error, "row_number", None)
    column = getattr(error, "field_name", None)
    cell = getattr(error, "cell", "")
    found = repr("" if cell in (None, "None") else cell)
    expected = expectation(fields[column]) if column in fields else error.note
    if isinstance(error, CodebookError):
        found, expected = error.found, error.expected
    elif isinstance(error, errors.PrimaryKeyError):
        column, found, expected = "key", error.note, "each key once"
    elif isinstance(error, errors.ForeignKeyError):
        column = ", ".join(error.field_names)
        found, expected = ", ".join(map(repr, error.field_cells)), f"a key of {error.reference_name}"
    elif isinstance(error, (errors.ExtraCellError, errors.MissingCellError)):
        found, expected = error.note, f"{len(fields)} cells, one for each column"
    return Fault(file, row, column, found, expected)


class CodebookError(errors.CellError):
    """A fault that the codebook's own properties define."""

    type = "codebook-error"
    title = "Codebook Error"
    template = "{note}"
    found = ""
    expected = ""


@attrs.define(kw_only=True, repr=False)
class CodebookCheck(Check):
    """The properties of our codebook that Frictionless does not know."""

    type = "codebook"
    Errors = [CodebookError]
    data: Path = DATA

    def connect(self, resource):
        super().connect(resource)
        schema = describe(resource.name, self.data)["schema"]
        self._fields = {field["name"]: field for field in schema["fields"]}
        self._order = schema.get("dateOrder", [])
        self._end = coverage_end(self.data).date()
        self._keys = {n: _keys(f["references"], self.data) for n, f in self._fields.items() if "references" in f}

    def validate_row(self, row):
        for name, raw in zip(row.field_names, row.cells):
            for found, expected in self._faults(name, self._fields.get(name, {}), str(raw or ""), row.get(name)):
                yield self._error(row, name, found, expected)
        for first, last in self._order:
            if row.get(first) and row.get(last) and row[last] < row[first]:
                yield self._error(row, last, repr(str(row[last])), f"a day not before {first} ({row[first]})")

    def _faults(self, name, field, raw, value):
        if raw.startswith(("=", "+", "-", "@")) and field.get("type") not in ("integer", "number"):
            yield repr(raw[:40]), "no cell that a spreadsheet takes for a formula"
        if re.search(r"<[A-Za-z/!]", raw):
            yield repr(raw[:40]), "no HTML"
        if raw != raw.strip():
            yield repr(raw[:40]), "no space at the ends of a cell"
        if len(raw.split()) > field.get("maxWords", 10**6):
            yield f"{len(raw.split())} words", f"at most {field['maxWords']} words"
        if field.get("covered") and value and value > self._end:
            yield repr(str(value)), f"no day after the end of coverage, {self._end}"
        if raw and field.get("type") in STRICT and not re.fullmatch(STRICT[field["type"]], raw):
            yield repr(raw), expectation(field)
        if any(ord(character) < 32 for character in raw):
            yield repr(raw[:40]), "no line break or other control character"
        if isinstance(value, list) and len(set(value)) < len(value):
            yield repr(raw[:40]), "each item once"
        for item in value if isinstance(value, list) else []:
            if item not in field.get("itemsEnum", [item]):
                yield repr(item), "items among " + ", ".join(field["itemsEnum"])
            if self._keys.get(name) is not None and item not in self._keys[name]:
                yield repr(item), f"keys of {field['references'].partition('.')[0]}"

    def _error(self, row, name, found, expected):
        error = CodebookError.from_row(row, note=f"found {found}; expected {expected}", field_name=name)
        error.found, error.expected = found, expected
        return error


def _keys(reference, data):
    """All keys of a table, or None where it cannot be read."""
    table, _, column = reference.partition(".")
    path = Path(data) / describe(table, data)["path"]
    try:
        return set(pd.read_csv(path, dtype=str, keep_default_na=False, usecols=[column])[column])
    except (OSError, ValueError):  # pandas' own errors of parsing and decoding are ValueErrors
        return None
