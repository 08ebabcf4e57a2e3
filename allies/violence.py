"""How deadly the episodes were, and how the compilers of conflict data code their nature."""

import pandas as pd

from allies import tables
from allies.places import NAMES

KINDS = ["state_based_deaths", "non_state_deaths", "one_sided_deaths"]
WITHIN = {"AZE": "Azerbaijan (with Karabakh)"}  # where a figure could be read otherwise
LEAST = 25  # UCDP's own threshold for a year of conflict
ENOUGH = 0.9  # months that hold this share of the year's deaths can stand for it


def yearly(kinds=KINDS):
    """Deaths by state and year, the chosen kinds of violence added up: state, year, value, low, high.

    Where the file's own bounds are out of order, low and high are widened to hold the best estimate.
    """
    table = tables.load("conflict_deaths")
    table = table[table["indicator"].isin(kinds)].groupby(["state", "year"], as_index=False)[["value", "low", "high"]].sum()
    return table.assign(low=table[["value", "low"]].min(axis=1), high=table[["value", "high"]].max(axis=1))


def monthly():
    """Deaths by state and month, for their timing only: state, month (a Period), value."""
    table = tables.load("conflict_deaths")
    table = table[table["month"] != ""]
    return table.assign(month=pd.PeriodIndex(table["month"], freq="M"))[["state", "month", "value"]].reset_index(drop=True)


def missed():
    """What the months leave out: state, year, year_value (all kinds), month_value, share of the year's deaths that the months hold."""
    table = yearly().rename(columns={"value": "year_value"})
    months = monthly()
    months = months.assign(year=months["month"].dt.year).groupby(["state", "year"], as_index=False)["value"].sum()
    table = table.merge(months.rename(columns={"value": "month_value"}))
    return table.assign(share=(table["month_value"] / table["year_value"]).where(table["year_value"] > 0))[["state", "year", "year_value", "month_value", "share"]]


def places(episode):
    """States on whose ground UCDP may place the deaths of an episode: its members, unless the force was used elsewhere, and Azerbaijan
    or Georgia where they were the adversary (UCDP places Karabakh in Azerbaijan)."""
    found = [] if episode["ground"] == "elsewhere" else list(episode["member"])
    found += [code for name, code in (("Azerbaijan", "AZE"), ("Georgia", "GEO")) if name in episode["adversary"]]
    return sorted(set(found))


def by_episode(crises):
    """Deaths in the places and months of each episode that has an end: id, name, start, places, months (of the episode that the data hold, of
    all), month_value (missing where none is held), years, value, low, high (of the places in all years touched; missing after the data end), hold
    (share of the years' deaths that the months hold).

    These are deaths in the same places and months, not deaths that somebody tied to the episode; episodes that overlap share them.
    """
    months, years, holds = monthly(), yearly(), missed()
    last, rows = months["month"].max(), []
    for episode in crises[crises["end"].notna()].sort_values("start").to_dict("records"):
        where = places(episode)
        span = pd.period_range(episode["start"], episode["end"], freq="M")
        held, touched = span[span <= last], sorted(set(span.year))
        counted = months[months["state"].isin(where) & months["month"].isin(held)]["value"].sum() if len(held) else pd.NA
        year = years[years["state"].isin(where) & years["year"].isin(touched)]
        within = holds[holds["state"].isin(where) & holds["year"].isin(touched)][["month_value", "year_value"]].sum()
        whole = bool(where) and max(touched) <= years["year"].max()
        rows.append({"id": episode["id"], "name": episode["name"], "start": episode["start"], "places": where, "months": len(held), "of": len(span),
                     "month_value": counted if where else pd.NA, "years": touched, **{name: year[name].sum() if whole else pd.NA for name in ("value", "low", "high")},
                     "hold": within["month_value"] / within["year_value"] if within["year_value"] else 1.0})
    table = pd.DataFrame(rows)
    return table.astype({name: "Int64" for name in ("month_value", "value", "low", "high")})


def number(value):
    """A count as it is printed, thousands apart."""
    return f"{int(value):,}".replace(",", "\u202f")


def spread(row):
    """A count with its low and high estimate, as one text: '442' where all agree, else '7 636 (7 538 to 9 066)'."""
    low, value, high = (number(row[name]) for name in ("low", "value", "high"))
    return value if low == value == high else f"{value} ({low} to {high})"


def deadliest(crises, least=LEAST):
    """For reading, the episodes with at least so many deaths in their places and months: episode, places, years, deaths in the years (best,
    low to high) and in the months, the latter as a least where the months hold too few of the years' deaths."""
    table = by_episode(crises)
    rows = [{"episode": row["name"], "places": "; ".join(NAMES[each] for each in row["places"]),
             "years": f"{row['years'][0]}" + (f"–{row['years'][-1]}" if len(row["years"]) > 1 else ""), "in these years": spread(row),
             "in its months": ("" if row["hold"] >= ENOUGH else "at least ") + number(row["month_value"])}
            for row in table[table["month_value"].ge(least).fillna(False)].to_dict("records")]
    return pd.DataFrame(rows)


def untold(crises, least=LEAST):
    """Names of the episodes that ``deadliest`` leaves out although the deaths of their years reach ``least``: the months do not tell."""
    table = by_episode(crises)
    return list(table.loc[(table["month_value"].lt(least) & table["value"].ge(least)).fillna(False) & (table["hold"] < ENOUGH), "name"])


def counts(crises):
    """Official counts of the dead beside UCDP's: episode, whose, official, who counted what, UCDP (places and years of the episode, every
    side), source_ids."""
    official = tables.load("casualties")
    ours = by_episode(crises).set_index("id")
    name = crises.set_index("id")["name"]
    official["who counted what"] = official["reported_by"] + ": " + official["counted"] + official["as_of"].dt.strftime(", by %Y-%m-%d")
    table = official.assign(episode=official["episode_id"].map(name), official=official["value"].map(number),
                            UCDP=[spread(ours.loc[key]) for key in official["episode_id"]])
    order = table["episode_id"].map(crises.set_index("id")["start"])
    return table.assign(order=order).sort_values(["order", "id"])[["episode", "whose", "official", "who counted what", "UCDP", "source_ids"]]


def coding(conflict_id):
    """How a conflict is coded: years, type, intensity, side_a, side_a_2nd, side_b, side_b_2nd; years coded alike stand in one row."""
    table = tables.load("conflict_coding")
    same = ["type", "intensity", "side_a", "side_a_2nd", "side_b", "side_b_2nd"]
    rows = table[table["conflict_id"] == conflict_id].groupby(same, sort=False)["year"].agg(list).reset_index()
    rows["years"] = rows["year"].map(_spans)
    return rows.sort_values("year")[["years", *same]]


def _spans(years):
    """'1991–1993, 2005' for [1991, 1992, 1993, 2005]."""
    runs = pd.Series(years).groupby(pd.Series(years).diff().ne(1).cumsum())
    return ", ".join(f"{run.iloc[0]}–{run.iloc[-1]}" if len(run) > 1 else str(run.iloc[0]) for _, run in runs)


def picture(crises, states=("ARM", "AZE", "GEO", "KGZ", "TJK", "RUS")):
    """What ``charts.spikes`` draws: values, marks, labels and the alternative text."""
    table = monthly()
    table = table[table["state"].isin(states)]
    values = pd.DataFrame({"panel": table["state"], "date": table["month"].dt.to_timestamp(), "value": table["value"]})
    marks = [{"panel": place, "start": episode["start"], "end": episode["end"]} for episode in crises[crises["end"].notna()].to_dict("records")
             for place in places(episode) if place in states]
    peaks = table.loc[table.groupby("state")["value"].idxmax()].set_index("state").loc[list(states)]
    most = ", ".join(f"{WITHIN.get(state, NAMES[state])} {row.value} in {row.month:%B %Y}" for state, row in zip(peaks.index, peaks.itertuples()))
    alt = f"Deaths a month on the ground of each state, {table['month'].min()} to {table['month'].max()}, with the months of the episodes marked. The deadliest month of each: {most}."
    return {"values": values, "marks": pd.DataFrame(marks), "labels": {state: WITHIN.get(state, NAMES[state]) for state in states}, "alt": alt}


def benchmarks():
    """Our values for the published ones named ``violence.*`` in the table benchmark_values; a dict."""
    year = yearly(["state_based_deaths"]).set_index(["state", "year"])["value"]
    month = monthly().set_index(["state", "month"])["value"]
    hidden = missed().set_index(["state", "year"])
    found = {f"violence.{NAMES[state].lower()}.{when}": int(year[state, when])
             for state in ("ARM", "AZE") for when in (1992, 1993, 1994, 2016, 2020, 2021, 2022, 2023, 2024)}
    found |= {f"violence.{NAMES[state].lower()}.{when}": int(year[state, when]) for state in ("KGZ", "TJK") for when in (2021, 2022)}
    found |= {"violence.kazakhstan.2022": int(yearly().set_index(["state", "year"])["value"]["KAZ", 2022])}
    for when in ("2021-05", "2021-11", "2022-09", "2023-09"):
        found |= {f"violence.month.{NAMES[state].lower()}.{when.replace('-', '_')}": int(month[state, pd.Period(when)]) for state in ("ARM", "AZE")}
    found["violence.months.karabakh.2020"] = int(hidden.loc[[("ARM", 2020), ("AZE", 2020)], "month_value"].sum())
    found["violence.months.tajikistan.1996"] = int(hidden.loc[("TJK", 1996), "month_value"])
    karabakh = tables.load("conflict_coding")
    karabakh = karabakh[(karabakh["conflict_id"] == 388) & karabakh["year"].between(2020, 2023)]
    found["violence.coding.karabakh.2020_2023"] = int(((karabakh["type"] == "internationalised intrastate") & (karabakh["side_b_2nd"] == "Government of Armenia")).sum())
    return found
