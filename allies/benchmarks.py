"""Do we reproduce what others published? Every value of ours beside the published one, from the tables as they stand."""

import pandas as pd

from allies import arms, democracy, economy, fulfilment, news, opinion, tables, violence, votes

MODULES = (arms, democracy, economy, fulfilment, news, opinion, violence, votes)

# What the first words of a name stand for: heading, and the tables that ours is computed from. The longest that fits is taken.
TOPICS = {
    "alliances": ("How often promises are kept", ["war_fulfilment", "war_fulfilment_by_war"]),
    "alliances.atop": ("How often promises are kept", ["alliance_obligations"]),
    "alliances.atop.cst.spells": ("How often promises are kept", ["atop_spells"]),
    "alliances.atop.pairs": ("How often promises are kept", ["alliance_dyads"]),
    "alliances.exit_rate": ("How often promises are kept", ["atop_spells"]),
    "alliances.scores": ("How often promises are kept", ["alliance_scores"]),
    "arms": ("Arms", ["arms"]),
    "spending": ("Military spending", ["military_spending"]),
    "points": ("Ideal points", ["ideal_points_fit"]),
    "votes": ("Votes", ["votes"]),
    "votes.point": ("Votes", ["ideal_points_published"]),
    "votes.position": ("Votes", ["ideal_points_published"]),
    "votes.text": ("Votes", ["named_votes"]),
    "trade": ("Trade", ["trade", "trade_monthly"]),
    "claim": ("What officials said of trade", ["trade"]),
    "transfers": ("Money transfers", ["transfers"]),
    "people": ("Polls", ["polls"]),
    "democracy": ("Regimes", ["democracy"]),
    "violence": ("Violence", ["conflict_deaths"]),
    "violence.coding": ("Violence", ["conflict_coding"]),
    "news": ("News", ["event_dyads"]),
}


def topic(name):
    """Heading and tables of one benchmark, a pair; raises ValueError for a name that fits no topic."""
    words = name.split(".")
    for count in range(len(words), 0, -1):
        if found := TOPICS.get(".".join(words[:count])):
            return found
    raise ValueError(f"benchmark {name}: its first word stands for no topic; there are: {', '.join(TOPICS)}")


def collect(modules=MODULES):
    """Our values by name, gathered from the topic modules.

    Raises ValueError, naming them, for a name that two modules compute, a value without a row that can be compared in the table
    benchmark_values, and a row with a tolerance that no module computes.
    """
    ours = {}
    for module in modules:
        values = module.benchmarks()
        if twice := sorted(ours.keys() & values):
            raise ValueError(f"{module.__name__}: computed elsewhere, too: {', '.join(twice)}; expected each name once")
        ours |= values
    table = tables.load("benchmark_values")
    comparable = set(table.loc[table["tolerance"].notna(), "name"])
    if stray := sorted(ours.keys() - comparable):
        raise ValueError(f"computed, but without a tolerance in benchmark_values: {', '.join(stray)}")
    if missing := sorted(comparable - ours.keys()):
        raise ValueError(f"a tolerance in benchmark_values, but no module computes: {', '.join(missing)}")
    return ours


def derive(data=tables.DATA, modules=MODULES):
    """The table benchmarks, computed from the tables below ``data``.

    One row per row of benchmark_values, in its order: name, quantity, published, ours, difference (ours less published), unit, tolerance, passes (yes, no,
    not computed), note, vintage (of the tables that ours is computed from). Raises ValueError as ``collect`` does.
    """
    with tables.reading_from(data):
        table, ours = tables.load("benchmark_values"), collect(modules)
        vintages = {name: sorted(set(tables.load(name)["vintage"])) for name in sorted({each for name in ours for each in topic(name)[1]})}
    table = table.assign(ours=table["name"].map(lambda name: float(f"{ours[name]:.6g}") if name in ours else None).astype(float))
    difference = (table["ours"] - table["published"]).round(6)  # beyond that it is how numbers are stored
    verdict = (difference.abs() <= table["tolerance"]).map({True: "yes", False: "no"})
    vintage = ["; ".join(dict.fromkeys(each for used in topic(name)[1] for each in vintages[used])) if name in ours else "" for name in table["name"]]
    table = table.assign(difference=difference, passes=verdict.where(table["ours"].notna(), "not computed"), vintage=vintage)
    return table[["name", "quantity", "published", "ours", "difference", "unit", "tolerance", "passes", "note", "vintage"]]
