"""Votes, speeches and published ideal points at the United Nations.

The roll calls are read from the UN Library's official file (release 5 or later) or from the reconstruction of release 5 that the
registry names; both give the same table. They hold adopted resolutions with a recorded vote: no consensus, no paragraph votes, no
amendments, no drafts that failed.
"""

import re
from pathlib import Path

import numpy as np
import pandas as pd

from allies.places import EU27, union
from allies.published import reading

OFFICIAL = ["undl_id", "ms_code", "ms_name", "ms_vote", "date", "session", "resolution", "draft", "committee_report", "meeting", "title", "agenda_title",
            "subjects", "vote_note", "total_yes", "total_no", "total_abstentions", "total_non_voting", "total_ms", "undl_link"]
TOTALS = {"total_yes": "Y", "total_no": "N", "total_abstentions": "A", "total_non_voting": "X"}
VOTE = {each: each for each in "YNAX"}  # yes, no, abstains, not voting (absent, or chose not to vote)
# The UN Library's codes for predecessors of states that kept their seat.
MERGED = {"SUN": "RUS", "EAT": "TZA", "GER": "DEU"}
CODES = """AFG AGO ALB AND ARE ARG ARM ATG AUS AUT AZE BDI BEL BEN BFA BGD BGR BHR BHS BIH BLR BLZ BOL BRA BRB BRN BTN BWA CAF CAN CHE CHL CHN CIV CMR COD
COG COL COM CPV CRI CSK CUB CYP CZE DDR DEU DJI DMA DNK DOM DZA EAZ ECU EGY ERI ESP EST ETH FIN FJI FRA FSM GAB GBR GEO GHA GIN GMB GNB GNQ GRC GRD GTM
GUY HND HRV HTI HUN IDN IND IRL IRN IRQ ISL ISR ITA JAM JOR JPN KAZ KEN KGZ KHM KIR KNA KOR KWT LAO LBN LBR LBY LCA LIE LKA LSO LTU LUX LVA MAR MCO MDA
MDG MDV MEX MHL MKD MLI MLT MMR MNE MNG MOZ MRT MUS MWI MYS NAM NER NGA NIC NLD NOR NPL NRU NZL OMN PAK PAN PER PHL PLW PNG POL PRK PRT PRY QAT ROU RUS
RWA SAU SCG SDN SEN SGP SLB SLE SLV SMR SOM SRB SSD STP SUR SVK SVN SWE SWZ SYC SYR TCD TGO THA TJK TKM TLS TON TTO TUN TUR TUV TZA UGA UKR URY USA UZB
VCT VEN VNM VUT WSM YEM YMD YUG ZAF ZMB ZWE""".split()
FIRST_YEAR = 1992  # Armenia joined on 2 March 1992
STATES = "ARM AZE BLR GEO KAZ KGZ MDA TJK UKR UZB".split()
PARTNERS = "RUS USA FRA DEU CHN".split()
TIES = "ANY"  # a tie for the EU's most frequent vote goes to the first of these
PERIODS = ((1992, 1997), (2014, 2019), (2018, 2019), (2020, 2023), (2024, 2025))
MIDDLE_EAST = "Palestin|Israel|Golan|Middle East|Jerusalem"

GRID = "ARM RUS USA FRA DEU BLR KAZ KGZ TJK AZE GEO".split()
# Series, short title in our words, symbols without A/RES/.
TEXTS = [
    ("CSTO", "Cooperation of the UN with the CSTO", "77/13 79/10"),
    ("CIS", "Cooperation of the UN with the CIS", "79/326"),
    ("SCO", "Cooperation of the UN with the Shanghai Cooperation Organisation", "77/338 79/332"),
    ("Council of Europe", "Cooperation of the UN with the Council of Europe; speaks of Russia's aggression", "77/284 79/284"),
    ("ICC", "Report of the International Criminal Court", "78/6 79/6 80/6"),
    ("Ukraine", "Demands that Russia withdraw from Ukraine", "ES-11/1"),
    ("Ukraine", "Humanitarian consequences of the war in Ukraine", "ES-11/2"),
    ("Ukraine", "Suspends Russia from the Human Rights Council", "ES-11/3"),
    ("Ukraine", "Rejects the annexation of Ukrainian regions", "ES-11/4"),
    ("Ukraine", "Register of damage and reparation for Ukraine", "ES-11/5"),
    ("Ukraine", "Principles of a just and lasting peace in Ukraine", "ES-11/6"),
    ("Ukraine", "A just and lasting peace, three years on; tabled by Ukraine and European states", "ES-11/7"),
    ("Ukraine", "The path to peace; tabled by the United States, amended before the vote", "ES-11/8"),
    ("Ukraine", "Return of Ukrainian children", "ES-11/9"),
    ("Ukraine", "Human rights in occupied parts of Ukraine", "77/229 78/221 79/184 80/223"),
    ("Ukraine", "Safety of nuclear sites in Ukraine", "78/316"),
    ("Crimea", "Territorial integrity of Ukraine, after the vote in Crimea", "68/262"),
    ("Crimea", "Human rights in Crimea", "71/205 72/190 73/263 74/168 75/192 76/179"),
    ("Crimea", "Militarisation of Crimea", "73/194 74/17 75/29 76/70"),
    ("Georgia", "Persons displaced from Abkhazia and the Tskhinvali region/South Ossetia",
     "62/249 63/307 64/296 65/287 66/283 67/268 68/274 69/286 70/265 71/290 72/280 73/298 74/300 75/285 76/267 77/293 78/283 79/292"),
    ("Anti-Nazism", "Against the glorification of Nazism; tabled by Russia",
     "67/154 68/150 69/160 70/139 71/179 72/156 73/157 74/136 75/169 76/149 77/204 78/190 79/160 80/192"),
    ("Azerbaijan", "Occupied territories of Azerbaijan, as titled", "62/243"),
    ("Iran", "Human rights in Iran",
     "47/146 48/145 49/202 50/188 51/107 52/142 53/158 54/177 55/114 56/171 58/195 59/205 60/171 61/176 62/168 63/191 64/176 65/226 66/175 67/182 "
     "68/184 69/190 70/173 71/204 72/189 73/181 74/167 75/191 76/178 77/228 78/220 79/183 80/222"),
    ("Belarus", "Human rights in Belarus", "61/175 62/169"),
    ("Moldova", "Withdrawal of foreign forces from Moldova", "72/282"),
    ("Other", "Responsibility to protect, on the agenda", "75/277"),
    ("Other", "The world drug problem", "77/238"),
    ("Other", "Programme on state behaviour in cyberspace", "78/16"),
    ("Other", "Law of the sea: life beyond national jurisdiction", "78/272"),
    ("Other", "Human rights in Syria", "80/224"),
    ("Chernobyl", "Study and mitigation of the consequences of the Chernobyl disaster", "80/111"),
]

# What counts as a mention in a speech. Spaces may be line ends. One Kyrgyz speech says Collective Security Organization.
MENTIONS = {
    "csto": r"\bCSTO\b|\bCollective\s+Security\s+(?:Treaty|Organi[sz]ation)|\bОДКБ\b|\bДоговор\w*\s+о\s+коллективной\s+безопасности",
    "russia": r"\bRussia(?:ns?)?\b|\bРосси[яиюей]\w*",
    "azerbaijan": r"\bAzerbaijan|\bАзербайджан",
    "european_union": r"\bEuropean\s+Union\b|\bЕвропейск\w+\s+союз",
    "karabakh": r"\bKarabakh|\bКарабах",
}
SPEAKERS = "ARM AZE BLR FRA GEO IRN KAZ KGZ MDA RUS TJK TUR UKR USA UZB".split()
OUTSIDE_UNGDC = (2025,)  # collected by another body: machine translations among them, and a Russian text with broken spaces

HRC_PARTNERS = "RUS USA FRA DEU GBR CHN UKR".split()
POINT_STATES = "ARM RUS USA FRA DEU GBR GEO KAZ KGZ BLR TJK AZE MDA UKR UZB CHN IRN TUR IND".split()
# Vintage: label, column of the year or session, of the number of votes, point and quantiles, agreement with Russia where given.
POINT_FILES = {
    "v38": ("year", "NVotesFP", "IdealPointFP", "Q5%FP", "Q95%FP", None),
    "2024-06": ("session", "NVotesAll", "IdealPointAll", "Q5%All", "Q95%All", "RUSSAgree"),
    "2020-04": ("session", "NVotes", "IdealPoint", "Q5%", "Q95%", None),
}


def roll_calls(votes_path, resolutions_path=None):
    """All votes, one row per resolution and state: undl_id, resolution, session, date, state, vote (Y, N, A, X), src.

    ``votes_path`` is the UN Library's CSV, or with ``resolutions_path`` the reconstruction in Parquet; src is O for the official
    file, and for the reconstruction L (from logs), T (transcribed) or D (derived as a difference). Sorted by undl_id and state.
    Raises ValueError for a changed header, an unknown code or vote, a state twice on one resolution, and for resolutions whose votes
    do not add up to their stated totals, by name and with both counts.
    """
    return _read(votes_path, resolutions_path)[0]


def _read(votes_path, resolutions_path):
    """The long table, and the resolutions: undl_id as index, resolution, date, title."""
    path = Path(votes_path)
    if path.suffix.lower() == ".csv":
        table, texts = _official(path)
    else:
        table, texts = _reconstruction(path, Path(resolutions_path))
    table = reading.unique(table, ["undl_id", "state"], path)
    found = table.groupby(["undl_id", "vote"]).size().unstack(fill_value=0).reindex(columns=list(VOTE), fill_value=0)
    wrong = (found != texts[list(VOTE)].loc[found.index]).any(axis=1)
    if wrong.any():
        named = [f"{texts.loc[each, 'resolution']} (undl_id {each}): found {'-'.join(map(str, found.loc[each]))}, stated {'-'.join(map(str, texts.loc[each, list(VOTE)]))}"
                 for each in found.index[wrong][:5]]
        raise ValueError(f"{path.name}: votes Y-N-A-X of {wrong.sum()} resolutions do not add up to their totals: {'; '.join(named)}")
    table = table.sort_values(["undl_id", "state"], ignore_index=True)
    return table[["undl_id", "resolution", "session", "date", "state", "vote", "src"]], texts[["resolution", "date", "title"]]


def _official(path):
    with path.open(encoding="utf-8-sig") as lines:
        header = next(lines).strip().replace('"', "").split(",")
    if header != OFFICIAL:
        changed = [column for column in OFFICIAL if column not in header] or [column for column in header if column not in OFFICIAL] or ["their order"]
        raise ValueError(f"{path.name}, row 1: the columns differ in {', '.join(changed)}; expected {', '.join(OFFICIAL)}")
    raw = pd.read_csv(path, usecols=["undl_id", "ms_code", "ms_vote", "date", "session", "resolution", "title", *TOTALS], encoding="utf-8-sig",
                      dtype=dict.fromkeys(["ms_code", "ms_vote", "date", "session", "resolution", "title"], "category"), keep_default_na=False)
    date = pd.to_datetime(raw["date"].astype(str), format="%Y-%m-%d", errors="coerce")
    if date.isna().any():
        row = date.index[date.isna()][0]
        raise ValueError(f"{path.name}, row {row + 2}, column date: found {raw['date'][row]!r}; expected a day YYYY-MM-DD")
    raw = raw.assign(date=date.astype("datetime64[ns]"), src="O", state=_states(raw["ms_code"].astype(str), path), vote=reading.known(raw["ms_vote"].astype(str), VOTE, path))
    of_text = ["resolution", "session", "date", "title", *TOTALS]
    texts = raw[["undl_id", *of_text]].drop_duplicates()
    texts = reading.unique(texts, ["undl_id"], path).set_index("undl_id").rename(columns=TOTALS)
    return raw.assign(**{column: raw[column].astype(str) for column in ("resolution", "session")}), texts.astype({"resolution": str, "title": str})


def _reconstruction(votes_path, resolutions_path):
    raw = reading.columns(pd.read_parquet(votes_path), ["undl_id", "iso3", "ms_vote", "src"], votes_path)
    texts = reading.columns(pd.read_parquet(resolutions_path), ["undl_id", "resolution", "sess", "date", "title", *VOTE], resolutions_path)
    texts = reading.unique(texts, ["undl_id"], resolutions_path).set_index("undl_id")
    if lost := set(raw["undl_id"]) ^ set(texts.index):
        raise ValueError(f"{votes_path.name}: {len(lost)} record ids stand in one of the two files only, such as {min(lost)}; expected those of {resolutions_path.name}")
    texts["date"] = texts["date"].astype("datetime64[ns]")
    raw = raw.assign(state=_states(raw["iso3"], votes_path), vote=reading.known(raw["ms_vote"].astype(str), VOTE, votes_path), src=raw["src"].astype(str))
    return raw.join(texts[["resolution", "date"]].assign(session=texts["sess"].astype(str)), on="undl_id"), texts


def _states(codes, path):
    merged = codes.replace(MERGED)
    unknown = codes[~merged.isin(CODES)].value_counts()
    if len(unknown):
        found = ", ".join(f"{code} ({count} votes)" for code, count in unknown.items())
        raise ValueError(f"{path.name}: found the state codes {found}; expected one of the {len(CODES)} codes known")
    return merged


def wide(table):
    """One row per resolution, one column per state, with EU27: the most frequent vote among Y, N and A of the 27 current members."""
    votes = table.pivot(index="undl_id", columns="state", values="vote")
    counts = pd.DataFrame({vote: (votes[EU27] == vote).sum(axis=1) for vote in TIES})
    return votes.assign(EU27=counts.idxmax(axis=1).where(counts.max(axis=1) > 0))


def vintage(table):
    """Which file, and the last day in it: such as R5r 2025-12-18 for the reconstruction of release 5."""
    return f"{'official' if (table['src'] == 'O').all() else 'R5r'} {table['date'].max():%Y-%m-%d}"


def kappa(pairs):
    """Agreement beyond chance of two states: Cohen's kappa of identical votes, as Häge (2011) proposes for foreign policies.

    ``pairs``: DataFrame of two columns of votes cast. Nominal: an abstention is no half vote. NaN where chance alone gives full agreement.
    """
    first, second = (pairs.iloc[:, each].value_counts(normalize=True) for each in (0, 1))
    chance = float(first.mul(second, fill_value=0).sum())
    return ((pairs.iloc[:, 0] == pairs.iloc[:, 1]).mean() - chance) / (1 - chance) if chance < 1 else np.nan


def derive(votes_path, resolutions_path=None):
    """Yearly measures of agreement: state, year, measure, partner, value, n, rank, unit, vintage.

    Measures, over roll calls in which both voted Y, N or A: *agreement* (share of identical votes; partner EU is the mean over the
    members of that year, EU27 the most frequent vote of the 27 current members) and *kappa*, also pooled as agreement_1992_1997 and
    so on, which stand in the last year of their period; *agreement_session*, by regular UN session (session + 1945); *sides* (where Russia and EU27 differ, share of votes identical with the partner, RUS or
    EU27); *russia_no_Y* and so on (votes while Russia votes No, of n); *roll_calls*; *vote_Y* and so on; *near_consensus* (roll calls
    with at most three No and three abstentions, state WLD). ``rank``, for Russia as partner only, is the place of the state among all
    other states that voted in more than half of the year's roll calls, the highest value first. Pairs that never voted together are left out.
    """
    table, _ = _read(votes_path, resolutions_path)
    votes = wide(table[table["date"].dt.year >= FIRST_YEAR])
    year = table.drop_duplicates("undl_id").set_index("undl_id")["date"].dt.year.loc[votes.index]
    voting = _voting(votes)
    rows = []
    for each, ids in year.groupby(year).groups.items():
        rows += _year(each, votes.loc[ids], voting.loc[ids])
    for first, last in PERIODS:
        chosen = voting[year.between(first, last)]
        for state in STATES:
            for partner in [*PARTNERS, "EU27"]:
                pairs = chosen[[state, partner]].dropna()
                if len(pairs):
                    rows.append((state, last, f"agreement_{first}_{last}", partner, (pairs[state] == pairs[partner]).mean(), len(pairs), None, "share"))
                    rows.append((state, last, f"kappa_{first}_{last}", partner, kappa(pairs), len(pairs), None, "index"))
    session = pd.to_numeric(table.drop_duplicates("undl_id").set_index("undl_id")["session"].loc[votes.index], errors="coerce")  # regular sessions
    for each, ids in session.groupby(session).groups.items():
        pairs = voting.loc[ids, ["ARM", "RUS"]].dropna()
        rows.append(("ARM", int(each) + 1945, "agreement_session", "RUS", (pairs["ARM"] == pairs["RUS"]).mean(), len(pairs), None, "share"))
    result = pd.DataFrame(rows, columns=["state", "year", "measure", "partner", "value", "n", "rank", "unit"]).dropna(subset=["value"])
    result["value"] = result["value"].round(4)
    result["rank"] = result["rank"].astype("Int64")
    return result.assign(vintage=vintage(table)).sort_values(["state", "measure", "partner", "year"], ignore_index=True)


def _year(year, votes, voting):
    rows = [("WLD", year, "roll_calls", "", len(votes), len(votes), None, "roll calls"),
            ("WLD", year, "near_consensus", "", int((((votes == "N").sum(axis=1) <= 3) & ((votes == "A").sum(axis=1) <= 3)).sum()), len(votes), None, "roll calls")]
    for state in [*STATES, "RUS", "USA", "FRA"]:
        for partner in [*PARTNERS, "EU", "EU27"]:
            if partner == state or voting[state].isna().all():
                continue
            together = voting[union(year) if partner == "EU" else [partner]].drop(columns=state, errors="ignore")
            shares = together.eq(voting[state], axis=0).sum() / (together.notna() & voting[[state]].notna().to_numpy()).sum()
            n = int((voting[state].notna() & together.notna().any(axis=1)).sum())
            rows.append((state, year, "agreement", partner, shares.mean(), n, _rank(voting, state) if partner == "RUS" else None, "share"))
            if partner != "EU" and state in STATES:
                rows.append((state, year, "kappa", partner, kappa(voting[[state, partner]].dropna()), n, None, "index"))
        counted = list("YNAX") if state in ("ARM", "RUS", "USA") else ["X"]
        rows += [(state, year, f"vote_{vote}", "", int((votes[state] == vote).sum()), len(votes), None, "roll calls") for vote in counted]
    split = voting[_split(voting)]
    no = votes[votes["RUS"] == "N"]
    for state in STATES:
        own = split[split[state].notna()]
        if len(own):
            rows += [(state, year, "sides", partner, (own[state] == own[partner]).mean(), len(own), _rank(voting, state, split) if partner == "RUS" else None, "share")
                     for partner in ("RUS", "EU27")]
        rows += [(state, year, f"russia_no_{vote}", "RUS", int((no[state] == vote).sum()), len(no), None, "roll calls") for vote in VOTE]
    return rows


def _voting(votes):
    """Votes cast as numbers; missing where a state did not vote."""
    return votes.apply(lambda column: column.map({"Y": 1.0, "A": 0.0, "N": -1.0}))


def _split(voting):
    """Roll calls in which Russia voted and its vote is not that of EU27."""
    return voting["RUS"].notna() & voting["EU27"].notna() & (voting["RUS"] != voting["EU27"])


def _rank(voting, state, among=None):
    """Place of a state in identical votes with Russia among all states that voted in more than half of the roll calls."""
    among = voting if among is None else among
    active = voting.notna().mean() > 0.5
    others = among.loc[:, active[active].index.difference(["RUS", "EU27"])]
    shares = others.eq(among["RUS"], axis=0).sum() / (others.notna() & among[["RUS"]].notna().to_numpy()).sum()
    return int((shares > shares[state]).sum() + 1) if state in shares else None


def split_votes(votes_path, resolutions_path=None):
    """Every roll call since 1992 on which Russia and EU27 voted differently, with the votes of the states compared.

    Columns: undl_id, resolution, date, series (the first record id with the same title, of any year: the same text from year to
    year), middle_east (yes or no, by words of the title), src, eu27, rus, usa, fra, deu and the states of ``STATES`` in small
    letters, unit, vintage.
    """
    table, texts = _read(votes_path, resolutions_path)
    votes = wide(table)
    recent = votes.index[(texts["date"].loc[votes.index].dt.year >= FIRST_YEAR)]
    chosen = votes.loc[recent][_split(_voting(votes.loc[recent]))]
    title = texts["title"].str.replace(r"\s*[:/]\s*resolution\b.*$", "", regex=True).str.lower().str.replace(r"[^a-z]+", " ", regex=True).str.strip()
    first = title.sort_index().reset_index().groupby("title")["undl_id"].first()
    result = texts.loc[chosen.index, ["resolution"]].assign(
        date=texts.loc[chosen.index, "date"].dt.strftime("%Y-%m-%d"), series=title[chosen.index].map(first),
        middle_east=texts.loc[chosen.index, "title"].str.contains(MIDDLE_EAST, case=False).map({True: "yes", False: "no"}),
        src=table.drop_duplicates("undl_id").set_index("undl_id")["src"].loc[chosen.index])
    for state in ["EU27", "RUS", "USA", "FRA", "DEU", *STATES]:
        result[state.lower()] = chosen[state].fillna("")
    return result.assign(unit="vote", vintage=vintage(table)).reset_index().sort_values(["date", "undl_id"], ignore_index=True)


def named(votes_path, resolutions_path=None):
    """The votes on the texts of ``TEXTS``, one row per text.

    Columns: undl_id, resolution, date, series, title (in our words), the states of ``GRID`` in small letters and eu27 (Y, N, A, X;
    empty where not a member), yes, no, abstain, not_voting, src, unit, vintage. Raises ValueError for a text that is not in the file.
    """
    table, texts = _read(votes_path, resolutions_path)
    wanted = pd.DataFrame([(f"A/RES/{symbol}", series, title) for series, title, symbols in TEXTS for symbol in symbols.split()],
                          columns=["resolution", "series", "title"])
    ids = texts.reset_index().set_index("resolution")["undl_id"]
    if missing := sorted(set(wanted["resolution"]) - set(ids.index)):
        raise ValueError(f"{Path(votes_path).name}: no resolution {', '.join(missing)}")
    wanted["undl_id"] = wanted["resolution"].map(ids)
    chosen = table[table["undl_id"].isin(wanted["undl_id"])]
    votes, counts = wide(chosen), chosen.groupby(["undl_id", "vote"]).size().unstack(fill_value=0)
    result = wanted.set_index("undl_id")
    result["date"] = texts["date"].dt.strftime("%Y-%m-%d")
    for state in [*GRID, "EU27"]:
        result[state.lower()] = votes[state].fillna("")
    for column, vote in (("yes", "Y"), ("no", "N"), ("abstain", "A"), ("not_voting", "X")):
        result[column] = counts[vote]
    result["src"] = chosen.groupby("undl_id")["src"].first()
    result = result.assign(unit="vote", vintage=vintage(table)).reset_index().sort_values(["date", "undl_id"], ignore_index=True)
    order = ["undl_id", "resolution", "date", "series", "title", *(state.lower() for state in GRID), "eu27", "yes", "no", "abstain", "not_voting", "src", "unit", "vintage"]
    return result[order]


def mentions(path):
    """Mentions in the speeches of the General Debate: state, year, collection, words, one column for each of ``MENTIONS``, unit, vintage.

    Counts only. ``collection`` is UNGDC, or OSAA for speeches collected by another body. Raises ValueError for a state not known or
    two speeches of one state in one year.
    """
    raw = reading.columns(pd.read_parquet(path), ["iso3", "year", "words", "text"], path)
    result = pd.DataFrame({"state": reading.known(raw["iso3"], dict(zip(SPEAKERS, SPEAKERS)), path), "year": raw["year"],
                           "collection": np.where(raw["year"].isin(OUTSIDE_UNGDC), "OSAA", "UNGDC"), "words": raw["words"]})
    for name, pattern in MENTIONS.items():
        result[name] = raw["text"].str.count(re.compile(pattern, re.IGNORECASE))
    result = reading.unique(result, ["state", "year"], path).assign(unit="mentions", vintage="1991-2025")
    return result.sort_values(["state", "year"], ignore_index=True)


def hrc(path):
    """Agreement of Armenia in the Commission on Human Rights and the Human Rights Council: state, partner, body, first_year,
    last_year, value, n, unit, vintage.

    Rule: share of identical votes among all records, amendments included, in which both states voted Y, N or A; the codes . and -
    are no votes; a row that stands twice counts once. ``body`` is CHR, HRC or both.
    """
    raw = reading.columns(pd.read_parquet(path), ["id", "iso3", "vote", "year", "body"], path)
    marks = dict(zip("YNA.-", ["Y", "N", "A", None, None]))
    raw = raw.assign(vote=reading.known(raw["vote"], marks, path)).drop_duplicates()  # two rows stand twice
    raw = reading.unique(raw, ["id", "iso3"], path)
    votes = raw[raw["iso3"].isin(["ARM", *HRC_PARTNERS])].pivot(index=["id", "year", "body"], columns="iso3", values="vote").reset_index()
    votes = votes[votes["ARM"].notna()]
    rows = []
    for body, chosen in (("CHR", votes[votes["body"] == "CHR"]), ("HRC", votes[votes["body"] == "HRC"]), ("both", votes)):
        for partner in HRC_PARTNERS:
            pairs = chosen[chosen[partner].notna()]
            if len(pairs):
                rows.append(("ARM", partner, body, pairs["year"].min(), pairs["year"].max(), round((pairs["ARM"] == pairs[partner]).mean(), 4), len(pairs)))
    return pd.DataFrame(rows, columns=["state", "partner", "body", "first_year", "last_year", "value", "n"]).assign(unit="share", vintage="to 2026-03-31")


def points(*paths):
    """Published ideal points of the states of ``POINT_STATES``: state, year, vintage, mean, lo, hi, n_votes, percentile, n_states,
    agree_rus, unit.

    Paths in the order of ``POINT_FILES``. ``lo`` and ``hi`` are the published quantiles of 5 and 95 in a hundred; the files by
    session are dated session + 1945, as their authors do; ``percentile`` is the rank among all states of the file divided by their number, 1 the
    highest; ``agree_rus`` the published share of agreement with Russia, where the file has it. The state EU27 is the mean of the 27
    current members. Vintages are different series and are not joined.
    """
    tables = []
    for (label, (time, n_votes, mean, lo, hi, agree)), path in zip(POINT_FILES.items(), paths, strict=True):
        raw = pd.read_csv(path, sep="\t" if path.suffix == ".tab" else ",", encoding="utf-8" if path.suffix == ".tab" else "latin-1")
        raw = reading.columns(raw, list(filter(None, ["iso3c", time, n_votes, mean, lo, hi, agree])), path)
        raw = raw.assign(year=raw[time] + (1945 if time == "session" else 0))
        raw = reading.unique(raw[raw["year"] >= FIRST_YEAR], ["iso3c", "year"], path)
        table = pd.DataFrame({"state": raw["iso3c"], "year": raw["year"], "vintage": label, "mean": raw[mean], "lo": raw[lo], "hi": raw[hi], "n_votes": raw[n_votes],
                              "percentile": raw.groupby(time)[mean].rank(pct=True), "n_states": raw.groupby(time)[mean].transform("count"),
                              "agree_rus": raw[agree] if agree else np.nan})
        whole = table[table["state"].isin(EU27)].groupby("year", as_index=False)["mean"].mean().assign(state="EU27", vintage=label)
        if missing := set(POINT_STATES) - set(table["state"]):
            raise ValueError(f"{path.name}, column iso3c: no row for {', '.join(sorted(missing))}")
        tables += [table[table["state"].isin(POINT_STATES)], whole]
    result = pd.concat(tables, ignore_index=True).round({"mean": 4, "lo": 4, "hi": 4, "percentile": 4, "agree_rus": 4})
    result = result.astype({"n_votes": "Int64", "n_states": "Int64"}).assign(unit="standard deviations")
    return result[["state", "year", "vintage", "mean", "lo", "hi", "n_votes", "percentile", "n_states", "agree_rus", "unit"]].sort_values(["vintage", "state", "year"], ignore_index=True)
