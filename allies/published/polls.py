"""Results of opinion polls in Armenia, from one row per published percentage, and which of them may be joined.

Two results belong to one line only if the series asked the same question in the same words, with the same number of
answers allowed and in the same mode (methods.md, trap T11). The tables below say so, question by question.
"""

import pandas as pd

from allies import tables
from allies.published import reading

COLUMNS = ["series", "pollster", "fieldwork_start", "fieldwork_end", "n", "mode", "question", "option", "percent", "source_url", "source_kind", "note"]
SERIES = {
    "IRI Armenia": ("IRI", "International Republican Institute (United States)"),
    "CRRC Caucasus Barometer Armenia": ("Caucasus Barometer", "CRRC-Armenia"),
    "GIA/MPG Armenia": ("MPG", "MPG, member of Gallup International Association; not Gallup Inc."),
    "ACGRC 2017": ("ACGRC", "Analytical Centre on Globalization and Regional Cooperation"),
    "EU Neighbours East Armenia": ("EU Neighbours East", "EU NEIGHBOURS east programme"),
    "Gallup World Poll": ("Gallup World Poll", "Gallup Inc."),
    "SOCIES 2022": ("SOCIES", "SOCIES with Yerevan State University"),
}
# Question of the file: (key, answers allowed). "rating": every option is rated by itself, so that shares need not add up.
QUESTIONS = {
    "relations: good": ("relations_good", "rating"),
    "relations: bad": ("relations_bad", "rating"),
    "most important political partner": ("partner_political", "several"),
    "most important economic partner": ("partner_economic", "several"),
    "most important security partner": ("partner_security", "several"),
    "greatest political threat": ("threat_political", "several"),
    "evaluation: positive (very+somewhat)": ("membership_positive", "rating"),
    "EU membership referendum": ("eu_referendum", "one"),
    "EU membership: support (fully+partly)": ("eu_support", "one"),
    "main friend of Armenia": ("main_friend", "one"),
    "NATO membership": ("nato_membership", "one"),
    "should Armenia leave the CSTO": ("leave_csto", "one"),
    "from whom can Armenia receive military-political assistance": ("military_aid", "several"),
    "from whom would you accept military-political assistance": ("military_aid", "several"),
    "CSTO, NATO or neutral": ("csto_nato_neutral", "one"),
    "CSTO and NATO: with whom": ("csto_nato_both", "one"),
    "security guarantor": ("security_guarantor", "one"),
    "break with Russia in Armenia's interest": ("break_with_russia", "one"),
    "would the CSTO support Armenia in a large war with Azerbaijan": ("csto_help_in_war", "one"),
    "does the CSTO provide Armenia's security": ("csto_provides_security", "one"),
    "should Armenia join the EU": ("eu_join", "one"),
    "bill on starting accession to the EU": ("eu_bill", "one"),
    "direction Armenia should follow": ("direction", "one"),
    "union state with Russia and Belarus": ("union_state", "one"),
    "friendly state": ("friendly_state", "rating"),
    "trust": ("trust", "rating"),
    "image of the EU: positive": ("eu_image", "rating"),
    "approve of leadership of Russia": ("russia_leadership", "one"),
}
# Where a series changed a question: (series, key, waves, name of the wording, answers allowed).
CHANGED = [
    ("IRI", "partner_political", ["2019-05"], "number of answers not printed", "several"),
    ("IRI", "partner_political", ["2021-11-22"], "two answers", "two"),
    # All answers of February 2026 make 2.3 a person; seven states alone made 3.0 in September 2024.
    ("IRI", "partner_political", ["2026-02-03"], "fewer answers a person", "several"),
    ("IRI", "partner_economic", ["2019-05"], "number of answers not printed", "several"),
    ("IRI", "partner_economic", ["2021-11-22"], "two answers", "two"),
    ("IRI", "partner_security", ["2021-11-22"], "two answers", "two"),
    ("IRI", "threat_political", ["2021-11-22"], "two answers", "two"),
    ("MPG", "military_aid", ["2020-11-17"], "would accept", "several"),
    ("MPG", "military_aid", ["2022-11-02"], "could receive", "several"),
    ("MPG", "military_aid", ["2023-11", "2024-01"], "could expect", "several"),
    ("MPG", "direction", ["2022-11-02"], "of integration", "one"),
    ("ACGRC", "csto_help_in_war", ["2018-07-01"], "two answers only", "one"),
]
# Waves whose mode was not printed stand alone, but where the pollster itself publishes them as one comparison.
COMPARED_BY_POLLSTER = {("Gallup World Poll", "russia_leadership"): ["2021", "2022"]}
# The question as printed, shortened or translated where it was longer; for others only the name in the file is known.
PRINTED = {
    ("IRI", "relations_good"): "How would you assess the current state of relations with ...? (very or somewhat good)",
    ("IRI", "relations_bad"): "How would you assess the current state of relations with ...? (very or somewhat bad)",
    ("IRI", "partner_political"): "Which of the following countries is the most important political partner of Armenia? (translated)",
    ("IRI", "partner_political", "two answers"): "Which two countries are the most important political partners of Armenia? (translated)",
    ("IRI", "threat_political", "two answers"): "Which two countries pose the greatest political threat to Armenia?",
    ("IRI", "eu_referendum"): "Vote if a referendum on membership of the EU were held next Sunday (shortened)",
    ("Caucasus Barometer", "main_friend"): "Which country is currently the main friend of Armenia?",
    ("MPG", "leave_csto"): "Should Armenia withdraw from the CSTO? (definitely or rather)",
    ("MPG", "csto_nato_neutral"): "Stay in the CSTO, strive for NATO, or be neutral and in no bloc (shortened)",
    ("MPG", "break_with_russia"): "Is a break with Russia, to which the freeze in the CSTO leads, in Armenia's interest? (shortened)",
    ("MPG", "military_aid", "could receive"): "From what countries could Armenia receive military-political assistance?",
    ("MPG", "military_aid", "could expect"): "From whom can Armenia expect military aid? (translated)",
    ("MPG", "military_aid", "would accept"): "From which country would you accept military aid and political support? (translated)",
    ("ACGRC", "csto_help_in_war"): "Will the CSTO support Armenia in case of a war with Azerbaijan?",
    ("Gallup World Poll", "russia_leadership"): "Approval of the leadership of Russia",
}
# Rows of one wave to which the file gives two names.
SAME_WAVE = {("EU Neighbours East Armenia", "2019"): "2019-02", ("EU Neighbours East Armenia", "2020"): "2020-02",
             ("EU Neighbours East Armenia", "2022"): "2022-06", ("EU Neighbours East Armenia", "2023"): "2023-02"}
OPTIONS = ["Russia", "France", "USA", "EU", "Iran", "India", "China", "Georgia", "Turkey", "Azerbaijan", "Britain", "Kazakhstan", "Ukraine",
           "CSTO", "NATO", "EAEU", "UN", "EAEU membership", "EU CEPA agreement", "no one", "neutral", "neither", "must join NATO", "both equally",
           "for", "against", "would not vote", "undecided", "support", "yes", "no", "yes (definitely+rather)", "no (definitely+rather)",
           "approve", "disapprove", "positive", "negative", "equal relations with all"]
ROUNDING = 0.6  # shares printed without decimals may add up to a little more than the whole


def toplines(path, checks=None, waves=None):
    """Every percentage of the file and those added while it was checked, one row each.

    ``checks`` and ``waves`` are the evidence tables poll_checks and poll_waves (read where they are not given): what
    other pages print, and when, whom and how each wave asked. Columns: series, pollster, sponsor, wave, began, ended, n
    (empty where unknown), mode, question, asked (the question as printed), wording (how this wave's
    differs from the others of the series), answers, group (results of one group may be joined, others not),
    option, percent, low and high (the span of the values that were published), unit, checked, url, vintage.

    Raises ValueError naming row and value for a changed header, an unknown series, question, option or wave, a key
    that stands twice, a share outside 0 to 100, or answers to a single-answer question that exceed the whole.
    """
    checks = tables.load("poll_checks") if checks is None else checks
    waves = tables.load("poll_waves") if waves is None else waves
    raw = reading.columns(pd.read_csv(path, dtype={"fieldwork_start": str}), COLUMNS, path)
    raw = raw.rename(columns={"fieldwork_start": "wave", "source_url": "url"})
    key = ["series", "wave", "question", "option"]
    reading.unique(raw, key, path)
    for column, known in (("series", SERIES), ("question", QUESTIONS), ("option", OPTIONS)):
        reading.known(raw[column], {name: name for name in known}, path)
    outside = raw[~raw["percent"].between(0, 100)]
    if len(outside):
        raise ValueError(f"{path.name}, row {outside.index[0] + 2}, column percent: found {outside['percent'].iloc[0]}; expected a share from 0 to 100")
    table = _with_checks(raw[[*key, "percent", "url"]], checks, key, path)
    table["wave"] = [SAME_WAVE.get(pair, pair[1]) for pair in zip(table["series"], table["wave"])]
    table = table.merge(waves[["series", "wave", "began", "ended", "n", "mode", "sponsor"]], on=["series", "wave"], how="left")
    unknown = table[table["began"].isna()]
    if len(unknown):
        raise ValueError(f"{path.name}: the wave {unknown['wave'].iloc[0]} of {unknown['series'].iloc[0]} is not in the table poll_waves")
    table["pollster"] = [SERIES[name][1] for name in table["series"]]
    table["series"] = [SERIES[name][0] for name in table["series"]]
    table["answers"] = [QUESTIONS[name][1] for name in table["question"]]
    table["asked"] = table["question"].map("not printed; in the file: {}".format)
    table["question"] = [QUESTIONS[name][0] for name in table["question"]]
    table["wording"] = "as in the other waves"
    for series, question, changed, wording, answers in CHANGED:
        rows = (table["series"] == series) & (table["question"] == question) & table["wave"].isin(changed)
        table.loc[rows, ["wording", "answers"]] = [wording, answers]
    for known, text in PRINTED.items():
        rows = (table["series"] == known[0]) & (table["question"] == known[1])
        table.loc[rows & (table["wording"] == known[2]) if len(known) == 3 else rows, "asked"] = text
    table["group"] = [_group(row) for row in table.itertuples()]
    _whole(table, path)
    table = table.assign(unit="%", vintage="compiled 21 November 2026, checked 22 November 2026").sort_values(["question", "series", "began", "option"])
    return table[["series", "pollster", "sponsor", "wave", "began", "ended", "n", "mode", "question", "asked", "wording", "answers", "group",
                  "option", "percent", "low", "high", "unit", "checked", "url", "vintage"]]


def _with_checks(raw, checks, key, path):
    """Rows of the file with the outcome of their check and the span of published values, and the rows added."""
    checks = checks[[*key, "outcome", "found_value", "url"]].rename(columns={"outcome": "checked"})
    table = raw.merge(checks.drop(columns="url"), on=key, how="left")
    missing = table[table["checked"].isna()]
    if len(missing):
        raise ValueError(f"{path.name}, row {missing.index[0] + 2}: no row of poll_checks for {', '.join(missing.iloc[0][key])}")
    added = checks[checks["checked"] == "added"].assign(percent=lambda rows: rows["found_value"])
    table = pd.concat([table, added], ignore_index=True)
    twice = table[table.duplicated(key)]
    if len(twice):
        raise ValueError(f"poll_checks: {', '.join(twice.iloc[0][key])} was added, but {path.name} has it")
    values = table[["percent", "found_value"]]
    return table.assign(low=values.min(axis=1).round(2), high=values.max(axis=1).round(2), percent=table["percent"].round(2))


def _group(row):
    """Name of the line a result belongs to: series, question, wording and mode; alone where the mode was not printed."""
    name = f"{row.series}: {row.question}, {row.wording}, {row.mode}"
    if row.mode != "not stated" or row.wave in COMPARED_BY_POLLSTER.get((row.series, row.question), []):
        return name
    return f"{name}, {row.wave}"


def _whole(table, path):
    single = table[table["answers"] == "one"].groupby(["series", "question", "wave"])["percent"].sum()
    pairs = table[table["question"].isin(["relations_good", "relations_bad"])].groupby(["series", "option", "wave"])["percent"].sum()
    for sums in (single, pairs):
        if len(over := sums[sums > 100 + ROUNDING]):
            raise ValueError(f"{path.name}: the answers of {', '.join(over.index[0])} add up to {over.iloc[0]:g} %; only one answer was allowed")
