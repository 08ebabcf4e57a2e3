"""What other states deliver and how states vote: the conclusions of chapters 09 and 10 under every combination of choices.

Each ``decide`` returns an array of int8 with one axis per remaining choice: 1 holds, 0 fails, -1 the data do not exist.
"""

from functools import cache
from itertools import product

import numpy as np

from allies import arms, tables
from allies.multiverse import IMPOSSIBLE, Conclusion, verdict

SEED = 20261122
NOISE = 1e-4  # of rounding: what differs by less does not differ


# Arms

FIRST_YEAR = 1992
NOW, NOW_LENGTHS = list(range(2023, 2026)), [5, 6, 7, 8]
THEN, THEN_LENGTHS = list(range(2010, 2021)), [5, 7, 10, 15]
SPLITS = ["even", "first", "last"]
SUPPLIERS = ["BLR", "CHN", "FRA", "IND", "JOR", "MNE", "SVK", "UKR"]
DELIVERED = [2004, 2007, 2009, 2010, 2011, 2013, 2016, 2017, 2019, 2021, 2022, 2023, 2024, 2025]  # years with a delivery since 2001
EU, NATO = {code for code, member in arms.WEST.items() if "EU" in member}, set(arms.WEST)
WESTS = {"France": {"FRA"}, "members of the EU": EU, "members of NATO or the EU": NATO,
         "with candidates of the EU": NATO | {"BIH", "GEO", "SRB", "UKR"}, "with major non-NATO allies of the USA": NATO | {"ISR", "JOR", "KOR", "PAK"}}
GAINS = {"share of volume": 0, "share of deals": 1, "volume a year": 0}  # and the unit of ``_deliveries``
ARMS_DRAWS = ["as recorded", *(f"drawn again {n}" for n in range(1, 21))]
WINDOWS = {
    "last year of the later window": NOW, "length of the later window": NOW_LENGTHS,
    "last year of the earlier window": THEN, "length of the earlier window": THEN_LENGTHS,
    "year of a deal of several years": SPLITS, "supplier left out": ["none", *SUPPLIERS], "year left out": ["none", *DELIVERED]}


@cache
def _deliveries():
    """Deliveries to Armenia, an array unit (million TIV, deals) x split x supplier (Russia first) x year."""
    table = tables.load("arms")
    table = table[(table["state"] == "ARM") & (table["indicator"] == "deliveries") & (table["first_year"] == table["last_year"])]
    codes = ["RUS", *SUPPLIERS]
    table = table[table["split"].isin(SPLITS) & (table["partner"] != "WLD")]
    if unknown := set(table["partner"]) - set(codes):
        raise ValueError(f"suppliers of Armenia that no choice names: {', '.join(sorted(unknown))}")
    found = np.zeros((2, 3, len(codes), arms.LAST - FIRST_YEAR + 1))
    place = table["split"].map(SPLITS.index), table["partner"].map(codes.index), table["first_year"].astype(int) - FIRST_YEAR
    for unit, column in enumerate(("value", "deals")):
        found[unit][tuple(place)] = table[column].astype(float)
    return found


@cache
def _sums():
    """Sums from 1992 to each year, an array split x supplier left out x year left out x unit x draw x side x year.

    Sides: Russia, all, and the West by each of WESTS. In a draw each supplier's deliveries of a year count as often as in a
    bootstrap (Poisson weights).
    """
    found = _deliveries()
    suppliers, years = found.shape[2:]
    weights = np.random.default_rng(SEED).poisson(1, (len(ARMS_DRAWS), suppliers, years))
    weights[0] = 1
    left = np.ones((len(SUPPLIERS) + 1, suppliers))
    left[np.arange(1, len(left)), np.arange(1, suppliers)] = 0
    kept = np.ones((len(DELIVERED) + 1, years))
    kept[np.arange(1, len(kept)), np.array(DELIVERED) - FIRST_YEAR] = 0
    codes = ["RUS", *SUPPLIERS]
    sides = np.array([[code == "RUS" for code in codes], [True] * suppliers, *([code in west for code in codes] for west in WESTS.values())], float)
    by = np.einsum("uspy,dpy,lp,ky,ip->slkudiy", found, weights, left, kept, sides, optimize=True)
    return np.concatenate([np.zeros((*by.shape[:-1], 1)), by.cumsum(axis=-1)], axis=-1).astype(np.float32)


def _windows(last):
    """For each later window that ends in one year: its length, the sums in it, those in the earlier windows (last year x length before the axes of
    ``_sums``, which lose the year), and whether the two do not overlap (last year x length)."""
    sums, at = _sums(), lambda year: year - FIRST_YEAR + 1
    then = np.stack([[sums[..., at(end)] - sums[..., at(end - length)] for length in THEN_LENGTHS] for end in THEN])
    for length in NOW_LENGTHS:
        apart = np.repeat([[end <= last - length] for end in THEN], len(THEN_LENGTHS), axis=1)
        yield length, sums[..., at(last)] - sums[..., at(last - length)], then, apart


def _matters(now, then):
    """Whether leaving out a supplier or a year changes either window: an array last year x length x split x supplier x year x unit. What changes nothing
    would give the same universe again."""
    found = True
    for axis in (-4, -3):
        other = [np.abs(each[..., 0, :] - np.take(each[..., 0, :], [0], axis=axis)).max(axis=-1) > 1e-3 for each in (now, then)]
        first = (np.arange(now.shape[axis - 1]) == 0).reshape([-1 if each == axis + 1 else 1 for each in range(-3, 0)])
        found = found & (first | other[0] | other[1])
    return found


def _shares(window):
    """Share of Russia and of each West in a window, and nan where nothing was delivered; the last axis is the side."""
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.delete(window / window[..., 1:2], 1, axis=-1)


def _beside(mask, axes):
    return mask.reshape(mask.shape + (1,) * axes)


def arms_away(last):
    """Whether Russia's share of what Armenia received fell, for later windows that end in one year."""
    found = []
    for _, now, then, apart in _windows(last):
        old, new = _shares(then)[..., 0], _shares(now)[..., 0]
        found.append(verdict(new < old - NOISE, np.isfinite(old - new) & _beside(apart, 5) & _matters(now, then)[..., None]))
    return np.stack(found)


def arms_elsewhere(last):
    """Whether suppliers outside the West gained more than the West, and anything at all, where Russia lost; where Russia lost nothing, -1."""
    return np.stack([np.stack([_went_elsewhere(*each, gain) for gain in GAINS], axis=-3) for each in _windows(last)])


def _went_elsewhere(length, now, then, apart, gain):
    unit = GAINS[gain]
    new, old = now[..., unit, :, :], then[..., unit, :, :]
    if gain == "volume a year":
        years = np.array(THEN_LENGTHS, np.float32).reshape(-1, *(1,) * (old.ndim - 2))
        change = new / length - old / years
        russia, west, rest = change[..., :1], change[..., 2:], change[..., 1:2] - change[..., :1] - change[..., 2:]
    else:
        change = _shares(new) - _shares(old)
        russia, west, rest = change[..., :1], change[..., 1:], -change[..., :1] - change[..., 1:]
    possible = (russia < -NOISE) & np.isfinite(russia) & _beside(apart, old.ndim - 2) & _matters(now, then)[..., unit, None, None]
    found = verdict(rest > np.maximum(west, 0) + NOISE, possible)
    return np.moveaxis(found, -1, -2)


# The general dimension of votes

MODELS = {"own points, plain": "plain", "own points, bridged": "bridged", "published, June 2024": "2024-06", "published, April 2026": "v38"}
PLACES = ["ARM", "RUS", "USA", "FRA", "DEU"]
MEASURES = ["Armenia's own point", "how far west of Russia", "nearness to the United States", "nearness to France", "nearness to Germany",
            "place between Russia and the United States", "place between Russia and France"]
FIRST, LAST, SPANS = list(range(2002, 2023)), list(range(2021, 2026)), [1, 2, 3]
YEARS = list(range(2002, 2026))
LEFT_OUT = ["none", 2022, 2023, 2024, 2025]
POINT_DRAWS = ["means", *(f"posterior draw {n}" for n in range(1, 41))]


@cache
def _points():
    """Points and their standard deviations, two arrays model x state x year; nan where there is none."""
    own, published = tables.load("ideal_points"), tables.load("ideal_points_published").rename(columns={"vintage": "model"})
    published = published.assign(sd=(published["hi"] - published["lo"]) / (2 * 1.645))
    found = np.full((2, len(MODELS), len(PLACES), len(YEARS)), np.nan)
    for number, model in enumerate(MODELS.values()):
        for table in (own, published):
            rows = table[(table["model"] == model) & table["state"].isin(PLACES) & table["year"].isin(YEARS)]
            place = rows["state"].map(PLACES.index), rows["year"].astype(int) - YEARS[0]
            for value, column in enumerate(("mean", "sd")):
                found[value, number][tuple(place)] = rows[column].astype(float)
    return found


@cache
def _ends():
    """Means over spans of years and their variances: two arrays model x draw x state x year left out x span x the year in which it begins."""
    mean, sd = _points()
    drawn = np.random.default_rng(SEED).standard_normal((len(POINT_DRAWS), len(PLACES), len(YEARS)))
    drawn[0] = 0
    points = mean[:, None] + drawn * sd[:, None]
    counted = np.zeros((len(LEFT_OUT), len(SPANS), len(YEARS), len(YEARS)))
    for out, span, start in product(range(len(LEFT_OUT)), SPANS, range(len(YEARS))):
        years = [year for year in range(start, start + span) if YEARS[0] + year != LEFT_OUT[out]]
        if start + span <= len(YEARS) and years:
            counted[out, span - 1, start, years] = 1 / len(years)
    missing = np.einsum("msy,oaby->msoab", np.isnan(mean), counted) + (counted.sum(axis=-1) == 0)
    value = np.einsum("mdsy,oaby->mdsoab", np.nan_to_num(points), counted)
    variance = np.einsum("msy,oaby->msoab", np.nan_to_num(sd) ** 2, counted ** 2)[:, None]
    return np.where(missing[:, None] > 0, np.nan, value), np.where(missing[:, None] > 0, np.nan, variance)


def _west(points, variance):
    """How far west Armenia stands by each of MEASURES, and the variance of that: two arrays with the measure as the first axis.

    The states are on the third axis of what is given; the variance of a place is by the first order of its two quotients.
    """
    arm, rus, *anchors = np.moveaxis(points, 2, 0)
    own, russia, *others = np.moveaxis(variance, 2, 0)
    values = [arm, arm - rus, *(-abs(arm - anchor) for anchor in anchors)]
    variances = [own, own + russia, *(own + other for other in others)]
    for anchor, other in zip(anchors[:2], others[:2]):
        place = (arm - rus) / (anchor - rus)
        values.append(place)
        variances.append((own + (1 - place) ** 2 * russia + place ** 2 * other) / (anchor - rus) ** 2)
    return np.stack(values), np.stack([np.broadcast_to(each, arm.shape) for each in variances])


@cache
def _stood():
    return _west(*_ends())


def votes_general(first):
    """Whether Armenia did not move toward the West by more than two standard deviations, from spans that begin in one year."""
    value, variance = _stood()
    spans = np.array(SPANS)[:, None]
    starts = np.array(LAST) - spans + 1 - YEARS[0]
    old, new = (np.take_along_axis(each, starts.reshape(1, 1, 1, 1, *starts.shape), axis=-1) for each in (value, variance))
    change = old - value[..., [first - YEARS[0]]]
    sd = np.sqrt(new + variance[..., [first - YEARS[0]]])
    apart = starts + YEARS[0] > first + spans - 1
    ends = first + spans - 1, np.array(LAST)  # of the earlier and the later span
    inside = [np.zeros_like(apart) if out == "none" else np.logical_or(*((end - spans < out) & (out <= end) for end in ends)) for out in LEFT_OUT]
    matters = np.stack([apart if out == "none" else each for out, each in zip(LEFT_OUT, inside)])
    return np.moveaxis(verdict(~(change > 2 * sd), np.isfinite(change) & apart & matters), (1, 0, 5, 4, 3, 2), range(6))


# Where Russia and the West differ

ABROAD = ["arm", "kaz", "kgz", "tjk"]
ANCHORS = {"majority of the EU": ["eu27"], "France": ["fra"], "Germany": ["deu"], "United States": ["usa"],
           "France and Germany alike": ["fra", "deu"], "majority of the EU and United States alike": ["eu27", "usa"]}
BEFORE = [(2006, 2009), (2010, 2013), (2014, 2017), (2010, 2019), (2014, 2019), (2016, 2019), (2018, 2019), (2019, 2019), (2018, 2020), (2020, 2021)]
AFTER = [(2020, 2025), (2021, 2025), (2022, 2025), (2023, 2025), (2024, 2025), (2022, 2023), (2024, 2024), (2025, 2025)]
PERIODS = BEFORE + AFTER
DIFFERENCES = ["any difference", "Yes against No", "Russia votes No"]
TOPICS = {"none": (), "on Ukraine": ("Ukraine", "Crimea"), "on Georgia": ("Georgia",), "on human rights in Iran": ("Iran",)}
COUNTS = ["same vote, of votes cast", "same vote, absence as an abstention", "nearer vote, of votes cast", "same vote, absence counted as neither",
          "nearer vote, absence as an abstention", "same vote, of votes like either side"]
TEXTS = ["every roll call", "last vote on each text", "each text once, its votes averaged"]
DRAWS = ["all texts", *(f"texts drawn again {n}" for n in range(1, 21))]
COMPARED = ["Kazakhstan", "Kyrgyzstan", "Tajikistan", "mean of the three", "middle one of the three", "each of the three"]


def _spans(periods):
    return [arms.label(*span) if span[0] < span[1] else f"{span[0]}" for span in periods]


@cache
def _texts():
    """The table split_votes by text and date: dict of arrays; votes are 1 Yes, 0 abstention, -1 No, nan not voting."""
    table = tables.load("split_votes").sort_values(["series", "date", "undl_id"])
    found = {column: table[column].map({"Y": 1.0, "A": 0.0, "N": -1.0}).to_numpy(float) for column in (*ABROAD, "rus", "eu27", "fra", "deu", "usa")}
    named = tables.load("named_votes")
    topic = {name: table["undl_id"].isin(named.loc[named["series"].isin(series), "undl_id"]).to_numpy() for name, series in TOPICS.items()}
    return found | {"year": table["date"].dt.year.to_numpy(), "text": table["series"].factorize()[0], "middle east": (table["middle_east"] == "yes").to_numpy(),
                    "logs": (table["src"] == "L").to_numpy(), "topic": topic}


def _draws(number):
    """How often each text is drawn: draw x text, of which the first counts every text once."""
    texts = _texts()["text"].max() + 1
    weights = np.random.default_rng(SEED).multinomial(texts, np.full(texts, 1 / texts), number).astype(np.float32)
    weights[0] = 1
    return weights


def _divided(anchor, topics):
    """Roll calls that count: array difference x Middle East (in, out) x rows (all, logs) x topic left out x roll call; and the vote of the West."""
    texts = _texts()
    columns = np.stack([texts[each] for each in ANCHORS[anchor]])
    west, rus = columns[0], texts["rus"]
    divided = (columns == west).all(axis=0) & (west != rus) & np.isfinite(rus)
    kinds = np.stack([divided, divided & (abs(west - rus) == 2), divided & (rus == -1)])
    every = np.ones_like(divided)
    east, rows = np.stack([every, ~texts["middle east"]]), np.stack([every, texts["logs"]])
    left = ~np.stack([texts["topic"][each] for each in topics])
    return kinds[:, None, None, None] & east[:, None, None] & rows[:, None] & left, west


def _siding(votes, side, other, counts):
    """Which votes count and which are with a side rather than the other: two arrays count x roll call."""
    cast, filled = np.isfinite(votes), np.nan_to_num(votes)
    everyone = np.ones_like(cast)
    near = lambda each: abs(each - side) < abs(each - other)  # noqa: E731
    found = {"same vote, of votes cast": (cast, votes == side), "same vote, absence as an abstention": (everyone, filled == side),
             "nearer vote, of votes cast": (cast, near(votes)), "same vote, absence counted as neither": (everyone, votes == side),
             "nearer vote, absence as an abstention": (everyone, near(filled)),
             "same vote, of votes like either side": (cast & ((votes == side) | (votes == other)), votes == side)}
    return tuple(np.stack([found[count][part] for count in counts]).astype(np.float32) for part in (0, 1))


def _by_text(chosen, counted, sided):
    """Sums by text and period: numerators and denominators, each an array period x TEXTS x (choices of roll calls x counts) x text."""
    texts = _texts()
    shape = (len(PERIODS), len(TEXTS), chosen[..., 0].size * len(counted), texts["text"].max() + 1)
    above, below = np.zeros(shape, np.float32), np.zeros(shape, np.float32)
    flat = chosen.reshape(-1, chosen.shape[-1])
    for period, span in enumerate(PERIODS):
        rows = np.flatnonzero((texts["year"] >= span[0]) & (texts["year"] <= span[1]))
        heads = np.flatnonzero(np.diff(texts["text"][rows], prepend=-1))
        at = texts["text"][rows[heads]]
        weight = (flat[:, None, rows] * counted[:, rows]).astype(np.float32)
        n, hits = np.add.reduceat(weight, heads, axis=-1), np.add.reduceat(weight * sided[:, rows], heads, axis=-1)
        last = np.maximum.reduceat((weight > 0) * np.arange(1, len(rows) + 1), heads, axis=-1)
        latest = np.where(last > 0, np.take_along_axis(np.broadcast_to(sided[:, rows], weight.shape), np.maximum(last - 1, 0), axis=-1), 0)
        for mode, (top, bottom) in enumerate(((hits, n), (latest, n > 0), (hits / np.maximum(n, 1), n > 0))):
            above[period, mode][:, at], below[period, mode][:, at] = top.reshape(-1, len(heads)), bottom.reshape(-1, len(heads))
    return above, below


def _changes(chosen, counted, sided, weights):
    """Change of a share from each period of BEFORE to each of AFTER, an array before x after x (all texts, texts of both periods) x TEXTS x
    (choices of roll calls x counts) x draw; nan where a period has no such text."""
    above, below = _by_text(chosen, counted, sided)
    share = lambda top, bottom: np.divide(top @ weights.T, bottom @ weights.T)  # noqa: E731
    found = np.empty((len(BEFORE), len(AFTER), 2, *above.shape[1:3], len(weights)), np.float32)
    with np.errstate(invalid="ignore", divide="ignore"):
        alone = share(above, below)
        for old, new in product(range(len(BEFORE)), range(len(AFTER))):
            later = len(BEFORE) + new
            found[old, new, 0] = alone[later] - alone[old]
            both = (below[old, 1] > 0) & (below[later, 1] > 0)
            found[old, new, 1] = share(above[later] * both, below[later] * both) - share(above[old] * both, below[old] * both)
    return found


def _apart():
    """Which pairs of periods do not overlap, an array before x after x the axes of ``_changes`` with the choices of roll calls told apart; rows from logs alone
    count only where a period holds other rows, since they would give the same universe again."""
    apart = np.array([[old[1] < new[0] for new in AFTER] for old in BEFORE])
    texts = _texts()
    others = {int(year) for year in texts["year"][~texts["logs"]]}
    mixed = np.array([[any(span[0] <= year <= span[1] for span in (old, new) for year in others) for new in AFTER] for old in BEFORE])
    return np.stack([apart, apart & mixed], axis=-1)[:, :, None, None, None, None, :, None, None, None]


def votes_divided(anchor):
    """Whether Armenia's siding with the West, by one anchor, rose."""
    chosen, west = _divided(anchor, TOPICS)
    texts = _texts()
    change = _changes(chosen, *_siding(texts["arm"], west, texts["rus"], COUNTS), _draws(len(DRAWS)))
    change = change.reshape(*change.shape[:4], *chosen.shape[:-1], len(COUNTS), len(DRAWS))
    return np.moveaxis(verdict(change > NOISE, np.isfinite(change) & _apart()), (4, 5, 6, 7, 8, 3, 2), range(2, 9))


FARTHER_COUNTS, FARTHER_TOPICS, FARTHER_DRAWS = COUNTS[:3], list(TOPICS)[:2], DRAWS[:11]


def _gaps(chosen, siding, weights):
    """How much more Armenia changed than each of COMPARED: a list of two arrays comparison x the axes of ``_changes``, the first with the votes
    of each state, the second with those roll calls alone on which Armenia and the other count both."""
    change = lambda counted, sided: _changes(chosen, counted, sided, weights)  # noqa: E731
    (own, ours), *others = siding
    alone = change(own, ours)
    apart = np.stack([alone - change(*each) for each in others])
    pairs = np.stack([change(own * n, ours) - change(own * n, theirs) for n, theirs in others])
    n = sum(each for each, _ in others)
    mean = sum(each * theirs for each, theirs in others) / np.maximum(n, 1)
    means = [apart.mean(axis=0), change(own * (n > 0), ours) - change(own * (n > 0), mean)]
    return [np.stack([*each, middle, np.median(each, axis=0), each.min(axis=0)]) for each, middle in zip((apart, pairs), means)]


def votes_farther(anchor):
    """Whether Armenia's siding moved farther than that of its allies in Central Asia: toward the West, by one anchor, or away from Russia."""
    chosen, west = _divided(anchor, FARTHER_TOPICS)
    texts, weights, found = _texts(), _draws(len(FARTHER_DRAWS)), []
    for sign, side, other in ((1, west, texts["rus"]), (-1, texts["rus"], west)):
        siding = [(n, with_side) for n, with_side in (_siding(texts[state], side, other, FARTHER_COUNTS) for state in ABROAD)]
        signed = [(n, with_side if sign == 1 else 1 - with_side) for n, with_side in siding]
        found.append(np.stack([verdict(gap > NOISE, np.isfinite(gap)) for gap in _gaps(chosen, signed, weights)], axis=1))
    farther = np.stack(found)
    farther = farther.reshape(*farther.shape[:7], *chosen.shape[:-1], len(FARTHER_COUNTS), len(FARTHER_DRAWS))
    return np.moveaxis(np.where(_apart(), farther, IMPOSSIBLE).astype(np.int8), (7, 8, 9, 10, 11, 6, 5), range(5, 12))


def _roll_calls(topics, counts):
    return {"difference counted": DIFFERENCES, "texts on the Middle East": ["kept", "left out"], "rows of the reconstruction": ["all", "logs only"],
            "texts left out": list(topics), "what counts": counts, "weight of a text": TEXTS, "texts compared": ["all", "those of both periods"]}


PERIOD_CHOICES = {"years before": _spans(BEFORE), "years after": _spans(AFTER)}
CONCLUSIONS = [
    Conclusion("arms.away", WINDOWS | {
        "share of": ["volume", "deals"], "deliveries": ARMS_DRAWS}, arms_away),
    Conclusion("arms.elsewhere", WINDOWS | {"gain in": list(GAINS), "who is the West": list(WESTS), "deliveries": ARMS_DRAWS}, arms_elsewhere),
    Conclusion("votes.general", {
        "first year": FIRST, "model": list(MODELS), "measure": MEASURES, "last year": LAST, "years averaged": SPANS, "year left out": LEFT_OUT,
        "points": POINT_DRAWS}, votes_general),
    Conclusion("votes.divided", {"the West": list(ANCHORS)} | PERIOD_CHOICES | _roll_calls(TOPICS, COUNTS) | {
        "texts drawn": DRAWS}, votes_divided),
    Conclusion("votes.farther", {
        "the West": list(ANCHORS), "direction": ["toward the West", "away from Russia"], "compared with": COMPARED,
        "roll calls compared": ["each state's own", "those on which both count"]} | PERIOD_CHOICES | _roll_calls(FARTHER_TOPICS, FARTHER_COUNTS)
        | {"texts drawn": FARTHER_DRAWS}, votes_farther),
]
