"""Polls: lines that may be joined, intervals, changes; and that nothing is joined across a wording or a mode."""

import pandas as pd
import pytest

from allies import charts, opinion, tables


@pytest.fixture(scope="module")
def table():
    return opinion.results()


def test_trap_11_no_line_spans_two_wordings_or_modes(table):
    per_line = tables.load("polls").groupby("group")[["series", "question", "wording", "answers", "mode"]].nunique()
    assert (per_line == 1).all().all()
    partner = opinion.series(table, "IRI", "partner_political", "Russia")
    assert partner["group"].nunique() == 5  # 2019; two answers in 2021; in homes in 2023; by telephone since; fewer answers in 2026
    with pytest.raises(ValueError, match="not one line, but IRI: partner_political"):
        opinion.joined(partner)


def test_trap_11_a_change_across_a_break_is_refused(table):
    before, after = (opinion.at(table, "IRI", "partner_political", "Russia", wave) for wave in ("2019-05", "2023-12"))
    with pytest.raises(ValueError, match="wordings, modes and answers are not joined"):
        opinion.change(before, after)


@pytest.mark.parametrize("column", ["wording", "mode"])
def test_trap_11_the_figure_refuses_a_line_across_a_break(column):
    points = pd.DataFrame({"date": pd.to_datetime(["2021-12-01", "2023-12-01"]), "value": [57, 34], "lo": [53, 30], "hi": [61, 38], "kind": "Russia",
                           "group": "one", "wording": "same", "mode": "telephone"})
    points[column] = ["telephone", "face to face"]
    with pytest.raises(ValueError, match=f"one has more than one {column}; its points cannot be joined"):
        charts.polls([("Partner", points)], {"telephone": ("full", "t"), "face to face": ("none", "f")}, {"Russia": ("o", "orange", "-", "Russia")},
                     "polls", "Fewer name Russia than before.")


def test_an_interval_is_wilsons_for_the_smaller_sample():
    lo, hi = opinion.wilson(50, 200, design=2)
    assert (round(lo, 2), round(hi, 2)) == (40.38, 59.62)  # 50 of 100, as printed in tables of Wilson's interval
    assert opinion.wilson(0, 1000)[0] == pytest.approx(0) and opinion.wilson(100, 1000)[1] == pytest.approx(100)
    narrow, wide = opinion.wilson(31, 1508, opinion.SMALLER_DESIGN_EFFECT), opinion.wilson(31, 1508)
    assert wide[0] < narrow[0] < 31 < narrow[1] < wide[1]


def test_contested_values_widen_the_interval(table):
    friend = opinion.at(table, "Caucasus Barometer", "main_friend", "Russia", "2015")
    assert (friend["percent"], friend["low"], friend["high"]) == (74, 74, 75)
    assert friend["lo"] < opinion.wilson(74, opinion.ASSUMED_N)[0] + 1e-9 and friend["hi"] > opinion.wilson(74, opinion.ASSUMED_N)[1]
    assert friend["assumed"]
    assert not opinion.at(table, "IRI", "relations_good", "Russia", "2023-12")["assumed"]


def test_a_change_within_a_line_has_an_interval(table):
    fall = opinion.change(*(opinion.at(table, "IRI", "relations_good", "Russia", wave) for wave in ("2021-11-22", "2023-12")))
    rise = opinion.change(*(opinion.at(table, "IRI", "relations_good", "Russia", wave) for wave in ("2023-12", "2025-06")))
    assert fall["change"] == -33 and fall["hi"] < 0
    assert rise["change"] == 12 and rise["lo"] > 0


def test_the_middle_of_the_fieldwork_is_its_day(table):
    assert str(opinion.at(table, "IRI", "relations_good", "Russia", "2019-05")["date"].date()) == "2019-05-18"
    assert opinion.at(table, "Gallup World Poll", "russia_leadership", "approve", "2022")["date"].year == 2022


def test_what_is_not_there_is_refused_by_name(table):
    with pytest.raises(KeyError, match="no result for Mongolia; there are .*Russia"):
        opinion.series(table, "IRI", "relations_good", "Mongolia")
    with pytest.raises(KeyError, match="no wave 1999"):
        opinion.at(table, "IRI", "relations_good", "Russia", "1999")


def test_fewer_answers_a_person_were_given_in_2026(table):
    given = opinion.answers_given(table).set_index("began")
    assert given.loc["2024-09-13", "sum"] > 300 > given.loc["2026-02-03", "sum"]
    assert given.loc["2026-02-03", "states"] > given.loc["2024-09-13", "states"]


def test_two_shares_take_single_answers_only(table):
    points = opinion.two_shares(table)
    assert (points["x"] + points["y"] <= 100).all() and (points["rest"] >= 0).all()
    assert list(points[points["panel"] == "main friend"][["x", "y"]].iloc[-1]) == [35, 36]


def test_neighbouring_polls_are_compared_with_an_interval(table):
    pairs = opinion.agreement(table).set_index("matter")
    assert not pairs.loc["joining the EU, 2024", "differs"] and pairs.loc["against joining the EU, 2024", "differs"]


def test_breaks_are_counted(table):
    lines = opinion.breaks(table).set_index(["series", "question"])
    assert lines.loc[("IRI", "eu_referendum"), "lines"] == 1
    assert lines.loc[("IRI", "partner_political"), ["waves", "lines"]].tolist() == [7, 5]


def test_contested_values_are_those_with_a_span(table):
    assert set(opinion.contested(table)["wave"]) >= {"2013", "2015", "2025-06"}


def test_the_overview_says_who_paid(table):
    overview = opinion.overview(table).set_index("series")
    assert any("USAID" in each for each in overview.loc["IRI", "sponsors"]) and "not Gallup Inc." in overview.loc["MPG", "pollster"]
    assert overview["waves"].sum() == len(table.drop_duplicates(["series", "wave"]))


def test_points_for_the_figure_name_kind_and_line(table):
    points = opinion.points(opinion.series(table, "IRI", "relations_good", "Russia"))
    assert {"date", "value", "lo", "hi", "kind", "group", "wording", "mode"} <= set(points) and set(points["kind"]) == {"Russia"}


def test_a_wider_design_effect_turns_no_main_change(table):
    tested = opinion.changes()
    assert len(tested) >= 5 and (tested["clear"] == tested["clear_at_1.5"]).all()


def test_a_table_for_the_page_has_one_column_for_the_interval():
    page = opinion.shown(pd.DataFrame({"change": [1.0], "lo": [-2.5], "hi": [4.0], "clear": [False]}))
    assert page.iloc[0].to_dict() == {"change": "1", "95 % interval": "−2.5 to 4", "clear": "no"}


def test_a_lead_of_one_answer_over_another_has_an_interval_of_one_sample(table):
    yes, no, other = (opinion.at(table, "MPG", *what, wave) for *what, wave in (
        ("leave_csto", "yes (definitely+rather)", "2022-11-02"), ("leave_csto", "no (definitely+rather)", "2022-11-02"), ("csto_nato_neutral", "CSTO", "2024-02-26")))
    found = opinion.lead(yes, no)
    slack = 1.96 * 100 * ((0.433 + 0.393 - 0.04**2) / (1100 / opinion.DESIGN_EFFECT)) ** 0.5
    assert found["change"] == pytest.approx(4.0) and found["hi"] - found["change"] == pytest.approx(slack, abs=0.01)
    with pytest.raises(ValueError, match="are not answers to one question in one wave"):
        opinion.lead(yes, other)


def test_a_level_for_many_changes_is_stricter_than_one_for_each():
    alone, together = opinion.changes().set_index("matter")["clear"], opinion.clear_together()
    assert (alone | ~together).all() and together.sum() < alone.sum()


def test_the_wave_of_may_2019_stands_on_a_page_that_was_seen(table):
    wave = table[(table["series"] == "IRI") & (table["wave"] == "2019-05")]
    assert set(wave["checked"]) == {"confirmed by press"}
