"""What was said: the frame of the search, the conditions over time, the tests of the plan (book/prereg.md)."""

import numpy as np
import pandas as pd
from scipy import stats

from allies import coding, tables

SIDES = {"csto": "alliance", "russia": "alliance", "allies": "alliance", "armenia_executive": "Armenia",
         "armenia_parliament": "Armenia", "armenia_opposition": "Armenia", "analyst": "analysts"}
STRATA = {"csto": "organisation", "russia": "Russia", "allies": "other allies", "armenia_executive": "Armenia: executive",
          "armenia_parliament": "Armenia: parliament", "armenia_opposition": "Armenia: opposition, Karabakh", "analyst": "analysts"}
WINDOWS = {"before": "1992-05-15", "Karabakh": "2020-09-27", "border": "2021-05-12", "attack": "2022-09-13", "after": "2023-09-19"}
HYPOTHESES = {"H1": (["where"], "border", "less"), "H2": (["what", "procedure"], "border", "more"), "H3": (["who asked"], "attack", "more")}
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


def _for_statements(screening):
    """The look-ups that looked for a group of speakers."""
    return screening[screening["strata"].map(lambda each: bool(set(each) & set(STRATA)))]


def flow():
    """What became of the results of all look-ups for statements, a dict: searches, seen, kept, duplicates, off_topic, rejected,
    and others (look-ups for episodes, events and participation alone)."""
    everything = tables.load("screening")
    screening = _for_statements(everything)
    return {"searches": len(screening), "others": len(everything) - len(screening)} | {name: int(screening[name].sum()) for name in ("seen", "kept", "duplicates", "off_topic", "rejected")}


def searched(table):
    """How often each group of speakers was looked for in each episode, and what was found: stratum, episode_id, searches, statements.

    One row per group and episode, also where nothing was looked for or found.
    """
    screening = tables.load("screening").explode("strata").explode("episodes")
    looked = screening.groupby(["strata", "episodes"]).size()
    found = table[table["episode_id"] != ""].groupby(["stratum", "episode_id"]).size()
    cells = pd.MultiIndex.from_product([list(STRATA), tables.load("episodes")["id"]], names=["stratum", "episode_id"])
    return pd.DataFrame({"searches": looked.reindex(cells, fill_value=0), "statements": found.reindex(cells, fill_value=0)}).reset_index()


def by_year(table):
    """What ``charts.heat`` draws of groups by year: counts, rows, label and the alternative text; early years are put together."""
    bins = [1991, 1999, 2004, 2007, *range(2008, tables.coverage_end().year + 1)]
    names = ["1992-1999", "2000-2004", "2005-2007", *map(str, bins[4:])]
    counts = pd.crosstab(table["stratum"], pd.cut(table["date"].dt.year, bins, labels=names)).reindex(index=list(STRATA), columns=names, fill_value=0)
    busiest = counts.sum().idxmax()
    alt = (f"Grid of {len(STRATA)} groups of speakers by year. The busiest column is {busiest} with {counts.sum().max()} of {len(table)} statements; "
           f"the group with most is {STRATA[counts.sum(axis=1).idxmax()]} with {counts.sum(axis=1).max()}.")
    return {"counts": counts, "rows": STRATA, "label": "year of speaking", "alt": alt}


def by_episode(table):
    """What ``charts.heat`` draws of episodes by group: counts, rows, label and the alternative text."""
    cells = searched(table)
    names = tables.load("episodes").sort_values("start").set_index("id")["name"]
    counts = cells.assign(stratum=cells["stratum"].map(STRATA)).pivot(index="episode_id", columns="stratum", values="statements")[list(STRATA.values())]
    silent = (cells["statements"] == 0).sum()
    busiest = counts.sum(axis=1).idxmax()
    alt = (f"Grid of {len(counts)} episodes by {len(STRATA)} groups of speakers: in {silent} of {len(cells)} cells the search found no statement; "
           f"most statements speak of {names[busiest]}, {counts.loc[busiest].sum()}.")
    return {"counts": counts, "rows": names.to_dict(), "label": "", "alt": alt}


def only_english(table):
    """Whether all pages behind a statement are in English, a Series."""
    language = tables.load("sources").set_index("source_id")["language"]
    return table["source_ids"].map(lambda keys: {language[key] for key in keys} == {"en"})


def look_ups(language):
    """Number of look-ups for statements made in a language (ISO 639-1)."""
    return int((_for_statements(tables.load("screening"))["language"] == language).sum())


def skew(table, column):
    """The ten commonest values of a column (lists are counted item by item): value, n, share of all rows in %."""
    count = table[column].explode().value_counts().head(10)
    return pd.DataFrame({column: count.index, "n": count.to_numpy(), "share, %": (100 * count / len(table)).round(1).to_numpy()})


def counted(table):
    """Statements that the tests of the plan count: about Armenia, of the alliance's side, with a condition in one of the groups."""
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
    before_n, after, after_n (counts over all speakers), difference (of shares, after less before), found and expected (count
    of those speakers in the later period, and its mean over all shuffles), p (one-sided, in ``direction`` less or more), p_two
    (sum of outcomes no likelier than the one found), p_least (the smallest one-sided p that these speakers could have given).
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
    edge = chances[np.flatnonzero(chances > 0)[0 if direction == "less" else -1]]
    share = [named[side].mean() if side.any() else np.nan for side in (later, ~later)]
    return {"n": len(table), "speakers": speakers, "before": int(named[~later].sum()), "before_n": int((~later).sum()),
            "after": int(named[later].sum()), "after_n": int(later.sum()), "difference": share[0] - share[1],
            "found": found, "expected": float(chances @ np.arange(len(chances))), "p_least": float(edge),
            "p": min(1.0, float(tail.sum())), "p_two": min(1.0, float(chances[chances <= chances[found] * (1 + 1e-9)].sum()))}


def tested(table, hypothesis):
    """One hypothesis of the plan on the counted statements of a table: the dict of ``within_speakers``."""
    names, window, direction = HYPOTHESES[hypothesis]
    return within_speakers(counted(table), names, WINDOWS[window], direction)


def results(table):
    """All hypotheses: one row each, the columns of ``within_speakers`` plus hypothesis, foreseen (whether the share moved as the
    plan foresaw) and p_holm (one-sided p, Holm 1979)."""
    found = pd.DataFrame([{"hypothesis": each} | tested(table, each) for each in HYPOTHESES])
    order = found["p"].rank(method="first")
    scaled = found["p"] * (len(found) + 1 - order)
    less = found["hypothesis"].map(lambda each: HYPOTHESES[each][2] == "less")
    return found.assign(foreseen=(found["difference"] < 0) == less, p_holm=[min(1.0, scaled[order <= rank].max()) for rank in order])


def breaks():
    """First days of the windows after the first, with their names, as ``charts.timeline`` takes them."""
    return [(day, name) for name, day in list(WINDOWS.items())[1:]]


def conditions_picture(table):
    """What ``charts.timeline`` draws of the conditions for helping Armenia: dots, rows, kinds and the alternative text."""
    rows = table[(table["about_armenia"] == "yes") & (table["groups"].map(len) > 0) & (table["date"] >= "2008-01-01")].explode("conditions")
    order = [code for codes in coding.GROUPS.values() for code in codes]
    rows = rows[rows["conditions"].isin(order)]
    dots = pd.DataFrame({"date": rows["date"], "row": rows["conditions"], "kind": rows["stratum"].where(rows["side"] == "alliance", rows["side"])})
    kinds = {"csto": ("o", "blue", "organisation"), "russia": ("D", "orange", "Russia"), "allies": ("s", "green", "other allies"),
             "Armenia": ("x", "grey", "Armenia"), "analysts": ("+", "purple", "analysts")}
    official = rows[rows["side"] == "alliance"]
    before = official[official["date"] < WINDOWS["border"]]["conditions"].value_counts()
    after = official[official["date"] >= WINDOWS["border"]]["conditions"].value_counts()
    alt = (f"Timeline of {len(dots)} dots. On the alliance's side the commonest condition before 12 May 2021 is {coding.CONDITIONS[before.index[0]]} ({before.iloc[0]} of "
           f"{before.sum()}), from then on {coding.CONDITIONS[after.index[0]]} ({after.iloc[0]} of {after.sum()}).")
    return {"dots": dots, "rows": {code: f"{coding.CONDITIONS[code]} ({code})" for code in order if code in set(dots["row"])}, "kinds": kinds, "alt": alt}


def by_window(table):
    """Counted statements by window and group of conditions: window, one column for each group, statements."""
    names = table.explode("groups")
    count = pd.crosstab(names["window"], names["groups"]).reindex(index=list(WINDOWS), columns=list(coding.GROUPS), fill_value=0)
    count.columns.name = None
    return count.assign(statements=table["window"].value_counts().reindex(list(WINDOWS), fill_value=0)).rename_axis("window").reset_index()


def first_named(table):
    """The first statement of the alliance's side on Armenia for each condition: condition, date, speaker, paraphrase, source_ids, n (of all)."""
    rows = counted(table).explode("conditions").sort_values("date")
    rows = rows[rows["conditions"] != "C0"]
    count = rows["conditions"].value_counts()
    first = rows.drop_duplicates("conditions")
    first = first.assign(condition=first["conditions"].map(coding.CONDITIONS), n=first["conditions"].map(count))
    return first[["condition", "n", "date", "speaker", "paraphrase", "source_ids"]]


def shown(results):
    """The results of the hypotheses for reading."""
    rows = results.reset_index()
    return pd.DataFrame({
        "hypothesis": rows["hypothesis"], "groups": [" or ".join(HYPOTHESES[each][0]) for each in rows["hypothesis"]],
        "since": [WINDOWS[HYPOTHESES[each][1]] for each in rows["hypothesis"]],
        "before": [f"{a} of {b}" for a, b in zip(rows["before"], rows["before_n"])], "after": [f"{a} of {b}" for a, b in zip(rows["after"], rows["after_n"])],
        "speakers on both sides": rows["speakers"], "theirs after": rows["found"], "expected": rows["expected"].round(1),
        "p": rows["p"].round(3), "least p possible": rows["p_least"].round(3), "p, two-sided": rows["p_two"].round(3), "p, Holm": rows["p_holm"].round(3)})


def exclusions_shown(parts, base):
    """Every exclusion that moves a p by more than .01 or turns a sign, for reading: exclusion, n, difference and p of each hypothesis.

    ``parts``: dict hypothesis -> its ``robustness``; ``base``: the ``results``, by hypothesis.
    """
    parts = {name: part.set_index("variant") for name, part in parts.items()}
    moves = [any(abs(part.loc[variant, "p"] - base.loc[name, "p"]) > 0.01 or not part.loc[variant, "same_sign"] for name, part in parts.items())
             for variant in parts["H1"].index]
    rows = pd.DataFrame({"exclusion": parts["H1"].index, "n": parts["H1"]["n"].to_numpy()})
    for name, part in parts.items():
        rows[f"{name}: difference"] = part["difference"].round(2).to_numpy()
        rows[f"{name}: p"] = part["p"].round(3).to_numpy()
    return rows[moves].reset_index(drop=True)


def echo_shown(echo):
    """The echoes for reading: later group, first group, found, 95 % of the shuffles, share of shuffles that reach as many."""
    return pd.DataFrame({"names a condition": echo["later"].map(STRATA), "first named by": echo["first"].map(STRATA), "found": echo["found"],
                         "shuffles, 95 %": [f"{row.lo:.0f} to {row.hi:.0f}" for row in echo.itertuples()], "share that reach it": echo["share"].round(2)})


def echo_picture(echo):
    """What ``charts.forest`` draws of the echoes: rows, the reference of the shuffles, limits and the alternative text."""
    label = [f"{STRATA[row.later]} after {STRATA[row.first]}" for row in echo.itertuples()]
    rows = pd.DataFrame({"label": label, "value": echo["found"], "lo": echo["found"], "hi": echo["found"], "kind": "blue"})
    rows = rows.sort_values("value", ascending=False, kind="stable")
    outside = int(((echo["found"] > echo["hi"]) | (echo["found"] < echo["lo"])).sum())
    alt = (f"Counts of {len(echo)} pairs of groups with the range of the shuffles behind: {outside} of them lie outside it; most counts are those of "
           f"{rows['label'].iloc[0]}, {rows['value'].iloc[0]}.")
    return {"rows": rows, "reference": pd.DataFrame({"label": label, "lo": echo["lo"], "hi": echo["hi"]}), "xlim": (0, max(echo["found"].max(), echo["hi"].max()) + 1), "alt": alt}


def exclusions(table):
    """The variants of the plan: dict name -> table."""
    base = counted(table)
    table = table.assign(origins=table["origins"].map(lambda each: sorted({part.strip() for origin in each for part in origin.split(";")})))
    variants = {f"without {name}": table[table["speaker"] != name] for name in base["speaker"].value_counts().index}
    variants |= {f"without what only {name} reported": table[table["origins"].map(lambda each, name=name: each != [name])]
                 for name in table.loc[base.index, "origins"].explode().value_counts().index}
    return variants | {
        "codes of the first coder": recoded(table, "first"), "codes of the second coder": recoded(table, "second"),
        "codes of the keyword rules": recoded(table, "rules"),
        "without paraphrases": table[table["wording"] == "quote"], "without grade C": table[table["grade"] != "C"],
        "without repeats": table[table["repeat_of"].map(len) == 0]}


def robustness(table, hypothesis):
    """One hypothesis under every exclusion that changes what is counted: one row each, variant and the columns of
    ``within_speakers``, plus same_sign (the difference of shares has the sign it has without any exclusion) and holds (it has,
    and one-sided p is below .05)."""
    base = counted(table)
    sign = np.sign(tested(table, hypothesis)["difference"])
    rows = []
    for name, each in exclusions(table).items():
        chosen = counted(each)
        if not (chosen["id"].tolist() == base["id"].tolist() and chosen["groups"].tolist() == base["groups"].tolist()):
            rows.append({"variant": name} | tested(each, hypothesis))
    found = pd.DataFrame(rows)
    found["same_sign"] = np.sign(found["difference"]) == sign
    return found.assign(holds=found["same_sign"] & (found["p"] < 0.05))


def echo_pairs(table):
    """Pairs of statements of which the later takes up a condition that the earlier was the first to name in the same episode.

    Returns one row per pair, episode and condition: episode_id, condition, first, later (positions in ``table``).
    Analysts do not count, nor do conditions that several statements of one day were the first to name: nobody was first.
    """
    rows = table.assign(position=range(len(table)))
    rows = rows[(rows["episode_id"] != "") & (rows["side"] != "analysts")].explode("conditions").rename(columns={"conditions": "condition"})
    rows = rows[rows["condition"] != "C0"].sort_values(["date", "id"])
    found = []
    for (episode, condition), each in rows.groupby(["episode_id", "condition"]):
        origin = each.iloc[0]
        if (each["date"] == origin["date"]).sum() > 1:
            continue
        after = each[each["date"] > origin["date"]]
        found += [(episode, condition, origin["position"], position) for position in after["position"]]
    return pd.DataFrame(found, columns=["episode_id", "condition", "first", "later"])


def echo_null(table, draws=2000, seed=20261122):
    """How often each group of speakers echoes each other group, beside what shuffling the groups within each episode gives.

    Returns one row per pair of groups with an echo: first, later, found, lo, hi (95 % of the shuffles), share (of shuffles
    that reach the count found).
    """
    pairs, keys, random = echo_pairs(table), list(STRATA), np.random.default_rng(seed)
    group = table["stratum"].map(keys.index).to_numpy()
    speaks = (table["side"] != "analysts").to_numpy()
    episodes = [np.flatnonzero((table["episode_id"] == each).to_numpy() & speaks) for each in pairs["episode_id"].unique()]

    def count(labels):
        first, later = labels[pairs["first"].to_numpy(int)], labels[pairs["later"].to_numpy(int)]
        grid = np.zeros((len(keys), len(keys)), int)
        np.add.at(grid, (first, later), first != later)
        return grid

    found, drawn = count(group), []
    for _ in range(draws):
        shuffled = group.copy()
        for members in episodes:
            shuffled[members] = random.permutation(group[members])
        drawn.append(count(shuffled))
    drawn = np.stack(drawn)
    return pd.DataFrame([{"first": keys[a], "later": keys[b], "found": int(found[a, b]), "lo": float(np.quantile(drawn[:, a, b], 0.025)),
                          "hi": float(np.quantile(drawn[:, a, b], 0.975)), "share": float((drawn[:, a, b] >= found[a, b]).mean())}
                         for a, b in zip(*np.nonzero(found))])
