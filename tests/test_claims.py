"""Contested facts and treaty texts, on small tables worked by hand."""

import pandas as pd
import pytest

from allies import claims, treaties


@pytest.fixture
def readings():
    return pd.DataFrame({"id": ["C1", "C2", "C3", "C4", "C5"], "fact": [0, 0, 0, 0, 1], "question": ["When?"] * 4 + ["Who?"],
                         "column": ["wire", "wire", "press", "treaty", "press"], "tier": ["wire", "wire", "press", "treaty", "press"],
                         "verdict": ["supported", "contradicted", "contradicted", "supported", "unverified"]})


def test_readings_of_one_kind_that_differ_count_as_mixed(readings):
    cells = claims.dissent(readings).set_index(["row", "column"])["kind"]
    assert cells.to_dict() == {(0, "press"): "differs", (0, "treaty"): "agrees", (0, "wire"): "partly", (1, "press"): "open"}


def test_agreement_leaves_out_what_could_not_be_decided(readings):
    share = claims.agreement(readings).set_index("tier")
    assert list(share.loc["wire", ["n", "agree", "partly", "differ"]]) == [2, 1, 0, 1]
    assert list(share.loc["press", ["n", "agree"]]) == [1, 0]
    # Clopper and Pearson (1934) for 1 of 2.
    assert (share.loc["wire", "lo"], share.loc["wire", "hi"]) == pytest.approx((0.0126, 0.9874), abs=5e-5)


def test_the_most_disputed_fact_comes_first(readings):
    assert claims.disputed(readings, least=1) == {0: "When?", 1: "Who?"}
    assert claims.disputed(readings, least=4) == {0: "When?"}


def test_every_contested_fact_has_a_reading():
    assert set(claims.readings()["fact"]) == set(range(len(claims.tables.load("resolutions"))))


def test_the_verdicts_add_up():
    table = claims.verdicts().set_index("document")
    assert (table[list(claims.VERDICTS)].sum(axis=1) == table["all"]).all()
    assert table.loc["all five", "all"] == table["all"].iloc[:-1].sum()


@pytest.mark.parametrize(("coding", "answer"), [("yes", "yes"), ("listed area", "yes"), ("none", "no clause"), ("silent", "no clause"), ("no", "no"),
                                                ("not seen", "not seen"), ("ambiguous", "ambiguous"), ("yes (Council)", "yes")])
def test_codings_in_five_words(coding, answer):
    assert treaties.answer(coding) == answer


def test_a_coding_that_is_no_answer_is_refused():
    with pytest.raises(ValueError, match="treaty_clauses, column coding: found 'noen'; expected one of none, silent, listed area"):
        treaties.answer("noen")


def test_every_item_is_answered_for_every_text():
    clauses = treaties.clauses()
    assert (clauses.groupby("item")["text"].nunique() == len(treaties.TEXTS)).all()


def test_both_versions_stand_in_the_comparison():
    differences = treaties.differences()
    assert (differences.loc[differences["change"] == "added", "1992"] == "").all()
    assert (differences.loc[differences["change"] == "removed", "2010"] == "").all()
    assert (differences.loc[differences["change"].isin(["kept", "changed"]), ["1992", "2010"]] != "").all().all()


def test_every_comparison_with_atop_has_its_value():
    assert (treaties.beside_atop()["ATOP"] != "").all()
