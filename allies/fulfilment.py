"""How often alliances kept their word when a war put it to the test, and what that says about the alliance of this book."""

import numpy as np
import pandas as pd
from scipy import stats

from allies import episodes, intervals, membership, tables

AFTER = "1945-2003"
SEED, DRAWS = 1992, 10_000
WEIGHTS = (0, 0.25, 0.5, 1)
JEFFREYS = 0.5  # added to successes and failures: the prior that says least about a share
RATIOS = (1, 2, 5, 10, 20)
SHORT = {"CST": "cst", "NATO": "nato", "Rio": "rio", "ARM-RUS 1997": "armrus"}
# Cells of ATOP that were read before, by treaty.
CELLS = {"CST": ("conditio", "length", "renounce", "organ1", "intcom", "milcon", "base"), "NATO": ("conditio", "length", "base"), "Rio": ("conditio",),
         "ARM-RUS 1997": ("conditio", "length", "milaid")}
# Name of a base rate: what ``kept`` selects it by.
BASES = {"defence pacts, kept as a whole": {}, "defence pacts of three or more, one ally enough": {"scope": "multilateral", "lenient": True}}


def kept(coding="LLM", obligation="defence", period=AFTER, scope="all", lenient=False):
    """Commitments tested and honoured under one coding, with exact and Wilson intervals (95 %).

    ``lenient`` takes one ally who helped as enough. Returns a dict honoured, n, wars, alliances, share, lo, hi (Clopper-Pearson),
    wilson_lo, wilson_hi. Raises KeyError for a selection that the table does not have.
    """
    table = tables.load("war_fulfilment").set_index(["coding", "obligation", "period", "scope"])
    row = table.loc[(coding, obligation, period, scope)]
    counts = {"honoured": int(row["honoured_lenient" if lenient else "honoured"])} | {name: int(row[name]) for name in ("n", "wars", "alliances")}
    wilson = intervals.wilson(counts["honoured"] / counts["n"], counts["n"])
    return counts | intervals.share(counts["honoured"], counts["n"]) | {f"wilson_{end}": wilson[end] for end in ("lo", "hi")}


def by_war(coding="LLM", obligation="defence", period=AFTER, lenient=False):
    """The same commitments by war: war_id, war, first_year, n, honoured."""
    table = tables.load("war_fulfilment_by_war")
    table = table[(table["coding"] == coding) & (table["obligation"] == obligation) & (table["period"] == period)]
    table = table.assign(honoured=table["honoured_lenient"] if lenient else table["honoured"])
    return table.groupby(["war_id", "war", "first_year"])[["n", "honoured"]].sum().reset_index().astype({"n": int, "honoured": int})


def bootstrap(wars, draws=DRAWS, seed=SEED):
    """Interval (95 %) of the share when whole wars are drawn again, since commitments in one war are not independent: lo, hi."""
    drawn = np.random.default_rng(seed).integers(0, len(wars), (draws, len(wars)))
    counts = wars[["honoured", "n"]].to_numpy()[drawn].sum(axis=1)
    lo, hi = np.quantile(counts[:, 0] / counts[:, 1], (0.025, 0.975))
    return {"lo": float(lo), "hi": float(hi)}


def without_each_war(wars):
    """The counts without each war in turn, the lowest share first: war, honoured, n, share."""
    rest = wars.assign(n=wars["n"].sum() - wars["n"], honoured=wars["honoured"].sum() - wars["honoured"])
    return rest.assign(share=rest["honoured"] / rest["n"])[["war", "honoured", "n", "share"]].sort_values(["share", "war"])


def selection(honoured, n, ratios=RATIOS):
    """What share of commitments would be honoured at all if only broken deterrence is seen.

    If pacts that would be kept are challenged ``ratio`` times less often than those that would not, the odds among all pacts
    are the observed odds times the ratio. Returns ratio, share, lo, hi (from the exact interval of the observed share).
    """
    seen = intervals.share(honoured, n)
    return pd.DataFrame([{"ratio": ratio} | {name: ratio * p / (ratio * p + 1 - p) for name, p in seen.items()} for ratio in ratios])


def ratio_for(share, honoured, n):
    """How many times less often pacts that would be kept have to be challenged for that share to be kept among all."""
    return share / (1 - share) * (n - honoured) / honoured


def posterior(honoured, n, prior_honoured=0, prior_n=0, weight=0.0):
    """Beta posterior of a share: Jeffreys' prior, base-rate cases counted with a weight from 0 to 1, and the cases themselves.

    Returns a dict share (median), lo, hi (95 % credible). Raises ValueError for a weight outside 0 to 1.
    """
    if not 0 <= weight <= 1:
        raise ValueError(f"posterior: the weight is {weight}; expected 0 (base rate ignored) to 1 (each of its cases counts as one of ours)")
    beta = stats.beta(JEFFREYS + weight * prior_honoured + honoured, JEFFREYS + weight * (prior_n - prior_honoured) + n - honoured)
    share, lo, hi = beta.ppf((0.5, 0.025, 0.975))
    return {"share": float(share), "lo": float(lo), "hi": float(hi)}


def own_cases():
    """The alliance's own cases under each reading of what was asked and what counts as honoured: reading, n, honoured, names."""
    sets = episodes.denominators(episodes.episodes())
    outside = sets["request"][sets["request"]["kind"].isin(["external state", "external group"])]
    readings = {"attacked and asked, aid counts": (sets["strict"], 4), "attacked and asked, a mission counts": (sets["strict"], 3),
                "asked over a threat from outside, aid counts": (outside, 4), "asked, aid counts": (sets["request"], 4), "asked, a mission counts": (sets["request"], 3)}
    rows = [{"reading": name} | episodes.reached(*chosen) for name, chosen in readings.items()]
    return pd.DataFrame(rows).rename(columns={"reached": "honoured"})


def updates():
    """Posterior shares of the own cases for each base rate and weight: reading, base, weight, share, lo, hi; weight 0 once a reading."""
    rows = []
    for case in own_cases().itertuples():
        for base, chosen in BASES.items():
            prior = kept(**chosen)
            rows += [{"reading": case.reading, "base": base if weight else "none", "weight": weight} | posterior(case.honoured, case.n, prior["honoured"], prior["n"], weight)
                     for weight in WEIGHTS]
    return pd.DataFrame(rows).drop_duplicates(["reading", "base", "weight"]).reset_index(drop=True)


def _rows(choices):
    """Rows of ``charts.forest`` from label -> keywords of ``kept``; an open dot where one ally is enough."""
    rows = []
    for label, chosen in choices.items():
        found = kept(**chosen)
        kind = "paper" if chosen.get("lenient") else {"LLM": "blue", "BF": "orange", "LA": "green"}[chosen.get("coding", "LLM")]
        rows.append({"label": f"{label}: {found['honoured']} of {found['n']}", "value": found["share"], "lo": found["lo"], "hi": found["hi"], "kind": kind})
    return pd.DataFrame(rows)


def base_picture():
    """What ``charts.forest`` draws of the base rate by sample, kind of obligation and period: rows and the alternative text."""
    every = {"obligation": "any", "period": "all"}
    choices = {"Leeds and Anac, to 1944": {"coding": "LA", "obligation": "any", "period": "1816-1944"}, "all kinds, both periods": every,
               "all kinds, to 1944": every | {"period": "1816-1944"}, "all kinds, 1945 to 2003": every | {"period": AFTER}}
    choices |= {f"{kind}, {word}": {"obligation": kind, "period": period} for kind in ("neutrality", "offence", "defence", "nonaggression")
                for word, period in (("to 1944", "1816-1944"), ("1945 to 2003", AFTER))}
    before, after, neutral, offence = (kept(**choices[name]) for name in ("defence, to 1944", "defence, 1945 to 2003", "neutrality, 1945 to 2003", "offence, 1945 to 2003"))
    alt = (f"Shares with exact intervals: defence pacts were honoured in {before['honoured']} of {before['n']} tests to 1944 and in {after['honoured']} of {after['n']} "
           f"from 1945 to 2003, neutrality in {neutral['honoured']} of {neutral['n']} and offence in {offence['honoured']} of {offence['n']} of that later period.")
    return {"rows": _rows(choices), "alt": alt}


def coding_picture():
    """What ``charts.forest`` draws of defence pacts after 1945 under each coding and number of parties: rows and the alternative text."""
    choices = {f"{name}{', one ally' if lenient else ''}": {"coding": coding, "lenient": lenient}
               for coding, name in (("LLM", "Leeds et al."), ("BF", "Berkemeier, Fuhrmann")) for lenient in (False, True)}
    choices |= {f"{word}{', one ally' if lenient else ''}": {"scope": scope, "lenient": lenient}
                for scope, word, lenient in (("bilateral", "two parties", False), ("multilateral", "three or more", False), ("multilateral", "three or more", True))}
    rows = _rows(choices)
    codings, parties = (f"{100 * part.min():.0f} to {100 * part.max():.0f} %" for part in (rows["value"][:4], rows["value"][4:]))
    alt = f"Shares with exact intervals for defence pacts from 1945 to 2003: {codings} were honoured under the four codings, {parties} by number of parties."
    return {"rows": rows, "alt": alt}


def update_picture(readings=("attacked and asked, aid counts", "asked, aid counts")):
    """What ``charts.forest`` draws of the posteriors: rows and the alternative text."""
    table = updates()
    table = table[table["reading"].isin(readings)]
    short = dict(zip(("none", *BASES), ("alone", "all pacts", "three or more")))
    labels = [f"{row.reading.partition(',')[0]}: {short[row.base]}" + (f", {row.weight:g}" if row.weight else "") for row in table.itertuples()]
    colours = dict(zip(("none", *BASES), ("paper", "blue", "orange")))
    rows = pd.DataFrame({"label": labels, "value": table["share"], "lo": table["lo"], "hi": table["hi"], "kind": table["base"].map(colours)})
    alone = table[table["weight"] == 0]
    alt = (f"Posterior shares: by the own cases alone the intervals reach up to {100 * alone['hi'].max():.0f} %, with the base rate at full weight up to "
           f"{100 * table[table['weight'] == 1]['hi'].max():.0f} %.")
    return {"rows": rows, "alt": alt}


def in_karabakh():
    """The treaties that the war of 1993-94 tested, one row each: treaty, obliges to, parties, and the verdict of each coding."""
    table = tables.load("war_fulfilment_karabakh")
    duties = [" and ".join(duty for duty in ("defence", "nonaggression") if getattr(row, duty)) for row in table.itertuples()]
    table = table.assign(**{"obliges to": duties, "parties": table["scope"].map({"bilateral": "two", "multilateral": "three or more"})})
    wide = table.pivot(index=["treaty", "obliges to", "parties"], columns="coding", values="verdict").reset_index()
    return wide.rename(columns={"LLM": "rules of Leeds, Long and Mitchell", "BF": "rules of Berkemeier and Fuhrmann"})


def pairs_beside_treaty(names):
    """Armenia's allies by the ready-made pairs and by the treaty itself: partner, flagged (first to last year), years, treaty_years, beyond
    (years with the flag and without the treaty)."""
    table = tables.load("alliance_dyads")
    flagged = [f"{row.first_year}–{row.last_year}" for row in table.itertuples()]
    table = table.assign(partner=table["partner"].map(names), flagged=flagged, beyond=table["years"] - table["treaty_years"])
    return table.sort_values(["beyond", "partner"], ascending=[False, True])[["partner", "flagged", "years", "treaty_years", "beyond"]]


def benchmarks():
    """Our values of what others published or computed before: name -> value, in the units of the table benchmark_values."""
    def percent(**chosen):
        return 100 * kept(**{"period": "all"} | chosen)["share"]

    codes = tables.load("alliance_obligations").set_index(["treaty", "variable"])["value"]
    spells, pairs = tables.load("atop_spells"), tables.load("alliance_dyads").set_index("partner")
    verdicts = tables.load("war_fulfilment_karabakh")
    after, resampled = kept(), bootstrap(by_war())
    codings = {"llm.strict": {}, "llm.lenient": {"lenient": True}, "bf.strict": {"coding": "BF"}, "bf.lenient": {"coding": "BF", "lenient": True},
               "bilateral": {"scope": "bilateral"}, "multilateral.strict": {"scope": "multilateral"}, "multilateral.lenient": {"scope": "multilateral", "lenient": True}}
    found = {"all": percent(obligation="any"), "before": percent(obligation="any", period="1816-1944"), "after": percent(obligation="any", period=AFTER),
             "defence": percent(), "nonaggression": percent(obligation="nonaggression"), "offence": percent(obligation="offence"), "neutrality": percent(obligation="neutrality"),
             "defence.after": 100 * after["share"], "defence.after.wilson.lo": 100 * after["wilson_lo"], "defence.after.wilson.hi": 100 * after["wilson_hi"],
             "defence.after.bootstrap.lo": 100 * resampled["lo"], "defence.after.bootstrap.hi": 100 * resampled["hi"],
             "defence.after.wars": after["wars"], "defence.after.alliances": after["alliances"],
             "karabakh.cst": int((verdicts[verdicts["treaty"] == "CST"]["verdict"] == "violated").sum())}
    found |= {f"defence.after.{name}": kept(**chosen)["honoured"] for name, chosen in codings.items()}
    found |= {f"leeds_anac.{name}": 100 * kept("LA", "any", "1816-1944", lenient=lenient)["share"] for name, lenient in (("strict", False), ("lenient", True))}
    found |= {f"atop.{SHORT[treaty]}.{variable}": codes[treaty, variable] for treaty, variables in CELLS.items() for variable in variables}
    found |= {f"scores.{SHORT[row.treaty]}.{row.indicator}": row.value for row in tables.load("alliance_scores").itertuples()
              if (row.treaty, row.indicator) != ("ARM-RUS 1997", "capacity")}  # not read before
    found |= {"atop.cst.spells": len(spells), "atop.pairs.aze": int(pairs.loc["AZE", "years"]),
              "exit_rate": membership.exit_rate(spells, until="2026-11-21")["rate"]}
    return {f"alliances.{name}": float(value) for name, value in found.items()}
