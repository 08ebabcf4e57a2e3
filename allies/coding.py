"""From raw codings to codes that may be used: the keyword rules, the agreement of the coders, the rule of the plan."""

import re

import pandas as pd

from allies import reliability, tables

RAW = {"statements": ("statement_codes", "statement_id"), "episodes": ("episode_codes", "id"),
       "responses": ("episode_codes", "id"), "events": ("event_codes", "event_id")}
WORDS = {"statements": ["paraphrase", "key_phrase"], "episodes": ["name", "adversary", "place", "summary", "request", "answer"],
         "responses": ["act"], "events": ["description", "key_phrase"]}
ORDINAL = {"rung", "response_level", "level", "weight"}
CONDITIONS = {"C0": "none", "C1": "where", "C2": "who asked", "C3": "delimitation", "C4": "what", "C5": "external only", "C6": "procedure",
              "C7": "signature", "C8": "participation", "C9": "zone of responsibility", "C10": "political assessment", "C11": "both sides"}
GROUPS = {"where": ["C1"], "what": ["C4", "C5"], "procedure": ["C3", "C6", "C7", "C11"], "who asked": ["C2"]}


def rules(table, variable=None):
    """The codebook's rules of a coded column, dict code -> rule; without ``variable`` a dict of all coded columns of the table."""
    found = {field["name"]: field["rules"] for field in tables.describe(table)["schema"]["fields"]
             if "rules" in field and field["name"] in _coded(table)}
    return found if variable is None else found[variable]


def _coded(table):
    """Columns for which the keyword rules have rules."""
    return set(tables.load("keyword_rules").query("table == @table")["variable"])


def many(table, variable):
    """Whether several codes of a column may hold at once."""
    field = next(each for each in tables.describe(table)["schema"]["fields"] if each["name"] == variable)
    return field["type"] == "list"


def by_keywords(table, rows):
    """Codes that the keyword rules give to rows: columns id, variable, value (several joined by '; ').

    ``rows`` are rows of the table as loaded. Where only one code can hold, the first pattern found in the words decides.
    """
    patterns = tables.load("keyword_rules").query("table == @table")
    words = rows[WORDS[table]].agg(" ".join, axis=1)
    found = []
    for variable, each in patterns.sort_values("order").groupby("variable", sort=False):
        several, order = many(table, variable), list(rules(table, variable))
        tried = [(re.compile(pattern, re.IGNORECASE), value) for pattern, value in zip(each["pattern"], each["value"]) if pattern]
        rest = each.loc[each["pattern"] == "", "value"].iloc[0]
        for key, text in zip(rows["id"], words):
            hits = list(dict.fromkeys(value for pattern, value in tried if pattern.search(text))) or [rest]
            value = "; ".join(sorted(hits, key=order.index)) if several else hits[0]
            found.append((key, variable, value))
    return pd.DataFrame(found, columns=["id", "variable", "value"])


def raw(table, variable):
    """Raw codings of a column: one row per unit, columns first, second, masked, rules, adjudicator (missing where there is none)."""
    name, key = RAW[table]
    codes = tables.load(name).rename(columns={key: "unit"}).query("variable == @variable")
    units = tables.load(table)["id"]
    wide = codes.pivot(index="unit", columns="coder", values="value").reindex(index=units[units.isin(codes["unit"])])
    return wide.reindex(columns=["first", "second", "masked", "rules", "adjudicator"]).astype("str")


def adopted(codes):
    """The adopted code of each unit, a Series: the adjudicator's, else what first and second agree on, else (coded once) the first's.

    Raises ValueError naming the units on which first and second differ and no adjudicator decided.
    """
    open_ = codes["second"].notna() & (codes["first"] != codes["second"]) & codes["adjudicator"].isna()
    if open_.any():
        raise ValueError(f"no adjudicator decided on {', '.join(codes.index[open_])}")
    return codes["adjudicator"].fillna(codes["first"])


def holds(codes, labels):
    """Whether any of the labels is among the codes of each coder: a DataFrame of yes and no, missing where the coder has none."""
    return codes.apply(lambda column: column.map(lambda cell: "yes" if set(cell.split("; ")) & set(labels) else "no", na_action="ignore"))


def agreement(table, pair=("first", "second"), variables=None):
    """How far two coders agree on every coded column of a table, or on some of them.

    Returns one row per column, and per code where several may hold (and per group of conditions): variable, code, level,
    occurs (units to which either coder gave the code), n, agree, alpha, lo, hi, ac1, verdict.
    """
    found = []
    for variable, meaning in rules(table).items():
        if variables and variable not in variables:
            continue
        codes = raw(table, variable)[list(pair)].dropna()
        if many(table, variable):
            labels = {label: [label] for label in meaning} | (GROUPS if variable == "conditions" else {})
            for label, members in labels.items():
                found.append(_row(variable, label, "nominal", holds(codes, members), ["no", "yes"]))
        else:
            if variable == "rung":
                subject = codes.apply(lambda column: column.map(lambda cell: "yes" if cell else "no"))
                found.append(_row(variable, "is the subject", "nominal", subject, ["no", "yes"]))
                codes = codes[(codes != "").all(axis=1)]
            level = "ordinal" if variable in ORDINAL else "nominal"
            found.append(_row(variable, "", level, codes, list(meaning)))
    return pd.DataFrame(found)


def _row(variable, label, level, codes, categories):
    occurs = int((codes == "yes").any(axis=1).sum()) if label else len(codes)
    return {"variable": variable, "code": label, "level": level, "occurs": occurs} | reliability.agreement(codes, categories, level)


def all_but_statements():
    """The agreement on episodes, responses and events, with the table in a column."""
    return pd.concat([agreement(table).assign(table=table) for table in ("episodes", "responses", "events")], ignore_index=True)


def shown(report):
    """A report of agreement for reading, rounded."""
    digits = report.round({"agree": 3, "alpha": 3, "lo": 2, "hi": 2, "ac1": 3})
    return digits[[*(["table"] if "table" in digits else []), "variable", "code", "level", "n", "occurs", "agree", "alpha", "lo", "hi", "ac1", "verdict"]].astype(object).where(digits.notna(), "")


BANDS = ((reliability.TENTATIVE, reliability.USED, "tentative"), (reliability.USED, 1.0, "used"))


def picture(report):
    """What ``charts.forest`` draws of a report: rows and the alternative text."""
    rows = report[report["alpha"].notna()]
    label = [f"{row.variable}: {CONDITIONS[row.code]} ({row.code})" if row.code in CONDITIONS else f"{row.variable}: {row.code}" if row.code else row.variable
             for row in rows.itertuples()]
    rows = rows.assign(label=label, value=rows["alpha"], kind=rows["verdict"].map({"used": "blue", "tentative": "orange", "dropped": "paper"}))
    rows = rows.sort_values("alpha", ascending=False, kind="stable")
    count = rows["verdict"].value_counts()
    alt = (f"Krippendorff's alpha of {len(rows)} codes with intervals: {count.get('used', 0)} reach .800, {count.get('tentative', 0)} lie between .667 and .800, "
           f"{count.get('dropped', 0)} below; highest is {rows['label'].iloc[0]}, lowest {rows['label'].iloc[-1]}.")
    return {"rows": rows[["label", "value", "lo", "hi", "kind"]], "alt": alt}


def confusion_table(codes, categories):
    """``reliability.confusion`` with the first coder's codes as a column, for reading."""
    return reliability.confusion(codes.dropna(), categories).rename_axis("first coder").reset_index()


def sentence(report, what):
    """What the plan merged or dropped, as a sentence."""
    result = conditions(report)
    if what == "merged":
        failing = {code for codes in GROUPS.values() for code in codes} - set(result["alone"])
        parts = [f"{code} into {name}" for name in result["merged"] for code in GROUPS[name] if code in failing]
        return f"of the conditions, {', '.join(parts)} was merged." if parts else "no condition had to be merged."
    other = report[(report["variable"] != "conditions") & (report["verdict"] == "dropped")]
    names = [f"{row.variable} {row.code}".strip() for row in other.itertuples()] + [code for code in result["dropped"] if code not in GROUPS]
    return f"Not used anywhere as a finding: {', '.join(names)}." if names else "Nothing was dropped."


def conditions(report):
    """How the conditions may be used by the plan: a dict alone (code -> [code] for each whose own alpha passes), merged (group ->
    its codes, for each group that passes) and dropped (codes and groups that do not).
    """
    verdict = report[report["variable"] == "conditions"].set_index("code")["verdict"]
    passes = {"used", "tentative"}
    alone = {code: [code] for code in verdict.index if code not in GROUPS and verdict[code] in passes}
    merged = {name: codes for name, codes in GROUPS.items() if verdict[name] in passes}
    return {"alone": alone, "merged": merged, "dropped": [code for code in verdict.index if verdict[code] not in passes]}
