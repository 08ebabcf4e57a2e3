"""From published files to indicator tables. The files themselves are not in the repository: where the variable
ALLIES_RAW names a folder that holds them, or ../shared/raw does, the committed tables are derived again."""

import dataclasses
import hashlib
import io
import re
import shutil
from pathlib import Path

import pandas as pd
import pytest
import rdata
from conftest import RAW

from allies import published, tables
from allies.published import alliances, polls, registry

ROOT = Path(__file__).resolve().parents[1]
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


SAMPLED = {"ideal_points", "ideal_points_fit"}  # drawn at random: other processors may give other digits


@needs_raw
@pytest.mark.parametrize("name", sorted(set(published.DERIVED) - SAMPLED))
def test_the_committed_table_is_what_the_code_derives(name):
    assert (tables.DATA / tables.describe(name)["path"]).read_text(encoding="utf-8") == published.derive(name)


@needs_raw
def test_the_committed_ideal_points_are_what_the_code_estimates():
    key = ["state", "year", "model"]
    stored, fresh = (pd.read_csv(file).set_index(key) for file in (tables.DATA / "indicators" / "ideal_points.csv", io.StringIO(published.derive("ideal_points"))))
    assert stored.index.equals(fresh.index) and stored["n_votes"].equals(fresh["n_votes"])
    apart = (stored["mean"] - fresh["mean"]).abs()
    assert (apart <= 0.5 * stored["sd"]).all() and apart.mean() < 0.02
    fits = [pd.read_csv(file) for file in (tables.DATA / "indicators" / "ideal_points_fit.csv", io.StringIO(published.derive("ideal_points_fit")))]
    alike = fits[0]["measure"].str.startswith(("r ", "R-hat", "share", "items", "votes"))
    assert list(fits[0]["measure"]) == list(fits[1]["measure"])
    assert fits[1].loc[alike, "value"].tolist() == pytest.approx(fits[0].loc[alike, "value"].tolist(), abs=0.02)


def spoiled_byte(content):
    return content[:500] + bytes([content[500] ^ 1]) + content[501:]


def truncated(content):
    return content[:-4000]


def other_header(content):
    return content.replace(b"yrexit", b"left_in", 1)


def other_state(content):
    return re.sub(rb"(?m)^(4220,[^,]*,[^,]*),371,", rb"\g<1>,999,", content)


@needs_raw
@pytest.mark.parametrize(("spoil", "known", "message"), [
    (spoiled_byte, False, "atop-member-level-4.01.csv: SHA-256 is .*; expected 37533634"),
    (truncated, False, r"atop-member-level-4.01.csv: SHA-256 is .* \(539083 bytes\); expected .* \(543083 bytes\)"),
    (other_header, True, "atop-member-level-4.01.csv, row 1: no column yrexit"),
    (other_state, True, r"atop-member-level-4.01.csv, column member: found the state codes \[.*999"),
])
def test_a_spoiled_file_is_refused_by_name_and_the_old_tables_stay(spoil, known, message, mirror, small_data, monkeypatch):
    """``known``: the registry expects the spoiled file, so that the reading itself must refuse it."""
    old = small_data / "indicators" / "atop_spells.csv"
    old.parent.mkdir()
    old.write_text("old\n", encoding="utf-8")
    file = mirror / registry.FILES["atop_members"].file
    content = spoil(file.read_bytes())
    assert content != file.read_bytes()
    file.write_bytes(content)
    if known:
        expected = dataclasses.replace(registry.FILES["atop_members"], sha256=hashlib.sha256(content).hexdigest())
        monkeypatch.setitem(registry.FILES, "atop_members", expected)
    with pytest.raises(ValueError, match=message):
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
    with pytest.raises(ValueError, match="no table weather to derive; there are: alliance_dyads"):
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


def war_file(path, **changes):
    """A file like Berkemeier and Fuhrmann's with two commitments, changed in the columns named."""
    columns = {"sample": [1.0, 0.0], "warid": [4, 83], "warname": ["Lopez1864-1870", "Azeri-Armenian_1993-94"], "atopid": [1020.0, 4220.0], "multilateral": [0, 1],
               "honorLLM": [1.0, None], "violateLLM": [None, 1.0], "sabroskyhonorllm": [1.0, None], "honorBF": [None, None], "violateBF": [1.0, 1.0],
               "sabroskyhonorbf": [None, None], "defense": [1.0, 1.0], "offense": [0.0, 0.0], "neutral": [0.0, 0.0], "nonagg": [0.0, 1.0]} | changes
    pd.DataFrame({name: values for name, values in columns.items() if values is not None}).astype({"honorBF": float, "sabroskyhonorbf": float}).to_stata(path, write_index=False)
    return path


def test_a_commitment_is_counted_by_each_coding_under_each_obligation_of_its_treaty(tmp_path):
    path = war_file(tmp_path / "wars.dta")
    table = alliances.fulfilment_by_war(path).set_index(["war", "coding", "obligation"])
    assert table.loc[("Lopez 1864-1870", "LLM", "defence"), ["n", "honoured"]].tolist() == [1, 1]
    assert table.loc[("Lopez 1864-1870", "BF", "defence"), ["n", "honoured"]].tolist() == [1, 0]
    assert table.loc[("Azeri-Armenian 1993-94", "LLM", "any"), ["first_year", "n", "honoured", "scope"]].tolist() == [1993, 1, 0, "multilateral"]
    assert alliances.fulfilment_in_karabakh(path)["treaty"].tolist() == ["CST", "CST"]


@pytest.mark.parametrize(("changes", "fault"), [
    ({"multilateral": None}, "wars.dta, row 1: no column multilateral"),
    ({"multilateral": [0, 2]}, "wars.dta, row 2, column multilateral: found 2; expected one of the 2 names known"),
    ({"warid": [4, 4], "atopid": [1020.0, 1020.0]}, "wars.dta, row 2: warid, atopid = 4, 1020.0 for the second time"),
    ({"violateLLM": [1.0, 1.0]}, "wars.dta, row 1: honorLLM and violateLLM are both 1; expected one of them"),
    ({"atopid": [1020.0, 4221.0]}, "wars.dta, row 2, column atop_id: found 4221; expected one of the 4 names known"),
    ({"warname": ["Lopez", "Azeri-Armenian_1993-94"]}, "wars.dta, row 1, column warname: found 'Lopez'; expected a name with its year"),
])
def test_a_changed_file_of_wars_is_refused(tmp_path, changes, fault):
    with pytest.raises(ValueError, match=re.escape(fault)):
        alliances.fulfilment_in_karabakh(war_file(tmp_path / "wars.dta", **changes))


def pair_file(path, **changes):
    """A file of R like peacesciencer's with Armenia and one partner over three years, changed in the columns named."""
    columns = {"ccode1": [371.0] * 3, "ccode2": [373.0] * 3, "year": [1993.0, 1994.0, 1995.0], "atop_defense": [1.0] * 3} | changes
    rdata.write_rda(path, {"atop_alliance": pd.DataFrame(columns)})
    return path


@pytest.fixture
def members(tmp_path):
    path = tmp_path / "members.csv"
    path.write_text("atopid,member,yrent,moent,dayent,yrexit,moexit,dayexit\n4220,371,1992,5,15,0,0,0\n4220,373,1993,9,24,1994,4,20\n", encoding="utf-8")
    return path


def test_a_pair_of_allies_stands_beside_the_years_of_the_treaty(tmp_path, members):
    row = alliances.dyads(pair_file(tmp_path / "pairs.rda"), members).iloc[0]
    assert row[["state", "partner", "first_year", "last_year", "years", "treaty_years"]].tolist() == ["ARM", "AZE", 1993, 1995, 3, 2]


@pytest.mark.parametrize(("changes", "fault"), [
    ({"year": [1993.0, 1994.0, 1996.0]}, "pairs.rda, column year: 3 years for the partner AZE; expected every year from 1993 to 1996"),
    ({"year": [1993.0, 1994.0, 1994.0]}, "pairs.rda, row 3: ccode1, ccode2, year = 371.0, 373.0, 1994.0 for the second time"),
    ({"ccode2": [369.0] * 3}, "pairs.rda, row 1, column ccode2: found 369; expected one of the 9 names known"),
])
def test_changed_pairs_of_allies_are_refused(tmp_path, members, changes, fault):
    with pytest.raises(ValueError, match=re.escape(fault)):
        alliances.dyads(pair_file(tmp_path / "pairs.rda", **changes), members)


def test_a_file_of_r_without_the_table_names_those_it_has(tmp_path, members):
    rdata.write_rda(tmp_path / "pairs.rda", {"other": pd.DataFrame({"a": [1.0]})})
    with pytest.raises(ValueError, match="pairs.rda: no table atop_alliance; found other"):
        alliances.dyads(tmp_path / "pairs.rda", members)


def test_a_treaty_without_scores_is_named(tmp_path):
    path = tmp_path / "scores.csv"
    path.write_text("atopid,Scope.score,Depth.score,PotMilCapacity.score\n4220,1,2,3\n", encoding="utf-8")
    with pytest.raises(ValueError, match=re.escape("scores.csv, column atopid: no row for [3180, 4890]")):
        alliances.scores(path)


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
