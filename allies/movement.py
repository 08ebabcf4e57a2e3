"""What the board says: changes under all weightings, years of breaks, Armenia beside others, and a synthetic twin as an illustration."""

from functools import cache

import numpy as np
import pandas as pd

from allies import board, drift
from allies.places import NAMES

DATES = ("2013-09-03", "2016-04-02", "2018-05-08", "2020-09-27", "2021-05-12", "2022-02-24", "2022-09-13", "2023-09-19", "2024-02-23", "2025-03-26")
SINCE = {"2013": 2012, "2018": 2017, "2020": 2019, "2022": 2021}  # the year before, from which a change is counted
DRAWS, SEED = 20000, 20261122
SHOWN = {"arms, deals spread over their years": "security", "presence on the ground": "security", "siding in divided votes": "diplomatic", "ideal points, plain": "diplomatic",
         "trade, turnover": "economic", "transfers of individuals": "economic", "natural gas": "economic", "member, EU": "institutional", "relations good, telephone": "societal"}
TITLES = {"arms, deals spread over their years": "arms, five years to", "presence on the ground": "presence on the ground", "siding in divided votes": "siding in divided votes",
          "ideal points, plain": "nearness of ideal points", "trade, turnover": "trade", "transfers of individuals": "transfers", "natural gas": "natural gas",
          "member, EU": "institutions", "relations good, telephone": "relations called good"}


def board_lines(first=2005):
    """The board in the form that ``charts.bands`` takes: one panel per measure of SHOWN, one line per side, with 95 % bounds where something is sampled."""
    rows = []
    for name, dimension in SHOWN.items():
        table = board.measure(dimension, name).loc[first:]
        for side in board.SIDES:
            value, slack = table[side], 1.96 * table[f"{side}_sd"].replace(0, np.nan)
            rows.append(pd.DataFrame({"panel": name, "line": side, "x": table.index, "y": value, "lo": value - slack, "hi": value + slack}))
    return pd.concat(rows, ignore_index=True).dropna(subset=["y"])


def board_table(since="2020", until=2025):
    """Change of every measure shown: dimension, measure, from, to (years), russia and west as "first to last", on the scale from 0 to 1."""
    rows = []
    for name, dimension in SHOWN.items():
        table, row = board.measure(dimension, name).loc[SINCE[since]:until], {"dimension": dimension, "measure": TITLES[name].replace(" to", "")}
        for side in board.SIDES:
            values = table[side].dropna()
            row |= {"from": values.index[0], "to": values.index[-1], side: f"{values.iloc[0]:.2f} to {values.iloc[-1]:.2f}"}
        rows.append(row)
    return pd.DataFrame(rows)[["dimension", "measure", "from", "to", "russia", "west"]]


STORY = {  # label: dimension, measure, first year, anchor
    "major arms delivered": ("security", "arms, deals spread over their years", 2019, "together"), "divided votes at the UN": ("diplomatic", "siding in divided votes", 2019, "EU"),
    "money sent by individuals": ("economic", "transfers of individuals", 2019, "together"), "bodies it takes part in": ("institutional", "participating, EU", 2019, "EU"),
    "relations called good": ("societal", "relations good, telephone", 2021, "EU"), "all votes, general dimension": ("diplomatic", "ideal points, plain", 2019, "EU"),
    "trade in goods": ("economic", "trade, turnover", 2019, "together"), "natural gas": ("economic", "natural gas", 2019, "together"),
    "presence on the ground": ("security", "presence on the ground", 2019, "EU"), "bodies it belongs to": ("institutional", "member, EU", 2019, "EU"),
    "named as political partner": ("societal", "political partner, telephone", 2023, "France")}
LOOSER, AS_CLOSE = "Looser than before", "As close as before, or closer"


def story():
    """The board in one figure, as ``charts.moves`` takes it: group, label, note (years), and first and last values of both sides. A tie to Russia that lost
    more than a twentieth of the scale is looser."""
    rows = []
    for label, (dimension, name, since, anchor) in STORY.items():
        table, row = board.measure(dimension, name, anchor), {"label": label}
        own = table["russia"].dropna().loc[since:]
        row["note"] = f"{own.index[0]} to {own.index[-1]}"
        for side in board.SIDES:
            values = table[side].dropna().loc[since:]
            row |= {f"{side}_first": values.iloc[0] if len(values) > 1 else np.nan, f"{side}_last": values.iloc[-1] if len(values) > 1 else np.nan}
        rows.append(row | {"group": LOOSER if row["russia_last"] < row["russia_first"] - 0.05 else AS_CLOSE})
    return pd.DataFrame(rows).sort_values("group", key=lambda each: each == AS_CLOSE, kind="stable").reset_index(drop=True)


def story_alt(rows):
    """The story as a sentence for those who do not see it."""
    def told(group):
        chosen = rows[rows["group"] == group]
        return "; ".join(f"{row.label} {100 * row.russia_first:.0f} to {100 * row.russia_last:.0f}" for row in chosen.itertuples())
    return f"Ties to Russia in per cent of the scale. {LOOSER}: {told(LOOSER)}. {AS_CLOSE}: {told(AS_CLOSE)}. Ties to the West stand beside them."


def paths():
    """Where arms, trade and transfers stood, in the form that ``charts.ternary`` takes; corners Russia, the West (all of it), others."""
    chosen = {"arms": ("security", "arms, deals spread over their years", (2000, 2005, 2010, 2015, 2020, 2025)), "trade": ("economic", "trade, turnover", (2007, 2012, 2017, 2021, 2024)),
              "transfers": ("economic", "transfers of individuals", (2013, 2017, 2021, 2024))}
    rows = []
    for path, (dimension, name, years) in chosen.items():
        table = board.measure(dimension, name, "together").loc[list(years)]
        rows += [(path, str(year), row.russia, row.west, max(0, 1 - row.russia - row.west)) for year, row in zip(years, table.itertuples())]
    return pd.DataFrame(rows, columns=["path", "label", "a", "b", "c"])


@cache
def envelope(since, until=2025, draws=DRAWS, seed=SEED):
    """Weighted changes of both axes under random weights, measures, anchors and errors of measurement: DataFrame russia, west, one row per draw.

    Weights come from the flat Dirichlet distribution; the measure of each dimension and the anchor are drawn with equal chance from those
    that have data on both axes; first and last values are drawn with their errors. The change is the weighted arithmetic mean.
    """
    random = np.random.default_rng(seed)
    total = np.zeros((draws, 2))
    weights = random.dirichlet(np.ones(len(board.MEASURES)), size=draws)
    for number, (dimension, names) in enumerate(board.MEASURES.items()):
        spans = [_ends(dimension, name, anchor, SINCE[since], until) for name in names for anchor in board.ANCHORS]
        spans = np.stack([each for each in spans if not np.isnan(each).any()])
        ends = spans[random.integers(len(spans), size=draws)]
        values = np.clip(ends[..., 0] + ends[..., 1] * random.standard_normal((draws, 2, 2)), 0, 1)
        total += weights[:, [number]] * (values[..., 1] - values[..., 0])
    return pd.DataFrame(total, columns=list(board.SIDES))


def _ends(dimension, name, anchor, since, until):
    """Array side, (first, last), (value, sd)."""
    table = board.measure(dimension, name, anchor)
    return np.stack([board.span(table, side, since, until) for side in board.SIDES])


def envelopes():
    """Both axes since each year of SINCE: since, side, equal (change of the main measures under equal weights), median, lo, hi (95 % of the draws), falls and
    rises (per cent of the draws)."""
    rows = []
    for since in SINCE:
        drawn = envelope(since)
        for side in board.SIDES:
            values = drawn[side]
            lo, median, hi = values.quantile([0.025, 0.5, 0.975])
            rows.append((since, side, equal(since)[side], median, lo, hi, 100 * (values < 0).mean(), 100 * (values > 0).mean()))
    return pd.DataFrame(rows, columns=["since", "side", "equal", "median", "lo", "hi", "falls", "rises"])


def equal(since, until=2025):
    """Change of both axes in the main measures under equal weights, without errors: a dict side -> change."""
    ends = [_ends(dimension, name, "EU", SINCE[since], until)[:, :, 0] for dimension, name in board.MAIN.items()]
    return dict(zip(board.SIDES, np.nanmean([each[:, 1] - each[:, 0] for each in ends], axis=0)))


def envelope_rows(table):
    """The envelopes as ``charts.forest`` takes them."""
    names, colours = {"russia": "ties to Russia", "west": "ties to the West"}, {"russia": "orange", "west": "blue"}
    return pd.DataFrame({"label": [f"{names[row.side]} since {row.since}" for row in table.itertuples()], "value": table["median"], "lo": table["lo"], "hi": table["hi"],
                         "kind": table["side"].map(colours)})


# Years of breaks.
SERIES = ("siding in divided votes", "kappa, all votes", "ideal points, plain", "ideal points, bridged", "ideal points, published",
          "trade, turnover", "transfers of individuals", "natural gas")
START = 1998  # the years after independence are a break of their own


def series(name):
    """Ties to Russia in one yearly series, standardised, from START on where it is older."""
    dimension = next(each for each, names in board.MEASURES.items() if name in names)
    return drift.standardised(board.measure(dimension, name)["russia"].dropna().loc[START:])


@cache
def breaks():
    """One break in each series: series, years, year (the most probable), mass (its posterior), span (that of 2020 to 2022), log_bayes_factor, and two (the
    posterior that either of two breaks lies in 2020 to 2022), change (mean after less mean before, in standard deviations)."""
    rows = []
    for name in SERIES:
        values = series(name)
        one, two = drift.one_break(values), drift.two_breaks(values)
        year = int(one["posterior"].idxmax())
        pairs = two["posterior"].reset_index(name="mass")
        either = pairs.loc[pairs["first"].between(2020, 2022) | pairs["second"].between(2020, 2022), "mass"].sum()
        rows.append((name, f"{values.index[0]}–{values.index[-1]}", year, one["posterior"].max(), one["posterior"].loc[2020:2022].sum(), one["log_bayes_factor"], either,
                     values.loc[year:].mean() - values.loc[:year - 1].mean()))
    return pd.DataFrame(rows, columns=["series", "years", "year", "mass", "span", "log_bayes_factor", "two", "change"])


def break_grid(first=2012):
    """Posterior of one break by year, in per cent, as ``charts.heat`` takes it: series as rows; what lies before ``first`` is put together."""
    found = {}
    for name in SERIES:
        posterior = 100 * drift.one_break(series(name))["posterior"]
        found[name] = posterior.loc[first:].rename(str).rename(index=str)
        found[name].loc[f"to {first - 1}"] = posterior.loc[:first - 1].sum()
    years = [f"to {first - 1}", *map(str, range(first, 2026))]
    return pd.DataFrame(found).T.reindex(columns=years).fillna(0).round().astype(int)


def second_opinion():
    """Breaks that PELT finds under each cost and penalty, by series, for reading: series, cost, and one column per multiple of log n."""
    rows = []
    for name in SERIES:
        for model, found in drift.penalty_sweep(series(name)).groupby("model", sort=False):
            rows.append({"series": name, "cost": model} | {f"{row.multiple:g} log n": [str(year) for year in row.breaks] or "none" for row in found.itertuples()})
    return pd.DataFrame(rows)


def dates_hit(draws=10000, seed=SEED):
    """How many series have their most probable break in a year of DATES, beside as many years drawn at random from 2010 to 2025: dict hits, of, expected, p."""
    fixed, found = {int(day[:4]) for day in DATES}, breaks()["year"].to_numpy()
    return drift.placebo_dates(found, fixed, range(2010, 2026), draws, seed) | {"years": sorted(fixed)}


# Armenia beside others.
def differences(names=("siding in divided votes", "arms, deals spread over their years"), first=2005):
    """Armenia's ties to Russia less those of each comparator, in the form that ``charts.bands`` takes: below 0 Armenia is farther from Russia."""
    rows = []
    for name in names:
        table = board.beside(name).loc[first:]
        for state in table.columns.intersection(list(OTHERS)):
            gap = (table["ARM"] - table[state]).dropna()
            rows.append(pd.DataFrame({"panel": state, "line": name, "x": gap.index, "y": gap, "lo": np.nan, "hi": np.nan}))
    return pd.concat(rows, ignore_index=True)


OTHERS = ("KAZ", "KGZ", "TJK", "BLR", "UZB", "AZE", "GEO", "MDA")


def ranks(first=2019, last=2025):
    """Change of ties to Russia between two years in every measure of board.BESIDE: measure, armenia, middle (of the others), n (others), farther (how many moved
    farther away), who (their names)."""
    rows = []
    for name in board.BESIDE:
        table = board.beside(name)
        moved = (table.loc[last] - table.loc[first]).dropna()
        others = moved[moved.index.isin(OTHERS)]
        more = [NAMES[state] for state in others[others < moved["ARM"]].sort_values().index]
        rows.append((name, moved["ARM"], others.median(), len(others), len(more), more or "none"))
    return pd.DataFrame(rows, columns=["measure", "armenia", "middle", "n", "farther", "who"])


@cache
def twin(name="ideal points, published", first=1998, before=2020, last=2025):
    """Armenia's tie to Russia beside four synthetic controls from the other states: estimator, gap (mean from ``before`` on), fit (root mean squared gap until
    then), weights (the three largest that are not nought, as text), p (placebo, of the ratio of gap to fit, among all states). An illustration, not an effect."""
    table = board.beside(name).loc[first:last, ["ARM", *(state for state in OTHERS if state in board.beside(name))]].dropna(axis=1)
    periods = int((table.index < before).sum())
    found = {state: drift.counterfactuals(table[state], table.drop(columns=["ARM", state] if state != "ARM" else ["ARM"]), periods) for state in table}
    rows = []
    for estimator in found["ARM"]["gaps"]:
        ratio = {state: _ratio(each["gaps"][estimator], periods) for state, each in found.items()}
        gaps, weights = found["ARM"]["gaps"][estimator], found["ARM"]["weights"][estimator]
        largest = weights[weights.abs() >= 0.005].abs().sort_values(ascending=False).index[:3]  # smaller ones have no order that can be told
        rows.append((estimator, gaps.iloc[periods:].mean(), np.sqrt((gaps.iloc[:periods] ** 2).mean()), [f"{NAMES[state]} {weights[state]:.2f}".replace("-", "−") for state in largest],
                     drift.placebo_p(ratio.pop("ARM"), list(ratio.values())), len(ratio)))
    return pd.DataFrame(rows, columns=["estimator", "gap", "fit", "weights", "p", "placebos"])


def _ratio(gaps, periods):
    return float(np.sqrt((gaps.iloc[periods:] ** 2).mean() / (gaps.iloc[:periods] ** 2).mean()))
