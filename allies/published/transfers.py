"""Money transfers of individuals through banks, by country (Central Bank of Armenia, compiled by A. Tavadyan)."""

import pandas as pd

from allies.places import EU27
from allies.published import reading

VINTAGE = "CBA, to 2025-02"
# The compiler's names as they stand. XXX are the countries that the bank does not name, WLD is its own total.
NAMES = {
    "Australia": "AUS", "Austria": "AUT", "Belarus": "BLR", "Belgium": "BEL", "Bulgaria": "BGR", "Canada": "CAN", "China": "CHN", "Cyprus": "CYP",
    "Czechia": "CZE", "Denmark": "DNK", "Egypt": "EGY", "France": "FRA", "Georgia": "GEO", "Germany": "DEU", "Greece": "GRC", "Hong Kong": "HKG",
    "India": "IND", "Iran": "IRN", "Ireland": "IRL", "Isle of Man": "IMN", "Israel": "ISR", "Italy": "ITA", "Japan": "JPN", "Jordan": "JOR",
    "Kazakhstan": "KAZ", "Korea": "KOR", "Kuwait": "KWT", "Kyrgyzstan": "KGZ", "Latvia": "LVA", "Lebanon": "LBN", "Liechtenstein": "LIE",
    "Lithuania": "LTU", "Luxembourg": "LUX", "Monaco": "MCO", "Netherlands": "NLD", "Others": "XXX", "Poland": "POL", "Portugal": "PRT",
    "Qatar": "QAT", "Russian Federation": "RUS", "Saudi Arabia": "SAU", "Singapore": "SGP", "Spain": "ESP", "Sweden": "SWE", "Switzerland": "CHE",
    "Total": "WLD", "Turkey": "TUR", "USA": "USA", "Ukraine": "UKR", "United Arab Emirates": "ARE",
    "United Kingdom of Great Britain and Northern Ireland": "GBR", "Uzbekistan": "UZB",
}
PARTNERS = ["RUS", "EU27", "USA", "FRA", "DEU", "GBR", "CHE", "KAZ", "UKR", "GEO", "ARE", "WLD"]
DIRECTIONS = {"Inflow": "inflow", "Outflow": "outflow", "Net inflow": "net"}
KINDS = {"total": "total", "non-commercial": "non-commercial"}
# Cells that the bank leaves empty; the net inflow of the month shows that nothing was sent.
GAPS = [("2024-11", "IRN", "outflow", "total"), ("2024-11", "IMN", "outflow", "total")]
ROUNDING = 0.26  # thousand USD: 52 cells, each rounded by up to 0.005


def transfers(path):
    """Transfers of individuals by country and month in thousand US dollars.

    Columns month, partner (ISO alpha-3, EU27: the members that the bank names, or WLD), kind (total or non-commercial), inflow, outflow, net, unit, vintage. Raises ValueError for a
    changed header, an unknown name, a month or cell that is missing, a row that stands there twice, a month whose countries do not
    add up to the total of the bank, and a net inflow that is not inflow less outflow.
    """
    raw = reading.columns(pd.read_csv(path, encoding="utf-8-sig"), ["date", "country", "direction", "type", "K_USD"], path)
    names = {"country": NAMES, "direction": DIRECTIONS, "type": KINDS}
    raw = raw.assign(month=raw["date"].str[:7], **{column: reading.known(raw[column], known, path) for column, known in names.items()})
    axes = ["month", "country", "direction", "type"]
    reading.months(reading.unique(raw, axes, path)["month"], path)
    reading.grid(raw, axes, path, GAPS)
    total = raw["country"] == "WLD"
    _agree(raw[~total].groupby(["month", "direction", "type"])["K_USD"].sum(), raw[total].set_index(["month", "direction", "type"])["K_USD"],
           path, "the sum of the countries", "the bank's total")
    table = raw.pivot(index=["month", "country", "type"], columns="direction", values="K_USD").fillna(0)
    _agree(table["inflow"] - table["outflow"], table["net"], path, "inflow less outflow", "net inflow")
    table = table.reset_index().rename(columns={"country": "partner", "type": "kind"})
    union = table[table["partner"].isin(EU27)].groupby(["month", "kind"])[list(DIRECTIONS.values())].sum().reset_index().assign(partner="EU27")
    table = pd.concat([table[table["partner"].isin(PARTNERS)], union], ignore_index=True)
    table = table.assign(position=table["partner"].map(PARTNERS.index), unit="thousand USD", vintage=VINTAGE).sort_values(["month", "position", "kind"])
    return table[["month", "partner", "kind", "inflow", "outflow", "net", "unit", "vintage"]].round(2)


def _agree(found, expected, path, what, other):
    apart = (found - expected).abs()
    if apart.max() > ROUNDING:
        where = apart.idxmax()
        raise ValueError(f"{path.name}, {', '.join(where)}: {what} is {found[where]:.2f}; expected {other}, {expected[where]:.2f}")
