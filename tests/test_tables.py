"""A broken table is refused, with every fault at once, in words that say where and what."""

import pandas as pd
import pytest

from allies import tables


@pytest.fixture
def membership(small_data):
    return small_data / "evidence" / "membership.csv"


def faults(path, old=None, new=None, content=None):
    text = path.read_text(encoding="utf-8")
    if content is None:
        assert old in text
        content = text.replace(old, new, 1).encode("utf-8")
    path.write_bytes(content)
    return [str(fault) for fault in tables.check("membership", path.parents[1])]


def test_a_good_table_is_typed(small_data):
    table = tables.load("membership", small_data)
    assert table["date"].iloc[0] == pd.Timestamp("1992-05-15")
    assert table["opens"].iloc[0] == ["member", "participating"]
    assert table["opens"].iloc[2] == []
    assert pd.isna(table["verified_on"].iloc[2])
    assert table["note"].iloc[0] == ""


@pytest.mark.parametrize(("old", "new", "place", "found", "expected"), [
    ("1992-05-15,1992-05-15", "soon,1992-05-15", "row 2, column date", "'soon'", "a day YYYY-MM-DD"),
    ("1992-05-15,1992-05-15", "2023-02-30,2023-03-01", "row 2, column date", "'2023-02-30'", "that exists"),
    ("1999-04-20,1999-04-21", "1999-04-22,1999-04-21", "row 4, column date_latest", "'1999-04-21'", "not before date"),
    ("1999-04-20,1999-04-21", "1999-04-20,2026-05-01", "row 4, column date_latest", "'2026-05-01'", "after the end of coverage"),
    ("M002", "M001", "row 3, column key", "the same as", "each key once"),
    ("B,wire-2012", "B,nowhere", "row 4, column source_ids", "'nowhere'", "keys of sources"),
    ("M003,UZB", "M003,ZZZ", "row 4, column member", "'ZZZ'", "a key of states"),
    ("effect,1999", "effekt,1999", "row 4, column stage", "'effekt'", "announcement, note, decision, effect"),
    ("signed by the heads of state", "a b c d e f g h i j k l", "row 3, column key_phrase", "12 words", "at most 11 words"),
    ("Armenia signs the treaty.", "<b>Armenia</b> signs.", "row 2, column fact", "'<b>Armenia</b> signs.'", "no HTML"),
    ("Armenia signs the treaty.", "=HYPERLINK(1)", "row 2, column fact", "'=HYPERLINK(1)'", "formula"),
    ("Armenia signs the treaty.", " Armenia signs.", "row 2, column fact", "' Armenia signs.'", "no space"),
    ("member; participating", "member; participates", "row 2, column opens", "'participates'", "items among"),
    ("1992-05-15,1992-05-15", "1992-5-15,1992-05-15", "row 2, column date", "'1992-5-15'", "a day YYYY-MM-DD"),
    ("treaty-text; wire-2012", "wire-2012; wire-2012", "row 2, column source_ids", "'wire-2012; wire-2012'", "each item once"),
    ("Armenia signs the treaty.", '"Armenia\nsigns."', "row 2, column fact", "'Armenia\\nsigns.'", "no line break"),
    ("Treaty,,no,,A", 'Treaty,"a quote,no,,A', "row 4", "a quote that is not closed", "quotes that are closed"),
    ("\nM002", "\n\nM002", "row 3", "a blank line", "no blank line"),
    ("id,member", "\ufeffid,member", "row 1", "a byte order mark", "UTF-8 without one"),
    ("M003,UZB,CST,", "M003,UZB,,", "row 4, column organisation", "''", "not empty"),
])
def test_a_wrong_cell_is_named(membership, old, new, place, found, expected):
    message = "\n".join(faults(membership, old, new))
    assert f"data/evidence/membership.csv, {place}: found {found}" in message
    assert expected in message


def test_a_missing_column_is_named_once_and_hides_nothing(membership):
    lines = [line.split(",") for line in membership.read_text(encoding="utf-8").splitlines()]
    position = lines[0].index("stage")
    text = "\n".join(",".join(line[:position] + line[position + 1:]) for line in lines) + "\n"
    messages = faults(membership, content=text.replace("M002", "M001").encode())
    assert "data/evidence/membership.csv, row 1, column stage: found no such column; expected the column" in messages
    assert any("each key once" in message for message in messages)
    assert len(messages) == 2


def test_an_extra_column_is_named(membership):
    text = "\n".join(line + ",x" for line in membership.read_text(encoding="utf-8").splitlines()) + "\n"
    assert faults(membership, content=text.encode()) == [
        "data/evidence/membership.csv, row 1, column x: found a column that the codebook does not know; expected no such column"]


def test_columns_in_another_order_are_refused(membership):
    lines = [line.split(",") for line in membership.read_text(encoding="utf-8").splitlines()]
    text = "\n".join(",".join([line[1], line[0], *line[2:]]) for line in lines) + "\n"
    assert "expected the order id, member" in "\n".join(faults(membership, content=text.encode()))


def test_a_ragged_row_is_named(membership):
    assert any("row 4" in message for message in faults(membership, ",Treaty,,yes", ",Treaty,yes"))


@pytest.mark.parametrize(("content", "message"), [
    (b"", "found an empty file; expected a header line and rows"),
    (b"\n \n", "found an empty file; expected a header line and rows"),
    ("id,member\nM001,Türkiye\n".encode("latin-1"), "row 2: found the byte 0xFC; expected UTF-8"),
])
def test_a_file_that_is_no_table_is_refused(membership, content, message):
    assert faults(membership, content=content) == [f"data/evidence/membership.csv, {message}".replace("csv, found", "csv: found")]


def test_crlf_is_refused(membership):
    text = membership.read_bytes().replace(b"\n", b"\r\n")
    assert "data/evidence/membership.csv, row 1: found a carriage return (CRLF line end); expected LF line ends" in faults(
        membership, content=text)


def test_a_header_without_rows_is_refused(membership):
    header = membership.read_bytes().partition(b"\n")[0] + b"\n"
    assert faults(membership, content=header) == ["data/evidence/membership.csv: found a header without rows; expected at least one row"]


def test_a_column_that_stands_there_twice_is_named(membership):
    text = membership.read_text(encoding="utf-8").replace("id,member,organisation", "id,member,member", 1)
    assert "data/evidence/membership.csv, row 1, column member: found the column twice; expected each column once" in faults(
        membership, content=text.encode())


@pytest.mark.parametrize("content", [None, b"", b"source_id\n", "source_id,title\na,\xfc\n".encode("latin-1"), b"title\nx\n"])
def test_a_broken_table_of_sources_does_not_hide_the_faults_of_others(membership, content):
    sources = membership.parent / "sources.csv"
    sources.unlink() if content is None else sources.write_bytes(content)
    messages = faults(membership, "M002", "M001")
    assert any("each key once" in message for message in messages)
    assert tables.check("sources", membership.parents[1])


def test_a_map_that_is_no_json_is_refused(small_data):
    path = small_data / "indicators" / "borders.geojson"
    assert [str(fault) for fault in tables.check("borders", small_data)] == ["data/indicators/borders.geojson: found no file; expected a file"]
    path.parent.mkdir()
    path.write_text("{", encoding="utf-8")
    assert "borders.geojson, row 1: found Expecting property name" in str(tables.check("borders", small_data)[0])


def test_a_missing_file_is_named(membership):
    membership.unlink()
    assert [str(fault) for fault in tables.check("membership", membership.parents[1])] == [
        "data/evidence/membership.csv: found no file; expected a file"]


def test_load_raises_every_fault_at_once(membership):
    text = membership.read_text(encoding="utf-8")
    text = text.replace("1992-05-15,1992-05-15", "soon,2023-02-30", 1).replace("M002", "M001").replace("B,wire-2012", "D,nowhere")
    membership.write_text(text, encoding="utf-8")
    with pytest.raises(tables.TableError) as error:
        tables.load("membership", membership.parents[1])
    assert {(fault.row, fault.column) for fault in error.value.faults} == {
        (2, "date"), (2, "date_latest"), (3, "key"), (4, "grade"), (4, "source_ids")}


def test_an_unknown_table_is_refused_with_the_names_there_are():
    with pytest.raises(KeyError, match="no table 'membershp'; there are: states, organisations"):
        tables.load("membershp")


@pytest.mark.parametrize("constraints, words", [({"minimum": 0, "maximum": 5}, "a whole number from 0 to 5"), ({}, "a whole number"),
                                                ({"minimum": 1, "required": True}, "a whole number from 1 on, not empty")])
def test_a_bound_without_another_end_is_told(constraints, words):
    assert tables.expectation({"type": "integer", "constraints": constraints}) == words
