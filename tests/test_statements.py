"""The tests of the plan on data with a known answer, and the tables they run on."""

import itertools
import re

import numpy as np
import pandas as pd
import pytest

from allies import statements, tables


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


def test_trap_10_a_change_of_speakers_alone_is_no_change_of_mind():
    """The pooled shares move from 1 to 0, but no speaker changed."""
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
    assert pairs == [{"episode_id": "E1", "condition": "C1", "first": 0, "later": 1}, {"episode_id": "E1", "condition": "C1", "first": 0, "later": 2}]
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
    """A conditional statement has a condition; *none* never stands beside a code."""
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


def test_holm_multiplies_the_smallest_p_by_the_number_of_tests():
    table = statements.statements()
    found = statements.results(table).sort_values("p")
    assert found["p_holm"].is_monotonic_increasing and (found["p_holm"] >= found["p"]).all()
    assert found["p_holm"].iloc[0] == pytest.approx(min(1, 3 * found["p"].iloc[0]))


def test_no_p_is_smaller_than_the_least_possible_one():
    found = statements.results(statements.statements())
    assert (found["p"] >= found["p_least"] - 1e-12).all() and (found["found"] <= found["after"]).all()


def test_an_exclusion_leaves_out_what_it_names():
    table = statements.statements()
    variants = statements.exclusions(table)
    speaker = statements.counted(table)["speaker"].value_counts().index[0]
    assert speaker not in set(variants[f"without {speaker}"]["speaker"]) and "C" not in set(variants["without grade C"]["grade"])
    assert (variants["without repeats"]["repeat_of"].map(len) == 0).all()
    assert set(statements.robustness(table, "H1")["variant"]) < set(variants)


def test_conditions_nobody_was_first_to_name_are_no_echo():
    table = pd.DataFrame({"id": ["a", "b", "c"], "date": pd.to_datetime(["2020-01-01", "2020-01-01", "2020-01-03"]), "episode_id": ["E1"] * 3,
                          "side": ["alliance"] * 3, "stratum": ["russia", "csto", "allies"], "conditions": [["C1"]] * 3})
    assert len(statements.echo_pairs(table)) == 0


def test_the_flow_counts_only_look_ups_for_statements():
    flow = statements.flow()
    assert flow["searches"] + flow["others"] == len(tables.load("screening")) and flow["others"] > 0
    assert flow["seen"] == flow["kept"] + flow["duplicates"] + flow["off_topic"] + flow["rejected"]
