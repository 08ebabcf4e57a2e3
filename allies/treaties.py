"""What treaty texts promise, item by item, and how that compares with ATOP's coding."""

import pandas as pd

from allies import intervals, tables

TEXTS = {("CST", "1992"): "CST 1992", ("CST", "2010"): "CST 2010", ("NATO", "1949"): "NATO 1949", ("Rio", "1947"): "Rio 1947",
         ("ARM-RUS 1997", "1997"): "ARM–RUS 1997", ("CIS Charter", "1993"): "CIS Charter 1993"}
ITEMS = {
    "defence": "Must members help militarily?",
    "attack_on_one_is_attack_on_all": "Is an attack on one an attack on all?",
    "consultation": "Must they consult on a threat?",
    "territorial_condition": "Is the promise limited to a named area?",
    "request_required": "Must the attacked state ask?",
    "discretion_over_means": "Does each choose its means?",
    "collective_decision_required": "Must a council decide?",
    "internal_threats_covered": "Are internal threats covered?",
    "ban_on_opposing_alliances": "Are opposing alliances barred?",
    "nonaggression": "Is force among members renounced?",
    "un_article_51": "Is UN Charter Article 51 named?",
    "report_to_security_council": "Must the Security Council be told?",
    "peacetime_organ": "Is there a standing organ?",
    "integrated_command": "Is there a joint command?",
}
SYMBOLS = {"yes": ("o", "blue", "yes"), "no": ("x", "purple", "no"), "no clause": ("1", "sky", "no such clause in what was read"),
           "ambiguous": ("d", "orange", "ambiguous"), "not seen": ("_", "grey", "not seen")}


def clauses():
    """The table ``treaty_clauses`` for the six texts compared, plus text (its short name) and seen (whether the clause was)."""
    table = tables.load("treaty_clauses")
    table["text"] = [TEXTS.get(pair) for pair in zip(table["treaty"], table["version"])]
    table = table[table["text"].notna()].copy()
    table["seen"] = table["coding"] != "not seen"
    return table


def answer(coding):
    """A coding of one of ITEMS in one of five words: yes, no, no clause (the text read is silent), ambiguous, not seen.

    Raises ValueError for any other coding.
    """
    word = coding.partition(" (")[0]
    answers = {"none": "no clause", "silent": "no clause", "listed area": "yes"} | {each: each for each in ("yes", "no", "ambiguous", "not seen")}
    if word not in answers:
        raise ValueError(f"treaty_clauses, column coding: found {coding!r}; expected one of {', '.join(answers)}")
    return answers[word]


def matrix(table):
    """What ``charts.matrix`` draws of the items: cells, rows, columns, symbols and the alternative text."""
    chosen = table[table["item"].isin(ITEMS)]
    cells = chosen.assign(kind=chosen["coding"].map(answer)).rename(columns={"item": "row", "text": "column"})[["row", "column", "kind"]]
    area = listed_area(table)
    alt = (f"Grid of {len(ITEMS)} questions against {len(TEXTS)} treaty texts. Only {' and '.join(area)} limit the promise to a named area; "
           f"a request of the attacked state is asked for by {' and '.join(texts_with(table, 'request_required', 'yes'))}.")
    return {"cells": cells, "rows": ITEMS, "columns": {text: text for text in TEXTS.values()}, "symbols": SYMBOLS, "alt": alt}


def texts_with(table, item, answer_):
    """Short names of the texts with that answer to an item, in the order of TEXTS."""
    asked = table[table["item"] == item]
    found = set(asked[asked["coding"].map(answer) == answer_]["text"])
    return [text for text in TEXTS.values() if text in found]


def listed_area(table):
    """Short names of the texts that limit the promise to a named area."""
    return texts_with(table, "territorial_condition", "yes")


def cells(table, items):
    """Codings as a grid for reading: one row per item, one column per text; each cell is (coding with its article, id of the row)."""
    shown = table[table["item"].isin(items)].copy()
    articles = ["" if article in ("—", "") else f" (Art. {article})" for article in shown["article"]]
    shown["cell"] = list(zip(shown["coding"] + articles, shown["id"]))
    grid = shown.pivot(index="item", columns="text", values="cell").reindex(items)[list(TEXTS.values())]
    return grid.rename_axis(columns=None).reset_index().assign(item=lambda t: t["item"].str.replace("_", " "))


def differences():
    """Articles 2 and 4 in 1992 and 2010: article, change, and the segment of each version with its words."""
    table = tables.load("treaty_diff").sort_values(["article", "segment"])
    for version in ("1992", "2010"):
        quoted = [f" «{phrase}»" if phrase else "" for phrase in table[f"key_phrase_{version}"]]
        table[version] = table[f"text_{version}"] + quoted
    return table[["article", "change", "1992", "2010", "source_ids"]]


def beside_atop():
    """Our coding and ATOP's, one row per treaty and variable: treaty, variable, meaning, ATOP (its value), agrees, why."""
    values = tables.load("alliance_obligations")[["treaty", "variable", "value"]]
    table = tables.load("atop_comparison").merge(values, on=["treaty", "variable"], how="left")
    table["ATOP"] = [("" if pd.isna(value) else str(value)) for value in table["value"]]
    return table[["treaty", "variable", "meaning", "ATOP", "agrees", "why"]]


def instruments():
    """What the Charter and the agreement of 2010 add: instrument, article, item, coding, reading, sources."""
    table = tables.load("treaty_clauses")
    table = table[table["treaty"].isin(["CSTO Charter", "CSTO Agreement"])]
    table = table.assign(instrument=table["treaty"] + " " + table["version"], item=table["item"].str.replace("_", " "))
    return table[["instrument", "article", "item", "coding", "reading", "source_ids"]]


def agreement():
    """How far two coders who worked apart agree on the closed items.

    Returns a dict: cells, same, share, lo, hi (Clopper-Pearson, 95 %); unseen: differing cells that one of the two
    held as not seen; both and both_same: cells whose clause both saw, and how many of them they answered alike.
    """
    table = tables.load("treaty_codes").pivot(index=["treaty", "version", "item"], columns="coder", values="coding")
    same = table["first"] == table["second"]
    seen = ~(table == "not seen").any(axis=1)
    return {"both": int(seen.sum()), "both_same": int((same & seen).sum()), "unseen": int((~same & ~seen).sum()),
            "cells": len(table), "same": int(same.sum())} | intervals.share(same.sum(), len(table))