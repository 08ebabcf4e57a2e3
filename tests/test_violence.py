"""Deaths beside the episodes."""

import pandas as pd
import pytest

from allies import democracy, episodes, news, tables, violence


@pytest.fixture(scope="module")
def crises():
    return episodes.episodes()


def test_karabakh_is_placed_in_azerbaijan_and_force_used_elsewhere_not_in_the_member(crises):
    where = {row["id"]: violence.places(row) for row in crises.to_dict("records")}
    assert where["E28"] == ["ARM", "AZE"] and where["E09"] == ["GEO"] and where["E19"] == [] and where["E34"] == ["KAZ"] and where["E39"] == ["KGZ", "TJK"]


def test_bounds_that_are_out_of_order_are_widened_and_never_hidden():
    table = violence.yearly()
    assert ((table["low"] <= table["value"]) & (table["value"] <= table["high"])).all()
    assert violence.spread(table[(table["state"] == "RUS") & (table["year"] == 2024)].iloc[0]) == "7\u202f819 (6\u202f460 to 7\u202f819)"


def test_the_months_hold_a_quarter_of_2020_and_are_printed_as_a_least(crises):
    hidden = violence.missed().set_index(["state", "year"])["share"]
    assert hidden["AZE", 2020] < 0.25 and hidden["ARM", 2022] > 0.98
    rows = violence.deadliest(crises).set_index("episode")["in its months"]
    assert rows["44-Day War"].startswith("at least") and not rows["Attack on Armenia, September 2022"].startswith("at least")
    hidden = violence.untold(crises)
    assert {"Helicopter downed in Karabakh", "Kyrgyz-Tajik border clash 2021"} <= set(hidden) and not set(hidden) & set(rows.index)


def test_an_episode_after_the_months_end_has_none_and_one_after_the_years_end_has_no_year(crises):
    table = violence.by_episode(crises).set_index("id")
    assert pd.isna(table.loc["E44", "month_value"]) and table.loc["E44", "value"] == 0
    assert pd.isna(table.loc["E47", "month_value"]) and pd.isna(table.loc["E47", "value"])


def test_the_rules_leave_out_deaths_that_others_count(crises):
    """Kazakhstan in January 2022 and Nerkin Hand in 2024 count nothing."""
    table = violence.counts(crises).set_index("episode")
    for name in ("Kazakhstan unrest and deployment", "Nerkin Hand"):
        assert table.loc[[name], "who counted what"].str.contains(r", by 20\d\d-\d\d-\d\d$").all()
        assert set(table.loc[[name], "UCDP"]) == {"0"} and (tables.load("casualties").set_index("id").loc[["D07", "D15"], "value"] > 0).all()


def test_the_attack_of_2022_has_no_conflict_of_its_own():
    table = tables.load("conflict_coding")
    assert not (table["side_a"] + table["side_b"]).str.contains("Azerbaijan.*Government of Armenia").any()
    rows = violence.coding(388)
    assert rows["years"].tolist()[0] == "1991, 1997–1998, 2005, 2008, 2012, 2014–2017, 2021–2023"
    assert set(violence.coding(13324)["type"]) == {"interstate"}


def test_the_vintages_of_democracy_agree_and_are_never_mixed():
    assert (democracy.agreement()["largest"] <= 0.012 + 1e-9).all()
    with pytest.raises(KeyError, match="no liberal_democracy in the vintage 'V-Dem v16'"):
        democracy.index("liberal_democracy", "V-Dem v16")
