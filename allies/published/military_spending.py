"""Military spending of nine states from SIPRI's workbook, with SIPRI's marks for what is estimated or uncertain."""

import openpyxl
import pandas as pd

STATES = {"Armenia": "ARM", "Azerbaijan": "AZE", "Belarus": "BLR", "Georgia": "GEO", "Kazakhstan": "KAZ", "Kyrgyz Republic": "KGZ",
          "Russia": "RUS", "Tajikistan": "TJK", "Uzbekistan": "UZB"}
# Sheet: indicator, unit, how its first cell begins, factor, decimals.
SHEETS = {"Share of GDP": ("share of GDP", "%", "Military expenditure by country as percentage of gross domestic product, 1949-2024", 100, 2),
          "Constant (2023) US$": ("spending", "million US dollars of 2023", "Military expenditure by country, in constant (2023) US$ m., 1949-2024", 1, 1)}
# SIPRI says with the colour of a cell what the workbook says nowhere in words; colours as numbered in the old palette of Excel.
COLOURS = {None: "", 8: "", 12: "estimate", 10: "highly uncertain"}
MARKS = {"†": "without military pensions", "‡": "current spending only", "§": "adopted budget, not spending", "¶": "without paramilitary forces",
         "‖": "currency changed in the period"}
EMPTY = ("...", "xxx")
# Tajikistan's first figures are ten thousand times too small: SIPRI divides amounts in old roubles and a GDP in somoni.
BROKEN = {("TJK", "share of GDP", 1992), ("TJK", "share of GDP", 1993), ("TJK", "share of GDP", 1994)}
FIRST, HEADER, VINTAGE = 1991, 6, "release of 2025"


def spending(path):
    """Military spending by state and year.

    Columns: state, year, indicator (share of GDP, spending), value, unit, note (SIPRI's marks on the figure and on the state's series,
    in words, with the number of SIPRI's footnote), vintage. Years that SIPRI leaves open have no row. Raises ValueError for a changed title or
    header, a missing state, a cell that is neither a number nor SIPRI's sign for none, a colour or mark that is not known.
    """
    book = openpyxl.load_workbook(path)
    rows = [row for sheet in SHEETS for row in _sheet(path, book, sheet)]
    table = pd.DataFrame(rows, columns=["state", "year", "indicator", "value", "unit", "note"]).assign(vintage=VINTAGE)
    return table.sort_values(["state", "indicator", "year"], ignore_index=True)


def _sheet(path, book, name):
    indicator, unit, title, factor, decimals = SHEETS[name]
    sheet = book[name] if name in book.sheetnames else None
    found = None if sheet is None else str(sheet["A1"].value)
    if found is None or not found.startswith(title):
        raise ValueError(f"{path.name}, sheet {name}, row 1: found {found!r}; expected {title!r}")
    header = [cell.value for cell in sheet[HEADER]]
    years = {place: value for place, value in enumerate(header) if isinstance(value, int) and value >= FIRST}
    if header[0] != "Country" or "Notes" not in header or list(years.values()) != list(range(FIRST, 2025)):
        raise ValueError(f"{path.name}, sheet {name}, row {HEADER}: found {header[:3]} ... {header[-1]}; expected Country, Notes and the years to 2024")
    lines = {str(line[0].value).strip(): line for line in sheet.iter_rows(min_row=HEADER + 1) if line[0].value}
    if missing := set(STATES) - set(lines):
        raise ValueError(f"{path.name}, sheet {name}, column Country: no row for {', '.join(sorted(missing))}; expected the nine states")
    for country, state in STATES.items():
        series = _series_note(path, name, lines[country][header.index("Notes")])
        for place, year in years.items():
            cell = lines[country][place]
            if cell.value in EMPTY or (state, indicator, year) in BROKEN:
                continue
            if not isinstance(cell.value, (int, float)):
                raise ValueError(f"{path.name}, sheet {name}, cell {cell.coordinate}: found {cell.value!r}; expected a number or one of {', '.join(EMPTY)}")
            note = "; ".join(filter(None, [_colour(path, name, cell), series]))
            yield state, year, indicator, round(cell.value * factor, decimals), unit, note


def _colour(path, name, cell):
    colour = cell.font.color
    black = colour is None or (colour.type == "theme" and colour.theme == 1)
    index = None if black else colour.value
    if index not in COLOURS:
        raise ValueError(f"{path.name}, sheet {name}, cell {cell.coordinate}: found the colour {index!r}; expected black, SIPRI's blue for estimates or red for uncertain figures")
    return COLOURS[index]


def _series_note(path, name, cell):
    """SIPRI's signs and footnote on a state's series, in words."""
    text = str(cell.value or "")
    signs, number = text.rstrip("0123456789"), text.lstrip("†‡§¶‖")
    if unknown := set(signs) - set(MARKS):
        raise ValueError(f"{path.name}, sheet {name}, cell {cell.coordinate}: found the sign {sorted(unknown)[0]!r}; expected one of {' '.join(MARKS)}")
    return "; ".join([MARKS[sign] for sign in signs] + ([f"SIPRI footnote {number}"] if number else []))
