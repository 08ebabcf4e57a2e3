"""The outlook: ranges checked by hand, and none where there is nothing to count."""

import math

import pandas as pd
import pytest

from allies import outlook, tables


@pytest.fixture(scope="module")
def found():
    return outlook.ranges()


def question(**changes):
    row = {"id": "x", "label": "x", "scored_on": tables.coverage_end() + pd.DateOffset(years=4), "classes": [],
           "class_since": pd.NaT, "class_size": None, "class_cases": []}
    return pd.DataFrame([row | changes])


def test_a_chance_is_one_less_the_chance_that_nothing_happens():
    assert outlook.chance(2, 100, 5)["value"] == pytest.approx(100 * (1 - math.exp(-0.1)))
    none = outlook.chance(0, 60, 3)  # with no event the upper bound of the rate is -log(0.025) per exposure
    assert none["value"] == none["low"] == 0 and none["high"] == pytest.approx(100 * (1 - 0.025 ** (3 / 60)))
    assert outlook.chance(4, 226, 0) == {"value": 0, "low": 0, "high": 0}


def test_every_question_is_scored_after_the_evidence_ends_and_names_known_classes():
    table = tables.load("outlook")
    assert 6 <= len(table) and (table["scored_on"] > tables.coverage_end()).all()
    assert {kind for kinds in table["classes"] for kind in kinds} == set(outlook.CLASSES)


def test_a_question_without_a_class_has_one_row_and_no_number(found):
    empty = [row["id"] for row in tables.load("outlook").to_dict("records") if not row["classes"]]
    without = found[found["id"].isin(empty)]
    assert empty and list(without["id"]) == empty and without["value"].isna().all()
    bounded = found.drop(without.index)
    assert ((bounded["low"] <= bounded["value"]) & (bounded["value"] <= bounded["high"])).all() and bounded["basis"].str.contains("95 % interval").all()


def test_exits_are_those_of_the_table_membership(found):
    row = found.set_index(["id", "kind"]).loc[("ended", "treaty")]
    years = (pd.Timestamp("2028-12-31") - tables.coverage_end()).days / 365.25
    assert row["cases"] == 4 and row["value"] == pytest.approx(100 * (1 - math.exp(-4 / row["of"] * years)))
    assert row["high"] < found.set_index(["id", "kind"]).loc[("ended", "freeze"), "high"]


def test_one_precedent_says_hardly_anything(found):
    row = found.set_index(["id", "kind"]).loc[("ended", "precedent")]
    assert (row["cases"], row["of"], row["value"]) == (1, 1, 100) and row["low"] == pytest.approx(2.5)
    assert outlook.span(found, "ended")["high"] < 50  # it widens no range


def test_states_of_a_class_are_at_risk_until_their_own_case():
    end = tables.coverage_end()
    cases = [f"AAA {end - pd.Timedelta(days=1826):%Y-%m-%d}"]
    table = question(classes=["neighbours"], class_since=end - pd.Timedelta(days=3652.5), class_size=3, class_cases=cases)
    row = outlook.ranges(table).iloc[0]
    assert row["cases"] == 1 and row["of"] == pytest.approx(25, abs=0.01)


def test_the_window_of_arms_is_the_four_known_years_and_one_earlier_year(monkeypatch):
    assert {2022, 2025} <= set(outlook.deliveries().index) and outlook.deliveries().loc[2022, "russia"] == pytest.approx(29)
    years = pd.DataFrame({"russia": 10.0, "all": 40.0}, index=range(2020, 2026))
    years.loc[2020] = [100, 100]  # as 2026 it would lift Russia above one half
    monkeypatch.setattr(outlook, "deliveries", lambda: years)
    row = outlook.ranges(question(classes=["late"])).iloc[0]
    assert (row["cases"], row["of"]) == (5, 6)
    monkeypatch.setattr(outlook, "deliveries", lambda: years.assign(russia=40.0))
    assert outlook.ranges(question(classes=["late"])).iloc[0]["cases"] == 0


def test_an_unknown_class_is_named():
    with pytest.raises(KeyError, match="nobody"):
        outlook.ranges(question(classes=["nobody"]))


def test_the_picture_draws_every_range_once_and_says_it(found):
    picture = outlook.picture(found)
    assert len(picture["rows"]) == found["value"].notna().sum() and picture["rows"]["label"].is_unique
    assert picture["alt"].endswith(".") and "membership ended" in picture["alt"]
    assert (outlook.shown(found)["range, %"] == "none").sum() == found["value"].isna().sum()


def test_claims_that_go_stale_name_chapters_of_the_book():
    table = tables.load("stale")
    chapters = {path.name[:2] for path in (tables.DATA.parent / "notebooks").glob("*.ipynb")}
    assert all(set(pd.Series(where).str.extractall(r"(\d\d)")[0]) <= chapters for where in table["where"])
    assert table["on"].dropna().gt(tables.coverage_end()).all() and table["on"].notna().sum() >= len(table) / 2
