"""The sums of chapter 14: counted by hand on small tables, and whole on the stored ones."""

import pandas as pd
import pytest

from allies import certainty, multiverse, tables


def rows(*shares):
    names = [f"a.{letter}" for letter in "bcdefgh"[:len(shares)]]
    return pd.DataFrame({"conclusion": names, "chapter": "09", "sentence": "It is so.", "possible": 200_000, "share": shares, "choice": "coder", "flips": 12.3,
                         "word": [multiverse.word(share) for share in shares], "against": "It is not."})


def choices():
    found = [("a.b", "coder", "first", 80, 10), ("a.b", "coder", "second", 40, 10), ("a.b", "year", "2020", 60, 30), ("a.b", "year", "2021", 58, 30),
             ("a.c", "year", "2020", 99, 5), ("a.c", "year", "2021", 98, 5), ("a.c", "coder", "first", 98.5, float("nan"))]
    return pd.DataFrame(found, columns=["conclusion", "choice", "option", "share", "flips"])


def test_every_word_is_counted_also_where_nothing_has_it():
    assert certainty.by_word(rows(99, 96, 50)).to_dict() == {"firm": 2, "mostly holds": 0, "open": 1, "mostly fails": 0, "fails": 0}


def test_a_share_near_a_bound_is_named():
    assert certainty.near(rows(74.3, 60, 95.1, 89.9, 99.9, 23.5))["conclusion"].tolist() == ["a.b", "a.d", "a.g"]


def test_the_table_tells_share_universes_and_the_choice_that_turns_most():
    shown = certainty.shown(rows(74.26)).iloc[0]
    assert shown.tolist() == ["09", "It is so.", "open", "74.3 % of 200\u202f000", "coder (12 %)", "It is not."]
    assert certainty.anchor("arms.away") == "strength-arms-away"
    assert certainty.picture(rows(74.26))["rows"]["label"][0] == "09  It is so."


def test_what_no_choice_turns_is_said_so():
    still = rows(100, 60).assign(flips=[0.0, 0.03])
    assert certainty.shown(still)["turned most often by"].tolist() == ["no choice", "coder (0.03 %)"]
    assert certainty.unturned(still)["conclusion"].tolist() == ["a.b"]
    assert certainty.turning(choices().assign(flips=0.0))["leads"].sum() == 0


def test_a_choice_leads_where_it_turns_more_than_any_other():
    found = certainty.turning(choices()).set_index("choice")
    assert found.loc["year", ["conclusions", "leads", "median", "largest", "on"]].tolist() == [2, 2, 17.5, 30, "a.b"]
    assert found.loc["coder", ["conclusions", "leads"]].tolist() == [1, 0]  # where nothing can be compared, nothing hangs on it


def test_the_table_of_choices_leads_to_the_conclusions():
    shown = certainty.leading(certainty.turning(choices()), rows(60, 98.5), top=1)
    assert shown.iloc[0].tolist() == ["year", 2, 2, "18", "30", ("It is so.", "strength-a-b")]


def test_a_conclusion_is_tilted_if_one_option_alone_takes_its_majority(monkeypatch):
    monkeypatch.setattr(tables, "load", lambda name: pd.DataFrame({"conclusion": ["a.b", "a.c", "a.d"]}))
    least = certainty.weakest(choices())
    assert least.to_numpy().tolist() == [["a.b", "coder", "second", 40.0], ["a.c", "year", "2021", 98.0]]
    assert certainty.tilted(rows(60, 98.5), least)["conclusion"].tolist() == ["a.b"]


def test_the_scoreboard_counts_every_published_value_once():
    counts, failing = certainty.scoreboard()
    table = tables.load("benchmarks")
    assert counts[["met", "not met", "not computable"]].to_numpy().sum() == len(table)
    assert counts["not met"].sum() == len(failing) == (table["passes"] == "no").sum()


def test_grades_are_counted_over_all_graded_tables():
    found = certainty.grades()
    assert set(found.index) == {"A", "B", "C"} and found.sum() == sum(len(tables.load(name)) for name in certainty.GRADED)


@pytest.mark.skipif(not tables.path("multiverse").exists(), reason="no results are stored yet")
def test_the_stored_conclusions_have_a_row_each():
    found = certainty.conclusions()
    assert found["conclusion"].is_unique and set(found["conclusion"]) == set(tables.load("multiverse")["conclusion"])
    assert certainty.by_word(found).sum() == len(found) == len(certainty.weakest())
