"""Arms and military spending: what the published files say, what is refused, and what the chapter may print."""

import json
import re

import openpyxl
import pandas as pd
import pytest
from conftest import RAW
from test_published import needs_raw

from allies import arms, findings, tables
from allies.published import arms as published
from allies.published import military_spending, registry

HEAD = ["Transfers of major conventional arms from All countries  to All countries . Deals with deliveries made for the year range 'Not specified' to 'Not specified' ",
        *["note"] * 8, "Source: SIPRI", "Data generated: 18 May 2026 2:29:20 PM"]
HEADER = "Recipient,Supplier,Year of order, ,Number ordered, ,Weapon designation,Weapon description,Number delivered, ,Year(s) of delivery,status,Comments,SIPRI TIV per unit,SIPRI TIV for total order,SIPRI TIV of delivered weapons"
DEALS = ["Armenia,Russia,1993,?,9,,A,tank,9,?,1994; 1996,New,,1,9,9", "Armenia,India,2023,,15,?,B,surface-to-air missile system,2,,2024; 2025,New,,16,240,32",
         "Armenia,France,2024,,36,?,C,self-propelled gun,0,,,New,,1.1,39.6,0", "Kazakhstan,Russia,2020,,1,,D,cargo ship,1,,2021,New,,5,5,5", "Chad,Elsewhere,2020,,1,,D,cargo ship,1,,2021,New,,5,5,5"]


def register(folder, deals=DEALS, head=HEAD, header=HEADER):
    path = folder / "register.csv"
    path.write_text("\n".join([*head, header, *deals]) + "\n", encoding="latin-1")
    return path


def imports(folder, rows=None, years=("1994", "1995")):
    path = folder / "imports.csv"
    rows = [f"{name},1,2" for name in published.RECIPIENTS] if rows is None else rows
    path.write_text("\n".join([*["note"] * 6, "Data generated: 13 Apr 2024 3:53:58 PM", "", "Recipient," + ",".join(years), *rows]) + "\n", encoding="latin-1")
    return path


def value(table, **where):
    for column, wanted in where.items():
        table = table[table[column] == wanted]
    assert len(table) == 1, table
    return table["value"].iloc[0]


def test_a_deal_is_split_evenly_or_put_into_its_first_or_last_year(tmp_path):
    table = published.transfers(register(tmp_path), imports(tmp_path))
    yearly = {"state": "ARM", "partner": "RUS", "indicator": "deliveries"}
    assert value(table, **yearly, split="even", first_year=1994, last_year=1994) == 4.5
    assert value(table, **yearly, split="even", first_year=1996, last_year=1996) == 4.5
    assert value(table, **yearly, split="first", first_year=1994, last_year=1994) == 9
    assert value(table, **yearly, split="last", first_year=1996, last_year=1996) == 9
    assert table[(table["split"] == "first") & (table["first_year"] == 1996) & (table["partner"] == "RUS") & (table["state"] == "ARM")].empty
    window = {"state": "ARM", "first_year": 2021, "last_year": 2025, "split": "even"}
    assert value(table, **window, partner="IND", indicator="share") == 100
    assert value(table, **window, partner="WLD", indicator="deliveries") == 32


def test_totals_of_nothing_are_there_and_shares_of_nothing_are_not(tmp_path):
    table = published.transfers(register(tmp_path), imports(tmp_path))
    assert value(table, state="GEO", partner="WLD", first_year=2021, last_year=2025, indicator="deliveries") == 0
    assert table[(table["state"] == "GEO") & (table["indicator"] == "share")].empty
    assert value(table, state="WLD", partner="RUS", first_year=2021, last_year=2021, split="even") == 5


def test_sipris_own_totals_stand_beside_ours(tmp_path):
    table = published.transfers(register(tmp_path), imports(tmp_path))
    beside = published.compared(table)
    row = beside[(beside["state"] == "ARM") & (beside["year"] == 1994)].iloc[0]
    assert (row["ours"], row["sipri"], row["difference"]) == (4.5, 1, 3.5)
    assert set(table["vintage"]) == {"generated 18 May 2026", "generated 13 April 2024"}


def test_the_summary_tells_delivered_from_open_orders(tmp_path):
    table = published.deals(register(tmp_path))
    assert value(table, partner="IND", status="delivered") == 32
    assert value(table, partner="IND", status="part") == 208
    assert value(table, partner="FRA", status="undelivered") == 39.6
    assert list(table.loc[table["partner"] == "RUS", "uncertain"]) == [1, 1]


def test_open_orders_of_one_supplier_are_added_up_and_those_of_unknown_volume_are_told(tmp_path):
    table = published.deals(register(tmp_path, [*DEALS, "Armenia,France,2025,,8,,D,self-propelled gun,,,,New,,,,"]))
    row = table[(table["partner"] == "FRA") & (table["status"] == "undelivered")].iloc[0]
    assert (row["deals"], row["valued"], row["value"]) == (2, 1, 39.6) and row["first_year"] < row["last_year"] == 2025


@pytest.mark.parametrize(("change", "message"), [
    ({"header": HEADER.replace("Supplier", "Seller")}, "register.csv, row 1: no column Supplier"),
    ({"deals": [*DEALS, "Armenia,Atlantis,2020,,1,,D,tank,1,,2021,New,,5,5,5"]}, "row 18, column Supplier: found 'Atlantis'"),
    ({"deals": [*DEALS, "Armenia,Russia,2020,,1,,D,tank,1,,soon,New,,5,5,5"]}, "row 18, column Year\\(s\\) of delivery: found 'soon'"),
    ({"deals": [*DEALS, "Armenia,Russia,2020,,1,,D,tank,1,,2026,New,,5,5,5"]}, "row 18, .* found '2026'; expected years before 2026"),
    ({"deals": [*DEALS, "Armenia,Russia,2020,,1,,D,tank,1,,,New,,5,5,5"]}, "row 18, .* expected a year for what was delivered"),
    ({"deals": [*DEALS, "Armenia,Russia,2020,,1,,D,tank,1,,2021,New,,5,5,much"]}, "row 18, column SIPRI TIV of delivered weapons: found 'much'"),
    ({"head": [HEAD[0].replace("Not specified", "2000"), *HEAD[1:]]}, "row 1: .* expected the whole register"),
    ({"head": [*HEAD[:-1], "Data generated: today"]}, "no line that begins with 'Data generated: '"),
])
def test_a_register_that_is_not_as_expected_is_refused(tmp_path, change, message):
    with pytest.raises(ValueError, match=message):
        published.transfers(register(tmp_path, **change), imports(tmp_path))


def test_an_unknown_kind_of_weapon_is_refused(tmp_path):
    with pytest.raises(ValueError, match="row 18, column Weapon description: found 'trebuchet'"):
        published.deals(register(tmp_path, [*DEALS, "Armenia,Russia,2020,,1,,D,trebuchet,1,,2021,New,,5,5,5"]))


@pytest.mark.parametrize(("rows", "message"), [
    (["Armenia,1,2"], "column Recipient: no row for Azerbaijan"),
    ([*(f"{name},1,2" for name in published.RECIPIENTS), "Armenia,3,4"], "row 19: Recipient = Armenia for the second time"),
    ([f"{name},some,2" for name in published.RECIPIENTS], "found 'some'; expected a number")])
def test_a_table_of_imports_that_is_not_as_expected_is_refused(tmp_path, rows, message):
    with pytest.raises(ValueError, match=message):
        published.transfers(register(tmp_path), imports(tmp_path, rows))


@needs_raw
def test_the_register_adds_up_to_sipris_own_totals_but_for_named_revisions():
    """The check of the split: rounding is half a unit; before 1997 deals went on for years; other differences are revisions by name."""
    raw = {name: RAW / registry.FILES[name].file for name in ("sipri_trade_register", "sipri_import_values")}
    found = published.compared(published.transfers(raw["sipri_trade_register"], raw["sipri_import_values"]))
    armenia = found[found["state"] == "ARM"].set_index("year")
    same = armenia.drop(list(published.REVISED))
    assert same.loc[1997:, "difference"].abs().max() <= 0.6  # half a unit, and SIPRI's yearly figures of deals of two years
    assert same["difference"].abs().max() < 4 and abs(same["difference"].sum()) < 1
    assert (armenia.loc[list(published.REVISED), "difference"] > 1).all()
    assert armenia["sipri"].sum() == 982
    tajik = found[found["state"] == "TJK"]
    assert tajik["difference"].abs().max() < 0.5


def sheets(folder, spoil=lambda book: None):
    book = openpyxl.Workbook()
    for name, (_, _, title, _, _) in military_spending.SHEETS.items():
        sheet = book.create_sheet(name)
        sheet["A1"] = title
        for place, text in enumerate(["Country", "Notes", *range(1949, 2025)], 1):
            sheet.cell(military_spending.HEADER, place, text)
        for row, country in enumerate(military_spending.STATES, 8):
            for place, content in enumerate([country, "†6", *[0.05] * 76], 1):
                sheet.cell(row, place, content)
        sheet.cell(8, 78).font = openpyxl.styles.Font(color=openpyxl.styles.colors.Color(indexed=12))
        sheet.cell(8, 77, "...")
    spoil(book)
    book.save(path := folder / "milex.xlsx")
    return path


def test_spending_keeps_sipris_marks_and_skips_what_is_open(tmp_path):
    table = military_spending.spending(sheets(tmp_path))
    armenia = table[(table["state"] == "ARM") & (table["indicator"] == "share of GDP")].set_index("year")
    assert armenia.loc[2024, "value"] == 5 and armenia.loc[2024, "note"] == "estimate; without military pensions; SIPRI footnote 6"
    assert 2023 not in armenia.index and armenia.loc[2022, "note"] == "without military pensions; SIPRI footnote 6"
    assert not set(table["year"]) & {1990} and len(table[(table["state"] == "TJK") & (table["indicator"] == "share of GDP")]) == 34 - 3


@pytest.mark.parametrize(("spoil", "message"), [
    (lambda book: book["Share of GDP"].__setitem__("A1", "Something"), "sheet Share of GDP, row 1: found 'Something'"),
    (lambda book: book["Share of GDP"].__setitem__("BZ6", 2025), "row 6: .* the years to 2024"),
    (lambda book: book["Share of GDP"].__setitem__("A8", "Armenistan"), "no row for Armenia"),
    (lambda book: book["Share of GDP"].__setitem__("BZ9", "about 5"), "cell BZ9: found 'about 5'; expected a number"),
    (lambda book: book["Share of GDP"].__setitem__("B9", "*"), "cell B9: found the sign '\\*'"),
    (lambda book: setattr(book["Share of GDP"]["BZ9"], "font", openpyxl.styles.Font(color="FF00FF00")), "cell BZ9: found the colour"),
    (lambda book: book.remove(book["Constant (2023) US$"]), "sheet Constant \\(2023\\) US\\$, row 1: found None")])
def test_a_workbook_that_is_not_as_expected_is_refused(tmp_path, spoil, message):
    with pytest.raises(ValueError, match=message):
        military_spending.spending(sheets(tmp_path, spoil))


# What the reference says of SIPRI's files, against the committed tables.
@pytest.mark.parametrize(("state", "partner", "first", "last", "expected"), [
    ("ARM", "RUS", 1994, 2020, 91.2), ("ARM", "SVK", 1994, 2020, 4.8), ("ARM", "RUS", 2011, 2020, 94.5), ("ARM", "RUS", 2016, 2020, 94.6), ("ARM", "RUS", 2013, 2017, 100.0),
    ("ARM", "RUS", 2018, 2022, 82.9), ("ARM", "RUS", 2019, 2023, 80.1), ("ARM", "RUS", 2020, 2024, 28.9), ("ARM", "IND", 2020, 2024, 67.2), ("ARM", "FRA", 2020, 2024, 3.8),
    ("ARM", "RUS", 2021, 2025, 23.9), ("ARM", "IND", 2021, 2025, 72.9), ("ARM", "FRA", 2021, 2025, 3.2), ("AZE", "RUS", 2011, 2020, 58.3), ("AZE", "ISR", 2016, 2020, 65.5),
    ("AZE", "BLR", 2011, 2020, 7.1), ("AZE", "BLR", 2021, 2025, 11.8), ("AZE", "CHN", 2021, 2025, 23.5), ("AZE", "RUS", 2021, 2025, 0.0), ("BLR", "RUS", 2021, 2025, 99.9),
    ("KAZ", "RUS", 2021, 2025, 84.7), ("KGZ", "RUS", 2021, 2025, 14.0), ("KGZ", "TUR", 2021, 2025, 44.8), ("TJK", "RUS", 2021, 2025, 3.5), ("TJK", "CHN", 2021, 2025, 95.8)])
def test_shares_of_the_reference(state, partner, first, last, expected):
    assert arms.share(state, partner, first, last) == pytest.approx(expected, abs=0.051)


def test_volumes_of_the_reference():
    for (first, last), expected in {(1994, 2020): 955.3, (2011, 2020): 440.0, (2021, 2025): 121.2}.items():
        assert arms.volumes("ARM", first, last).sum() == pytest.approx(expected, abs=0.06)
    assert arms.volumes("AZE", 2021, 2025).sum() == pytest.approx(550, abs=0.5)
    assert arms.volumes("AZE", 2011, 2020).sum() == pytest.approx(3425, abs=0.5)


def test_windows_of_the_table_are_sums_of_its_years():
    table = tables.load("arms")
    for state in ("ARM", "AZE", "KAZ"):
        for end in (2000, 2015, 2025):
            assert value(table, state=state, partner="WLD", first_year=end - 4, last_year=end, indicator="deliveries", split="even") == pytest.approx(arms.volumes(state, end - 4, end).sum(), abs=0.06)


def test_drawn_deals_scatter_around_the_shares_of_the_table():
    draws, shares = tables.load("arms_draws"), tables.load("arms").query("state == 'ARM' and partner == 'RUS' and indicator == 'share' and last_year - first_year == 4")
    found = draws.groupby("last_year")["russia"].agg(["mean", "std"]).join(shares.set_index("last_year")["value"])
    assert len(found) == 14 and ((found["mean"] - found["value"]).abs() <= found["std"] + 1).all()
    assert (draws[["eu", "usa"]].sum(axis=1) <= draws["west"] + 0.02).all() or draws["west"].isna().any()
    assert (draws["russia"] + draws["west"]).dropna().max() <= 100.02


def test_the_summary_of_deals_adds_up_to_the_deliveries():
    for row in arms.by_window().itertuples():
        first = int(row.window[:4])
        if first >= 1996:
            assert row.volume == pytest.approx(arms.volumes("ARM", first, first + 4).sum(), abs=0.1)


def test_no_volume_is_told_by_kind_of_weapon():
    """SIPRI's register may be summed up, not given away: totals by supplier are what SIPRI prints itself, a kind is often one deal."""
    table = tables.load("arms_deals")
    assert not table.duplicated(["partner", "status", "first_year"]).any()
    for row in table[(table["status"] == "delivered") & (table["first_year"] >= 1996)].itertuples():
        assert row.value == pytest.approx(arms.volumes("ARM", row.first_year, row.last_year)[row.partner], abs=0.06)


def test_russia_armed_azerbaijan_more_and_then_less_than_armenia():
    """A sum over 2011 to 2020 hides that it turned: the windows are told one by one."""
    russian = {span: (arms.volumes("AZE", *span).get("RUS", 0), arms.volumes("ARM", *span)["RUS"]) for span in ((2011, 2015), (2016, 2020), (2021, 2025))}
    assert russian[2011, 2015][0] > 30 * russian[2011, 2015][1] and russian[2016, 2020][0] < russian[2016, 2020][1] / 2 and russian[2021, 2025][0] == 0


def test_spending_of_the_reference():
    gdp, dollars = arms.spending("share of GDP"), arms.spending("spending")
    assert [round(float(gdp.loc[year, "ARM"]), 2) for year in (2018, 2020, 2022, 2023, 2024)] == [4.12, 4.98, 4.08, 5.51, 5.48]
    assert [round(float(dollars.loc[year, "ARM"])) for year in (2018, 2020, 2022, 2023, 2024)] == [770, 932, 902, 1326, 1416]
    assert round(float(dollars.loc[2024, "AZE"])) == 3699
    assert arms.spending_table().set_index("state").loc["Azerbaijan", "2000"].endswith(" e")


def test_every_supplier_stands_on_one_side():
    partners = set(tables.load("arms")["partner"]) - {"RUS", "WLD"}
    assert partners == set(arms.WEST) | set(arms.OTHER) and not set(arms.WEST) & set(arms.OTHER)
    assert not arms.west()["delivered to"].map(len).eq(0).any()


def test_sides_add_up_and_a_stranger_is_refused(monkeypatch):
    rows = arms.windows("AZE")
    assert (rows[["russia", "west", "other"]].sum(axis=1) - 100).abs().max() < 1e-9
    monkeypatch.setattr(arms, "OTHER", ())
    with pytest.raises(ValueError, match="stand neither among WEST nor OTHER"):
        arms.windows("ARM")


def test_splits_leaving_out_concentration_and_zero_years():
    found = arms.splits("ARM", "RUS", 2020, 2024)
    assert found["lo"] < found["even"] < found["hi"]
    same = arms.splits("ARM", "RUS", 2021, 2025)
    assert same["lo"] == same["hi"]
    assert arms.without_a_year("ARM", "RUS", 2021, 2025) == {"lo": 0, "hi": pytest.approx(32.5, abs=0.1), "years": 5}
    assert arms.without_a_year("ARM", "FRA", 2016, 2020) == {"lo": 0, "hi": 0, "years": 3}
    assert arms.concentration("KGZ", 2016, 2020) == {"largest": "RUS", "share": 100.0, "suppliers": 1, "hhi": 1.0}
    assert arms.concentration("AZE", 2021, 2025)["hhi"] < 0.25
    assert arms.zero_years("ARM", 2011, 2020) == [2012, 2014, 2015, 2018, 2020]
    assert arms.comparison().set_index("state").loc["Armenia"].tolist() == ["Russia 94 % (0.88)", "Russia 95 % (0.90)", "India 73 % (0.59)"]


def test_revisions_name_their_reason_and_open_orders_their_supplier():
    rows = arms.revisions().set_index("year")
    assert set(published.REVISED) <= set(rows.index) and rows.loc[2013, "difference"] == pytest.approx(36.4)
    assert arms.unrevised("ours") == pytest.approx(arms.unrevised("sipri"), abs=1)
    assert set(arms.outstanding().index) == {"FRA", "IND"}
    assert arms.summary()["deals"].sum() > 0 and set(arms.rolling().columns) >= {"window", "deals", "Russia"}
    assert arms.exports_change((2016, 2020), (2021, 2025)) < -50 and arms.ratio(2011, 2020) > 7


def test_pictures_say_what_they_show():
    assert "95 % Russia" in arms.triangle()["alt"] and "2001–05" in arms.triangle()["alt"]
    assert arms.bars()["alt"].count("from") == 4 and len(arms.bars()["notes"]) == 18
    assert arms.picture()["counts"].sum().sum() == pytest.approx(arms.by_window()["volume"].sum(), abs=0.1)
    assert arms.window_table()["million TIV"].iloc[-1] == ["India 88", "Russia 29", "France 4"]
    assert arms.label(1996, 2000) == "1996–2000" and arms.label(2021, 2025) == "2021–25"


def test_guards_are_dated_sourced_and_in_order(monkeypatch):
    rows = arms.guards()
    assert list(rows["date"]) == sorted(rows["date"]) and rows["source_ids"].map(len).min() > 0
    assert set(rows["who"]) == set(arms.GUARDS)
    monkeypatch.setitem(arms.GUARDS, "nobody", ("no-such-change",))
    with pytest.raises(ValueError, match="no event of no-such-change"):
        arms.guards()


def test_trap_8_shares_over_five_years_only_and_the_deals_and_empty_years_are_told():
    """Armenia's deliveries are a few dozen deals and many empty years: no share of a single year may be computed, stored or printed."""
    for first, last in ((2025, 2025), (2023, 2025), (2022, 2025)):
        with pytest.raises(ValueError, match="at least 5 years"):
            arms.share("ARM", "RUS", first, last)
    table = tables.load("arms")
    shares = table[table["indicator"] == "share"]
    assert (shares["last_year"] - shares["first_year"]).min() == 4
    recorded = {name: each for name, each in findings.collect().items() if each.notebook.startswith("09") and each.unit == "%" and "delivered to Armenia" in each.what}
    assert len(recorded) > 10
    for name, each in recorded.items():
        spans = [int(last) - int(first) for first, last in re.findall(r"(\d{4}) to (\d{4})", each.what)]
        assert spans and min(spans) >= 4 and each.n, name
    chapter = json.loads((findings.NOTEBOOKS / "09-arms-and-soldiers.ipynb").read_text(encoding="utf-8"))
    prose = " ".join("".join(cell["source"]) for cell in chapter["cells"] if cell["cell_type"] == "markdown")
    assert all(f"{{finding}}`{name}`" in prose for name in ("arms.deals", "arms.zero", "arms.russia.now#n"))
    assert len(arms.zero_years("ARM", 1992, 2025)) == 15 and arms.deal_count() == 44
