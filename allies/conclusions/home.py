"""What Armenia trades and burns, what is sent there and what people say: the conclusions of chapters 11 and 12 under every combination of choices.

Each ``decide`` returns an array of int8 with one axis per remaining choice: 1 holds, 0 fails, -1 the data do not exist.
"""

from functools import cache

import numpy as np
import pandas as pd

from allies import economy, opinion, tables
from allies.multiverse import Conclusion, verdict

SEED = 20261122
NOISE = 1e-9  # of rounding: what differs by less does not differ


def _share(part, whole):
    """Per cent, nan where there is no whole."""
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(whole > 0, 100 * part / whole, np.nan)


# Trade

TRADE_FROM, TRADE_TO = 2007, 2024
BEFORE, AVERAGED = list(range(2010, 2022)), [1, 2, 3, 4, 5, 6]
PARTNERS = {"Russia": ["RUS"], "Russia and Belarus": ["RUS", "BLR"], "the Eurasian union": economy.EAEU}
FLOWS = {"exports and imports by origin": (1, 1, 0), "exports and imports by consignment": (1, 0, 1), "exports": (1, 0, 0),
         "imports by origin": (0, 1, 0), "imports by consignment": (0, 0, 1)}
WHOLES = ["all trade", "without the Emirates and Hong Kong", "this side and the West alone"]
PARTS = {"a quarter of the claim": 0.25, "half of the claim": 0.5, "three quarters of the claim": 0.75, "the claim": 1}
GOLD = {"as recorded": (0, False)} | {f"{name} out of {where}": (part, both) for name, part in PARTS.items()
                                      for where, both in (("imports", False), ("imports and exports", True))}
PARTS_OF_A_YEAR = {
    "January to June": range(1, 7), "July to December": range(7, 13), "April to September": range(4, 10), "January to March and October to December": (1, 2, 3, 10, 11, 12),
    "January to March": range(1, 4), "April to June": range(4, 7), "July to September": range(7, 10), "October to December": range(10, 13),
    "January to April": range(1, 5), "May to August": range(5, 9), "September to December": range(9, 13), "January, February, November and December": (1, 2, 11, 12),
    "March to October": range(3, 11), "May to September": range(5, 10),
    "February to November": range(2, 12), "March to August": range(3, 9)}
SEASONS = {"whole year": range(1, 13)} | PARTS_OF_A_YEAR


@cache
def _trade():
    """Value by year, an array season x flow x amount x year, in million US dollars: amounts are the sides of PARTNERS, all, the hubs and the West."""
    table = tables.load("trade_monthly").set_index("month")
    year, month = table.index.str[:4].astype(int), table.index.str[5:].astype(int)
    groups = [*PARTNERS.values(), ["WLD"], ["ARE", "HKG"], economy.WEST]
    found = np.zeros((len(SEASONS), 3, len(groups), TRADE_TO - TRADE_FROM + 1))
    for season, months in enumerate(SEASONS.values()):
        for group, codes in enumerate(groups):
            rows = table[month.isin(list(months)) & table["partner"].isin(codes).to_numpy()]
            sums = rows.groupby(rows.index.str[:4].astype(int))[["export", "import_origin", "import_consignment"]].sum()
            found[season, :, group] = sums.reindex(range(TRADE_FROM, TRADE_TO + 1), fill_value=0).T
    if set(year) != set(range(TRADE_FROM, TRADE_TO + 1)):
        raise ValueError(f"trade_monthly covers {min(year)} to {max(year)}; expected {TRADE_FROM} to {TRADE_TO}")
    return np.einsum("sfgy,kf->skgy", found, np.array(list(FLOWS.values()), float))


def _parts(amounts):
    """Part and whole, two arrays season x flow x partner x whole x year."""
    sides = len(PARTNERS)
    part = amounts[:, :, :sides]
    every, hubs, west = (amounts[:, :, [sides + each]] for each in range(3))
    whole = np.stack([every + 0 * part, every - hubs + 0 * part, part + west], axis=3)
    return np.broadcast_to(part[:, :, :, None], whole.shape), whole


@cache
def _last_trade():
    """Share of 2024, an array season x flow x partner x whole x gold.

    The claim is that so much of the imports from Russia was gold on its way to others. It is nan where a claim of the whole year meets part of
    it, where the flow holds no such goods, or where exports to the hubs would be taken out twice.
    """
    part, whole = (each[..., -1:] for each in _parts(_trade()))
    flows, (size, both) = np.array(list(FLOWS.values())), (np.array(each) for each in zip(*GOLD.values()))
    out, into = (each.astype(bool).reshape(1, -1, 1, 1, 1) for each in (flows[:, 0], flows[:, 1:].max(axis=1)))
    gone = 1000 * economy.published()["claim.gold.russia.2024"] * size
    found = _share(part - gone * into, whole - gone * into - gone * both * out)
    everything = np.array([each == "all trade" for each in WHOLES]).reshape(1, 1, 1, -1, 1)
    year = np.array([len(months) == 12 for months in SEASONS.values()]).reshape(-1, 1, 1, 1, 1)
    known = (size == 0) | year & np.where(both, out & everything, into)
    return np.where(known, found, np.nan)


def trade_rose(before):
    """Whether the share of 2024 was larger than that of the years up to one."""
    part, whole = _parts(_trade())
    end, olds = before - TRADE_FROM + 1, []
    for span in AVERAGED:
        years = slice(max(end - span, 0), end)
        ways = [_share(part[..., years], whole[..., years]).mean(axis=-1), _share(part[..., years].sum(axis=-1), whole[..., years].sum(axis=-1))]
        if span == 1:
            ways[1] = np.full_like(ways[0], np.nan)  # one year is its own average in either way
        olds.append(np.stack(ways if end >= span else np.full_like(ways, np.nan)))
    change = _last_trade() - np.stack(olds)[..., None]
    return np.moveaxis(verdict(change > NOISE, np.isfinite(change)), 1, 5)


# Transfers

SENT_SINCE = ["2020-01", "2021-01", "2021-07", "2022-01", "2022-03", "2022-07", "2023-01", "2023-07", "2024-01", "2024-03"]
SENT_UNTIL = ["2021-12", "2022-06", "2022-12", "2023-06", "2023-12", "2024-06", "2024-12", "2025-02"]
FIRST_BEFORE, LAST_BEFORE = list(range(2013, 2020)), list(range(2013, 2022))
KINDS, SUMS = ["non-commercial", "total"], ["received", "received less sent"]
SENDERS = {"Russia": ["RUS"], "Russia and Kazakhstan": ["RUS", "KAZ"]}
SENT_WHOLES = ["all transfers", "without the Emirates", "these, the EU and the United States alone"]
POOLED = ["sum of the months", "mean of the months' shares", "middle one of the months' shares"]


@cache
def _sent():
    """Months, and sums by month: part and whole, two arrays kind x flow x sender x whole x month."""
    table, parts, wholes = tables.load("transfers"), [], []
    months = sorted(set(table["month"]))
    for kind in KINDS:
        for column in ("inflow", "net"):
            wide = table[table["kind"] == kind].pivot(index="month", columns="partner", values=column).reindex(months)
            for codes in SENDERS.values():
                part = wide[codes].sum(axis=1)
                parts.append(part)
                wholes.append([wide["WLD"], wide["WLD"] - wide["ARE"], part + wide[["EU27", "USA"]].sum(axis=1)])
    whole = np.array(wholes, float).reshape(len(KINDS), len(SUMS), len(SENDERS), len(SENT_WHOLES), len(months))
    return months, np.broadcast_to(np.array(parts, float).reshape(*whole.shape[:3], 1, -1), whole.shape), whole


@cache
def _sent_share(first, last):
    """Share over the months from first to last, an array kind x flow x sender x whole x POOLED; nan for less than a year and where it is none
    between 0 and 100, as a net sum may have it."""
    months, part, whole = _sent()
    chosen = np.array([first <= month <= last for month in months])
    if chosen.sum() < 12:
        return np.full((*part.shape[:-1], len(POOLED)), np.nan)
    part, whole = part[..., chosen], whole[..., chosen]
    monthly = _share(part, whole)
    found = np.stack([_share(part.sum(axis=-1), whole.sum(axis=-1)), monthly.mean(axis=-1), np.median(monthly, axis=-1)], axis=-1)
    return np.where((found >= 0) & (found <= 100), found, np.nan)


def transfers_fell(since):
    """Whether the share since one month is smaller than that of the years before; less than twelve months, or the same months twice, are -1."""
    new = np.stack([_sent_share(since, until) for until in SENT_UNTIL])[:, None, None]
    old = np.stack([[_sent_share(f"{first}-01", f"{last}-12") if f"{last}-12" < since else np.full(new.shape[3:], np.nan) for last in LAST_BEFORE]
                    for first in FIRST_BEFORE])[None]
    return verdict(new < old - NOISE, np.isfinite(new - old))


# Gas

GAS_YEARS = list(range(2010, 2026))
GAS_BEFORE, GAS_LAST = list(range(2010, 2022)), list(range(2022, 2026))
GAS_AVERAGED, GAS_AVERAGED_BEFORE = [1, 2, 3, 4], list(range(1, 9))
GOODS = {"natural gas": ["natural gas"], "natural gas and butanes": ["natural gas", "butanes"]}
AMOUNTS = ["value", "weight"]
MONTHS = {"all months there are": range(1, 13)} | PARTS_OF_A_YEAR
COMPARED = ["shares of the sums", "means of yearly shares", "middle ones of yearly shares", "highest year before and lowest since"]
LOSS = 10  # points that the share may lose and still be as before


@cache
def _gas():
    """Imports from Russia and from all, an array side x goods x amount x MONTHS x year; nan where the file does not cover the months."""
    found = np.full((2, len(GOODS), len(AMOUNTS), len(MONTHS), len(GAS_YEARS)), np.nan)
    yearly, monthly = tables.load("energy"), tables.load("energy_monthly")
    monthly = monthly[monthly["commodity"] == "natural gas"]
    monthly = monthly.assign(year=monthly["month"].str[:4].astype(int), number=monthly["month"].str[5:].astype(int))
    for goods, names in enumerate(GOODS.values()):
        for column, amount in enumerate(AMOUNTS):
            for side, partner in enumerate(("RUS", "WLD")):
                rows = yearly[yearly["commodity"].isin(names) & (yearly["partner"] == partner)]
                sums = rows.groupby("year")[amount].sum().reindex(GAS_YEARS)
                found[side, goods, column, 0] = sums
    for season, numbers in list(enumerate(MONTHS.values()))[1:]:
        rows = monthly[monthly["number"].isin(list(numbers))]
        covered = rows[rows["partner"] == "WLD"].groupby("year")["number"].nunique().reindex(GAS_YEARS) == len(numbers)
        for side, partner in enumerate(("RUS", "WLD")):
            sums = rows[rows["partner"] == partner].groupby("year")[AMOUNTS].sum().reindex(GAS_YEARS)
            found[side, 0, :, season] = sums.where(covered).T
    return found


def _gas_share(last, span, extreme):
    """Share of Russia over the years up to one, an array goods x amount x MONTHS x COMPARED; ``extreme`` picks the year of the last of these."""
    start, end = last - span + 1 - GAS_YEARS[0], last + 1 - GAS_YEARS[0]
    russia, every = _gas()[..., max(start, 0):end]
    yearly = _share(russia, every)
    found = np.stack([_share(russia.sum(axis=-1), every.sum(axis=-1)), yearly.mean(axis=-1), np.median(yearly, axis=-1), extreme(yearly, axis=-1)], axis=-1)
    return found if start >= 0 else np.full_like(found, np.nan)


def gas_stays(before):
    """Whether most gas came from Russia and the share did not fall by more than ten points from the years up to one."""
    old = np.stack([_gas_share(before, span, np.max) for span in GAS_AVERAGED_BEFORE])[:, None, None]
    none = np.full(old.shape[3:], np.nan)
    new = np.stack([[_gas_share(last, span, np.min) if last - span >= before else none for span in GAS_AVERAGED] for last in GAS_LAST])[None]
    possible = np.isfinite(old - new)
    alone = np.array([span == 1 for span in GAS_AVERAGED_BEFORE])[:, None, None] & np.array([span == 1 for span in GAS_AVERAGED])
    possible[..., 1:] &= ~alone[..., None, None, None, None]  # one year beside one year compares alike in every way
    return verdict((new > 50) & (old - new <= LOSS + NOISE), possible)


# People

FRIEND, GOOD = "Caucasus Barometer: main_friend, as in the other waves, face to face", "IRI: relations_good, as in the other waves, face to face"
LINES = {  # line and first wave: group, first waves, last wave
    "main friend, from 2013": (FRIEND, ["2013"], ["2021/2022"]), "main friend, from 2015": (FRIEND, ["2015"], ["2021/2022"]),
    "main friend, from 2017": (FRIEND, ["2017-11"], ["2021/2022"]),
    "main friend, from the mean of 2013 to 2017": (FRIEND, ["2013", "2015", "2017-11"], ["2021/2022"]),
    "good relations, from 2019": (GOOD, ["2019-05"], ["2023-01-23"])}
TELEPHONE = "IRI: {}, as in the other waves, telephone"
QUESTIONS = {  # question: group, and whether a larger share is better for Russia
    "good relations": ("relations_good", 1), "bad relations": ("relations_bad", -1), "political partner": ("partner_political", 1),
    "security partner": ("partner_security", 1), "political threat": ("threat_political", -1)}
ENDS = {"June 2025": ["2025-06"], "mean of September 2024 and June 2025": ["2024-09", "2025-06"], "February 2026": ["2026-02-03"]}
OVER = {"share of Russia": None, "lead over France": "France", "lead over the EU": "EU", "lead over the United States": "USA"}
BACK_OVER = {name: OVER[name] for name in list(OVER)[:2]}  # the other two have no two waves since 2023 in one line
PUBLISHED, DESIGNS, ASSUMED = {"the one kept": "percent", "the lowest": "low", "the highest": "high"}, [1, 1.5, 2], [500, 1000, 1500]
POLL_DRAWS = ["as published", *(f"people drawn again {n}" for n in range(1, 1201))]


@cache
def _answers():
    """Answers by group, option and wave: a dict to rows of the table polls."""
    return {(row["group"], row["option"], row["wave"]): row for row in tables.load("polls").to_dict("records")}


def _wave(group, wave, other, slot):
    """One wave: Russia's share, or its lead over another, in points: an array PUBLISHED x DESIGNS x ASSUMED x draw.

    Shares of one answer per person hang together as in a multinomial sample, those of several answers or ratings are taken as independent.
    """
    rows = [_answers().get((group, option, wave)) for option in ("Russia", *([other] if other else []))]
    shape = (len(PUBLISHED), len(DESIGNS), len(ASSUMED), len(POLL_DRAWS))
    if None in rows:
        return np.full(shape, np.nan)
    shares = [np.array([row[column] for column in PUBLISHED.values()], float).reshape(-1, 1, 1, 1) / 100 for row in rows]
    asked = np.array(ASSUMED if pd.isna(rows[0]["n"]) else [rows[0]["n"]] * len(ASSUMED), float)
    size = asked[:, None] / np.array(DESIGNS, float).reshape(-1, 1, 1)
    normal = np.random.default_rng([SEED, slot]).standard_normal((2, len(POLL_DRAWS)))
    normal[:, 0] = 0
    return _drawn(shares, size, normal, rows[0]["answers"] == "one")


def _drawn(shares, size, normal, single):
    first, spread = shares[0], np.sqrt(shares[0] * (1 - shares[0]) / size)
    value = first + spread * normal[0]
    if len(shares) == 2:
        second, other = shares[1], np.sqrt(shares[1] * (1 - shares[1]) / size)
        tied = -np.sqrt(np.minimum(first * second / ((1 - first) * (1 - second)), 1)) if single else 0 * first
        value = value - second - other * (tied * normal[0] + np.sqrt(1 - tied ** 2) * normal[1])
    return 100 * value


def _mean(group, waves, other, slot):
    """Mean of some waves of one group, as ``_wave``."""
    return np.mean([_wave(group, wave, other, slot + number) for number, wave in enumerate(waves)], axis=0)


def opinion_fell(line):
    """Whether Russia's share, or its lead, fell within one line from before 2020 to after."""
    group, first, last = LINES[line]
    found = []
    for other in OVER.values():
        old, new = _mean(group, first, other, 0), _mean(group, last, other, 10)
        found.append(verdict(old - new > NOISE, np.isfinite(old - new)))
    return np.stack(found)


def opinion_back(question):
    """Whether Russia's share, or its lead, rose within one line since December 2023; for a threat or bad relations, whether it fell."""
    name, sign = QUESTIONS[question]
    group, found = TELEPHONE.format(name), []
    for waves in ENDS.values():
        for other in BACK_OVER.values():
            low, new = (_mean(group, each, other, slot)[:, :, 0] for slot, each in ((0, ["2023-12"]), (10, waves)))
            change = sign * (new - low)
            found.append(verdict(change > NOISE, np.isfinite(change)))
    return np.stack(found).reshape(len(ENDS), len(BACK_OVER), *found[0].shape)


PEOPLE = {"value where two were published": list(PUBLISHED), "design effect": DESIGNS}
CONCLUSIONS = [
    Conclusion("trade.rose", {
        "last year before": BEFORE, "years averaged": AVERAGED, "months": list(SEASONS), "flow": list(FLOWS), "who is Russia": list(PARTNERS),
        "share of": WHOLES, "average": ["mean of yearly shares", "share of the sum"], "gold on its way through": list(GOLD)}, trade_rose),
    Conclusion("transfers.fell", {
        "first month of the later period": SENT_SINCE, "last month of the later period": SENT_UNTIL, "first year before": FIRST_BEFORE,
        "last year before": LAST_BEFORE, "kind": KINDS, "flow": SUMS, "who is Russia": list(SENDERS), "share of": SENT_WHOLES,
        "average": POOLED}, transfers_fell),
    Conclusion("gas.stays", {
        "last year before": GAS_BEFORE, "years averaged before": GAS_AVERAGED_BEFORE, "last year": GAS_LAST, "years averaged": GAS_AVERAGED,
        "goods": list(GOODS), "amount": AMOUNTS, "months": list(MONTHS), "what is compared": COMPARED}, gas_stays),
    Conclusion("opinion.fell", {"question and first wave": list(LINES), "measure": list(OVER)} | PEOPLE | {
        "people where none were printed": ASSUMED, "people": POLL_DRAWS}, opinion_fell),
    Conclusion("opinion.back", {"question": list(QUESTIONS), "last wave": list(ENDS), "measure": list(BACK_OVER)} | PEOPLE | {"people": POLL_DRAWS}, opinion_back),
]
