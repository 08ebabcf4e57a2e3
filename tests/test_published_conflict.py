"""Deaths and the coding of conflicts: what is not as expected stops the refresh."""

import pandas as pd
import pytest

from allies import tables
from allies.published import conflict


def yearly(tmp_path, change=lambda table: table):
    """A small file of the form of UCDP's country-years."""
    keys = pd.MultiIndex.from_product([conflict.STATES, range(2022, 2025)]).to_frame(index=False).set_axis(["country_cy", "year_cy"], axis=1)
    numbers = {f"{kind}_total_deaths_{bound}_cy": 0 for kind in conflict.KINDS.values() for bound in conflict.BOUNDS.values()}
    table = keys.assign(**numbers, cumulative_total_deaths_in_orgvio_best_cy=0, version=25.1)
    table.loc[0, ["sb_total_deaths_best_cy", "sb_total_deaths_high_cy", "os_total_deaths_best_cy", "cumulative_total_deaths_in_orgvio_best_cy"]] = [154, 153, 2, 156]
    path = tmp_path / "year.csv"
    change(table).to_csv(path, index=False)
    return path


def monthly(tmp_path, change=lambda table: table):
    """A small file of the form of the country-months; its columns are countries with an event."""
    months = pd.period_range("1991-01", "2023-12", freq="M").to_timestamp(how="end").strftime("%Y-%m-%d")
    table = pd.DataFrame(1, index=months, columns=[name for name, code in conflict.STATES.items() if code not in conflict.NO_EVENT])
    path = tmp_path / "month.csv"
    change(table).to_csv(path)
    return path


def test_years_and_months_stand_in_rows_of_their_own(tmp_path):
    table = conflict.deaths(yearly(tmp_path), monthly(tmp_path))
    first = table[(table["state"] == "ARM") & (table["year"] == 2022) & (table["indicator"] == "state_based_deaths")].iloc[0]
    assert (first["value"], first["high"], first["flag"]) == (154, 153, "high below best in the file")
    months = table[table["month"] != ""]
    assert len(months) == 7 * 384 and set(months["flag"]) == {"timing only"} and months[["low", "high"]].isna().all(axis=None)
    assert set(table[table["month"] == ""]["state"]) == set(conflict.STATES.values())


@pytest.mark.parametrize(("change", "message"), [
    (lambda t: t.rename(columns={"country_cy": "country"}), "year.csv, row 1: no column country_cy"),
    (lambda t: t.replace({"country_cy": {"Kyrgyzstan": "Kyrgyz Republic"}}), "column country_cy: no row for 'Kyrgyzstan'"),
    (lambda t: t[~((t["country_cy"] == "Georgia") & (t["year_cy"] == 2023))], "no row of GEO for 2023; expected every year to 2024"),
    (lambda t: pd.concat([t, t.tail(1)], ignore_index=True), "row 29: country_cy, year_cy = UZB, 2024 for the second time"),
    (lambda t: t.assign(version=26.1), r"column version: found \[26.1\]; expected 25.1"),
    (lambda t: t.assign(cumulative_total_deaths_in_orgvio_best_cy=7), "row 2: the three kinds of ARM 2022 add up to 156; expected the total 7"),
])
def test_a_changed_file_of_years_is_refused(tmp_path, change, message):
    with pytest.raises(ValueError, match=message):
        conflict.deaths(yearly(tmp_path, change), monthly(tmp_path))


@pytest.mark.parametrize(("change", "message"), [
    (lambda t: t.rename(columns={"Armenia": "Hayastan"}), "month.csv, row 1: no column Armenia"),
    (lambda t: t.drop("2020-10-31"), "column month: no row for 2020-10; expected every month from 1992-01 to 2023-12"),
    (lambda t: pd.concat([t, t.tail(1)]), "2023-12 for the second time; expected each month once"),
])
def test_a_changed_file_of_months_is_refused(tmp_path, change, message):
    with pytest.raises(ValueError, match=message):
        conflict.deaths(yearly(tmp_path), monthly(tmp_path, change))


ROW = {"conflict_id": 388, "year": 2022, "location": "Azerbaijan", "side_a": "Government of Azerbaijan", "side_a_2nd": "", "side_b": "Republic of Artsakh",
       "side_b_2nd": " Government of Armenia", "type_of_conflict": 4, "intensity_level": 1, "territory_name": "x", "version": "25.1"}


def coded(tmp_path, *rows):
    path = tmp_path / "acd.csv"
    pd.DataFrame([ROW | row for row in rows]).to_csv(path, index=False)
    return path


def test_conflicts_elsewhere_are_left_out_and_names_are_trimmed(tmp_path):
    table = conflict.coding(coded(tmp_path, {}, {"conflict_id": 1, "location": "Iraq", "side_a": "Government of Iraq"},
                                  {"conflict_id": 2, "location": "Ukraine", "side_a": "Government of Russia (Soviet Union)"}, {"conflict_id": 3, "year": 1980}))
    assert list(table["conflict_id"]) == [2, 388]
    assert table.iloc[1][["type", "intensity", "side_b_2nd"]].tolist() == ["internationalised intrastate", "25 to 999 deaths", "Government of Armenia"]


@pytest.mark.parametrize(("rows", "message"), [
    (({"type_of_conflict": 5},), "acd.csv, row 2, column type_of_conflict: found '5'; expected one of the 4 names known"),
    (({}, {}), "row 3: conflict_id, year = 388, 2022 for the second time"),
])
def test_an_unknown_type_and_a_conflict_year_twice_are_refused(tmp_path, rows, message):
    with pytest.raises(ValueError, match=message):
        conflict.coding(coded(tmp_path, *rows))


def test_the_file_of_25_1_has_two_bounds_out_of_order():
    table = tables.load("conflict_deaths")
    found = table[table["flag"] == "high below best in the file"]
    assert list(zip(found["state"], found["year"])) == [("ARM", 2022), ("RUS", 2024)]
