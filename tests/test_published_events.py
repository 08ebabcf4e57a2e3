"""News events: what is not as expected stops the refresh."""

import pandas as pd
import pytest

from allies import tables
from allies.published import events


def gdelt(tmp_path, change=lambda table: table):
    months = [str(month) for month in pd.period_range(*events.MONTHS, freq="M")]
    table = pd.MultiIndex.from_product([months, events.PARTNERS]).to_frame(index=False).set_axis(["month", "partner"], axis=1).assign(edge_sum=1.25, days=28, days_nonzero=3)
    path = tmp_path / "gdelt.csv"
    change(table).to_csv(path, index=False)
    return path


def icews(tmp_path, change=lambda table: table):
    out = pd.MultiIndex.from_product([["Armenia"], events.ICEWS, events.YEARS]).to_frame(index=False).set_axis(["i", "j", "year"], axis=1)
    table = pd.concat([out, out.rename(columns={"i": "j", "j": "i"})], ignore_index=True).assign(**{kind: 2.0 for kind in events.KINDS})
    path = tmp_path / "icews.csv"
    change(table).to_csv(path, index=False)
    return path


def test_a_month_without_news_of_a_pair_is_a_zero_and_says_so(tmp_path):
    table = events.dyads(gdelt(tmp_path, lambda t: t[~((t["partner"] == "IND") & (t["month"] == "2018-03"))]), icews(tmp_path))
    row = table[(table["partner"] == "IND") & (table["month"] == "2018-03")].iloc[0]
    assert (row["value"], row["days"], row["days_with_news"]) == ("0.00", 28, 0)
    assert table.groupby("indicator").size().to_dict() == {"gdelt_weight": 15 * 74} | {kind: 15 * 13 * 2 for kind in events.KINDS.values()}


@pytest.mark.parametrize(("change", "message"), [
    (lambda t: t.rename(columns={"edge_sum": "weight"}), "gdelt.csv, row 1: no column edge_sum"),
    (lambda t: t[t["month"] != "2021-06"], "no row for 2021-06; expected every month from 2018-01 to 2024-02"),
    (lambda t: pd.concat([t, t.tail(1)], ignore_index=True), "month, partner = 2024-02, UKR for the second time"),
    (lambda t: t.replace({"partner": {"RUS": "RS"}}), "row 2, column partner: found 'RS'; expected three capitals"),
    (lambda t: t.replace({"partner": {"RUS": "SUN"}}), "column partner: no row for 'RUS'"),
    (lambda t: t.assign(days=t["days"].where(t.index != 5, 27)), "column days: 2018-01 has 27 to 28 days; expected one number a month"),
    (lambda t: t[(t["partner"] != "FRA") | (t["month"] < "2019-01")], "FRA has rows in 12 of 74 months; expected at least half"),
])
def test_a_changed_file_of_gdelt_is_refused(tmp_path, change, message):
    with pytest.raises(ValueError, match=message):
        events.dyads(gdelt(tmp_path, change), icews(tmp_path))


@pytest.mark.parametrize(("change", "message"), [
    (lambda t: t.drop(columns="matlConf"), "icews.csv, row 1: no column matlConf"),
    (lambda t: t.replace({"Russian Federation": "Russia"}), "column j: no row for 'Russian Federation'"),
    (lambda t: t[~((t["i"] == "Armenia") & (t["j"] == "France") & (t["year"] == 2008))], "no row from ARM to FRA for 2008; expected 2002 to 2014"),
    (lambda t: pd.concat([t, t.tail(1)], ignore_index=True), "for the second time"),
    (lambda t: t.replace({"i": {"Armenia": "Georgia"}}), "expected Armenia on one side"),
])
def test_a_changed_file_of_icews_is_refused(tmp_path, change, message):
    with pytest.raises(ValueError, match=message):
        events.dyads(gdelt(tmp_path), icews(tmp_path, change))


def test_the_two_measures_share_neither_unit_nor_vintage_nor_years():
    table = tables.load("event_dyads")
    ours, other = (table[table["indicator"].str.startswith(name)] for name in ("gdelt", "icews"))
    assert not set(ours["unit"]) & set(other["unit"]) and not set(ours["vintage"]) & set(other["vintage"]) and not set(ours["year"]) & set(other["year"])


def test_georgia_and_turkey_are_missing_where_their_file_lost_them():
    table = tables.load("event_dyads")
    assert "GEO" not in set(table[table["indicator"] == "gdelt_weight"]["partner"])
    assert "TUR" not in set(table[table["indicator"] != "gdelt_weight"]["partner"])
