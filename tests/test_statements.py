"""The tests of the plan on data with a known answer, and the tables they run on."""

import itertools
import re

import numpy as np
import pandas as pd
import pytest

from allies import coding, statements, tables


def said(rows):
    """A table of statements from (speaker, day, groups)."""
    table = pd.DataFrame(rows, columns=["speaker", "date", "groups"])
    return table.assign(date=pd.to_datetime(table["date"]))


def by_enumeration(table, name, since, direction):
    """One-sided p by listing every order of every speaker's statements."""
    later = table["date"] >= pd.Timestamp(since)
    named = table["groups"].map(lambda each: name in each)
    count, outcomes = named[later].sum(), [0]
    for speaker in table["speaker"].unique():
        mine = table["speaker"] == speaker
        own, after = named[mine].to_numpy(int), int(later[mine].sum())
        each = [sum(own[list(chosen)]) for chosen in itertools.combinations(range(len(own)), after)]
        outcomes = [a + b for a in outcomes for b in each]
    return np.mean([o <= count if direction == "less" else o >= count for o in outcomes])


@pytest.mark.parametrize("direction", ["less", "more"])
def test_the_exact_test_is_what_listing_all_shuffles_gives(direction):
    random = np.random.default_rng(3)
    table = said([(speaker, f"20{year}-01-01", ["where"] if random.random() < 0.5 else ["what"])
                  for speaker in "abc" for year in (18, 19, 22, 23)])
    found = statements.within_speakers(table, ["where"], "2021-05-12", direction)
    assert found["p"] == pytest.approx(by_enumeration(table, "where", "2021-05-12", direction))


def test_a_change_of_speakers_alone_is_no_change_of_mind():
    """Trap T10: the pooled shares move from 1 to 0, but no speaker changed."""
    table = said([("old", f"20{year}-01-01", ["where"]) for year in (16, 17, 18)] + [("new", f"20{year}-01-01", ["what"]) for year in (22, 23, 24)])
    found = statements.within_speakers(table, ["where"], "2021-05-12", "less")
    assert found["difference"] == -1 and found["speakers"] == 0 and found["p"] == 1


def test_a_speaker_who_changed_is_found():
    table = said([("one", f"20{year}-01-01", ["where"]) for year in range(11, 19)] + [("one", f"20{year}-01-01", ["what"]) for year in (22, 23, 24, 25)])
    found = statements.within_speakers(table, ["where"], "2021-05-12", "less")
    assert found["p"] == pytest.approx(1 / 495) and found["p"] <= found["p_two"] and found["before"] == 8 and found["after"] == 0


def test_echoes_point_to_the_earliest_and_never_back():
    table = pd.DataFrame({"id": ["a", "b", "c", "d"], "date": pd.to_datetime(["2020-01-01", "2020-01-03", "2020-01-03", "2020-01-01"]),
                          "episode_id": ["E1", "E1", "E1", "E2"], "side": ["alliance"] * 4, "stratum": ["russia", "csto", "russia", "csto"],
                          "conditions": [["C1"], ["C1", "C2"], ["C1"], ["C1"]]})
    pairs = statements.echo_pairs(table).to_dict("records")
    assert pairs == [{"episode_id": "E1", "condition": "C1", "first": 0, "later": 1, "days": 2}, {"episode_id": "E1", "condition": "C1", "first": 0, "later": 2, "days": 2}]
    counts = statements.echo_null(table, draws=50).to_dict("records")
    assert [(each["first"], each["later"], each["found"]) for each in counts] == [("russia", "csto", 1)]


def test_windows_are_those_of_the_plan():
    plan = tables.DATA.parents[0].joinpath("book/prereg.md").read_text(encoding="utf-8")
    days = re.findall(r"^\| (\w+) \| (\d+ \w+ \d{4}) \|", plan, flags=re.MULTILINE)
    assert {name: f"{pd.Timestamp(day):%Y-%m-%d}" for name, day in days} == statements.WINDOWS


def test_there_are_as_many_statements_as_the_book_needs():
    table = statements.statements()
    assert len(table) >= 250 and table["speaker"].nunique() >= 70 and (table["grade"] == "A").sum() >= 140
    assert set(table["stratum"]) == set(statements.STRATA) and table["date"].dt.year.min() == 1992


def test_no_two_rows_share_speaker_day_and_words():
    table = tables.load("statements")
    assert not table.duplicated(["speaker", "date", "paraphrase"]).any()
    assert not table[table["key_phrase"] != ""].duplicated(["speaker", "date", "key_phrase"]).any()


def test_every_group_was_looked_for_in_every_episode():
    cells = statements.searched(statements.statements())
    assert cells[cells["searches"] == 0].to_dict("records") == []


def test_every_result_that_was_seen_is_accounted_for():
    table = tables.load("screening")
    assert (table["seen"] == table[["kept", "duplicates", "off_topic", "rejected"]].sum(axis=1)).all()


def test_codes_fit_together():
    """A conditional statement has a condition; none stands beside another; a rung is only named where the stance allows it."""
    table = tables.load("statements")
    some = table["conditions"].map(lambda each: each != ["C0"])
    assert list(table.loc[(table["stance"] == "conditional") & ~some, "id"]) == []
    assert list(table.loc[table["conditions"].map(lambda each: "C0" in each and len(each) > 1), "id"]) == []
    assert list(table.loc[table["territory"].map(lambda each: "NONE" in each and len(each) > 1), "id"]) == []
    assert list(table.loc[table["article"].map(lambda each: "NONE" in each and len(each) > 1), "id"]) == []


def test_the_secretary_general_of_a_statement_is_the_one_of_the_table_of_offices():
    table, offices = tables.load("statements"), tables.load("membership")
    heads = table[table["office"].str.fullmatch(r"(?:CSTO )?Secretary General(?: of the CSTO)?", case=False)]
    assert len(heads) > 20
    for row in heads.itertuples():
        own = offices[(offices["status"] == "secretary general") & offices["person"].str.contains(row.speaker.split()[-1])]
        start = own.loc[own["event"].isin(["appointed", "took_office"]), "date"].min()
        assert row.date >= start, f"{row.id}: {row.speaker} before {start}"


@pytest.mark.parametrize("table", ["statements", "episodes", "responses", "events"])
def test_adopted_codes_are_what_the_coders_agreed_on_or_the_adjudicator_settled(table):
    rows = tables.load(table).set_index("id")
    for variable in coding.rules(table):
        codes = coding.adopted(coding.raw(table, variable))
        held = rows[variable].map(lambda cell: "; ".join(cell) if isinstance(cell, list) else cell)
        wrong = codes[codes != held.reindex(codes.index)]
        assert wrong.to_dict() == {}, variable


@pytest.mark.parametrize("table", ["statements", "episodes", "responses", "events"])
def test_the_keyword_codings_are_what_the_keyword_rules_give(table):
    found = coding.by_keywords(table, tables.load(table)).set_index(["id", "variable"])["value"]
    for variable in coding.rules(table):
        stored = coding.raw(table, variable)["rules"].dropna()
        assert stored.to_dict() == found.xs(variable, level="variable").reindex(stored.index).to_dict(), variable


def test_every_row_that_the_plan_names_is_coded_twice():
    for table in ("statements", "episodes", "responses"):
        for variable in coding.rules(table):
            codes = coding.raw(table, variable)
            assert len(codes) == len(tables.load(table)) and codes[["first", "second", "rules"]].notna().all(axis=None), (table, variable)
    events = tables.load("events")
    twice = coding.raw("events", "weight")[["first", "second"]].notna().all(axis=1)
    assert twice.reindex(events.loc[events["weight"].astype(int) >= 3, "id"]).all() and twice.mean() > 0.2


def test_the_rules_of_the_codebook_cover_exactly_the_allowed_codes():
    for resource in tables.codebook()["resources"]:
        for field in resource.get("schema", {}).get("fields", []):
            if "rules" in field:
                allowed = field.get("itemsEnum") or field["constraints"]["enum"]
                assert list(field["rules"]) == allowed, f"{resource['name']}.{field['name']}"
