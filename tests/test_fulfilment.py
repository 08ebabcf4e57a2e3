"""How often alliances kept their word: the counts that are quoted, the intervals, and what each computation assumes."""

import pandas as pd
import pytest

from allies import fulfilment, tables


@pytest.mark.parametrize(("chosen", "honoured", "n"), [
    ({"obligation": "any", "period": "all"}, 73, 146), ({"obligation": "any", "period": "1816-1944"}, 61, 92), ({"obligation": "any"}, 12, 54),
    ({"period": "all"}, 42, 102), ({"obligation": "nonaggression", "period": "all"}, 18, 49), ({"obligation": "offence", "period": "all"}, 31, 42),
    ({"obligation": "neutrality", "period": "all"}, 35, 45), ({}, 6, 43), ({"lenient": True}, 10, 43), ({"coding": "BF"}, 5, 42),
    ({"coding": "BF", "lenient": True}, 9, 42), ({"scope": "multilateral"}, 0, 21), ({"scope": "multilateral", "lenient": True}, 4, 21),
    ({"scope": "bilateral"}, 6, 22), ({"coding": "LA", "obligation": "any", "period": "1816-1944"}, 93, 137),
])
def test_every_count_that_is_quoted(chosen, honoured, n):
    found = fulfilment.kept(**chosen)
    assert (found["honoured"], found["n"]) == (honoured, n)


@pytest.mark.parametrize("coding", ["LLM", "BF"])
@pytest.mark.parametrize("lenient", [False, True])
@pytest.mark.parametrize("obligation", ["any", "defence"])
def test_the_wars_sum_to_the_whole(coding, lenient, obligation):
    wars, whole = fulfilment.by_war(coding, obligation, lenient=lenient), fulfilment.kept(coding, obligation, lenient=lenient)
    assert (wars["honoured"].sum(), wars["n"].sum(), len(wars)) == (whole["honoured"], whole["n"], whole["wars"])


def test_one_ally_enough_never_lowers_a_count_and_changes_none_of_two_parties():
    table = tables.load("war_fulfilment")
    assert (table["honoured"] <= table["honoured_lenient"]).all() and (table["honoured_lenient"] <= table["n"]).all()
    pairs = table[(table["scope"] == "bilateral") & (table["coding"] == "LLM") & (table["period"] == "1945-2003")]
    assert (pairs["honoured"] == pairs["honoured_lenient"]).all()


def test_periods_and_numbers_of_parties_add_up():
    table = tables.load("war_fulfilment").set_index(["coding", "obligation", "period", "scope"])[["n", "honoured", "honoured_lenient"]]
    for coding, obligation in {key[:2] for key in table.index if key[0] != "LA"}:
        whole = table.loc[(coding, obligation, "all", "all")]
        for parts in ([("1816-1944", "all"), ("1945-2003", "all")], [("all", "bilateral"), ("all", "multilateral")]):
            assert (table.loc[[(coding, obligation, *part) for part in parts]].sum() == whole).all()


def test_wars_drawn_again_are_wider_than_commitments_drawn_one_by_one_and_the_same_each_time():
    clustered = pd.DataFrame({"honoured": [10, 0, 0, 0], "n": [10, 10, 10, 10]})
    single = pd.DataFrame({"honoured": [1] * 10 + [0] * 30, "n": [1] * 40})
    wide, narrow = fulfilment.bootstrap(clustered), fulfilment.bootstrap(single)
    assert wide["hi"] - wide["lo"] > narrow["hi"] - narrow["lo"]
    assert wide == fulfilment.bootstrap(clustered)


def test_leaving_a_war_out_takes_just_its_commitments_out():
    wars = pd.DataFrame({"war": ["A", "B"], "honoured": [1, 0], "n": [2, 3]})
    assert fulfilment.without_each_war(wars).to_dict("records") == [{"war": "A", "honoured": 0, "n": 3, "share": 0.0}, {"war": "B", "honoured": 1, "n": 2, "share": 0.5}]


def test_selection_by_hand():
    """10 kept and 30 broken pacts; the kept are attacked half as often: 5 of 35 tests are honoured."""
    assert fulfilment.selection(5, 35, [2])["share"].iloc[0] == pytest.approx(10 / 40)
    assert fulfilment.ratio_for(10 / 40, 5, 35) == pytest.approx(2)
    assert fulfilment.selection(5, 35, [1])["share"].iloc[0] == pytest.approx(5 / 35)


def test_a_weight_of_nought_ignores_the_base_rate_and_a_whole_one_pools():
    # Jeffreys' interval for 1 of 6, and for 7 of 49 pooled.
    alone, pooled = fulfilment.posterior(1, 6, 6, 43, 0), fulfilment.posterior(1, 6, 6, 43, 1)
    assert (round(alone["lo"], 2), round(alone["hi"], 2)) == (0.02, 0.56)
    assert pooled == fulfilment.posterior(7, 49)
    with pytest.raises(ValueError, match="the weight is 2; expected 0"):
        fulfilment.posterior(1, 6, 6, 43, 2)


def test_the_own_cases_are_those_of_chapter_07():
    cases = fulfilment.own_cases().set_index("reading")
    assert (cases.loc["asked, aid counts", "n"], cases.loc["asked, aid counts", "honoured"]) == (6, 1)
    assert (cases.loc["attacked and asked, aid counts", "n"], cases.loc["attacked and asked, aid counts", "honoured"]) == (1, 0)
    assert cases.loc["asked over a threat from outside, aid counts", "n"] <= cases.loc["asked, aid counts", "n"]


def test_the_pictures_say_what_they_draw():
    for picture in (fulfilment.base_picture(), fulfilment.coding_picture(), fulfilment.update_picture()):
        rows = picture["rows"]
        assert (rows["lo"] <= rows["value"]).all() and (rows["value"] <= rows["hi"]).all() and rows["label"].is_unique
        assert picture["alt"].endswith(".")
    assert all(count in fulfilment.base_picture()["alt"] for count in ("36 of 59", "6 of 43", "5 of 5", "4 of 7"))
    assert "12 to 23 %" in fulfilment.coding_picture()["alt"] and "0 to 27 %" in fulfilment.coding_picture()["alt"]


def test_the_war_of_1993_has_the_treaty_among_the_violated():
    table = fulfilment.in_karabakh().set_index("treaty")
    assert list(table.loc["CST"]) == ["defence and nonaggression", "three or more", "violated", "violated"]
