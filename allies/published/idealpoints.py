"""Our own ideal points from the recorded votes of the General Assembly, and how they fit those published.

Two readings: *plain*, every resolution an item of its own, on the whole record; and *bridged*, in which resolutions with the same
title not more than three years apart are one item, from Armenia's first year on. Bailey, Strezhnev and Voeten (2017) bridge by the
content of resolutions; the same title is cruder.
"""

from functools import cache

import pandas as pd

from allies import idealpoints
from allies.published import reading, votes

STATES = "ARM AZE BLR CHN DEU FRA GBR GEO IND IRN KAZ KGZ MDA RUS TJK TUR UKR USA UZB".split()
SHOWN = "ARM AZE BLR CHN DEU FRA GEO KAZ RUS USA".split()  # the states that chapter 10 shows; their chains must have converged
APART = 3 * 366  # days
DRAWS = {"plain": 300, "bridged": 400}
SIMULATED = {"states": 100, "years": 15, "items": 60}


def titles(texts):
    """Item of each resolution when recurring ones are linked: a Series by undl_id.

    ``texts``: DataFrame by undl_id with date and title. Titles are compared in lower case without signs and digits; a title that
    returns after more than three years is a new item, and a resolution without title stands alone.
    """
    texts = texts.sort_values("date", kind="stable")
    title = texts["title"].str.lower().str.replace(r"[^a-z]+", " ", regex=True).str.strip()
    title = title.where(title != "", texts.index.astype(str))
    pause = texts["date"].groupby(title).diff() > pd.Timedelta(days=APART)
    return title + "|" + pause.groupby(title).cumsum().astype(str)


@cache
def _estimates(votes_path, resolutions_path):
    table, texts = votes._read(votes_path, resolutions_path)
    table = table.assign(year=table["date"].dt.year, item=table["undl_id"])
    recent = table[table["year"] >= votes.FIRST_YEAR]
    linked = recent.assign(item=recent["item"].map(titles(texts[texts["date"].dt.year >= votes.FIRST_YEAR])))
    columns = ["state", "year", "item", "vote"]
    return {"plain": idealpoints.estimate(table[columns], draws=DRAWS["plain"]),
            "bridged": idealpoints.estimate(linked[columns], linked=True, draws=DRAWS["bridged"])}, votes.vintage(table)


def points(votes_path, resolutions_path=None):
    """Ideal points of the states of ``STATES``: state, year, model, mean, sd, lo, hi (90 % interval), n_votes, unit, vintage.

    Standardised over all states and years of the reading: the two readings have different scales. Errors as in ``votes.roll_calls``.
    """
    estimates, vintage = _estimates(votes_path, resolutions_path)
    result = pd.concat([each.points.assign(model=model) for model, each in estimates.items()])
    result = result[result["state"].isin(STATES)].round({"mean": 3, "sd": 3, "lo": 3, "hi": 3}).assign(unit="standard deviations", vintage=vintage)
    return result[["state", "year", "model", "mean", "sd", "lo", "hi", "n_votes", "unit", "vintage"]].sort_values(["model", "state", "year"], ignore_index=True)


def fit(published_path, votes_path, resolutions_path=None):
    """How the points fit those published, and how well they were sampled: model, measure, value, n, unit, vintage.

    Correlations with version 38 over all states and years that both have; R-hat and effective sample size of the states of ``SHOWN``
    from Armenia's first year on, and of all; the share of true points inside the 90 % interval on votes simulated from the model.
    """
    estimates, vintage = _estimates(votes_path, resolutions_path)
    raw = pd.read_csv(published_path, sep="\t")
    raw = reading.columns(raw, ["iso3c", "year", "IdealPointFP"], published_path).rename(columns={"iso3c": "state", "IdealPointFP": "published"})
    rows = []
    for model, each in estimates.items():
        both = each.points.merge(raw, on=["state", "year"])
        recent, all_years = both[both["year"] >= votes.FIRST_YEAR], each.points
        shown = all_years[all_years["state"].isin(SHOWN) & (all_years["year"] >= votes.FIRST_YEAR)]
        within = recent.groupby("year")[["mean", "published"]].apply(lambda year: year["mean"].corr(year["published"]))
        armenia = recent[recent["state"] == "ARM"]
        rows += [(model, "r pooled, all years", both["mean"].corr(both["published"]), len(both)),
                 (model, "r pooled, from 1992", recent["mean"].corr(recent["published"]), len(recent)),
                 (model, "r within years, mean", within.mean(), len(within)),
                 (model, "r within years, least", within.min(), len(within)),
                 (model, "year of the least r", within.idxmin(), len(within)),
                 (model, "r of Armenia", armenia["mean"].corr(armenia["published"]), len(armenia)),
                 (model, "R-hat, largest, shown", shown["r_hat"].max(), len(shown)),
                 (model, "R-hat, largest, all", all_years["r_hat"].max(), len(all_years)),
                 (model, "effective draws, least, shown", shown["ess"].min(), len(shown)),
                 (model, "effective draws, median, shown", shown["ess"].median(), len(shown)),
                 (model, "items", each.items, each.items), (model, "votes", each.votes, each.votes)]
    covered = [idealpoints.coverage(idealpoints.estimate(made, draws=200), truth)
               for made, truth in (idealpoints.simulate(**SIMULATED, seed=seed) for seed in range(4))]
    rows.append(("simulated", "share inside the 90 % interval", sum(share * n for share, n in covered) / sum(n for _, n in covered), sum(n for _, n in covered)))
    return pd.DataFrame(rows, columns=["model", "measure", "value", "n"]).round({"value": 4}).assign(unit="as the measure says", vintage=vintage)
