"""What was asked, what was done, how soon, and which denominator a sentence about reliability stands on."""

import pandas as pd

from allies import tables

LADDER = {0: "nothing", 1: "statement", 2: "meeting", 3: "mission", 4: "material aid", 5: "deployment"}
ALLIANCE = ("CST", "CSTO", "CIS")


def episodes():
    """All episodes: the columns of the table plus level (the highest rung of the alliance itself, an integer)."""
    table = tables.load("episodes")
    return table.assign(level=table["response_level"].astype(int))


def responses():
    """All responses: the columns of the table plus rung (an integer) and own (an act of the alliance itself)."""
    table = tables.load("responses")
    return table.assign(rung=table["level"].astype(int), own=table["actor"].isin(ALLIANCE))


def denominators(table):
    """The three denominators of the plan: dict name -> rows. Fighting between members stands apart in *between members*."""
    between = table["kind"] == "member against member"
    rest = table[~between]
    outside = rest["kind"].isin(["external state", "external group"]) & (rest["ground"] == "recognised")
    asked = rest["asked"] == "alliance"
    return {"strict": rest[outside & asked], "request": rest[asked], "broad": rest, "between members": table[between]}


def reached(table, rung):
    """How many episodes reached at least a rung: dict n, reached, names of those that did."""
    chosen = table[table["level"] >= rung]
    return {"n": len(table), "reached": len(chosen), "names": list(chosen["name"])}


def helped_from_outside(table, rung=4):
    """The claim that the alliance has never helped a member attacked from outside, under each denominator.

    Returns one row per reading: denominator, n, helped (reached at least ``rung``), names.
    """
    external = table["kind"].isin(["external state", "external group"])
    readings = {"strict: attacked from outside on recognised territory, and asked the alliance": denominators(table)["strict"],
                "attacked or threatened by a state, asked or not": table[table["kind"] == "external state"],
                "attacked or threatened by a state or by armed groups, asked or not": table[external],
                "any request, internal crises included": denominators(table)["request"]}
    rows = []
    for name, chosen in readings.items():
        found = reached(chosen, rung)
        rows.append({"denominator": name, "n": found["n"], "helped": found["reached"], "names": found["names"]})
    return pd.DataFrame(rows)


def words_and_deeds(table, said):
    """Per episode the highest rung named by the alliance's side and the one reached.

    Returns id, name, start, named (missing where nobody spoke of a rung), statements (number that did), unconditional (the
    highest rung named without an open condition, stance *commits*), reached, bilateral.
    """
    spoken = said[(said["side"] == "alliance") & (said["rung"] != "") & (said["episode_id"] != "")]
    spoken = spoken.assign(rung=spoken["rung"].astype(int)).groupby("episode_id")
    committed = said[(said["side"] == "alliance") & (said["stance"] == "commits") & (said["rung"] != "")]
    committed = committed.assign(rung=committed["rung"].astype(int)).groupby("episode_id")["rung"].max()
    rows = table[["id", "name", "start", "level", "bilateral"]].rename(columns={"level": "reached"})
    return rows.assign(named=rows["id"].map(spoken["rung"].max()), statements=rows["id"].map(spoken.size()).fillna(0).astype(int),
                       unconditional=rows["id"].map(committed))


def days_to(table, acts):
    """Days from the first day of each episode to the first act of the alliance at each rung or above.

    Returns one row per episode and rung that was reached: id, name, rung, lo, hi (both days counted from the start; they differ
    where only a span of days is known for the start or for the act).
    """
    spans = {"day": pd.DateOffset(days=0), "month": pd.DateOffset(months=1, days=-1), "year": pd.DateOffset(years=1, days=-1)}
    own = acts[acts["own"]]
    rows = []
    for episode in table.itertuples():
        latest_start = episode.start + spans[episode.start_precision]
        for rung in range(1, 6):
            done = own[(own["episode_id"] == episode.id) & (own["rung"] >= rung)]
            if len(done):
                rows.append((episode.id, episode.name, rung, max(0, (done["date"].min() - latest_start).days),
                             max(0, (done["date_latest"].fillna(done["date"]).min() - episode.start).days)))
    return pd.DataFrame(rows, columns=["id", "name", "rung", "lo", "hi"])


def declined(table):
    """What was offered and not taken up, and what was asked and not given, side by side: name, start, asked, answer, offered_and_declined."""
    chosen = table[(table["offered_and_declined"] != "") | (table["asked"] == "alliance")]
    return chosen[["name", "start", "request", "answer", "offered_and_declined", "source_ids"]].sort_values("start")


def consistent(table, acts):
    """Episodes whose level is not the highest rung among the alliance's own acts: a list of ids, empty where all is well."""
    highest = acts[acts["own"]].groupby("episode_id")["rung"].max()
    return list(table.loc[table["level"] != table["id"].map(highest).fillna(0), "id"])


def said_of(said, episode):
    """Statements on one episode in order: date, speaker, stance, rung, paraphrase, source_ids."""
    return said.loc[said["episode_id"] == episode, ["date", "speaker", "stance", "rung", "paraphrase", "source_ids"]].sort_values("date")


