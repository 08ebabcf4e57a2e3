"""How Armenia voted at the United Nations: raw agreement, votes that divide Russia and the EU, named texts, published points."""

import numpy as np
import pandas as pd

from allies import intervals, places, tables

NAMES = places.NAMES | {"EU": "EU members, mean", "EU27": "EU majority"}
CENTRAL_ASIA = ("KAZ", "KGZ", "TJK")  # members of the CSTO that were on neither side of the war
BEFORE, AFTER = (2018, 2019), (2024, 2025)
ABROAD = ("ARM", "BLR", "KAZ", "KGZ", "TJK")  # the members of the CSTO but Russia


def measure(name, partner="", states=None):
    """One measure of the table votes, a DataFrame year by state (the given states, or all)."""
    table = tables.load("votes")
    chosen = table[(table["measure"] == name) & (table["partner"] == partner)].pivot(index="year", columns="state", values="value")
    return chosen if states is None else chosen[list(states)]


def cell(name, partner, state, year):
    """One row of the table votes: value, n, rank. Raises KeyError where there is none."""
    table = tables.load("votes")
    chosen = table[(table["measure"] == name) & (table["partner"] == partner) & (table["state"] == state) & (table["year"] == year)]
    if chosen.empty:
        raise KeyError(f"votes: no {name} of {state} with {partner or 'nobody'} in {year}")
    return chosen.iloc[0]


def by_year():
    """Armenia's roll calls and agreement by calendar year: year, roll_calls, Y, N, A, X, RUS, USA, FRA, DEU, EU, and RUS_FRA, the
    agreement of Russia with France; shares of identical votes."""
    counts = {vote: measure(f"vote_{vote}", states=["ARM"])["ARM"].astype(int) for vote in "YNAX"}
    shares = {partner: measure("agreement", partner, ["ARM"])["ARM"] for partner in ("RUS", "USA", "FRA", "DEU", "EU")}
    total = measure("roll_calls")["WLD"].astype(int)
    return pd.DataFrame({"roll_calls": total, **counts, **shares, "RUS_FRA": measure("agreement", "FRA")["RUS"]}).rename_axis("year").reset_index()


def sides(states):
    """Where Russia and the EU majority differ: state, year, rus and eu (shares of identical votes), n (roll calls with the state voting)."""
    table = tables.load("votes")
    chosen = table[(table["measure"] == "sides") & table["state"].isin(states)]
    shares = chosen.pivot(index=["state", "year", "n"], columns="partner", values="value").reset_index()
    return shares.rename(columns={"RUS": "rus", "EU27": "eu"}).rename_axis(columns=None)


def split():
    """The table split_votes with the column year."""
    table = tables.load("split_votes")
    return table.assign(year=table["date"].dt.year)


def cast(table, state):
    """Rows in which a state voted Y, N or A."""
    return table[table[state.lower()].isin(list("YNA"))]


def share(table, state, partner):
    """Share of a state's votes identical with a partner's (small-letter column) over rows of ``split``: dict share, lo, hi (exact 95 %
    interval, as if the texts were independent draws), n."""
    own = cast(table, state)
    return intervals.share((own[state.lower()] == own[partner]).sum(), len(own)) | {"n": len(own)}


def same_texts(states, before=BEFORE, after=AFTER):
    """Texts with an unchanged title that divided Russia and the EU majority in both periods, the last vote of each taken.

    Returns state, n (texts on which the state voted in both), changed (its vote), rus_before, rus_after, eu_before, eu_after (shares).
    """
    table = split()
    first, last = (table[table["year"].between(*span)].drop_duplicates("series", keep="last").set_index("series") for span in (before, after))
    common = first.index.intersection(last.index)
    rows = []
    for state in states:
        column = state.lower()
        both = [each for each in common if first.loc[each, column] in tuple("YNA") and last.loc[each, column] in tuple("YNA")]
        old, new = first.loc[both], last.loc[both]
        rows.append((state, len(both), int((old[column] != new[column]).sum()), *((part[column] == part[side]).mean() for side in ("rus", "eu27") for part in (old, new))))
    return pd.DataFrame(rows, columns=["state", "n", "changed", "rus_before", "rus_after", "eu_before", "eu_after"])


def new_texts(state, year, before=BEFORE):
    """Divided roll calls of a year on texts that did not divide Russia and the EU majority, under that title, in an earlier period.

    Returns dict new and old, each with n, rus, eu: roll calls with the state voting, and how many of them it voted like each.
    """
    table = cast(split(), state)
    known = set(table.loc[table["year"].between(*before), "series"])
    current = table[table["year"] == year]
    parts = {"old": current[current["series"].isin(known)], "new": current[~current["series"].isin(known)]}
    return {name: {"n": len(part), **{key: int((part[state.lower()] == part[side]).sum()) for key, side in (("rus", "rus"), ("eu", "eu27"))}} for name, part in parts.items()}


def beyond_region(question, before=BEFORE, after=AFTER, draws=2000):
    """How much Armenia moved beyond three Central Asian allies that voted on the same divided texts.

    ``question``: *rus* or *eu27* (is the vote that of Russia, of the EU majority?), or *no* (is it a Yes, where Russia votes No?). For
    each roll call the answer of Armenia (1 or 0) less the mean of those of the three that voted; the mean of each period; the change.
    Returns dict change, lo, hi (95 % interval of a bootstrap that draws whole series of texts within each period), before, after (mean
    differences), n_before, n_after (roll calls).
    """
    table = cast(split(), "ARM")
    if question == "no":
        table = table[table["rus"] == "N"]
    votes = table[[state.lower() for state in ("ARM", *CENTRAL_ASIA)]]
    answers = votes.eq("Y" if question == "no" else table[question], axis=0).astype(float).where(votes.isin(list("YNA")))
    gap = (answers["arm"] - answers.drop(columns="arm").mean(axis=1)).dropna()
    table = table.loc[gap.index].assign(gap=gap)
    chosen = [table[table["year"].between(*span)] for span in (before, after)]
    groups = [part.groupby("series")["gap"].agg(["sum", "count"]).to_numpy() for part in chosen]
    random = np.random.default_rng(20251218)
    drawn = []
    for group in groups:
        picks = group[random.integers(0, len(group), (draws, len(group)))].sum(axis=1)
        drawn.append(picks[:, 0] / picks[:, 1])
    lo, hi = np.quantile(drawn[1] - drawn[0], [0.025, 0.975])
    old, new = (part["gap"].mean() for part in chosen)
    return {"change": new - old, "lo": lo, "hi": hi, "before": old, "after": new, "n_before": len(chosen[0]), "n_after": len(chosen[1])}


def apart(span, state="ARM"):
    """Divided texts of some years on which Russia voted No and one of four allies, Armenia and the three of Central Asia, parted from the
    others: dict n (texts on which Russia voted No), no (rows on which it voted No and none of the others did), yes (it Yes, none of them)."""
    table = split()
    table = table[table["year"].between(*span) & (table["rus"] == "N")]
    others = table[[each.lower() for each in ("ARM", *CENTRAL_ASIA) if each != state]]
    return {"n": len(table), **{name: table[(table[state.lower()] == vote) & ~others.eq(vote).any(axis=1)] for name, vote in (("no", "N"), ("yes", "Y"))}}


def apart_texts(spans):
    """The texts of ``apart`` as rows of the table named_votes, those on which Armenia joined Russia first."""
    found = pd.concat([apart(span)[side] for side in ("no", "yes") for span in spans])
    return named().set_index("undl_id").loc[found["undl_id"]].reset_index()


def russia_no(state="ARM"):
    """A state's votes while Russia votes No: DataFrame year, Y, A, N, X, n."""
    counts = {vote: measure(f"russia_no_{vote}", "RUS", [state])[state].astype(int) for vote in "YANX"}
    table = pd.DataFrame(counts)
    return table.assign(n=table.sum(axis=1)).rename_axis("year").reset_index()


def yes_to_russias_no(state, span):
    """Share of Yes among all votes of a state, X included, while Russia votes No, over a span of years: dict share, lo, hi (exact 95 %
    interval), yes, n."""
    counts = russia_no(state)
    chosen = counts[counts["year"].between(*span)]
    yes, n = int(chosen["Y"].sum()), int(chosen["n"].sum())
    return intervals.share(yes, n) | {"yes": yes, "n": n}


def kappas(states, partners, first=BEFORE, last=AFTER):
    """Kappa of each state with each partner, pooled over two spans: state, partner, before, after, change, n_before, n_after."""
    rows = []
    for state in states:
        for partner in partners:
            old, new = (cell(f"kappa_{span[0]}_{span[1]}", partner, state, span[1]) for span in (first, last))
            rows.append((state, partner, old["value"], new["value"], new["value"] - old["value"], int(old["n"]), int(new["n"])))
    return pd.DataFrame(rows, columns=["state", "partner", "before", "after", "change", "n_before", "n_after"])


def sides_lines(states, first):
    """Shares of ``sides`` with those of the United States on the same texts, in the form that ``charts.bands`` takes."""
    table, rows = split(), []
    for state in states:
        for year, texts in table[table["year"] >= first].groupby("year"):
            for partner in ("rus", "eu27", "usa"):
                found = share(texts, state, partner) if len(cast(texts, state)) else None
                if found:
                    bounded = partner != "usa"
                    rows.append((state, partner, year, found["share"], found["lo"] if bounded else np.nan, found["hi"] if bounded else np.nan))
    return pd.DataFrame(rows, columns=["panel", "line", "x", "y", "lo", "hi"])


def paths(states, spans):
    """Siding with Russia (x) and with the EU majority (y), pooled over spans of years, in the form that ``charts.two_shares`` takes."""
    table, rows = split(), []
    for state in states:
        for span in spans:
            texts = table[table["year"].between(*span)]
            label = f"{span[0]}–{span[1] % 100:02d}" if span in (spans[0], spans[-1]) else ""
            place = "corner" if span == spans[0] else "left"
            rows.append((state, share(texts, state, "rus")["share"], share(texts, state, "eu27")["share"], label, place))
    table = pd.DataFrame(rows, columns=["panel", "x", "y", "label", "place"])
    return table.assign(place=table["place"].where(table["x"] > 0.3, table["place"].map({"corner": "below", "left": "right"})))  # no room at the left edge


def agreement_lines():
    """Raw agreement of Armenia and of Russia with others, and two marks of the agenda, in the form that ``charts.bands`` takes."""
    frames = []
    for state, partners in (("ARM", ("RUS", "USA", "FRA", "DEU", "EU")), ("RUS", ("USA", "FRA", "DEU", "EU"))):
        for partner in partners:
            line = measure("agreement", partner, [state])[state].dropna()
            frames.append(pd.DataFrame({"panel": state, "line": partner, "x": line.index, "y": line.values}))
    total = measure("roll_calls")["WLD"]
    for line, counts in (("near", measure("near_consensus")["WLD"]), ("no", measure("vote_N")["USA"])):
        frames.append(pd.DataFrame({"panel": "agenda", "line": line, "x": total.index, "y": (counts / total).values}))
    return pd.concat(frames, ignore_index=True).assign(lo=np.nan, hi=np.nan)


def point_lines(states, first=1992):
    """Published ideal points, one line per vintage, in the form that ``charts.bands`` takes (bands for v38 only)."""
    lines = _lines("ideal_points_published", "vintage", states, first)
    lines.loc[lines["line"] != "v38", ["lo", "hi"]] = np.nan
    return lines


def estimate(model, state, year):
    """One row of our own ideal points. Raises KeyError where there is none."""
    table = tables.load("ideal_points").set_index(["model", "state", "year"])
    return table.loc[(model, state, year)]


def change(model, state, first, last):
    """Change of a state's own ideal point between two years, and its standard deviation, as if the two were independent."""
    old, new = estimate(model, state, first), estimate(model, state, last)
    return new["mean"] - old["mean"], np.hypot(old["sd"], new["sd"])


def estimate_lines(states, first=1992):
    """Our own ideal points in both readings, in the form that ``charts.bands`` takes."""
    return _lines("ideal_points", "model", states, first)


def _lines(name, line, states, first):
    table = tables.load(name)
    chosen = table[table["state"].isin(states) & (table["year"] >= first)]
    return chosen.rename(columns={"state": "panel", line: "line", "year": "x", "mean": "y"})[["panel", "line", "x", "y", "lo", "hi"]].astype({"x": int})


def fit(model):
    """How one reading fits the published points and was sampled: DataFrame by measure with value and n."""
    table = tables.load("ideal_points_fit")
    return table[table["model"] == model].set_index("measure")


def named(*series):
    """Rows of the table named_votes, of the given series or all, by date."""
    table = tables.load("named_votes")
    return table[table["series"].isin(series)] if series else table


def grid(table):
    """Named votes in the form that ``charts.vote_grid`` takes: DataFrame row, column, vote; and dict row -> label.

    The label holds the month, the title, the symbol, and the mark T or D where the row of the reconstruction was transcribed or derived.
    """
    table = table.assign(key=table["undl_id"].astype(str))
    columns = ["arm", "rus", "usa", "fra", "deu", "eu27", "blr", "kaz", "kgz", "tjk", "aze", "geo"]
    cells = table.melt(id_vars="key", value_vars=columns, var_name="column", value_name="vote").rename(columns={"key": "row"})
    labels = {row.key: f"{row.date:%Y-%m} {row.title.partition(';')[0]} ({row.resolution.removeprefix('A/RES/')}){'' if row.src in 'LO' else ' ' + row.src}" for row in table.itertuples()}
    return cells.assign(column=cells["column"].str.upper()), labels


def speeches():
    """Who named the CSTO in the General Debate: state, speeches, naming (speeches that do), mentions, first, last (years), most first."""
    table = tables.load("csto_mentions")
    hits = table[table["csto"] > 0].groupby("state").agg(naming=("year", "size"), mentions=("csto", "sum"), first=("year", "min"), last=("year", "max"))
    result = table.groupby("state").size().rename("speeches").to_frame().join(hits).fillna({"naming": 0, "mentions": 0})
    return result.astype("Int64").sort_values(["naming", "speeches"], ascending=False).reset_index()


def points(vintage="v38"):
    """Published ideal points of one vintage."""
    table = tables.load("ideal_points_published")
    return table[table["vintage"] == vintage]


def point(vintage, state, year):
    """One row of the published points."""
    table = points(vintage)
    return table[(table["state"] == state) & (table["year"] == year)].iloc[0]


def position(vintage, year):
    """Armenia's place between Russia (0) and the United States (1) on the published dimension."""
    mean = points(vintage).query("year == @year").set_index("state")["mean"]
    return (mean["ARM"] - mean["RUS"]) / (mean["USA"] - mean["RUS"])


def by_session():
    """Armenia's agreement with Russia by UN session, ours beside the published: DataFrame year (session + 1945), ours, published."""
    ours = measure("agreement_session", "RUS", ["ARM"])["ARM"].rename("ours")
    published = points("2024-06").query("state == 'ARM'").set_index("year")["agree_rus"].rename("published")
    return pd.concat([ours, published], axis=1, join="inner").dropna().rename_axis("year").reset_index()


def benchmarks():
    """Our values of the published quantities in benchmark_values, as dict name -> value."""
    values = {f"votes.point.arm.{year}": point("2020-04", "ARM", year)["mean"] for year in (1993, 1997, 2003, 2008, 2013, 2016, 2019)}
    values |= {f"votes.point.{state.lower()}.2019": point("2020-04", state, 2019)["mean"] for state in ("RUS", "USA", "FRA", "GEO", "KGZ", "KAZ")}
    values |= {"votes.point.arm.2019.lo": point("2020-04", "ARM", 2019)["lo"], "votes.point.arm.2019.hi": point("2020-04", "ARM", 2019)["hi"]}
    values |= {f"votes.position.arm.{year}": position("2020-04", year) for year in (1993, 2000, 2013, 2019)}
    for first, last in ((1992, 1997), (2018, 2019)):
        for partner in ("RUS", "DEU", "FRA"):
            for name in ("agreement", "kappa"):
                values[f"votes.{name}.{partner.lower()}.{first}_{last}"] = cell(f"{name}_{first}_{last}", partner, "ARM", last)["value"]
    texts = named().set_index("resolution")
    for symbol in ("ES-11/1", "ES-11/3", "ES-11/4", "77/284", "79/284"):
        text = texts.loc[f"A/RES/{symbol}"]
        key = symbol.lower().replace("-", "").replace("/", "_")
        values |= {f"votes.text.{key}.{column}": text[column] for column in ("yes", "no", "abstain")}
    plain = fit("plain")["value"]
    values |= {"points.r.1946_2025": plain["r pooled, all years"], "points.r.1992_2025": plain["r pooled, from 1992"],
               "points.r.within.mean": plain["r within years, mean"], "points.r.within.least": plain["r within years, least"], "points.r.arm": plain["r of Armenia"],
               "points.r_hat": plain["R-hat, largest, shown"], "points.coverage": fit("simulated")["value"].iloc[0]}
    return values
