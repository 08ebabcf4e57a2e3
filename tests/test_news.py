"""Event data as a noisy witness."""

import pandas as pd

from allies import news


def test_each_western_state_has_a_ratio_of_its_own():
    counts = pd.DataFrame({"RUS": [10, 20], "USA": [5, 5], "FRA": [1, 2], "DEU": [2, 2], "GBR": [2, 1]}, index=[2002, 2003])
    table = news.ratios(counts)
    assert table.loc[2002].to_dict() == {"USA": 0.5, "FRA": 0.1, "DEU": 0.2, "GBR": 0.2, "four": 1.0}


def test_a_rising_ratio_is_seen_and_a_flat_one_is_not():
    years = range(2002, 2015)
    counts = pd.DataFrame({"RUS": 100, "USA": range(13), "FRA": [3, 5] * 6 + [3], "DEU": [4, 1] * 6 + [4], "GBR": [2, 3] * 6 + [2]}, index=years)
    found = news.trends(counts).set_index("state")
    assert found.loc["USA", "p"] < 0.001 and found.loc["FRA", "p"] > 0.05


def test_there_is_no_trend_to_claim():
    assert (news.trends(news.icews())["p"] > 0.3).all() and (news.trends(news.icews(actor=None))["p"] > 0.3).all()


def test_years_and_months_with_missing_days_are_compared_by_the_day():
    table = news.by_year()
    assert list(table.index) == [2018, 2019, 2020, 2021, 2022, 2023] and table.loc[2023, "days"] == 297
    assert news.gdelt()["whole"].min() < news.THIN


def test_nothing_is_drawn_where_there_is_no_file():
    points = news.picture()["points"]
    assert not points["date"].dt.year.isin([2015, 2016, 2017]).any() and points[points["weak"]]["date"].dt.strftime("%Y-%m").isin(["2023-05"]).any()
