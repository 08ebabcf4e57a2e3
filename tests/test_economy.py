"""Trade, transfers and fuel: what is refused, what is marked, and the figures that others published."""

import json

import pandas as pd
import pytest

from allies import economy, findings, tables
from allies.published import energy, trade, transfers


def armstat(tmp_path, **changes):
    """A small file of trade: two whole years of the partners that may not miss a month; ``changes`` edits the rows."""
    codes = {code: name for name, code in trade.NAMES.items() if name not in [old for _, old, _ in trade.RENAMED]}
    names = [codes[code] for code in trade.PARTNERS if code in codes] + ["Unknown country"]
    now = {new: old for first, old, new in trade.RENAMED if first == "2024-01"}
    rows = [(now.get(name, name) if year < 2024 else name, year, month, 10.0 * (1 + number), 5.0, 6.0)
            for year in (2023, 2024) for month in range(1, 13) for number, name in enumerate(names)]
    return write(tmp_path, pd.DataFrame(rows, columns=["country", "year", "month", *trade.FLOWS]), **changes)


def cba(tmp_path, **changes):
    rows = [(f"2024-0{month}-28", name, direction, kind, amount)
            for month in (1, 2) for kind in transfers.KINDS
            for name, factor in (("Russian Federation", 1), ("Germany", 2), ("Iran", 0), ("Isle of Man", 0), ("Total", 3))
            for direction, amount in (("Inflow", 3.0 * factor), ("Outflow", 1.0 * factor), ("Net inflow", 2.0 * factor))]
    return write(tmp_path, pd.DataFrame(rows, columns=["date", "country", "direction", "type", "K_USD"]), **changes)


def comtrade(tmp_path, **changes):
    rows = [(f"2024-{month:02d}-01", "M", "Armenia", partner, commodity, 10.0, 30.0)
            for month in range(1, 7) for partner in ("RUS", "ROU", "USA") for commodity in energy.COMMODITIES]
    return write(tmp_path, pd.DataFrame(rows, columns=energy.COLUMNS), **changes)


def write(tmp_path, table, edit=None):
    path = tmp_path / "file.csv"
    (table if edit is None else edit(table)).to_csv(path, index=False)
    return path


def replaced(column, row, value):
    def edit(table):
        table.loc[row, column] = value
        return table
    return edit


READERS = {"trade": (trade.yearly, armstat), "transfers": (transfers.transfers, cba), "energy": (energy.yearly, comtrade)}


@pytest.mark.parametrize("name", READERS)
def test_a_changed_header_is_refused(name, tmp_path):
    read, make = READERS[name]
    with pytest.raises(ValueError, match="file.csv, row 1: no column (country|partner_iso)"):
        read(make(tmp_path, edit=lambda table: table.rename(columns={"country": "land", "partner_iso": "land"})))


@pytest.mark.parametrize("name", READERS)
def test_a_second_row_for_one_key_is_refused(name, tmp_path):
    read, make = READERS[name]
    with pytest.raises(ValueError, match="file.csv, row .* for the second time"):
        read(make(tmp_path, edit=lambda table: pd.concat([table, table.head(1)])))


@pytest.mark.parametrize("name", READERS)
def test_a_missing_month_is_refused(name, tmp_path):
    read, make = READERS[name]
    column, month = {"trade": ("month", 5), "transfers": ("date", "2024-02-28"), "energy": ("period", "2024-03-01")}[name]

    def edit(table):
        table = table[table[column] != month]
        return table if name != "transfers" else pd.concat([table, table.assign(date="2024-03-28")])
    with pytest.raises(ValueError, match="no row for (2023-05|2024-02|2024-03)"):
        read(make(tmp_path, edit=edit))


@pytest.mark.parametrize("name", READERS)
def test_an_unknown_name_is_refused(name, tmp_path):
    read, make = READERS[name]
    column, value = ("commodity_code", 999999) if name == "energy" else ("country", "Ruritania")
    with pytest.raises(ValueError, match=f"file.csv, row 4, column {column}: found '?({value})"):
        read(make(tmp_path, edit=replaced(column, 2, value)))


def test_a_new_name_before_its_time_is_refused(tmp_path):
    def edit(table):
        return table.assign(country=table["country"].replace({"United States": "USA"}))
    with pytest.raises(ValueError, match="found 'USA' in 2023-01; expected 'United States' before 2024-01"):
        trade.yearly(armstat(tmp_path, edit=edit))


def test_a_partner_without_a_month_is_refused(tmp_path):
    with pytest.raises(ValueError, match="no row for state, month = TUR, 2023-05"):
        trade.monthly(armstat(tmp_path, edit=lambda table: table[~((table["country"] == "Turkey") & (table["year"] == 2023) & (table["month"] == 5))]))


@pytest.mark.parametrize("amount", [-1.0, None])
def test_an_amount_below_zero_or_missing_is_refused(amount, tmp_path):
    with pytest.raises(ValueError, match="file.csv, row 4: found .*expected amounts of zero or more"):
        trade.yearly(armstat(tmp_path, edit=replaced("export", 2, amount)))


def test_groups_and_shares_of_trade(tmp_path):
    table = trade.yearly(armstat(tmp_path)).set_index(["year", "partner", "indicator"])
    raw = pd.read_csv(tmp_path / "file.csv")
    raw = raw[raw["year"] == 2024]
    members = raw[raw["country"].isin(["Germany", "France", "Bulgaria"])]
    assert table.loc[(2024, "EU27", "export"), "value"] == pytest.approx(members["export"].sum() / 1000, abs=0.001)
    hubs = raw[raw["country"].isin(["Russian Federation", "United Arab Emirates", "Hong Kong"])]
    rest = raw["export"].sum() - hubs["export"].sum()
    assert table.loc[(2024, "EU27", "export"), "share_rest"] == pytest.approx(100 * members["export"].sum() / rest, abs=0.001)
    assert pd.isna(table.loc[(2024, "RUS", "export"), "share_rest"])


def test_countries_that_do_not_add_up_to_the_total_are_refused(tmp_path):
    with pytest.raises(ValueError, match="2024-01, (Inflow|inflow), total: the sum of the countries is 8.50; expected the bank's total, 9.00"):
        transfers.transfers(cba(tmp_path, edit=replaced("K_USD", 0, 2.5)))


def test_a_net_inflow_that_is_not_the_difference_is_refused(tmp_path):
    def edit(table):
        table.loc[(table["direction"] == "Net inflow") & (table["country"] == "Germany"), "K_USD"] += 1
        table.loc[(table["direction"] == "Net inflow") & (table["country"] == "Total"), "K_USD"] += 1
        return table
    with pytest.raises(ValueError, match="inflow less outflow is 4.00; expected net inflow, 5.00"):
        transfers.transfers(cba(tmp_path, edit=edit))


def test_another_reporter_is_refused(tmp_path):
    with pytest.raises(ValueError, match="column reporter: found 'Georgia'"):
        energy.yearly(comtrade(tmp_path, edit=replaced("reporter", 2, "Georgia")))


def test_a_part_of_a_year_is_marked_and_others_are_summed(tmp_path):
    table = energy.yearly(comtrade(tmp_path)).set_index(["commodity", "partner"])
    assert set(table["flag"]) == {"part of the year"} and set(table["months"]) == {6}
    assert table.loc[("petrol", "OTH"), "share"] == pytest.approx(100 / 3, abs=0.001)
    assert table.loc[("petrol", "EU27"), "value"] == table.loc[("petrol", "ROU"), "value"]


def test_every_name_of_the_trade_file_has_a_code_of_its_own_or_is_a_rename():
    double = pd.Series(trade.NAMES)[lambda names: names.duplicated(keep=False)]
    assert len(trade.NAMES) == 255
    assert set(double.index) - {"Samoa", "Saoma"} == {name for _, old, new in trade.RENAMED for name in (old, new)}


YEARS = [2007, 2010, 2013, 2015, 2018, 2019, 2020, 2021, 2022, 2023, 2024]
TURNOVER = {"RUS": [20.9, 20.8, 23.2, 25.1, 26.1, 27.2, 30.4, 31.3, 35.9, 37.2, 41.1], "EU27": [37.4, 31.3, 27.3, 24.7, 24.3, 20.3, 18.1, 18.9, 16.1, 12.4, 7.7],
            "USA": [4.4, 4.0, 3.9, 3.4, 3.1, 4.1, 2.1, 2.5, 3.3, 3.1, 1.4], "CHN": [4.7, 9.3, 8.6, 10.4, 10.4, 11.6, 13.6, 15.0, 12.4, 9.9, 9.4],
            "IRN": [4.1, 5.9, 5.0, 5.9, 4.9, 5.0, 5.7, 6.0, 5.0, 3.2, 2.4], "ARE": [0.6, 0.9, 1.3, 1.1, 2.5, 1.3, 1.6, 1.3, 4.2, 10.8, 17.7]}


@pytest.mark.parametrize("partner", TURNOVER)
def test_shares_of_turnover_are_those_of_the_first_reading(partner):
    assert economy.trade().loc[YEARS, partner].round(1).tolist() == TURNOVER[partner]


def test_amounts_and_exports_are_those_of_the_first_reading():
    assert (economy.trade(column="value").loc[YEARS, "WLD"] / 1000).round(2).tolist() == [4.42, 4.79, 5.86, 4.72, 7.39, 8.18, 7.10, 8.38, 14.19, 21.31, 30.16]
    exports = economy.trade("export").round(1)
    assert exports.loc[[2007, 2021, 2022, 2024], "RUS"].tolist() == [17.5, 27.9, 45.4, 24.2]
    assert exports.loc[[2007, 2021, 2022, 2024], "EU27"].tolist() == [48.6, 21.8, 14.3, 4.7] and exports.loc[2024, "ARE"] == 40.1
    value = {name: round(economy.trade(name, "value").loc[2024, "RUS"]) for name in ("export", "import_origin", "turnover")}
    assert value == {"export": 3162, "import_origin": 9240, "turnover": 12402}


def test_transfers_are_those_of_the_first_reading():
    years = [2013, 2015, 2018, 2019, 2020, 2021, 2022, 2023, 2024]
    assert economy.inflow(values=True).loc[years, "WLD"].round().tolist() == [1870, 1217, 1260, 1282, 1251, 1467, 1998, 1316, 1013]
    assert economy.inflow().loc[years, "RUS"].round(1).tolist() == [85.9, 75.9, 74.3, 71.0, 53.9, 50.5, 69.9, 55.8, 41.3]
    assert economy.inflow().loc[years, "USA"].round(1).tolist() == [4.4, 9.8, 10.8, 12.8, 25.8, 25.8, 15.9, 23.6, 32.4]
    assert economy.inflow("total").loc[[2013, 2021, 2022, 2024], "RUS"].round(1).tolist() == [75.1, 41.0, 69.3, 65.5]
    assert 2025 not in economy.inflow().index


def test_fuel_is_that_of_the_first_reading():
    gas, petrol = economy.fuel("natural gas").round(1), economy.fuel("petrol").round(1)
    assert gas.loc[[2010, 2018, 2022, 2024, 2025], "RUS"].tolist() == [83.1, 79.0, 87.9, 84.2, 82.3]
    assert petrol.loc[[2010, 2014, 2022, 2024, 2025], "RUS"].tolist() == [0.1, 87.7, 94.3, 65.2, 40.9] and petrol.loc[2025, "ROU"] == 30.2
    assert economy.part_years() == {2010: 10, 2025: 6}


def test_trap_7_trade_after_2021_never_stands_without_its_mark():
    """In every table and figure the years of re-export carry the mark, and shares without the places of passage stand beside the others."""
    for name, years in (("trade", lambda table: table["year"]), ("trade_monthly", lambda table: table["month"].str[:4].astype(int))):
        table = tables.load(name)
        assert ((table["flag"] == "re-export") == (years(table) >= 2022)).all()
    table = tables.load("trade")
    rest = table["share_rest"].notna()
    assert (rest == ~table["partner"].isin(["RUS", "ARE", "HKG", "WLD"])).all() and (table.loc[rest, "share_rest"] >= table.loc[rest, "share"]).all()
    assert economy.marked() == [2022, 2023, 2024] and economy.positions().loc[2022:, "marked"].all()
    shown = economy.with_and_without([2021, 2024], {"EU27": "EU"})
    assert list(shown) == ["partner", "2021", "2024, re-export"] and "(" in shown.loc[0, "2024, re-export"]
    moves = economy.moves()
    late = moves["measure"].isin(["trade", "exports", "imports"]) & moves["years"].str.endswith("2024")
    assert late.sum() == 3 and (moves.loc[late, "note"] == economy.RE_EXPORT).all()
    notebook = json.loads((findings.NOTEBOOKS / "11-money.ipynb").read_text(encoding="utf-8"))
    figures = [cell for cell in notebook["cells"] if "mystnb" in cell["metadata"] and "(#table-trade)" in cell["metadata"]["mystnb"]["figure"]["caption"]]
    for cell in figures:
        assert f">{economy.RE_EXPORT}<" in "".join(cell["outputs"][0]["data"]["text/html"])
    assert len(figures) == 3
    for each in findings.collect().values():
        if {"trade"} & set(each.tables) and each.notebook == "11-money" and "2024" in each.what and each.unit == "%":
            assert "re-export" in each.what, each.name


def test_one_passes_another_for_good_after_it_passed_for_the_first_time():
    assert economy.overtakes("RUS", "EU27") == {"first": "2015-08", "last": "2015-11"}
    assert economy.overtakes("EU27", "RUS") == {"first": "", "last": ""}


def test_gold_taken_out_of_imports_or_of_both_sides():
    value = economy.trade(column="value").loc[2024]
    table = economy.gold(1000)
    assert table.loc["RUS", "inward"] == pytest.approx(100 * (value["RUS"] - 1000) / (value["WLD"] - 1000))
    assert table.loc["EU27", "both"] == pytest.approx(100 * value["EU27"] / (value["WLD"] - 2000))
    assert (economy.gold(0).nunique(axis=1) == 1).all()


def test_published_shares_of_2025_are_not_joined_to_the_series():
    points = economy.trade_picture({"RUS": None, "USA": None})["points"]
    assert set(points.loc[points["x"] == 2025, "style"]) == {"apart"} and set(points.loc[points["x"] > 2024, "kind"]) == {"RUS"}


def test_the_sums_of_months_are_those_of_years():
    assert economy.over("2024-01", "2024-12", "RUS") == pytest.approx(economy.trade(column="value").loc[2024, "RUS"], abs=0.01)
    assert economy.received("2024-01", "2024-12", "RUS") == pytest.approx(economy.inflow(values=True).loc[2024, "RUS"])
