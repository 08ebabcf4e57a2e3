"""What was asked, what was done, how soon, and which denominator a sentence about reliability stands on."""

import pandas as pd

from allies import tables

LADDER = {0: "nothing", 1: "statement", 2: "meeting", 3: "mission", 4: "material aid", 5: "deployment"}
ALLIANCE = ("CST", "CSTO")  # the Commonwealth is another body, though with the same capitals


def episodes():
    """All episodes: the columns of the table plus level (the highest rung of the alliance itself, an integer)."""
    table = tables.load("episodes")
    return table.assign(level=table["response_level"].astype(int))


def responses():
    """All responses: the columns of the table plus rung (an integer) and own (an act of the alliance itself)."""
    table = tables.load("responses")
    return table.assign(rung=table["level"].astype(int), own=table["actor"].isin(ALLIANCE))


def denominators(table):
    """The three denominators of the plan: dict name -> rows. Fighting between members stands apart in *between members*.

    *strict* are the cases coded as an armed attack from outside on recognised territory, with the treaty in force, in which the
    member asked the alliance; *request* all in which it asked; *broad* all.
    """
    between = table["kind"] == "member against member"
    rest = table[~between]
    asked = rest["asked"] == "alliance"
    return {"strict": rest[(rest["obligation_engaged"] == "yes") & asked], "request": rest[asked], "broad": rest, "between members": table[between]}


def reached(table, rung):
    """How many episodes reached at least a rung: dict n, reached, names of those that did."""
    chosen = table[table["level"] >= rung]
    return {"n": len(table), "reached": len(chosen), "names": list(chosen["name"])}


def helped_from_outside(table, rung=4):
    """The claim that the alliance has never helped a member attacked from outside, under each reading of it.

    Returns one row per reading, the strictest first: reading, n, helped (reached at least ``rung``), helped_names, others (names
    of those that did not, below 20).
    """
    sets = denominators(table)
    broad = sets["broad"]
    outside = broad["kind"].isin(["external state", "external group"])
    readings = {"attacked on recognised territory, and asked the alliance": sets["strict"],
                "attacked on recognised territory, asked or not": broad[broad["obligation_engaged"] == "yes"],
                "the same, with disputed cases of a threat from outside": broad[(broad["obligation_engaged"] != "no") & outside],
                "any threat or attack by a state or armed groups, Nagorno-Karabakh included": broad[outside],
                "any request, internal crises included": sets["request"]}
    rows = []
    for name, chosen in readings.items():
        found = reached(chosen, rung)
        others = [each for each in chosen["name"] if each not in found["names"]]
        rows.append({"reading": name, "n": found["n"], "helped": found["reached"], "helped_names": found["names"],
                     "others": _names(others)})
    return pd.DataFrame(rows)


def words_and_deeds(table, said):
    """Per episode the highest rung named by the alliance's side, the highest promised, and the one reached by the alliance.

    Returns id, name, start, reached, bilateral, named (highest rung of any statement of the alliance's side, also of an appeal
    or a refusal; missing where nobody spoke of a rung), promised (of statements that commit or promise under a condition, made
    before the episode was over; missing where there is none) and promises (their number).
    """
    spoken, promise = _spoken(said), promises(table, said)
    rows = table[["id", "name", "start", "level", "bilateral"]].rename(columns={"level": "reached"})
    return rows.assign(named=rows["id"].map(spoken.groupby("episode_id")["rung"].max()),
                       promised=rows["id"].map(promise.groupby("episode_id")["rung"].max()),
                       promises=rows["id"].map(promise.groupby("episode_id").size()).fillna(0).astype(int))


def _spoken(said):
    """Statements of the alliance's side on an episode that name a rung, the rung as an integer."""
    spoken = said[(said["side"] == "alliance") & (said["rung"] != "") & (said["episode_id"] != "")]
    return spoken.assign(rung=spoken["rung"].astype(int))


def promises(table, said):
    """Statements of the alliance's side that commit or promise under a condition, made before their episode was over: the columns of
    ``said``, the rung as an integer."""
    spoken = _spoken(said)
    over = spoken["episode_id"].map(table.set_index("id")["end"])
    return spoken[spoken["stance"].isin(["commits", "conditional"]) & (over.isna() | (spoken["date"] <= over))]


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
    """What was asked and answered, and what was offered and not taken up, side by side: name, start, request, answer,
    offered_and_declined, bilateral, source_ids."""
    chosen = table[(table["offered_and_declined"] != "") | (table["asked"] == "alliance")]
    return chosen[["name", "start", "request", "answer", "offered_and_declined", "bilateral", "source_ids"]].sort_values("start")


def consistent(table, acts):
    """Episodes whose level is not the highest rung among the alliance's own acts: a list of ids, empty where all is well."""
    highest = acts[acts["own"]].groupby("episode_id")["rung"].max()
    return list(table.loc[table["level"] != table["id"].map(highest).fillna(0), "id"])


def by_denominator(table):
    """The denominators for reading: denominator, n, mission or more, material aid or more, deployment (counts), cases (names where fewer
    than twenty)."""
    rows = []
    for name, chosen in denominators(table).items():
        rows.append({"denominator": name, "n": len(chosen), "mission or more": reached(chosen, 3)["reached"], "material aid or more": reached(chosen, 4)["reached"],
                     "deployment": reached(chosen, 5)["reached"], "cases": _names(chosen["name"])})
    return pd.DataFrame(rows)


def engaged(table):
    """The two best cases for each episode whose obligation is not coded *no* or in which the alliance was asked: name, start, engaged,
    because; not engaged, because; code; source_ids."""
    chosen = table[(table["obligation_engaged"] != "no") | (table["asked"] == "alliance")].sort_values("start")
    return chosen[["name", "start", "obligation_for", "obligation_against", "obligation_engaged", "source_ids"]].rename(
        columns={"obligation_for": "engaged, because", "obligation_against": "not engaged, because", "obligation_engaged": "code"})


def _label(row):
    """Name of an episode with its year."""
    return row.name if row.name.endswith(f"{row.start:%Y}") else f"{row.name} ({row.start:%Y})"


def _names(names):
    """Names below twenty, else that there are too many."""
    return list(names) if len(names) < 20 else ["too many to name here; see the table of episodes"]


def deeds_picture(pairs):
    """What ``charts.dumbbells`` draws: rows, steps, labels and the alternative text; the latest episode at the bottom."""
    rows = pairs.sort_values("start")
    label = [_label(row) for row in rows.itertuples()]
    picture = pd.DataFrame({"label": label, "left": rows["promised"].to_numpy(), "right": rows["reached"].to_numpy(),
                            "note": [str(n) if n else "" for n in rows["promises"]]})
    spoken = rows[rows["promised"].notna()]
    alt = (f"Ladder from nothing to deployment for {len(rows)} episodes: in {int((spoken['reached'] < spoken['promised']).sum())} of {len(spoken)} with a promise, "
           f"conditional ones included, the rung reached lies below the rung promised; the alliance deployed forces in {int((rows['reached'] == 5).sum())}.")
    return {"rows": picture, "steps": LADDER, "labels": ("highest rung promised, with or without a condition", "highest rung reached by the alliance"), "alt": alt}


def days_picture(days, table):
    """What ``charts.spans`` draws: rows, kinds and the alternative text; only episodes that reached a meeting."""
    kinds = {1: ("o", "grey", "statement"), 2: ("s", "sky", "meeting"), 3: ("^", "green", "mission"), 4: ("D", "orange", "material aid"), 5: ("*", "purple", "deployment")}
    start = table.set_index("id")["start"]
    met = days[days["id"].isin(days.loc[days["rung"] >= 2, "id"])]
    met = met.assign(start=met["id"].map(start)).sort_values(["start", "rung"])
    rows = pd.DataFrame({"label": [_label(row) for row in met.itertuples()],
                         "kind": met["rung"].to_numpy(), "lo": met["lo"].to_numpy(), "hi": met["hi"].to_numpy()})
    deployed = met[met["rung"] == 5]
    alt = (f"Days to each rung for {met['id'].nunique()} episodes in which at least a meeting was held; a deployment came in {len(deployed)}"
           + (f", in {deployed['name'].iloc[0]} after {deployed['lo'].iloc[0]} to {deployed['hi'].iloc[0]} days." if len(deployed) else "."))
    return {"rows": rows, "kinds": kinds, "alt": alt}


def answers(table, acts):
    """Days from the request, or else from the first day, to the first act of the alliance (a refusal is none) and to its answer.

    Returns name, counted_from (request or first day), since (that day), first_act, days_to_act, days_to_answer (missing
    where there was none; also where the start is not known to the day and nobody asked, and for answers where the alliance was
    not asked); only episodes with an act. An act that came before the request counts as 0 days.
    """
    asked = table["request_date"].notna() & (table["asked"] == "alliance")
    since = table["request_date"].where(asked, table["start"].where(table["start_precision"] == "day"))
    rows = table.assign(counted_from=["request" if each else "first day" for each in asked], since=since,
                        first_act=table["id"].map(acts[acts["own"] & (acts["rung"] > 0)].groupby("episode_id")["date"].min()))
    for name in ("act", "answer"):
        day = rows["first_act"] if name == "act" else rows["answer_date"].where(asked)
        rows[f"days_to_{name}"] = (day - since).dt.days.clip(lower=0).astype("Int64")
    rows = rows[rows["first_act"].notna()].sort_values("start")
    return rows[["name", "counted_from", "since", "first_act", "days_to_act", "days_to_answer"]]
