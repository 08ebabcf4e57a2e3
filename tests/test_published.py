"""From published files to indicator tables. The files themselves are not in the repository: where the variable
ALLIES_RAW names a folder that holds them, or ../shared/raw does, the committed tables are derived again."""

import os
import shutil
from pathlib import Path

import pandas as pd
import pytest

from allies import published, tables
from allies.published import alliances, polls, registry

ROOT = Path(__file__).resolve().parents[1]
RAW = Path(os.environ.get("ALLIES_RAW", ROOT.parent / "shared" / "raw"))
needs_raw = pytest.mark.skipif(not (RAW / registry.FILES["atop_members"].file).exists(),
                               reason="the published files are not here; name their folder with ALLIES_RAW")


@pytest.fixture
def mirror(tmp_path, monkeypatch):
    """A folder with the published files, which a test may spoil."""
    for file in registry.FILES.values():
        (tmp_path / file.file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(RAW / file.file, tmp_path / file.file)
    monkeypatch.setenv("ALLIES_RAW", str(tmp_path))
    return tmp_path


@needs_raw
@pytest.mark.parametrize("name", published.DERIVED)
def test_the_committed_table_is_what_the_code_derives(name, mirror):
    assert (tables.DATA / tables.describe(name)["path"]).read_text(encoding="utf-8") == published.derive(name)


@needs_raw
def test_a_changed_byte_is_refused_by_name_and_the_old_tables_stay(mirror, small_data):
    old = small_data / "indicators" / "atop_spells.csv"
    old.parent.mkdir()
    old.write_text("old\n", encoding="utf-8")
    file = mirror / registry.FILES["atop_members"].file
    file.write_bytes(file.read_bytes() + b" ")
    with pytest.raises(ValueError, match="atop-member-level-4.01.csv: SHA-256 is .*; expected 37533634"):
        published.refresh(["alliance_obligations", "atop_spells"], data=small_data)
    assert old.read_text(encoding="utf-8") == "old\n"
    assert list(old.parent.iterdir()) == [old]


@needs_raw
def test_a_refresh_says_what_changed(mirror, small_data):
    (small_data / "indicators").mkdir()
    shutil.copy(tables.DATA / "evidence" / "states.csv", small_data / "evidence")
    said = []
    published.refresh(["atop_spells"], data=small_data, say=said.append)
    published.refresh(["atop_spells"], data=small_data, say=said.append)
    assert said == ["atop_spells: written, 11 lines", "atop_spells: unchanged"]


def test_a_missing_file_names_its_address(tmp_path, monkeypatch):
    monkeypatch.setenv("ALLIES_RAW", str(tmp_path))
    with pytest.raises(FileNotFoundError, match="its address is https://"):
        registry.fetch("atop_members")


def test_an_unknown_table_is_refused_with_the_names_there_are():
    with pytest.raises(ValueError, match="no table weather to derive; there are: alliance_obligations"):
        published.refresh(["weather"])


def test_a_changed_header_is_named(tmp_path):
    path = tmp_path / "atop.csv"
    path.write_text("atopid,begyr\n4220,1992\n", encoding="utf-8")
    with pytest.raises(ValueError, match="atop.csv, row 1: no column endyr, length"):
        alliances.obligations(path)


def test_an_unknown_state_is_named(tmp_path):
    path = tmp_path / "atop.csv"
    path.write_text("atopid,member,yrent,moent,dayent,yrexit,moexit,dayexit\n4220,999,1992,5,15,0,0,0\n", encoding="utf-8")
    with pytest.raises(ValueError, match="column member: found the state codes"):
        alliances.spells(path)


def test_every_published_file_says_where_it_is_from():
    for name, file in registry.FILES.items():
        assert bool(file.url) != bool(file.obtain) and len(file.sha256) == 64, name
        assert all([file.vintage, file.publisher, file.licence, file.citation]), name


POLL_ROW = {"series": "IRI Armenia", "pollster": "IRI/CISR", "fieldwork_start": "2024-09", "fieldwork_end": "2024-09", "n": "", "mode": "",
            "question": "EU membership referendum", "option": "for", "percent": "58.0", "source_url": "https://example.org", "source_kind": "press", "note": ""}
POLL_WAVES = pd.DataFrame([{"series": "IRI Armenia", "wave": "2024-09", "began": "2024-09-13", "ended": "2024-09-25", "n": 1503, "mode": "telephone", "sponsor": "IRI"}])


def polls_of(tmp_path, *changes, outcome="confirmed by press", found=58.0):
    rows = pd.DataFrame([POLL_ROW | change for change in changes])
    rows.to_csv(tmp_path / "polls.csv", index=False)
    checks = rows.rename(columns={"fieldwork_start": "wave"})[["series", "wave", "question", "option"]].drop_duplicates()
    return polls.toplines(tmp_path / "polls.csv", checks.assign(outcome=outcome, found_value=found, url=""), POLL_WAVES)


def test_polls_carry_the_wave_and_the_span_of_published_values(tmp_path):
    row = polls_of(tmp_path, {}, outcome="contradicted", found=57.0).iloc[0]
    assert (row["n"], row["mode"], row["percent"], row["low"], row["high"], row["unit"]) == (1503, "telephone", 58, 57, 58, "%")


@pytest.mark.parametrize(("changes", "words"), [
    ([{"series": "Levada"}], "row 2, column series: found 'Levada'"),
    ([{}, {"question": "love"}], "row 3, column question: found 'love'"),
    ([{"option": "Atlantis"}], "row 2, column option: found 'Atlantis'"),
    ([{}, {"percent": "57"}], "row 3: series, wave, question, option = IRI Armenia, 2024-09, EU membership referendum, for for the second time"),
    ([{"percent": "580"}], "row 2, column percent: found 580; expected a share from 0 to 100"),
    ([{"fieldwork_start": "2030"}], "the wave 2030 of IRI Armenia is not in the table poll_waves"),
    ([{}, {"option": "against", "percent": "45"}], "add up to 103 %; only one answer was allowed"),
])
def test_polls_that_are_not_as_expected_are_refused(tmp_path, changes, words):
    with pytest.raises(ValueError, match=words):
        polls_of(tmp_path, *changes)


def test_a_poll_result_that_was_not_checked_is_refused(tmp_path):
    polls_of(tmp_path, {})
    checks = pd.DataFrame(columns=["series", "wave", "question", "option", "outcome", "found_value", "url"])
    with pytest.raises(ValueError, match="row 2: no row of poll_checks for IRI Armenia, 2024-09"):
        polls.toplines(tmp_path / "polls.csv", checks, POLL_WAVES)


def test_a_changed_header_of_the_polls_is_named(tmp_path):
    pd.DataFrame([POLL_ROW]).rename(columns={"percent": "share"}).to_csv(tmp_path / "polls.csv", index=False)
    with pytest.raises(ValueError, match="polls.csv, row 1: no column percent"):
        polls.toplines(tmp_path / "polls.csv")
