"""Counts of events."""

import pandas as pd

from allies import events, tables


def test_one_change_counts_once_in_the_balance():
    table = pd.DataFrame({"actor": ["armenia"] * 3, "weight": [1, 5, 4], "date": pd.to_datetime(["2023-01-01", "2024-02-01", "2021-05-05"]),
                          "year": [2023, 2024, 2021], "change_id": ["a", "a", "b"], "direction": ["west", "west", "east"]})
    balance = events.balance(table).set_index("period")
    assert balance.loc["2022 to 2026", "west"] == 1 and balance.loc["2020 to 2021", "east"] == 1 and balance["all"].sum() == 2


def test_there_are_as_many_events_as_the_book_needs():
    table = events.events()
    assert len(table) >= 220 and (table["direction"] == "east").sum() >= 50
    assert table["year"].min() <= 1992 and table["date"].max() <= tables.coverage_end()


def test_by_year_counts_only_acts_of_armenia():
    table = events.events()
    assert events.by_year(table).to_numpy().sum() == (table["actor"] == "armenia").sum()
