"""What was said: the frame of the search, the conditions over time, the tests of the plan (book/prereg.md)."""

import numpy as np
import pandas as pd
from scipy import stats

from allies import coding, tables

SIDES = {"csto": "alliance", "russia": "alliance", "allies": "alliance", "armenia_executive": "Armenia",
         "armenia_parliament": "Armenia", "armenia_opposition": "Armenia", "analyst": "analysts"}
STRATA = {"csto": "organisation", "russia": "Russia", "allies": "other allies", "armenia_executive": "Armenia: executive",
          "armenia_parliament": "Armenia: parliament", "armenia_opposition": "Armenia: opposition", "analyst": "analysts"}
CONDITIONS = {"C0": "none", "C1": "where", "C2": "who asked", "C3": "delimitation", "C4": "what", "C5": "external only", "C6": "procedure",
              "C7": "signature", "C8": "participation", "C9": "zone of responsibility", "C10": "political assessment", "C11": "both sides"}
WINDOWS = {"before": "1992-05-15", "Karabakh": "2020-09-27", "border": "2021-05-12", "attack": "2022-09-13", "after": "2023-09-19"}
HYPOTHESES = {"H1": (["where"], "border", "less"), "H2": (["what", "procedure"], "border", "more"), "H3": (["who asked"], "attack", "more")}
COMMITMENT = {"declines": -2, "conditional": 1, "commits": 2, "neutral": 0, "reassures": 0}
LEAST = 120  # counted statements below which the plan allows no claim of significance


def statements():
    """All statements: the columns of the table plus side (alliance, Armenia, analysts), window (see WINDOWS), groups (of
    conditions, see coding.GROUPS) and origins (of the sources)."""
    table = tables.load("statements")
    origin = tables.load("sources").set_index("source_id")["origin"]
    bounds = [*pd.to_datetime(list(WINDOWS.values())), pd.Timestamp.max]
    table["side"] = table["stratum"].map(SIDES)
    table["window"] = pd.cut(table["date"], bounds, labels=list(WINDOWS), right=False)
    table["groups"] = table["conditions"].map(groups)
    table["origins"] = table["source_ids"].map(lambda keys: sorted({origin[key] for key in keys}))
    return table


def groups(conditions):
    """Groups to which a list of conditions belongs, in the order of coding.GROUPS."""
    return [name for name, codes in coding.GROUPS.items() if set(codes) & set(conditions)]


def flow():
    """What became of the results of all look-ups, a dict: searches, seen, kept, duplicates, off_topic, rejected."""
    screening = tables.load("screening")
    return {"searches": len(screening)} | {name: int(screening[name].sum()) for name in ("seen", "kept", "duplicates", "off_topic", "rejected")}


def searched(table):
    """How often each group of speakers was looked for in each episode, and what was found: stratum, episode_id, searches, statements.

    One row per group and episode, also where nothing was looked for or found.
    """
    screening = tables.load("screening").explode("strata").explode("episodes")
    looked = screening.groupby(["strata", "episodes"]).size()
    found = table[table["episode_id"] != ""].groupby(["stratum", "episode_id"]).size()
    cells = pd.MultiIndex.from_product([list(STRATA), tables.load("episodes")["id"]], names=["stratum", "episode_id"])
    return pd.DataFrame({"searches": looked.reindex(cells, fill_value=0), "statements": found.reindex(cells, fill_value=0)}).reset_index()


def skew(table, column, most=10):
    """The commonest values of a column (lists are counted item by item): value, n, share of all rows in %."""
    count = table[column].explode().value_counts().head(most)
    return pd.DataFrame({column: count.index, "n": count.to_numpy(), "share_percent": (100 * count / len(table)).round(1).to_numpy()})


def counted(table):
    """Statements that the tests of the plan count: about Armenia, of the alliance's side, with a condition for acting."""
    return table[(table["about_armenia"] == "yes") & (table["side"] == "alliance") & (table["groups"].map(len) > 0)]


def recoded(table, coder):
    """The table with the conditions of one coder instead of the adopted ones."""
    codes = coding.raw("statements", "conditions")[coder].str.split("; ")
    conditions = table["id"].map(codes)
    return table.assign(conditions=conditions, groups=conditions.map(groups))


def within_speakers(table, names, since, direction):
    """Exact test of whether speakers name a group of conditions less or more often from a day on.

    Each speaker's statements are shuffled over the two periods; the count of statements in the later period that name one of
    the groups is then a sum of hypergeometric counts (the exact conditional test of Cochran, Mantel and Haenszel; Agresti
    2013, Categorical Data Analysis, 3rd ed., 7.3.5). Returns a dict: n, speakers (with statements in both periods), before,
    before_n, after, after_n (counts over all speakers), difference (of shares, after less before), p (one-sided, in
    ``direction`` less or more), p_two (sum of outcomes no likelier than the one found).
    """
    named = table["groups"].map(lambda each: bool(set(each) & set(names)))
    later = table["date"] >= pd.Timestamp(since)
    chances, found, speakers = np.ones(1), 0, 0
    for _, rows in table.assign(named=named, later=later).groupby("speaker"):
        if 0 < rows["later"].sum() < len(rows):
            speakers += 1
            found += int(rows.loc[rows["later"], "named"].sum())
            each = stats.hypergeom.pmf(np.arange(rows["later"].sum() + 1), len(rows), rows["named"].sum(), rows["later"].sum())
            chances = np.convolve(chances, each)
    tail = chances[:found + 1] if direction == "less" else chances[found:]
    share = [named[side].mean() if side.any() else np.nan for side in (later, ~later)]
    return {"n": len(table), "speakers": speakers, "before": int(named[~later].sum()), "before_n": int((~later).sum()),
            "after": int(named[later].sum()), "after_n": int(later.sum()), "difference": share[0] - share[1],
            "p": min(1.0, float(tail.sum())), "p_two": min(1.0, float(chances[chances <= chances[found] * (1 + 1e-9)].sum()))}


def tested(table, hypothesis):
    """One hypothesis of the plan on the counted statements of a table: the dict of ``within_speakers``."""
    names, window, direction = HYPOTHESES[hypothesis]
    return within_speakers(counted(table), names, WINDOWS[window], direction)


def results(table):
    """All hypotheses: one row each, the columns of ``within_speakers`` plus hypothesis and p_holm (one-sided p, Holm 1979)."""
    found = pd.DataFrame([{"hypothesis": each} | tested(table, each) for each in HYPOTHESES])
    order = found["p"].rank(method="first")
    scaled = found["p"] * (len(found) + 1 - order)
    return found.assign(p_holm=[min(1.0, scaled[order <= rank].max()) for rank in order])


def exclusions(table):
    """The variants of the plan: dict name -> table."""
    base = counted(table)
    variants = {f"without {name}": table[table["speaker"] != name] for name in base["speaker"].value_counts().index}
    variants |= {f"without what only {name} reported": table[table["origins"].map(lambda each, name=name: each != [name])]
                 for name in base["origins"].explode().value_counts().index}
    return variants | {
        "codes of the first coder": recoded(table, "first"), "codes of the second coder": recoded(table, "second"),
        "codes of the keyword rules": recoded(table, "rules"),
        "without paraphrases": table[table["wording"] == "quote"], "without grade C": table[table["grade"] != "C"],
        "without repeats": table[table["repeat_of"].map(len) == 0]}


def robustness(table, hypothesis):
    """One hypothesis under every exclusion: one row each, variant and the columns of ``within_speakers``, plus holds (the
    sign stays and one-sided p is below .05)."""
    direction = HYPOTHESES[hypothesis][2]
    found = pd.DataFrame([{"variant": name} | tested(each, hypothesis) for name, each in exclusions(table).items()])
    sign = found["difference"] < 0 if direction == "less" else found["difference"] > 0
    return found.assign(holds=sign & (found["p"] < 0.05))


def echoes(table):
    """Who named a condition after another group had named it first in the same episode.

    Returns one row per later statement, episode and condition: episode_id, condition, first (group of speakers of the
    earliest statement), later (group of the later one), days between. Statements of one day count as neither.
    """
    rows = table[(table["episode_id"] != "") & (table["side"] != "analysts")].explode("conditions")
    rows = rows[rows["conditions"] != "C0"].rename(columns={"conditions": "condition"}).sort_values(["date", "id"])
    found = []
    for (episode, condition), each in rows.groupby(["episode_id", "condition"]):
        origin = each.iloc[0]
        after = each[(each["date"] > origin["date"]) & (each["stratum"] != origin["stratum"])]
        found += [(episode, condition, origin["stratum"], row.stratum, (row.date - origin["date"]).days) for row in after.itertuples()]
    return pd.DataFrame(found, columns=["episode_id", "condition", "first", "later", "days"])


def echo_null(table, draws=2000, seed=20261122):
    """How often each group echoes each other group if the groups are shuffled among the statements of an episode.

    Returns one row per pair: first, later, found, lo, hi (95 % of the shuffles), share (of shuffles that reach the count found).
    """
    rows = table[(table["episode_id"] != "") & (table["side"] != "analysts")]
    found = echoes(rows).groupby(["first", "later"]).size()
    random, counts = np.random.default_rng(seed), []
    for _ in range(draws):
        shuffled = rows.groupby("episode_id")["stratum"].transform(lambda each: random.permutation(each.to_numpy()))
        counts.append(echoes(rows.assign(stratum=shuffled)).groupby(["first", "later"]).size())
    drawn = pd.concat(counts, axis=1).fillna(0).T.reset_index(drop=True)
    pairs = [(a, b) for a in STRATA for b in STRATA if a != b and found.get((a, b), 0)]
    return pd.DataFrame([{"first": a, "later": b, "found": int(found[a, b]), "lo": drawn[a, b].quantile(0.025), "hi": drawn[a, b].quantile(0.975),
                          "share": float((drawn[a, b] >= found[a, b]).mean())} for a, b in pairs if (a, b) in drawn])
