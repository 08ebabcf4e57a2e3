"""Figures that notebooks record, and how they are found again."""

import json
import re

import pytest

from allies import findings
from allies.__main__ import main


@pytest.fixture
def recorded(monkeypatch):
    shown = []
    monkeypatch.setattr(findings, "display", shown.append)
    return shown


def notebook(folder, name, *records):
    outputs = [{"output_type": "display_data", "metadata": {}, "data": record._repr_mimebundle_()} for record in records]
    cells = [{"cell_type": "code", "source": "", "metadata": {}, "execution_count": 1, "outputs": outputs}]
    (folder / f"{name}.ipynb").write_text(json.dumps({"cells": cells}), encoding="utf-8")


def test_a_number_is_printed_with_its_digits_and_interval(recorded):
    findings.finding("exits.rate", 1.7654, "Exits", "per 100", n=4, lo=0.481, hi=4.526, digits=2, as_of="2026-04-30", tables=["membership"])
    found, = recorded
    assert (found.text, found.interval, found.value) == ("1.77", "0.48 to 4.53", 1.77)
    assert found.provenance() == "Exits, per 100; 95 % interval 0.48 to 4.53; n = 4; as of 2026-04-30; tables: membership"


def test_thousands_are_set_apart_and_a_minus_is_no_hyphen(recorded):
    findings.finding("rows", 12345, "Rows")
    findings.finding("fall", -33.2, "Fall", lo=-38, hi=-28, digits=0)
    assert (recorded[0].text, recorded[1].text, recorded[1].interval) == ("12\u202f345", "−33", "−38 to −28")


@pytest.mark.parametrize("name", ["Exits", "exits rate", "", "exits-rate"])
def test_a_name_of_another_form_is_refused(name):
    with pytest.raises(ValueError, match="expected lower-case words joined by dots"):
        findings.finding(name, 1, "x")


def test_a_share_is_printed_with_its_unit(recorded):
    findings.finding("share", 0.0632 * 100, "Share", "%", digits=1)
    assert recorded[0].text == "6.3 %"


@pytest.mark.parametrize(("value", "interval"), [(float("nan"), {}), (float("inf"), {}), (5, {"lo": 6, "hi": 7}), (5, {"lo": 4}), (5, {"lo": 7, "hi": 6})])
def test_what_is_no_figure_is_refused(value, interval):
    with pytest.raises(ValueError, match="is no figure"):
        findings.finding("a.b", value, "x", digits=1, **interval)


def test_tables_are_a_list():
    with pytest.raises(ValueError, match="expected a list of names"):
        findings.finding("a.b", 1, "x", tables="claims")


def test_a_number_without_digits_is_refused():
    with pytest.raises(ValueError, match="with how many digits 1.5"):
        findings.finding("a.b", 1.5, "x")


def test_findings_are_collected_from_stored_outputs(tmp_path, recorded):
    findings.finding("a.one", 1, "First", tables=["claims"])
    findings.finding("a.two", "Armenia", "Second")
    notebook(tmp_path, "01-x", *recorded)
    found = findings.collect(tmp_path)
    assert list(found) == ["a.one", "a.two"]
    assert found["a.one"].notebook == "01-x"
    assert found["a.one"].tables == ("claims",)
    assert "computed in notebook 01" in found["a.one"].provenance()


def test_a_name_recorded_twice_is_refused(tmp_path, recorded):
    findings.finding("a.one", 1, "First")
    notebook(tmp_path, "01-x", *recorded)
    notebook(tmp_path, "02-y", *recorded)
    with pytest.raises(ValueError, match="a.one is recorded in 01-x and again in 02-y"):
        findings.collect(tmp_path)


def test_the_list_has_what_a_reader_needs(capsys):
    main(["findings", "--json"])
    listed = json.loads(capsys.readouterr().out)
    assert {"name", "value", "unit", "n", "interval", "as_of", "tables", "notebook"} <= set(listed[0])
    assert [each["name"] for each in listed] == list(findings.collect())
    assert all(re.fullmatch(r"[a-z0-9_.]+", each["name"]) for each in listed)
