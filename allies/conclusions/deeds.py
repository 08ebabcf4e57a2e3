"""Chapters 04, 07 and 08: whether pacts are honoured, what the alliance did when Armenia asked, and which way Armenia's acts point."""

from functools import cache
from itertools import combinations, product

import numpy as np
import pandas as pd
from scipy import stats

from allies import coding, episodes, events, statements, tables
from allies.multiverse import IMPOSSIBLE, Conclusion, verdict

NOBODY = "none"
CODERS = {"adopted": "adopted", "first coder": "first", "second coder": "second", "keyword rules": "rules"}
GRADES = {"all": "ABC", "A and B": "AB", "A only": "A"}


def coded(table, variable, coder):
    """A coded column by one coder, indexed by the key of its table."""
    if coder == "adopted":
        return tables.load(table).set_index("id")[variable]
    return coding.raw(table, variable)[coder]


def independent(table):
    """The independent origins behind each row of a table, a Series of sorted lists."""
    origin = tables.load("sources").set_index("source_id")["origin"]
    return table["source_ids"].map(lambda keys: sorted({part.strip() for key in keys for part in origin[key].split(";")}))


def left_out(names):
    """Options of leaving out: nobody, each, each pair; a dict label -> names."""
    return {NOBODY: ()} | {name: (name,) for name in names} | {" and ".join(pair): pair for pair in combinations(names, 2)}


# Chapter 04: pacts.half

FIRST_YEARS, LAST_YEARS = ["1816", "1900", "1919", "1945", "1960"], ["2003", "1990", "1944"]
CODINGS = {"Leeds, Long and Mitchell": "LLM", "Berkemeier and Fuhrmann": "BF", "Leeds and Anac": "LA"}
OBLIGATIONS = {"defence": "defence", "any": "any"}
HELPED = {"the alliance kept its word": "honoured", "one ally who helped is enough": "honoured_lenient"}
OF_WARS = ["commitments", "mean of the wars' shares", "wars in which most were honoured", "wars in which any was honoured"]
HALF = ["the share as counted", "upper end of Wilson's interval", "upper end of the exact interval", "97.5 % of draws of wars"]
DRAWS, SEED = 2000, 20261122


def tested():
    """Tests of pacts of three or more by war; those of World War II that the sample from 1945 on holds stand apart as of 1945."""
    table = tables.load("war_fulfilment_by_war").query("scope == 'multilateral'")
    late = (table["period"] == "1945-2003") & (table["first_year"] < 1945)
    return table.assign(first_year=table["first_year"].mask(late, 1945), war=table["war"].mask(late, table["war"] + ", pacts of 1945"))


WARS = left_out(list(tested().sort_values(["first_year", "war"])["war"].unique()))


def wilson_end(share, n):
    """Upper end of Wilson's interval (95 %)."""
    z = 1.959964
    return (share + z * z / (2 * n) + z * np.sqrt(share * (1 - share) / n + z * z / (4 * n * n))) / (1 + z * z / n)


def exact_end(honoured, n):
    """Upper end of the exact interval (95 %; Clopper and Pearson 1934)."""
    return np.where(honoured < n, stats.beta.ppf(0.975, honoured + 1, np.maximum(n - honoured, 1e-9)), 1.0)


def below_half(honoured, n, kept):
    """Whether less than half was honoured: OF_WARS x HALF x what is left out, int8; arrays of the wars, ``kept`` left out x wars.

    Draws weight the wars at random (Rubin 1981). A mean of shares is no count and has no exact interval.
    """
    share, one, weights = honoured / n, np.ones(len(n)), np.random.default_rng(SEED).exponential(size=(DRAWS, len(n)))
    found = []
    for part, whole in ((honoured, n), (share, one), ((share > 0.5) * one, one), ((honoured > 0) * one, one)):
        kept_part, kept_whole = kept @ part, kept @ whole
        counted = kept_part / kept_whole
        exact = np.full(len(kept), IMPOSSIBLE) if part is share else exact_end(kept_part, kept_whole) < 0.5
        drawn = (((part - whole / 2) * weights) @ kept.T < 0).mean(axis=0) >= 0.975
        found.append(np.stack([np.asarray(each, np.int8) for each in (counted < 0.5, wilson_end(counted, kept_whole) < 0.5, exact, drawn)]))
    return np.stack(found)


def pacts(first):
    """Verdicts for the wars from one year on."""
    begin = int(first)
    rows = tested().query("first_year >= @begin")
    block = np.full((len(CODINGS), len(OBLIGATIONS), len(HELPED), len(LAST_YEARS), len(OF_WARS), len(HALF), len(WARS)), IMPOSSIBLE, np.int8)
    for (c, code), (o, duty), (h, column), (y, last) in product(*map(enumerate, (CODINGS.values(), OBLIGATIONS.values(), HELPED.values(), LAST_YEARS))):
        wars = rows[(rows["coding"] == code) & (rows["obligation"] == duty) & (rows["first_year"] <= int(last))].set_index("war")
        if code == "LA" and duty == "any" and (first, last) == ("1816", "1944"):  # its counts are not told by war
            whole = tables.load("war_fulfilment").query("coding == 'LA' and scope == 'multilateral'").iloc[0]
            share = whole[column] / whole["n"]
            block[c, o, h, y, 0, :3, 0] = [share < 0.5, wilson_end(share, whole["n"]) < 0.5, exact_end(whole[column], whole["n"]) < 0.5]
        here = [set(names) <= set(wars.index) and len(names) < len(wars) for names in WARS.values()]
        if any(here):
            kept = np.array([~wars.index.isin(names) for names, there in zip(WARS.values(), here) if there]).astype(float)
            block[c, o, h, y][:, :, here] = below_half(wars[column].to_numpy(float), wars["n"].to_numpy(float), kept)
    return block


# Chapter 07: deeds.mission

ASKED = {"the alliance": ["alliance"], "the alliance or Russia alone": ["alliance", "ally only"]}
OFFERS = {"not counted": [], "firm ones that Armenia turned down, as if done": ["commits"], "conditional ones too": ["commits", "conditional"]}
SPOKEN = {"until the episode was over": False, "at any time": True}
CASES = {"all": lambda table: np.ones(len(table), bool), "not over Karabakh": lambda table: (table["ground"] != "karabakh").to_numpy(),
         "obligation engaged or disputed": lambda table: (table["obligation_engaged"] != "no").to_numpy(),
         "obligation engaged": lambda table: (table["obligation_engaged"] == "yes").to_numpy()}
EVERY = ["in every episode", "in more than half"]
AID = 4  # the first rung above a mission


def armenian():
    """Armenia's episodes; the acts in them; and what the alliance's side said on those in which something was offered and not taken up, with origins and with
    late (whether it was said after the end)."""
    crises = episodes.episodes()
    crises = crises[crises["member"].map(lambda states: "ARM" in states)].reset_index(drop=True)
    acts, said = episodes.responses(), statements.statements()
    turned_down = crises.loc[crises["offered_and_declined"] != "", "id"]
    said = said[said["episode_id"].isin(turned_down) & (said["side"] == "alliance")]
    over = said["episode_id"].map(crises.set_index("id")["end"])
    return crises, acts[acts["episode_id"].isin(crises["id"])], said.assign(origins=independent(said), late=said["date"] > over.fillna(pd.Timestamp.max))


def named_there():
    """Names of Armenia's episodes in which the alliance or an ally was asked, and the one or two origins that alone reported an offer of aid: two lists."""
    crises, _, said = armenian()
    offers = said[said["stance"].isin(OFFERS["conditional ones too"]) & said["rung"].isin([str(rung) for rung in range(AID, 6)])]
    asked = crises["asked"].isin(ASKED["the alliance or Russia alone"])
    return list(crises.loc[asked, "name"]), sorted({each for each in map(tuple, offers["origins"]) if len(each) < 3})


CRISES, REPORTERS = named_there()
WITHOUT = left_out(CRISES)
UNHEARD = {NOBODY: ()} | {" and ".join(names): names for names in REPORTERS}


def by_episode(crises, rows, chosen):
    """In which episodes a row is chosen: an array of truth, episodes x the axes of ``chosen`` but its last, the rows."""
    place = (crises["id"].to_numpy()[:, None] == rows["episode_id"].to_numpy()).astype(np.float32)
    return (place @ chosen.reshape(-1, len(rows)).T.astype(np.float32) > 0).reshape(len(crises), *chosen.shape[:-1])


@cache
def deeds():
    """Above a mission: what the alliance itself did, episodes x coder; and what its officials offered, episodes x offer x spoken x coder x left out."""
    crises, acts, said = armenian()
    high = np.array([acts["id"].map(coded("responses", "level", coder)).astype(int) >= AID for coder in CODERS.values()])
    done = by_episode(crises, acts, high & acts["actor"].isin(episodes.ALLIANCE).to_numpy())
    aid = np.array([pd.to_numeric(said["id"].map(coded("statements", "rung", coder)), errors="coerce").ge(AID) for coder in CODERS.values()])
    stance = [said["id"].map(coded("statements", "stance", coder)) for coder in CODERS.values()]
    offer = np.array([[each.isin(stances) for each in stance] for stances in OFFERS.values()]) & aid
    spoken = np.array([~said["late"] | ever for ever in SPOKEN.values()])
    heard = np.array([said["origins"].map(lambda each, names=names: not set(each) <= set(names)) for names in UNHEARD.values()])
    chosen = (said["stratum"] == "csto").to_numpy() & offer[:, None, :, None] & spoken[:, None, None] & heard
    return done, by_episode(crises, said, chosen)


def mission(without):
    """Verdicts without one episode or two."""
    crises, *_ = armenian()
    done, offered = deeds()
    asked = np.array([[coded("episodes", "asked", coder).loc[crises["id"]].isin(wanted).to_numpy() for coder in CODERS.values()] for wanted in ASKED.values()])
    kinds = np.array([chosen(crises) for chosen in CASES.values()])
    cases = above = 0
    for e in np.flatnonzero(~crises["name"].isin(WITHOUT[without])):  # whom asked, coder, offers, spoken, coder of offers, kind, left out
        counts = asked[:, :, e][(..., *[None] * 5)] & kinds[:, e][:, None]
        high = done[e][:, None, None, None, None, None] | offered[e][..., None, :]
        cases, above = cases + counts, above + (counts & high)
    return verdict(np.stack([above == 0, 2 * above < cases], axis=-1), np.broadcast_to(cases > 0, above.shape)[..., None])


# Chapter 08: acts.west

DOMAINS = [NOBODY, "security", "institutional", "economic", "legal", "societal", "diplomatic"]
SINCE = ["2022-01-01", "2022-02-24", "2022-09-13"]
UNTIL_YEARS = {"end of coverage": 9999, "2025": 2025, "2024": 2024, "2023": 2023}
ONCE = {"every act": (None, False), "each change once, at its weightiest act ever": (["heavy", "date"], True),
        "each change once, at its weightiest act in the span": (["heavy", "date"], False), "each change once, at its first act in the span": (["date"], False)}
WEIGHTED = ["every act as one", "by weight"]
READINGS = {"left out": {}, "ambiguous toward Russia": {"ambiguous": -1}, "ambiguous and neutral toward Russia": {"ambiguous": -1, "neutral": -1},
            "ambiguous toward the West": {"ambiguous": 1}}
WEST = r"\b(?:EU|Europ\w+|NATO|US|France|French|Paris|Thales|Washington)\b"
RUSSIA = r"\b(?:Russia\w*|CSTO|EAEU|Eurasian|CIS|Moscow|Kremlin|Putin|Lavrov|Shoigu|Rosatom|Gazprom)\b"
NAMED = {"nobody: the direction as coded": False, "a western side, or Russia and its organisations": True}
LEAST = ["1", "2", "3", "4"]
COUNTED = {"counted": False, "left out": True}


def armenia():
    """Armenia's acts, with origins and with who is named (names_west, names_east)."""
    table = events.events()
    table = table[table["actor"] == "armenia"].reset_index(drop=True)
    named = {f"names_{side}": table["description"].str.contains(pattern) for side, pattern in (("west", WEST), ("east", RUSSIA))}
    return table.assign(origins=independent(table), **named)


def only_reporters():
    """Origins that alone reported at least two of Armenia's acts since 2022."""
    origins = armenia().query("date >= @SINCE[0]")["origins"]
    count = origins[origins.map(len) == 1].explode().value_counts()
    return sorted(count.index[count >= 2])


ORIGINS = left_out(only_reporters())


def recoded(table, coder):
    """The acts with one coder's direction, weight and stage."""
    by = {name: table["id"].map(coded("events", name, coder)) for name in ("direction", "weight", "stage")}
    return table.assign(**by | {"weight": by["weight"].astype(int)})


def together(start, *axes):
    """What all of several masks keep: acts x all combinations of their options, the last fastest; each mask has the acts in rows."""
    for axis in axes:
        start = (start[:, :, None] & axis[:, None, :]).reshape(len(start), -1)
    return start


def among(*masks):
    """Masks of a choice, one column for each option."""
    return np.array([mask.to_numpy() for mask in masks]).T


def kept_acts(table, domain):
    """Which acts each universe keeps before the span is looked at: acts x (grade, least weight, announced, ended, named, left out)."""
    direction = table["direction"]
    strays = (direction == "west") & ~table["names_west"] | (direction == "east") & ~table["names_east"]
    return together(among(table["domain"] != domain), among(*(table["grade"].isin(list(grade)) for grade in GRADES.values())),
                    among(*(table["weight"] >= int(least) for least in LEAST)),
                    *(among(*((table["stage"] != stage) | (not out) for out in COUNTED.values())) for stage in ("announced", "ended")),
                    among(*(~strays | (not sides) for sides in NAMED.values())),
                    among(*(table["origins"].map(lambda each, names=names: not set(each) <= set(names)) for names in ORIGINS.values())))


def in_span(table):
    """Which acts lie in each span: acts x (first day, last year)."""
    return together(among(*(table["date"] >= day for day in SINCE)), among(*(table["year"] <= year for year in UNTIL_YEARS.values())))


def once(kept, table, order):
    """What is left if each change counts once, at the first of its acts in an order of columns; all that is kept without one."""
    if order is None:
        return kept
    rows = table.assign(heavy=-table["weight"], place=range(len(table))).sort_values(order, kind="stable")
    left = kept.copy()
    for _, places in rows.groupby("change_id")["place"]:
        seen = kept[places.iloc[0]].copy()
        for place in places.iloc[1:]:
            left[place] &= ~seen
            seen |= kept[place]
    return left


def sums(table, left):
    """Acts toward the West and toward Russia: (west, east) x readings x weighted x universes."""
    side = np.array([[reading.get(each, {"west": 1, "east": -1}.get(each, 0)) for each in table["direction"]] for reading in READINGS.values()])
    weight = np.array([np.ones(len(table)), table["weight"]])
    each = np.stack([(side == 1)[:, None] * weight, (side == -1)[:, None] * weight]).astype(np.float32)
    return (each.reshape(-1, len(table)) @ left.reshape(len(table), -1).astype(np.float32)).reshape(2, len(READINGS), len(WEIGHTED), -1)


def acts(domain):
    """Verdicts without the acts of one domain."""
    table, blocks = armenia(), []
    span = in_span(table)
    for coder in CODERS.values():
        rows = recoded(table, coder)
        kept = kept_acts(rows, domain)
        for order, ever in ONCE.values():
            left = together(once(kept, rows, order), span) if ever else once(together(kept, span), rows, order)
            late = span.any(axis=1)
            west, east = sums(rows[late], left[late])
            blocks.append(verdict(west > east, west + east > 0))
    return np.stack(blocks).reshape([len(options) for options in list(OF_ACTS.values())[1:]])


OF_ACTS = {"domain left out": DOMAINS, "coder": list(CODERS), "counting": list(ONCE), "ambiguous and neutral acts": list(READINGS), "weight": WEIGHTED,
           "grade": list(GRADES), "least weight": LEAST, "mere announcements": list(COUNTED), "acts that end something": list(COUNTED),
           "who must be named": list(NAMED), "left out where alone to report": list(ORIGINS), "first day": SINCE, "last year": list(UNTIL_YEARS)}
OF_PACTS = {"first year": FIRST_YEARS, "coding": list(CODINGS), "obligation": list(OBLIGATIONS), "honoured if": list(HELPED), "last year": LAST_YEARS,
            "share of": OF_WARS, "below half": HALF, "wars left out": list(WARS)}
OF_DEEDS = {"episodes left out": list(WITHOUT), "asked": list(ASKED), "coder of requests and acts": list(CODERS),
            "offers": list(OFFERS), "offers made": list(SPOKEN), "coder of offers": list(CODERS), "episodes": list(CASES),
            "offers left out where alone to report": list(UNHEARD), "no more than a mission": EVERY}
CONCLUSIONS = [Conclusion("pacts.half", OF_PACTS, pacts), Conclusion("deeds.mission", OF_DEEDS, mission), Conclusion("acts.west", OF_ACTS, acts)]
