"""Reading published files strictly: what is not as expected stops the refresh with file, row and value."""

import pandas as pd
import rdata
from rdata.conversion import DEFAULT_CLASS_MAP, dataframe_constructor

# Classes of R that rdata does not know: tibbles are data frames, days are numbers of days.
CLASSES = {"tbl_df": dataframe_constructor, "tbl": dataframe_constructor, "Date": lambda days, attributes: days}


def rda(path, name):
    """The data frame of that name in a file of R; raises ValueError naming those that there are."""
    found = rdata.read_rda(path, constructor_dict=DEFAULT_CLASS_MAP | CLASSES)
    if name not in found:
        raise ValueError(f"{path.name}: no table {name}; found {', '.join(found)}")
    return found[name].reset_index(drop=True)


def columns(table, expected, path):
    """The expected columns of a table as read; raises ValueError naming those that are missing."""
    if missing := [column for column in expected if column not in table]:
        raise ValueError(f"{path.name}, row 1: no column {', '.join(missing)}; found {', '.join(map(str, table.columns[:8]))} ...")
    return table[list(expected)]


def known(column, names, path, first_row=2):
    """The column translated by the dict ``names``; raises ValueError naming row and value of what it does not know."""
    unknown = column[~column.isin(list(names))]
    if len(unknown):
        row = unknown.index[0] + first_row
        raise ValueError(f"{path.name}, row {row}, column {column.name}: found {unknown.tolist()[0]!r}; expected one of the {len(names)} names known, such as {', '.join(map(repr, list(names)[:3]))}")
    return column.map(names)


def unique(table, key, path, first_row=2):
    """The table; raises ValueError naming the row where a key stands for the second time."""
    twice = table[table.duplicated(key)]
    if len(twice):
        found = ", ".join(str(twice.iloc[0][column]) for column in key)
        raise ValueError(f"{path.name}, row {twice.index[0] + first_row}: {', '.join(key)} = {found} for the second time; expected each once")
    return table


def months(column, path, first=None, last=None):
    """Refuses a gap: raises ValueError naming the first month between the first and the last that is missing."""
    found = pd.PeriodIndex(column.unique(), freq="M")
    whole = pd.period_range(first or found.min(), last or found.max(), freq="M")
    if len(missing := whole.difference(found)):
        raise ValueError(f"{path.name}, column {column.name}: no row for {missing[0]}; expected every month from {whole[0]} to {whole[-1]}")


def grid(table, axes, path, gaps=()):
    """Refuses a hole: raises ValueError naming the first combination of the values of the columns ``axes`` that has no row and is
    not among the known ``gaps``, a list of tuples."""
    whole = pd.MultiIndex.from_product([table[axis].unique() for axis in axes], names=axes)
    missing = whole.difference(pd.MultiIndex.from_frame(table[axes])).difference(pd.MultiIndex.from_tuples(list(gaps), names=axes) if gaps else [])
    if len(missing):
        raise ValueError(f"{path.name}: no row for {', '.join(axes)} = {', '.join(map(str, missing[0]))}; expected every combination")


def chosen(table, column, names, path):
    """The rows whose cell in ``column`` is a key of the dict ``names``, translated by it; a key that stands nowhere is refused.

    A renamed country would otherwise vanish in silence. Raises ValueError naming the first key that is missing.
    """
    if missing := [name for name in names if name not in set(table[column])]:
        raise ValueError(f"{path.name}, column {column}: no row for {missing[0]!r}; expected each of the {len(names)} names known")
    rows = table[table[column].isin(list(names))]
    return rows.assign(**{column: rows[column].map(names)})


def years(table, by, column, path, last):
    """Refuses a gap: raises ValueError naming the first year that a group lacks between its own first year and ``last``."""
    for key, found in table.groupby(by)[column]:
        if missing := sorted(set(range(int(found.min()), last + 1)) - set(found)):
            raise ValueError(f"{path.name}, column {column}: no row of {key} for {missing[0]}; expected every year to {last}")
