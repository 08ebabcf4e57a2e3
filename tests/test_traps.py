"""Known traps of this field, each with the evidence that it is one, and the rule by which the book keeps out of it."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from test_published import needs_raw

from allies import drift, membership, tables
from allies.published import registry

ROOT = Path(__file__).resolve().parents[1]
DONORS = ["AZE", "BLR", "GEO", "KAZ", "KGZ", "MDA", "TJK", "UKR", "UZB"]


# T1: ready-made pairs of allies count the Charter of the Commonwealth as a defence pact.

def test_trap_1_ready_made_pairs_call_armenia_and_azerbaijan_allies_and_are_shown_as_such():
    pairs = tables.load("alliance_dyads").set_index("partner")
    assert tuple(pairs.loc["AZE", ["first_year", "last_year", "years"]]) == (1993, 2018, 26)
    assert tuple(pairs.loc["GEO", ["first_year", "last_year"]]) == (1993, 2009)
    assert tuple(pairs.loc["UZB", ["first_year", "last_year"]]) == (1992, 2018)
    assert (pairs.loc[["AZE", "GEO", "UZB"], "years"] > pairs.loc[["AZE", "GEO", "UZB"], "treaty_years"]).all()
    assert "warning" in tables.describe("alliance_dyads")["description"]


def test_trap_1_membership_in_the_book_comes_from_the_treaty_alone():
    """ATOP's members are those of alliance 4220, and Azerbaijan's membership ends with the treaty's first term."""
    spells = tables.load("atop_spells")
    assert spells.loc[spells["member"] == "AZE", "end"].dt.year.tolist() == [1999]
    for rule in membership.RULES:
        assert "AZE" not in membership.members("CST", "2010-01-01", rule)


def test_trap_1_no_module_and_no_chapter_but_those_that_warn_reads_the_pairs():
    readers = {path.name for path in [*ROOT.glob("allies/*.py"), *ROOT.glob("notebooks/*.ipynb")]
               if 'tables.load("alliance_dyads")' in path.read_text(encoding="utf-8").replace('\\"', '"')}
    assert readers == {"fulfilment.py", "04-how-often-are-such-promises-kept.ipynb"}


# T2: a standard reference lists Moldova, Turkmenistan and Ukraine as members.

def test_trap_2_states_that_never_signed_are_members_under_no_rule():
    never = {"MDA", "TKM", "UKR"}
    for body in ("CST", "CSTO"):
        for rule in membership.RULES:
            assert not never & set(membership.spells(body, rule)["member"])


def test_trap_2_the_reference_stands_among_the_claims_as_contradicted():
    claims = tables.load("claims")
    listed = claims[(claims["source_id"] == "gibler-handbook") & (claims["predicate"] == "original parties")]
    assert len(listed) and (listed["verdict"] == "contradicted").all()


# T3: a placebo test that leaves the treated unit out of its own reference set prints p = 0.

def test_trap_3_a_placebo_p_is_never_nought():
    placebos = np.linspace(0, 1, 9)
    assert drift.placebo_p(100.0, placebos) == 1 / 10  # the floor with nine donors
    assert drift.placebo_p(-1.0, placebos) == 1.0
    assert all(drift.placebo_p(value, placebos) >= 1 / 10 for value in np.linspace(-2, 2, 41))


def points(name, state, value):
    """Published ideal points of the states of the region: a row per year, a column per state."""
    path = registry.fetch(name)
    table = pd.read_csv(path, sep="\t" if path.suffix == ".tab" else ",", encoding="latin-1", low_memory=False)
    table = table[table[state].isin(["ARM", "RUS", *DONORS])]
    return table.assign(year=table["year"] if "year" in table else table["session"] + 1945).pivot(index="year", columns=state, values=value)


# T4: the sign of a synthetic control depends on the estimator.

def test_trap_4_estimators_disagree_in_sign_on_a_unit_outside_its_donors():
    """The unit is half of the flattest donor, then a little more: weights that must sum to one cannot reach it, a free regression can."""
    years = pd.RangeIndex(2000, 2020)
    donors = pd.DataFrame({"A": np.arange(1.0, 21), "B": 2 * np.arange(1.0, 21), "C": 3 * np.arange(1.0, 21)}, years)
    treated = donors["A"] * np.where(years >= 2010, 0.6, 0.5)
    effect = drift.counterfactuals(treated, donors, before=10)["gaps"].loc[2010:].mean()
    assert effect["simplex"] < 0 < effect["robust"]


@needs_raw
def test_trap_4_estimators_disagree_in_sign_on_published_ideal_points():
    """Armenia less Russia since 1998, donors with every year, split at 2013: three estimators see a rise, the robust one does not."""
    gap = points("ideal_points_v38", "iso3c", "IdealPointFP").pipe(lambda table: table.sub(table["RUS"], axis=0)).loc[1998:2019]
    donors = gap[DONORS].dropna(axis=1)
    effect = drift.counterfactuals(gap["ARM"], donors, before=15)["gaps"].loc[2013:].mean()
    assert effect[["simplex", "augmented", "penalised"]].min() > 0.05 > 0 > effect["robust"]


def test_trap_4_no_estimator_can_be_had_alone():
    public = [name for name in vars(drift) if not name.startswith("_") and getattr(vars(drift)[name], "__module__", "") == drift.__name__]
    assert sorted(public) == ["counterfactuals", "one_break", "penalty_sweep", "placebo_dates", "placebo_p", "standardised", "two_breaks"]


# T5: where PELT finds breaks depends on the penalty.

def test_trap_5_a_sweep_returns_every_penalty_and_they_disagree():
    steps = pd.Series(np.r_[np.zeros(10), np.full(10, 0.6), np.full(10, 1.6)] + np.random.default_rng(5).normal(0, 0.2, 30), range(1990, 2020))
    sweep = drift.penalty_sweep(steps, multiples=(1, 4, 16))
    assert len(sweep) == 6 and sweep["breaks"].nunique() > 1


@needs_raw
def test_trap_5_on_the_distance_of_armenia_from_russia_the_penalty_is_the_result():
    """Published points of April 2020: one break at 1996 by the exact posterior; PELT finds several breaks, one or none."""
    table = points("ideal_points_2020_04", "iso3c", "IdealPoint").loc[1992:2019]
    gap = table["ARM"] - table["RUS"]
    exact, later = drift.one_break(gap), drift.one_break(gap.loc[1998:])
    assert (exact["posterior"].idxmax(), round(exact["posterior"].max(), 2)) == (1996, 0.83)
    assert exact["log_bayes_factor"] == pytest.approx(14.0, abs=0.2) and later["log_bayes_factor"] < -3
    sweep = drift.penalty_sweep(gap).set_index(["model", "multiple"])["breaks"]
    assert sweep["l2", 2] == (1996,) and sweep["rbf", 2] == () and len(sweep["rbf", 0.5]) > 1
