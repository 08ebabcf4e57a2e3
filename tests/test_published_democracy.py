"""Indices of democracy: what is not as expected stops the refresh."""

import pandas as pd
import pytest

from allies import tables
from allies.published import democracy, reading


def frames():
    """Small tables of the form of the three files."""
    old = pd.MultiIndex.from_product([democracy.STATES, range(2022, 2025)]).to_frame(index=False).set_axis(["country_text_id", "year"], axis=1)
    old = old.assign(**{name + end: value for name in democracy.INDICES.values() for end, value in (("", 0.5), ("_codelow", 0.4), ("_codehigh", 0.6))})
    new = pd.MultiIndex.from_product([democracy.STATES.values(), range(2023, 2026)]).to_frame(index=False).set_axis(["ccode", "year"], axis=1).assign(v2x_polyarchy=0.5)
    rated = pd.MultiIndex.from_product([democracy.FREEDOM_HOUSE, range(2022, 2025)]).to_frame(index=False).set_axis(["fh_country", "year"], axis=1).assign(pr=4, cl=5)
    return {"old": old, "new": new, "rated": rated}


def derive(tmp_path, monkeypatch, **changes):
    found = {name: changes.get(name, lambda table: table)(table) for name, table in frames().items()}
    monkeypatch.setattr(reading, "rda", lambda path, name: found[path.stem])
    found["rated"].to_csv(tmp_path / "rated.csv", index=False)
    return democracy.democracy(tmp_path / "old.rda", tmp_path / "new.rda", tmp_path / "rated.csv")


def test_every_vintage_has_rows_of_its_own_and_only_one_has_intervals(tmp_path, monkeypatch):
    table = derive(tmp_path, monkeypatch)
    assert table.groupby("vintage").size().to_dict() == {"Freedom House, to 2024": 54, "V-Dem v15": 66, "V-Dem v16": 33}
    assert set(table[table["lo"].notna()]["vintage"]) == {"V-Dem v15"}
    assert set(table[table["indicator"] == "civil_liberties"]["value"]) == {"5"}


@pytest.mark.parametrize(("changes", "message"), [
    ({"old": lambda t: t.drop(columns="v2x_libdem")}, "old.rda, row 1: no column v2x_libdem"),
    ({"old": lambda t: t[t["country_text_id"] != "MDA"]}, "column country_text_id: no row for 'MDA'"),
    ({"new": lambda t: t[t["year"] != 2024]}, "no row of ARM for 2024; expected every year to 2025"),
    ({"new": lambda t: pd.concat([t, t.tail(1)], ignore_index=True)}, "ccode, year = UZB, 2025 for the second time"),
    ({"new": lambda t: t.assign(v2x_polyarchy=t["v2x_polyarchy"].mask(t["ccode"] == 371))}, "an empty cell for ARM 2023; expected a value in v2x_polyarchy"),
    ({"rated": lambda t: t.assign(pr=8)}, "rated.csv: found 8 as political_rights of ARM 2022; expected a rating from 1 to 7"),
    ({"rated": lambda t: t.replace({"Russia": "Russian Federation"})}, "column fh_country: no row for 'Russia'"),
])
def test_a_changed_file_is_refused(tmp_path, monkeypatch, changes, message):
    with pytest.raises(ValueError, match=message):
        derive(tmp_path, monkeypatch, **changes)


def test_the_book_has_no_rating_of_the_two_states_that_the_extract_lacks():
    table = tables.load("democracy")
    assert set(table["state"]) - set(table[table["indicator"] == "political_rights"]["state"]) == {"MDA", "UKR"}
