"""What people in Armenia told pollsters: lines that may be joined, intervals, changes, and where pollsters agree."""

import math
import statistics

import pandas as pd

from allies import intervals, tables

# Weighting and clustering make a sample worth less than its size. The design effects of these polls were not published:
# the intervals of the book take the larger value, the smaller is for comparison.
DESIGN_EFFECT, SMALLER_DESIGN_EFFECT = 2.0, 1.5
ASSUMED_N = 1000  # where no page gives the size of the sample; below that of every wave whose size is known but two
SHORT = {"Caucasus Barometer": "CRRC", "MPG": "MPG", "SOCIES": "SOCIES"}

# Neighbours in time on the same matter, never the same question: (matter, then series, question, option, wave twice).
NEIGHBOURS = [
    ("joining the EU, 2024", ("MPG", "eu_join", "yes (definitely+rather)", "2024-07-03"), ("IRI", "eu_referendum", "for", "2024-09")),
    ("against joining the EU, 2024", ("MPG", "eu_join", "no (definitely+rather)", "2024-07-03"), ("IRI", "eu_referendum", "against", "2024-09")),
    ("Russia as a friend, about 2022", ("Caucasus Barometer", "main_friend", "Russia", "2021/2022"), ("MPG", "friendly_state", "Russia", "2022")),
    ("Russia close, 2024", ("MPG", "friendly_state", "Russia", "2024-03-27"), ("IRI", "relations_good", "Russia", "2024-09")),
]


def wilson(percent, n, design=DESIGN_EFFECT, level=0.95):
    """Interval of a share in per cent, a pair (lo, hi): Wilson's, with n divided by the design effect."""
    found = intervals.wilson(percent / 100, n / design, level)
    return 100 * found["lo"], 100 * found["hi"]


def results(design=DESIGN_EFFECT, level=0.95):
    """The table polls with date (middle of the fieldwork), assumed (n was not published), lo and hi.

    lo and hi bound the interval by Wilson, from the lowest to the highest value that was published.
    """
    table = tables.load("polls")
    size = table["n"].fillna(ASSUMED_N).astype(int)
    bounds = [(wilson(low, n, design, level)[0], wilson(high, n, design, level)[1]) for low, high, n in zip(table["low"], table["high"], size)]
    return table.assign(date=[_middle(*span) for span in zip(table["began"], table["ended"])], assumed=table["n"].isna(),
                        lo=[lo for lo, _ in bounds], hi=[hi for _, hi in bounds])


def _middle(start, end):
    first = pd.Period(start, freq={4: "Y", 7: "M", 10: "D"}[len(start)]).start_time
    last = pd.Period(end, freq={4: "Y", 7: "M", 10: "D"}[len(end)]).end_time
    return (first + (last - first) / 2).normalize()


def series(table, name, question, *options):
    """Results of one series and question for some options, in order of time; raises KeyError where there are none."""
    rows = table[(table["series"] == name) & (table["question"] == question)]
    if missing := set(options) - set(rows["option"]):
        raise KeyError(f"{name}, {question}: no result for {', '.join(sorted(missing))}; there are {', '.join(sorted(set(rows['option'])))}")
    return rows[rows["option"].isin(options)].sort_values(["option", "date"], kind="stable")


def joined(rows):
    """The rows, if they may be joined to one line; raises ValueError naming the breaks between them otherwise.

    One line is one option of one group: the same series, question, wording and mode (trap T11).
    """
    for column in ("option", "group"):
        if rows[column].nunique() > 1:
            raise ValueError(f"not one line, but {' | '.join(sorted(rows[column].unique()))}: wordings, modes and answers are not joined")
    return rows.sort_values("date")


def at(table, name, question, option, wave):
    """One result, a Series; raises KeyError where there is none."""
    rows = series(table, name, question, option)
    rows = rows[rows["wave"] == wave]
    if rows.empty:
        raise KeyError(f"{name}, {question}, {option}: no wave {wave}")
    return rows.iloc[0]


def change(first, last):
    """Difference last minus first in points with its 95 % interval, a dict change, lo, hi; method 10 of Newcombe
    (1998), Statistics in Medicine 17, which takes both Wilson intervals. Raises ValueError across a break."""
    joined(pd.DataFrame([first, last]))
    return _difference(first, last)


def _difference(first, last):
    return {"change": last["percent"] - first["percent"],
            "lo": last["percent"] - first["percent"] - math.hypot(last["percent"] - last["lo"], first["hi"] - first["percent"]),
            "hi": last["percent"] - first["percent"] + math.hypot(last["hi"] - last["percent"], first["percent"] - first["lo"])}


def lead(one, other):
    """Lead of one answer over another of the same people in points, a dict change, lo, hi: the 95 % interval of a difference
    of two shares of one multinomial sample, by its standard error. Raises ValueError where the wave or the question differ."""
    if tuple(one[["series", "question", "wave"]]) != tuple(other[["series", "question", "wave"]]):
        raise ValueError(f"{one['question']}, {one['wave']} and {other['question']}, {other['wave']} are not answers to one question in one wave")
    first, second, size = one["percent"] / 100, other["percent"] / 100, (ASSUMED_N if one["assumed"] else one["n"]) / DESIGN_EFFECT
    slack = 100 * statistics.NormalDist().inv_cdf(0.975) * math.sqrt((first + second - (first - second) ** 2) / size)
    gap = 100 * (first - second)
    return {"change": gap, "lo": gap - slack, "hi": gap + slack}


# Changes that chapter 12 speaks of, each within one line: name, series, question, option, first and last wave.
CHANGES = [
    ("relations with Russia good, 2021 to 2023", "IRI", "relations_good", "Russia", "2021-11-22", "2023-12"),
    ("relations with Russia good, 2023 to 2025", "IRI", "relations_good", "Russia", "2023-12", "2025-06"),
    ("relations with Russia good, at home, 2019 to 2023", "IRI", "relations_good", "Russia", "2019-05", "2023-01-23"),
    ("relations with the USA good, 2024 to 2025", "IRI", "relations_good", "USA", "2024-09", "2025-06"),
    ("relations with the EU good, 2024 to 2025", "IRI", "relations_good", "EU", "2024-09", "2025-06"),
    ("Russia a political partner, 2023 to 2025", "IRI", "partner_political", "Russia", "2023-12", "2025-06"),
    ("France a political partner, 2023 to 2025", "IRI", "partner_political", "France", "2023-12", "2025-06"),
    ("Russia a security partner, 2023 to 2025", "IRI", "partner_security", "Russia", "2023-12", "2025-06"),
    ("France a security partner, 2023 to 2025", "IRI", "partner_security", "France", "2023-12", "2025-06"),
    ("Russia a political threat, 2023 to 2026", "IRI", "threat_political", "Russia", "2023-12", "2026-02-03"),
    ("Russia the main friend, 2013 to 2017", "Caucasus Barometer", "main_friend", "Russia", "2013", "2017-11"),
    ("Russia the main friend, 2013 to 2021/22", "Caucasus Barometer", "main_friend", "Russia", "2013", "2021/2022"),
    ("France the main friend, 2013 to 2021/22", "Caucasus Barometer", "main_friend", "France", "2013", "2021/2022"),
    ("vote to join the EU, 2024 to 2026", "IRI", "eu_referendum", "for", "2024-09", "2026-02-03"),
    ("trust the EU, 2018 to 2021", "EU Neighbours East", "trust", "EU", "2018", "2021"),
    ("trust the EU, 2021 to 2024", "EU Neighbours East", "trust", "EU", "2021", "2024-03"),
    ("stay in the CSTO, February to July 2024", "MPG", "csto_nato_neutral", "CSTO", "2024-02-26", "2024-07-03"),
    ("strive for NATO, February to July 2024", "MPG", "csto_nato_neutral", "NATO", "2024-02-26", "2024-07-03"),
    ("approve of Russia's leadership, 2021 to 2022", "Gallup World Poll", "russia_leadership", "approve", "2021", "2022"),
]


def changes():
    """Every change of CHANGES: matter, first, last, change, lo, hi, assumed (an n was assumed), clear (the interval leaves
    out 0) and the same under the smaller design effect."""
    rows, both = [], {"clear": results(), "clear_at_1.5": results(SMALLER_DESIGN_EFFECT)}
    for matter, name, question, option, *waves in CHANGES:
        ends = {column: [at(table, name, question, option, wave) for wave in waves] for column, table in both.items()}
        gaps = {column: change(*pair) for column, pair in ends.items()}
        first, last = ends["clear"]
        rows.append({"matter": matter, "first": first["percent"], "last": last["percent"], **{key: round(value, 1) for key, value in gaps["clear"].items()},
                     "assumed": bool(first["assumed"] or last["assumed"]), **{column: not gap["lo"] <= 0 <= gap["hi"] for column, gap in gaps.items()}})
    return pd.DataFrame(rows)


def clear_together():
    """For every change of CHANGES, whether it stays clear at a level divided by the number of changes (Bonferroni); a Series of bool."""
    table = results(level=1 - 0.05 / len(CHANGES))
    gaps = {matter: change(*(at(table, *what, wave) for wave in waves)) for matter, *what, waves in [(*each[:4], each[4:]) for each in CHANGES]}
    return pd.Series({matter: not gap["lo"] <= 0 <= gap["hi"] for matter, gap in gaps.items()})


def shown(table):
    """The table for the page: lo and hi as one column, numbers below zero with a true minus, yes and no for what is true or false."""
    signed = {column: table[column].map("{:g}".format).str.replace("-", "−") for column in ("change", "difference", "lo", "hi") if column in table}
    table = table.assign(**signed)
    table = table.assign(hi=table["lo"] + " to " + table["hi"]).drop(columns="lo").rename(columns={"hi": "95 % interval"})
    return table.replace({True: "yes", False: "no"})


def overview(table):
    """Each series: series, pollster, sponsors, waves, first, last (year), modes, and the sizes that were published."""
    waves = table.drop_duplicates(["series", "wave"]).sort_values("began")
    rows = [{"series": name, "pollster": own["pollster"].iloc[0], "sponsors": list(dict.fromkeys(own["sponsor"])), "waves": len(own), "first": own["began"].min()[:4],
             "last": own["ended"].max()[:4], "modes": sorted(set(own["mode"])), "n": _span(own["n"].dropna())} for name, own in waves.groupby("series")]
    return pd.DataFrame(rows)


def _span(sizes):
    if sizes.empty:
        return "not published"
    return f"{sizes.min()}" if sizes.min() == sizes.max() else f"{sizes.min()} to {sizes.max()}"


def points(rows, kinds=None):
    """Rows as ``charts.polls`` takes them; ``kinds`` renames options (dict option -> kind)."""
    return rows.assign(kind=rows["option"].replace(kinds or {}), value=rows["percent"])[["date", "value", "lo", "hi", "kind", "group", "wording", "mode"]]


def breaks(table):
    """How many lines each question of each series falls into: series, question, waves, lines, and longest (most waves in one line)."""
    waves = table.drop_duplicates(["series", "question", "group", "wave"])
    per_line = waves.groupby(["series", "question", "group"]).size()
    return per_line.groupby(level=[0, 1]).agg(waves="sum", lines="size", longest="max").reset_index()


def agreement(table):
    """Neighbouring results of two pollsters on one matter: matter, one, first, other, second, difference, lo, hi, differs.

    The questions differ, so that a difference is no error of either; ``differs`` says that the interval leaves out 0.
    """
    rows = []
    for matter, one, other in NEIGHBOURS:
        first, second = at(table, *one), at(table, *other)
        gap = _difference(first, second)
        rows.append({"matter": matter, "one": f"{one[0]}, {first['began'][:4]}", "first": first["percent"],
                     "other": f"{other[0]}, {second['began'][:4]}", "second": second["percent"], "difference": round(gap["change"], 1),
                     "lo": round(gap["lo"], 1), "hi": round(gap["hi"], 1), "differs": not gap["lo"] <= 0 <= gap["hi"]})
    return pd.DataFrame(rows)


def answers_given(table):
    """IRI's political partner by wave: began, mode, wording, states printed, their sum in per cent; a sum is a least number of answers."""
    rows = table[(table["series"] == "IRI") & (table["question"] == "partner_political")]
    return rows.groupby(["began", "mode", "wording"], sort=True).agg(states=("option", "size"), sum=("percent", "sum")).reset_index()


def _when(began, ended):
    """Short name of the time of a wave: month and year, a year, or two years."""
    if began[:7] == ended[:7] and len(began) > 4:
        return f"{pd.Timestamp(began):%b %Y}"
    return began[:4] if began[:4] == ended[:4] else f"{began[:4]}/{ended[2:4]}"


def two_shares(table):
    """Single-answer questions with an eastern and a western answer: panel (the matter), label, x (eastern), y (western), rest, group.

    Only questions with one answer per person: a person who names Russia does not name France, and the rest named
    neither. For the main friend y is France, the one western state printed for most waves.
    """
    pairs = [("main friend", "Caucasus Barometer", "main_friend", "Russia", "France"),
             ("alliance", "MPG", "csto_nato_neutral", "CSTO", "NATO"), ("alliance", "SOCIES", "security_guarantor", "CSTO", "must join NATO"),
             ("alliance", "Caucasus Barometer", "csto_nato_both", "CSTO", "NATO")]
    parts = []
    for matter, name, question, east, west in pairs:
        rows = series(table, name, question, east, west)
        wide = rows.pivot_table(index=["date", "began", "ended", "series", "group"], columns="option", values="percent").dropna().reset_index()
        labels = [f"{SHORT[name]} {_when(row.began, row.ended)}" for row in wide.itertuples()]
        parts.append(pd.DataFrame({"panel": matter, "label": labels, "x": wide[east], "y": wide[west], "rest": (100 - wide[east] - wide[west]).round(1), "group": wide["group"]}))
    return pd.concat(parts, ignore_index=True)


def contested(table):
    """Results of which two values were published: series, question, option, wave, kept, low, high."""
    rows = table[table["low"] < table["high"]].sort_values(["series", "date"])
    return rows[["series", "question", "option", "wave", "percent", "low", "high"]].rename(columns={"percent": "kept"}).assign(
        question=rows["question"].str.replace("_", " "))


def benchmarks():
    """Our values of the published figures with which methods.md compares: a dict by name."""
    table = results()
    wanted = {
        "partner.russia": ("IRI", "partner_political", "Russia", ["2019-05", "2021-11-22", "2023-01-23", "2023-12", "2025-06", "2026-02-03"]),
        "partner.usa": ("IRI", "partner_political", "USA", ["2026-02-03"]), "partner.eu": ("IRI", "partner_political", "EU", ["2026-02-03"]),
        "partner.france": ("IRI", "partner_political", "France", ["2026-02-03"]),
        "relations.russia": ("IRI", "relations_good", "Russia", ["2018-08", "2021-11-22", "2023-01-23", "2023-12", "2024-09", "2025-06"]),
        "security.russia": ("IRI", "partner_security", "Russia", ["2021-11-22", "2023-01-23", "2023-12"]),
        "referendum.for": ("IRI", "eu_referendum", "for", ["2024-09", "2025-06", "2026-02-03"]),
        "referendum.against": ("IRI", "eu_referendum", "against", ["2024-09", "2025-06", "2026-02-03"]),
        "friend.russia": ("Caucasus Barometer", "main_friend", "Russia", ["2013", "2015", "2017-11", "2020-02-21", "2021/2022"]),
        "friend.france": ("Caucasus Barometer", "main_friend", "France", ["2021/2022"]),
    }
    return {f"people.{name}.{at(table, *what, wave)['began'][:7].replace('-', '_')}": float(at(table, *what, wave)["percent"])
            for name, (*what, waves) in wanted.items() for wave in waves}
