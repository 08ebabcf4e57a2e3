"""The conclusions on money and people: their choices, the chapters' own universes, doctored tables, and what cannot be combined."""

import numpy as np
import pytest

from allies import economy, opinion, tables
from allies.conclusions import home
from universes import Universes, doctoring

ALL = {each.name: each for each in home.CONCLUSIONS}
PEOPLE = {"value where two were published": "the one kept", "design effect": 2, "measure": "share of Russia", "people": "as published"}
CHAPTERS = {
    "trade.rose": {"last year before": 2021, "years averaged": 1, "months": "whole year", "flow": "exports and imports by origin", "who is Russia": "Russia",
                   "share of": "all trade", "average": "mean of yearly shares", "gold on its way through": "as recorded"},
    "transfers.fell": {"first month of the later period": "2024-01", "last month of the later period": "2024-12", "first year before": 2013,
                       "last year before": 2013, "kind": "non-commercial", "flow": "received", "who is Russia": "Russia", "share of": "all transfers",
                       "average": "sum of the months"},
    "gas.stays": {"last year before": 2011, "years averaged before": 1, "last year": 2025, "years averaged": 1, "goods": "natural gas", "amount": "value",
                  "months": "all months there are", "what is compared": "shares of the sums"},
    "opinion.fell": PEOPLE | {"question and first wave": "main friend, from 2013", "people where none were printed": 1000},
    "opinion.back": PEOPLE | {"question": "good relations", "last wave": "June 2025"}}
UNIVERSES = Universes(home, CHAPTERS)
block, look, own = UNIVERSES.block, UNIVERSES.look, UNIVERSES.own


@pytest.fixture
def doctored(monkeypatch):
    yield from doctoring(home, monkeypatch)


@pytest.mark.parametrize("name", ALL)
def test_there_are_enough_universes_and_labels_are_unique(name):
    assert ALL[name].universes >= 100_000
    assert all(len(set(map(str, options))) == len(options) for options in ALL[name].choices.values())
    assert set(CHAPTERS[name]) == set(ALL[name].choices)


@pytest.mark.parametrize("flow, indicator", [("exports and imports by origin", "turnover"), ("exports", "export"),
                                             ("imports by consignment", "import_consignment")])
@pytest.mark.parametrize("before", [2013, 2021])
def test_trade_is_that_of_the_chapter(before, flow, indicator):
    shares = economy.trade(indicator)["RUS"]
    assert own("trade.rose", flow=flow, **{"last year before": before}) == (shares[2024] > shares[before])


def test_gold_is_taken_out_as_in_the_chapter():
    table, before = economy.gold(1000 * economy.published()["claim.gold.russia.2024"]), economy.trade().loc[2021, "RUS"]
    for option, column in (("the claim out of imports", "inward"), ("the claim out of imports and exports", "both")):
        assert own("trade.rose", **{"gold on its way through": option}) == (table.loc["RUS", column] > before)
    assert {own("trade.rose", **{"gold on its way through": each}) for each in home.GOLD} == {0, 1}


def test_a_claim_of_a_year_is_not_set_beside_some_months():
    claim = {"gold on its way through": "the claim out of imports"}
    assert own("trade.rose", months="January to June", **claim) == -1
    assert own("trade.rose", flow="exports", **claim) == -1
    assert own("trade.rose", **{"gold on its way through": "the claim out of imports and exports", "share of": "without the Emirates and Hong Kong"}) == -1
    assert own("trade.rose", **{"last year before": 2010, "years averaged": 5}) == -1


def test_less_trade_with_russia_turns_the_answer(doctored):
    columns = ["export", "import_origin", "import_consignment"]

    def less(table):
        table.loc[(table["partner"] == "RUS") & (table["month"] >= "2024"), columns] *= 0.3
        return table
    doctored("trade_monthly", less)
    assert look("trade.rose", ALL["trade.rose"].block(2021)) == 0


@pytest.mark.parametrize("kind", home.KINDS)
@pytest.mark.parametrize("before", [2013, 2019])
def test_transfers_are_those_of_the_chapter(before, kind):
    shares = economy.inflow(kind)["RUS"]
    assert own("transfers.fell", kind=kind, **{"first year before": before, "last year before": before}) == (shares[2024] < shares[before])


def test_spans_of_transfers_are_a_year_or_more_and_do_not_overlap():
    assert own("transfers.fell", **{"last month of the later period": "2024-06"}) == -1
    assert own("transfers.fell", **{"first year before": 2015}) == -1
    assert own("transfers.fell", **{"first month of the later period": "2021-01", "last year before": 2021}) == -1
    assert own("transfers.fell", kind="total", flow="received less sent") == -1


def test_more_money_from_russia_turns_the_answer(doctored):
    doctored("transfers", lambda table: table.assign(inflow=table["inflow"] * (1 + 1.2 * ((table["partner"] == "RUS") & (table["month"] >= "2024")))))
    assert look("transfers.fell", ALL["transfers.fell"].block("2024-01")) == 0


@pytest.mark.parametrize("last", [2022, 2024, 2025])
@pytest.mark.parametrize("before", [2011, 2013, 2021])
def test_gas_is_that_of_the_chapter(before, last):
    shares = economy.fuel("natural gas")["RUS"]
    assert own("gas.stays", **{"last year before": before, "last year": last}) == (shares[last] > 50 and shares[before] - shares[last] <= 10)


def test_part_of_a_year_is_no_whole_year():
    assert own("gas.stays", months="January to June") == 1
    assert own("gas.stays", months="July to December") == -1
    assert own("gas.stays", goods="natural gas and butanes", months="January to June") == -1
    assert own("gas.stays", **{"years averaged before": 3}) == -1


def test_less_gas_from_russia_turns_the_answer(doctored):
    doctored("energy", lambda table: table.assign(value=table["value"] * (1 - 0.45 * ((table["partner"] == "RUS") & (table["year"] == 2025)))))
    assert look("gas.stays", ALL["gas.stays"].block(2011)) == 0


def test_changes_of_opinion_are_those_of_the_chapter():
    change = opinion.changes().set_index("matter")["change"]
    assert own("opinion.fell") == (0 > change["Russia the main friend, 2013 to 2021/22"])
    assert own("opinion.fell", **{"question and first wave": "good relations, from 2019"}) == (0 > change["relations with Russia good, at home, 2019 to 2023"])
    for question, matter in (("good relations", "relations with Russia good, 2023 to 2025"), ("political partner", "Russia a political partner, 2023 to 2025"),
                             ("security partner", "Russia a security partner, 2023 to 2025")):
        assert own("opinion.back", question=question) == (change[matter] > 0)
    assert own("opinion.back", question="political threat", **{"last wave": "February 2026"}) == (0 > change["Russia a political threat, 2023 to 2026"])


def test_published_shares_have_the_errors_of_the_chapter():
    row = opinion.at(opinion.results(), "IRI", "relations_good", "Russia", "2025-06")
    value = home._wave(row["group"], "2025-06", None, 0)[0, -1, 0]
    assert value[0] == row["percent"]
    assert 1.96 * value[1:].std() == pytest.approx((row["hi"] - row["lo"]) / 2, rel=0.2)  # there the interval is widened by a second value


def test_waves_of_two_lines_are_not_joined():
    assert own("opinion.fell", measure="lead over the EU") == -1
    assert own("opinion.fell", measure="lead over France", **{"question and first wave": "main friend, from 2015"}) == -1
    assert own("opinion.back", question="political partner", **{"last wave": "February 2026"}) == -1


@pytest.mark.parametrize("name, wave, percent", [("opinion.fell", "2021/2022", 90.0), ("opinion.back", "2025-06", 10.0)])
def test_other_answers_turn_the_verdict(doctored, name, wave, percent):
    def answered(table):
        table.loc[(table["option"] == "Russia") & (table["wave"] == wave), ["percent", "low", "high"]] = percent
        return table
    doctored("polls", answered)
    assert look(name, ALL[name].block(next(iter(ALL[name].choices.values()))[0])) == 0
