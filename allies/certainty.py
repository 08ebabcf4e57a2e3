"""How sure the book can be as a whole: all conclusions by word, what turns them, published values met, grades of evidence.

Reads the results of ``allies.multiverse`` and the tables; decides nothing itself.
"""

import pandas as pd

from allies import benchmarks, multiverse, tables

NEAR = 2  # a share that lies so few points from the bound of a word could as well have the neighbouring one
GRADED = ("membership", "participation", "treaty_clauses", "resolutions", "statements", "episodes", "responses", "events")


def anchor(conclusion):
    """The id of a conclusion's row, to which the role strength leads."""
    return "strength-" + conclusion.replace(".", "-")


def conclusions():
    """What ``multiverse.strips`` says of every conclusion that has been counted, and what would speak against it (column against)."""
    rows = multiverse.strips(set(tables.load("multiverse")["conclusion"]))
    return rows.merge(tables.load("conclusions")[["conclusion", "against"]], on="conclusion")


def by_word(rows):
    """Number of conclusions for each word, all words there, a Series."""
    return rows["word"].value_counts().reindex([word for _, word in multiverse.WORDS], fill_value=0)


def near(rows, points=NEAR):
    """The conclusions whose share lies fewer points than these from the bound of a word."""
    bounds = [least for least, _ in multiverse.WORDS[:-1]]
    return rows[[min(abs(share - least) for least in bounds) < points for share in rows["share"]]]


def shown(rows):
    """The conclusions as a table for readers: chapter, conclusion, word, share, universes, what turns it most often, what would speak against it."""
    turned = [f"{row.choice} ({_per_cent(row.flips)} %)" if row.flips > 0 else "no choice" for row in rows.itertuples()]
    share = [f"{row.share:.1f} % of {row.possible:,}".replace(",", "\u202f") for row in rows.itertuples()]
    return pd.DataFrame({"chapter": rows["chapter"], "conclusion": rows["sentence"], "strength": rows["word"], "holds in, of universes": share,
                         "turned most often by": turned, "what would speak against it": rows["against"]})


def _per_cent(value):
    return f"{value:.0f}" if value >= 1 else f"{value:.2g}"


def unturned(rows):
    """The conclusions that no choice turns in any universe."""
    return rows[~(rows["flips"] > 0)]


def picture(rows):
    """What ``charts.strips`` draws of all conclusions, each with its chapter."""
    return multiverse.picture(rows.assign(sentence=[f"{row.chapter}  {row.sentence}" for row in rows.itertuples()]))


def turning(choices=None):
    """Which choices turn conclusions: choice, conclusions that hang on it, those it turns more often than any other choice does, median and largest share of
    pairs that it turns (per cent), the conclusion with the largest; the choices that lead most conclusions first."""
    choices = tables.load("multiverse_choices") if choices is None else choices
    each = choices.drop_duplicates(["conclusion", "choice"]).dropna(subset=["flips"]).sort_values("flips", ascending=False, kind="stable")
    leads = each[each["flips"] > 0].drop_duplicates("conclusion")["choice"].value_counts()
    found = each.groupby("choice", sort=False).agg(conclusions=("conclusion", "nunique"), median=("flips", "median"), largest=("flips", "max"),
                                                   on=("conclusion", "first"))
    found.insert(1, "leads", leads.reindex(found.index, fill_value=0))
    return found.sort_values(["leads", "largest"], ascending=False, kind="stable").reset_index()


def leading(found, rows, top=15):
    """The first rows of ``turning`` as a table for readers: choice, varied in, leads, turns (median and most, per cent), most on (a link to the conclusion)."""
    names, head = rows.set_index("conclusion")["sentence"], found.head(top)
    return pd.DataFrame({"choice": head["choice"], "varied in": head["conclusions"], "leads": head["leads"], "turns, median %": head["median"].map(_per_cent),
                         "turns, most %": head["largest"].map(_per_cent), "most on": [(names[name], anchor(name)) for name in head["on"]]})


def weakest(choices=None):
    """The option under which each conclusion holds least often: conclusion, choice, option, share (per cent)."""
    choices = tables.load("multiverse_choices") if choices is None else choices
    least = choices.dropna(subset=["share"]).sort_values("share", kind="stable").drop_duplicates("conclusion").set_index("conclusion")
    order = [name for name in tables.load("conclusions")["conclusion"] if name in least.index]
    return least.loc[order, ["choice", "option", "share"]].reset_index()


def tilted(rows, least):
    """The conclusions that hold in more than half of all possible universes, but under some single option in less than half."""
    under = least.set_index("conclusion")["share"].reindex(rows["conclusion"]).to_numpy()
    return rows[(rows["share"] > 50) & (under < 50)]


def scoreboard():
    """Published values by field: field, met, not met, not computable; and the rows that are not met."""
    table = tables.load("benchmarks")
    fields = pd.Series([benchmarks.topic(name)[0] for name in table["name"]], name="field")
    counts = pd.crosstab(fields, table["passes"].array).reindex(columns=["yes", "no", "not computed"], fill_value=0)
    counts = counts.rename(columns={"yes": "met", "no": "not met", "not computed": "not computable"}).reset_index()
    return counts, table[table["passes"] == "no"]


def grades():
    """Number of graded rows by grade, a Series over the tables of GRADED."""
    return pd.concat([tables.load(name)["grade"] for name in GRADED]).value_counts().sort_index()
