"""Is the economy leaving too? Trade, money transfers and fuel of Armenia, by partner.

From 2022 to 2024 goods that only pass through, to Russia or out of it, make up much of the trade. No file tells them apart, so these years
carry a mark in every table and figure, and shares stand beside shares of what is left without the places they come from and go to.
"""

import pandas as pd

from allies import tables

RE_EXPORT = "re-export years"
WEST = ["EU27", "USA", "GBR"]
EAEU = ["RUS", "BLR", "KAZ", "KGZ"]  # the members besides Armenia; Kyrgyzstan joined in August 2015, the others and Armenia that January
FIGURES = {"trade.russia.2025": "RUS", "trade.eu.2025": "EU27", "trade.china.2025": "CHN"}  # published shares of January to November 2025


def trade(indicator="turnover", column="share"):
    """One row per year, one column per partner: shares in per cent, or with ``column`` share_rest, or value in million US dollars."""
    table = tables.load("trade")
    return table[table["indicator"] == indicator].pivot(index="year", columns="partner", values=column)


def marked():
    """Years that carry the mark of re-export, a list."""
    table = tables.load("trade")
    return sorted({int(year) for year in table.loc[table["flag"] == "re-export", "year"]})


def band():
    """The marked years as a band for a figure over years: a list of (from, to, label)."""
    years = marked()
    return [(years[0] - 0.5, years[-1] + 0.5, RE_EXPORT)]


def positions():
    """Where trade stood each year: russia, west (EU27, United States, United Kingdom), other (per cent of turnover), marked."""
    shares = trade()
    table = pd.DataFrame({"russia": shares["RUS"], "west": shares[WEST].sum(axis=1)})
    return table.assign(other=100 - table["russia"] - table["west"], marked=table.index.isin(marked()))


def over(first, last, partner, flow="turnover"):
    """Trade with one partner from one month to another, in million US dollars; ``flow`` is turnover, export or import_origin."""
    table = _months()
    chosen = table[(table["partner"] == partner) & table["month"].between(first, last)]
    return float(chosen[flow].sum())


def overtakes(one, other, flow="turnover"):
    """When trade with one partner passed that with another, over twelve months: first and last month from which it stood above, as
    YYYY-MM; the last is the one since which it stayed. Both are empty where it does not stand above at the end."""
    sums = _months().pivot(index="month", columns="partner", values=flow)[[one, other]].rolling(12).sum().dropna()
    above = sums[one] > sums[other]
    if not above.iloc[-1]:
        return {"first": "", "last": ""}
    below = above[~above]
    return {"first": above[above].index[0], "last": above.index[above.index > below.index[-1]][0] if len(below) else above.index[0]}


def _months():
    table = tables.load("trade_monthly")
    return table.assign(turnover=table["export"] + table["import_origin"])


def gold(claimed, year=2024):
    """What the share of Russia and of the EU in turnover would be if so many million US dollars of the imports from Russia were precious stones
    and metals that only passed through.

    Returns one row per partner: recorded, inward (the amount taken out of imports), both (taken out of exports to others, too).
    """
    value, partners = trade(column="value").loc[year], ["RUS", "EU27"]
    rest = value[partners] - pd.Series({"RUS": claimed, "EU27": 0.0})
    return pd.DataFrame({"recorded": value[partners] / value["WLD"], "inward": rest / (value["WLD"] - claimed), "both": rest / (value["WLD"] - 2 * claimed)}) * 100


def inflow(kind="non-commercial", values=False):
    """Transfers received, by year with all months, partners as columns: per cent of all, or million US dollars."""
    table = tables.load("transfers")
    table = table[table["kind"] == kind].assign(year=table["month"].str[:4].astype(int))
    whole = table.groupby("year")["month"].nunique() == 12
    sums = table[table["year"].map(whole)].pivot_table(index="year", columns="partner", values="inflow", aggfunc="sum") / 1000
    return sums if values else 100 * sums.div(sums["WLD"], axis=0)


def received(first, last, partner, kind="non-commercial"):
    """Transfers received from one month to another, in million US dollars."""
    table = tables.load("transfers")
    chosen = table[(table["kind"] == kind) & (table["partner"] == partner) & table["month"].between(first, last)]
    return float(chosen["inflow"].sum()) / 1000


def fuel(commodity, column="share"):
    """Imports of one fuel by year, partners as columns: per cent of the value, or with ``column`` value (million US dollars) or weight (million kg)."""
    table = tables.load("energy")
    return table[table["commodity"] == commodity].pivot(index="year", columns="partner", values=column).fillna(0)


def part_years():
    """Years of which the file on fuel covers a part: a dict year -> months."""
    table = tables.load("energy").drop_duplicates("year").set_index("year")
    return {int(year): int(months) for year, months in table.loc[table["flag"] != "", "months"].items()}


def moves():
    """What moved where, per measure: measure, from, to (years), Russia and West (EU, United States, United Kingdom) in per cent as "first to
    last", note (re-export years, or months of the last year)."""
    spans, marks = part_years(), marked()
    rows = []
    for measure, shares, years in [
            ("trade, before the re-export years", trade(), (2007, 2021)), ("trade", trade(), (2021, 2024)),
            ("exports", trade("export"), (2007, 2021)), ("exports", trade("export"), (2021, 2024)),
            ("imports", trade("import_origin"), (2007, 2021)), ("imports", trade("import_origin"), (2021, 2024)),
            ("non-commercial transfers", inflow(), (2013, 2021)), ("non-commercial transfers", inflow(), (2021, 2024)),
            ("all transfers", inflow("total"), (2013, 2021)), ("all transfers", inflow("total"), (2021, 2024)),
            *((commodity, fuel(commodity), years) for commodity in ("natural gas", "petrol", "other oils", "butanes") for years in ((2011, 2021), (2021, 2025)))]:
        west = shares[[each for each in WEST if each in shares]].sum(axis=1)
        note = f"{spans[years[1]]} months of {years[1]}" if years[1] in spans and measure in set(tables.load("energy")["commodity"]) else ""
        note = RE_EXPORT if years[1] in marks and shares.index[0] == 2007 else note
        rows.append({"measure": measure, "years": f"{years[0]} to {years[1]}", "Russia": _change(shares["RUS"], years), "West": _change(west, years), "note": note})
    return pd.DataFrame(rows)


def _change(series, years):
    return f"{series[years[0]]:.1f} to {series[years[1]]:.1f}"


def published():
    """Figures that others published: dict name -> value."""
    return tables.load("benchmark_values").set_index("name")["published"].to_dict()


def _points(shares, kinds, hollow=()):
    """Shares with years as index and partners as columns, as ``charts.lines`` takes them; the years in ``hollow`` are drawn open."""
    rows = shares[list(kinds)].rename_axis(index="x", columns="kind").stack().rename("y").reset_index()
    return rows.assign(style=["open" if year in hollow else "solid" for year in rows["x"]])


def trade_picture(kinds):
    """What ``charts.lines`` draws for shares of turnover: points and bands; published shares of 2025 stand apart."""
    said = published()
    press = [{"x": 2025, "kind": partner, "y": said[name], "style": "apart"} for name, partner in FIGURES.items() if partner in kinds]
    return {"points": pd.concat([_points(trade(), kinds, marked()), pd.DataFrame(press)], ignore_index=True), "bands": [*band(), (2025, 2025, "press")]}


def both_ways_picture():
    """What ``charts.lines`` draws for Russia and the EU in exports and in imports: points and bands."""
    sides = {"export": "exports", "import_origin": "imports"}
    shares = pd.concat({f"{partner} {word}": trade(indicator)[partner] for indicator, word in sides.items() for partner in ("RUS", "EU27")}, axis=1)
    return {"points": _points(shares, shares.columns, marked()), "bands": band()}


def path_picture(labelled):
    """What ``charts.two_shares`` draws for trade: the points, with a label at the years ``labelled``."""
    table = positions()
    return pd.DataFrame({"panel": "trade", "x": table["russia"], "y": table["west"], "label": [str(year) if year in labelled else "" for year in table.index],
                         "style": ["open" if each else "solid" for each in table["marked"]]})


def transfers_picture():
    """Points for ``charts.lines``: shares of Russia and the United States in non-commercial inflow, and of Russia in all."""
    shares = pd.concat({"RUS": inflow()["RUS"], "USA": inflow()["USA"], "RUS all": inflow("total")["RUS"]}, axis=1)
    return _points(shares, shares.columns)


def fuel_picture():
    """Points for ``charts.lines``: the share of Russia in imports of gas, petrol and other oils; years that the file covers in part are open."""
    shares = pd.concat({commodity: fuel(commodity)["RUS"] for commodity in ("natural gas", "petrol", "other oils")}, axis=1)
    return _points(shares, shares.columns, part_years())


def with_and_without(years, partners):
    """Shares of turnover by partner and year: partner, then per year the share, and in brackets the share of what is left without Russia, the
    Emirates and Hong Kong; marked years carry the mark in their heading."""
    shares, rest = trade(), trade(column="share_rest")
    columns = {f"{year}{', ' + RE_EXPORT[:-6] if year in marked() else ''}": [
        f"{shares.loc[year, key]:.1f}" + ("" if pd.isna(rest.loc[year, key]) else f" ({rest.loc[year, key]:.1f})") for key in partners] for year in years}
    return pd.DataFrame({"partner": list(partners.values())} | columns)


def benchmarks():
    """Our values for the figures that others published: dict name -> value."""
    exports, amounts = trade("export"), trade("export", "value") / 1000
    turnover, all_money = trade(column="value") / 1000, inflow("total", values=True)
    rest = amounts["WLD"] - amounts[["RUS", "ARE", "HKG"]].sum(axis=1)
    half, ten, eight, eleven = ("2016-01", "2016-06"), ("2023-01", "2023-10"), ("2024-01", "2024-08"), ("2024-01", "2024-11")

    def share(span, *partners):
        return 100 * sum(over(*span, partner) for partner in partners) / over(*span, "WLD")

    return {
        "trade.russia.2016h1": share(half, "RUS"), "trade.eu.2016h1": share(half, "EU27", "GBR"),
        "trade.russia.2023jan_oct": share(ten, "RUS"), "trade.eu.2023jan_oct": share(ten, "EU27"),
        "trade.russia.2024jan_aug": share(eight, "RUS"), "trade.russia.2023jan_aug": share(("2023-01", "2023-08"), "RUS"),
        "trade.turnover.russia.2024jan_aug": over(*eight, "RUS") / 1000,
        "trade.eu.2024jan_nov": share(eleven, "EU27"), "trade.eu.2024": trade().loc[2024, "EU27"],
        "trade.turnover.russia.2024": turnover.loc[2024, "RUS"], "trade.turnover.2024": turnover.loc[2024, "WLD"],
        **{f"trade.exports.{year}": amounts.loc[year, "WLD"] for year in (2021, 2022, 2023)},
        **{f"trade.exports.hubs.{year}": exports.loc[year, ["ARE", "HKG"]].sum() for year in (2021, 2023)},
        "trade.exports.russia.2023": exports.loc[2023, "RUS"], "trade.exports.rest.growth.2023": 100 * (rest[2023] / rest[2022] - 1),
        "transfers.russia.2015": inflow(values=True).loc[2015, "RUS"], "transfers.russia.share.2015": inflow().loc[2015, "RUS"],
        "transfers.usa.2015": inflow(values=True).loc[2015, "USA"],
        **{f"transfers.all.{year}": all_money.loc[year, "WLD"] / 1000 for year in (2021, 2022, 2023)},
        "transfers.all.russia.2022": all_money.loc[2022, "RUS"] / 1000, "transfers.all.russia.2020": all_money.loc[2020, "RUS"],
        "transfers.all.2024h1": received("2024-01", "2024-06", "WLD", "total") / 1000,
    }
