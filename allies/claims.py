"""What sources claim, where they differ, and which kinds of source err."""

import pandas as pd

from allies import intervals, tables

VERDICTS = ("supported", "imprecise", "outdated", "contradicted", "unverified")
SEEDS = {0: "seed 0: PanARMENIAN.Net", 1: "seed 1: Asbarez", 2: "seed 2: Wikipedia", 3: "seed 3: explainer", 4: "seed 4: NV"}
TIERS = ("treaty", "official", "wire", "press", "dataset", "encyclopaedia", "explainer")


def readings():
    """Claims on contested facts: the columns of ``claims`` plus fact (its number in ``resolutions``), question, tier and column
    (the seed, or else the tier of the source)."""
    facts = tables.load("resolutions")[["subject", "predicate", "question"]].reset_index(names="fact")
    tiers = tables.load("sources").set_index("source_id")["tier"]
    table = tables.load("claims").merge(facts, on=["subject", "predicate"])
    table["tier"] = table["source_id"].map(tiers)
    table["column"] = table["seed"].map(SEEDS).astype(object).where(table["seed"].notna(), table["tier"])
    return table


def registry():
    """The contested facts for reading: question, adopted value, rule, grade, number of readings, source_ids."""
    facts = tables.load("resolutions").assign(readings=lambda table: table["claim_ids"].map(len))
    facts = facts.sort_values("readings", ascending=False, kind="stable")
    return facts[["question", "adopted_value", "rule", "readings", "grade", "source_ids"]]


def dissent(table):
    """Dissent matrix: one row per fact and column with kind (agrees, partly, differs, open).

    Several readings of one kind of source in one cell count as *partly* unless all say the same.
    """
    kinds = {"supported": "agrees", "contradicted": "differs", "unverified": "open"}
    return (table.assign(kind=table["verdict"].map(kinds).fillna("partly"))
            .groupby(["fact", "column"])["kind"].agg(lambda kind: kind.iloc[0] if kind.nunique() == 1 else "partly")
            .reset_index().rename(columns={"fact": "row"}))


def disputed(table, least=2):
    """Facts with at least so many readings of which one or more is not supported, most disputed first: dict number -> question."""
    count = table.groupby("fact").agg(question=("question", "first"), n=("id", "size"), off=("verdict", lambda v: (v != "supported").sum()))
    count = count[(count["n"] >= least) & (count["off"] > 0)].sort_values(["off", "n"], ascending=False)
    return count["question"].to_dict()


def matrix(table, least=5):
    """What ``charts.matrix`` draws: cells, rows, columns, symbols and the alternative text."""
    rows = disputed(table, least)
    cells = dissent(table[table["fact"].isin(rows)])
    columns = {each: each for each in [*SEEDS.values(), *TIERS] if each in set(cells["column"])}
    against = table[table["verdict"] == "contradicted"]["column"].value_counts()
    symbols = {"agrees": ("o", "blue", "agrees with the adopted value"), "partly": ("d", "orange", "right in part, or mixed"),
               "differs": ("x", "purple", "differs"), "open": ("_", "grey", "could not be decided")}
    alt = (f"Grid of {len(rows)} contested facts against kinds of source. Of {against.sum()} readings that are contradicted, "
           f"{against.iloc[0]} stand in the column {against.index[0]}; most cells of the five seed documents are right only in part.")
    return {"cells": cells, "rows": rows, "columns": columns, "symbols": symbols, "alt": alt}


def agreement(table):
    """How often each kind of source agrees with the adopted value.

    Returns one row per tier: tier, n (claims decided), agree, partly (imprecise or outdated), differ, share (that
    agrees), lo, hi (Clopper-Pearson, 95 %).
    Claims that could not be decided are left out.
    """
    decided = table[table["verdict"] != "unverified"]
    count = decided.groupby("tier")["verdict"].agg(
        n="size", agree=lambda verdict: (verdict == "supported").sum(),
        partly=lambda verdict: verdict.isin(["imprecise", "outdated"]).sum(), differ=lambda verdict: (verdict == "contradicted").sum())
    count = count.reindex([tier for tier in TIERS if tier in count.index])
    shares = pd.DataFrame([intervals.share(row.agree, row.n) for row in count.itertuples()], index=count.index)
    return count.join(shares).reset_index()


def verdicts():
    """Verdicts on the claims of the five seed documents: one row per seed, one column per verdict, and all."""
    table = tables.load("claims")
    table = table[table["seed"].notna()].assign(document=lambda t: t["seed"].map(SEEDS))
    count = pd.crosstab(table["document"], table["verdict"]).reindex(columns=list(VERDICTS), fill_value=0)
    count["all"] = count.sum(axis=1)
    count.loc["all five"] = count.sum()
    return count.reset_index()


def audit_by_column():
    """The check of random samples by table and kind of cell, all rounds: table, column, judged, wrong, most wrong first; only cells
    of which at least one was wrong."""
    judged = tables.load("audit").query("outcome != 'not found'")
    count = judged.groupby(["table", "column"])["outcome"].agg(judged="size", wrong=lambda outcome: (outcome == "wrong").sum())
    return count[count["wrong"] > 0].sort_values(["wrong", "judged"], ascending=False).reset_index()


def audit(round_):
    """Outcome of one round of the check of randomly drawn rows, a dict: rows, bad_rows (with a wrong cell), judged and wrong cells,
    share wrong with its Clopper-Pearson interval (95 %)."""
    table = tables.load("audit").query("round == @round_")
    judged = table[table["outcome"] != "not found"]
    wrong = int((judged["outcome"] == "wrong").sum())
    return {"rows": table.groupby(["table", "row"]).ngroups, "bad_rows": judged[judged["outcome"] == "wrong"].groupby(["table", "row"]).ngroups,
            "judged": len(judged), "wrong": wrong} | intervals.share(wrong, len(judged))
