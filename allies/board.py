"""The board: Armenia's ties to Russia and to the West, two axes in five dimensions, each measure from 0 to 1.

The axes are never subtracted. Goalposts and ladders are tables; what a measure counts as the West follows an anchor: the European Union, France,
the United States, or all together: with the United Kingdom in trade and transfers, all members of NATO or the Union in arms.
"""

from functools import cache, partial

import numpy as np
import pandas as pd

from allies import arms, economy, membership, opinion, places, tables, votes

ANCHORS = ("EU", "France", "United States", "together")
CODES = {"EU": ("EU27",), "France": ("FRA",), "United States": ("USA",), "together": ("EU27", "USA", "GBR")}
SIDES = ("russia", "west")
FIRST = 1996  # end of the first window of arms
POLLS = {"relations good, face to face": ("IRI", "relations_good", "face to face", {"EU": "EU", "France": "France", "United States": "USA"}),
         "relations good, telephone": ("IRI", "relations_good", "telephone", {"EU": "EU", "France": "France", "United States": "USA"}),
         "main friend": ("Caucasus Barometer", "main_friend", "face to face", {"France": "France"}),
         "political partner, telephone": ("IRI", "partner_political", "as in the other waves, telephone", {"EU": "EU", "France": "France", "United States": "USA"})}


def _frame(russia, west):
    return pd.DataFrame({"russia": russia, "west": west}).rename_axis("year")


def arms_shares(anchor, split="even"):
    """Russia's and the West's share of the deliveries in the five years that end in each year, in per cent, and sd of both over drawn deals."""
    by = arms.yearly("ARM", split).rolling(arms.LEAST).sum().dropna()
    chosen = list(arms.WEST) if anchor == "together" else ["USA"] if anchor == "United States" else ["FRA"] if anchor == "France" else places.EU27
    shares = _frame(100 * by["RUS"] / by["WLD"], 100 * by[[code for code in chosen if code in by]].sum(axis=1) / by["WLD"])
    return shares.join(_arms_sd(anchor))


@cache
def _arms_sd(anchor):
    table = tables.load("arms_draws")
    column = {"EU": "eu", "France": "france", "United States": "usa", "together": "west"}[anchor]
    return table.groupby("last_year")[["russia", column]].std().rename(columns={"russia": "russia_sd", column: "west_sd"}).rename_axis("year")


def presence(anchor):
    """Highest rung of presence on the ground in each year; the anchor makes no difference."""
    return _frame(climbed("presence", "russia"), climbed("presence", "west"))


def climbed(ladder, side):
    """Highest rung of a ladder reached in each year, a Series; 0 where none."""
    table = tables.load("ladders").query("ladder == @ladder and side == @side")
    years = range(FIRST, tables.coverage_end().year)
    until = table["until"].fillna(tables.coverage_end()).dt.year
    rungs = table["rung"].astype(float)
    return pd.Series({year: rungs[(table["since"].dt.year <= year) & (until >= year)].max() for year in years}).fillna(0)


def siding(anchor):
    """Where Russia and the EU majority differ, the shares of Armenia's votes identical with Russia's and with the anchor's."""
    texts = votes.cast(votes.split(), "ARM")
    columns = {"EU": ["eu27"], "France": ["fra"], "United States": ["usa"], "together": ["eu27", "fra", "usa"]}[anchor]
    same = pd.DataFrame({"russia": texts["arm"] == texts["rus"], "west": np.mean([texts["arm"] == texts[column] for column in columns], axis=0), "year": texts["year"]})
    shares, n = same.groupby("year").mean(), same.groupby("year").size()
    error = np.sqrt(shares * (1 - shares)).div(np.sqrt(n), axis=0)
    return shares.join(error.add_suffix("_sd"))


def kappa(anchor):
    """Cohen's kappa of Armenia's votes with Russia's and the anchor's over all roll calls."""
    table = tables.load("votes").query("state == 'ARM'")
    partners = {"together": ["EU27", "FRA", "USA"]}.get(anchor, list(CODES[anchor]))
    values, agree, n = (table[table["measure"] == name].pivot(index="year", columns="partner", values=column) for name, column in (("kappa", "value"), ("agreement", "value"), ("agreement", "n")))
    error = np.sqrt(agree * (1 - agree) / n) * (1 - values) / (1 - agree)  # the error of the agreement, over 1 less the agreement by chance
    west = values[partners].mean(axis=1), error[partners].mean(axis=1)
    return _frame(values["RUS"], west[0]).assign(russia_sd=error["RUS"], west_sd=west[1])


def distance(anchor, model):
    """Distances between Armenia's ideal point and those of Russia and the anchor; the European Union is France and Germany."""
    points, sd = _points(model)
    partners = {"EU": ["FRA", "DEU"], "France": ["FRA"], "United States": ["USA"], "together": ["FRA", "DEU", "USA"]}[anchor]
    partners = [code for code in partners if code in points]
    gaps = points.drop(columns="ARM").sub(points["ARM"], axis=0).abs()
    error = np.hypot(sd.drop(columns="ARM"), sd[["ARM"]].to_numpy())
    return _frame(gaps["RUS"], gaps[partners].mean(axis=1)).assign(russia_sd=error["RUS"], west_sd=error[partners].mean(axis=1)).loc[1992:]


@cache
def _points(model):
    if model == "published":
        table = votes.points()
        return table.pivot(index="year", columns="state", values="mean"), table.assign(sd=(table["hi"] - table["lo"]) / 3.29).pivot(index="year", columns="state", values="sd")
    table = tables.load("ideal_points").query("model == @model")
    return tuple(table.pivot(index="year", columns="state", values=column) for column in ("mean", "sd"))


def trade(anchor, flow="turnover"):
    """Shares of trade in per cent."""
    shares = economy.trade(flow)
    return _frame(shares["RUS"], shares[list(CODES[anchor])].sum(axis=1))


def transfers(anchor):
    """Shares of the non-commercial transfers received by individuals, in per cent; years with all months."""
    shares = economy.inflow()
    return _frame(shares["RUS"], shares[list(CODES[anchor])].sum(axis=1))


def gas(anchor):
    """Shares of the value of imported natural gas in per cent; years with all months."""
    shares = economy.fuel("natural gas").drop(index=list(economy.part_years()), errors="ignore")
    return _frame(shares["RUS"], shares.reindex(columns=list(CODES[anchor])).fillna(0).sum(axis=1))


def belonging(anchor, rule="member", ladder="EU"):
    """Share of two bodies, the Collective Security Treaty and the Eurasian Economic Union, that count Armenia as theirs at the end of the year, and the rung
    of a ladder; the anchor makes no difference."""
    last = {year: pd.Timestamp(year, 12, 31) for year in range(FIRST, tables.coverage_end().year)}
    counted = {year: np.mean([_belongs(body, day, rule) for body in ("CST", "EAEU")]) for year, day in last.items()}
    return _frame(pd.Series(counted), climbed(ladder, "west"))


@cache
def _belongs(body, day, rule):
    spells = _spells(body, rule)
    return bool(((spells["member"] == "ARM") & (spells["start"] <= day) & (spells["end"].isna() | (spells["end"] > day))).any())


@cache
def _spells(body, rule):
    return membership.spells(body, rule)


def answers(anchor, line):
    """Answers of one line of one poll in per cent, by the year in which the fieldwork's middle lies; nothing where the anchor was not asked about."""
    series, question, mode, options = POLLS[line]
    table = _results().query("series == @series and question == @question")
    table = table[table["group"].str.endswith(mode)].assign(year=table["date"].dt.year)
    wanted = list(options.values()) if anchor == "together" else [options[anchor]] if anchor in options else []
    value, error = (table.pivot(index="year", columns="option", values=column) for column in ("percent", "sd"))
    west, west_error = (each.reindex(columns=wanted or ["none"]).mean(axis=1, skipna=False) for each in (value, error))
    return _frame(value["Russia"], west).assign(russia_sd=error["Russia"], west_sd=west_error)


@cache
def _results():
    table = opinion.results()
    return table.assign(sd=(table["hi"] - table["lo"]) / 3.92)


# Dimension: measure: (function of the anchor, goalposts for Russia, goalposts for the West).
MEASURES = {
    "security": {**{f"arms, {words}": (partial(arms_shares, split=split), "arms", "arms") for split, words in
                    {"even": "deals spread over their years", "first": "deals in their first year", "last": "deals in their last year"}.items()},
                 "presence on the ground": (presence, "presence", "presence")},
    "diplomatic": {"siding in divided votes": (siding, "sides", "sides"), "kappa, all votes": (kappa, "kappa", "kappa"),
                   **{f"ideal points, {model}": (partial(distance, model=model), "ideal point", "ideal point") for model in ("plain", "bridged", "published")}},
    "economic": {**{f"trade, {words}": (partial(trade, flow=flow), "trade", "trade") for flow, words in
                    {"turnover": "turnover", "export": "exports", "import_origin": "imports by origin"}.items()},
                 "transfers of individuals": (transfers, "transfers", "transfers"), "natural gas": (gas, "gas", "gas")},
    "institutional": {f"{rule}, {ladder}": (partial(belonging, rule=rule, ladder=ladder), "bodies", ladder) for rule in ("member", "participating") for ladder in ("EU", "NATO")},
    "societal": {line: (partial(answers, line=line), "polls", "polls") for line in POLLS},
}
MAIN = {"security": "arms, deals spread over their years", "diplomatic": "siding in divided votes", "economic": "trade, turnover", "institutional": "member, EU",
        "societal": "relations good, telephone"}


@cache
def measure(dimension, name, anchor="EU", goalposts="unit"):
    """One measure by year between its goalposts: russia, west (0 to 1, larger is closer), russia_sd, west_sd (0 where nothing is sampled)."""
    function, *posts = MEASURES[dimension][name]
    raw = function(anchor)
    found = pd.DataFrame(index=raw.index)
    for side, post in zip(SIDES, posts):
        low, high = bounds(post, goalposts)
        found[side] = ((raw[side].astype(float) - low) / (high - low)).clip(0, 1)
        found[f"{side}_sd"] = (raw[f"{side}_sd"] / abs(high - low) if f"{side}_sd" in raw else pd.Series(0.0, raw.index)).astype(float).fillna(0)
    return found


@cache
def bounds(name, goalposts="unit"):
    """Goalposts of a measure, a pair: the value that counts as 0 and the one that counts as 1."""
    table = tables.load("goalposts").query("measure == @name").set_index("set")
    row = table.loc[goalposts if goalposts in table.index else "unit"]
    return float(row["low"]), float(row["high"])


def span(table, side, since, until):
    """First value of a side from ``since`` on and last one up to ``until``, with their sd: an array of two pairs, missing where there are not two years."""
    values = table.loc[since:until, [side, f"{side}_sd"]].dropna()
    return values.iloc[[0, -1]].to_numpy(float) if len(values) > 1 else np.full((2, 2), np.nan)


def beside(name):
    """Ties to Russia of Armenia and its comparators in one measure of BESIDE: years by state, larger is closer."""
    kind, detail = BESIDE[name]
    if kind == "arms":
        sums = {state: arms.yearly(state, detail).rolling(arms.LEAST).sum().dropna() for state in sorted(set(tables.load("arms")["state"]) - {"RUS", "WLD"})}
        return pd.DataFrame({state: each["RUS"] / each["WLD"] for state, each in sums.items()}).rename_axis("year")  # missing where nothing was delivered
    if kind == "votes":
        return votes.measure(detail, "RUS")
    points, _ = _points(detail)
    return -points.drop(columns=["RUS", "EU27"], errors="ignore").sub(points["RUS"], axis=0).abs().loc[1992:]


BESIDE = {**{f"arms, deals {words}": ("arms", split) for split, words in {"even": "spread over their years", "first": "in their first year", "last": "in their last year"}.items()},
          "siding in divided votes": ("votes", "sides"), "kappa, all votes": ("votes", "kappa"), **{f"ideal points, {model}": ("points", model) for model in ("plain", "bridged", "published")}}
