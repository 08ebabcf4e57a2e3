"""Votes at the United Nations: both forms of the file give one table, spoilt files are refused by name, the known figures hold,
and the West is never one anchor."""

import json
from pathlib import Path

import pandas as pd
import pytest
from test_published import needs_raw

from allies import places, tables, votes
from allies.published import registry
from allies.published import votes as published

NOTEBOOK = Path(__file__).resolve().parents[1] / "notebooks" / "10-votes.ipynb"
FORMER = {code: old for old, code in published.MERGED.items()}
BALLOTS = {1: ("A/RES/79/284", "79", "2025-04-16", "Cooperation", {"ARM": "Y", "RUS": "N", "USA": "N", "FRA": "Y", "DEU": "Y"}),
           2: ("A/RES/79/10", "79", "2024-11-18", "Cooperation, with a comma", {"ARM": "X", "RUS": "Y", "USA": "A", "FRA": "A", "DEU": "A"}),
           3: ("A/RES/ES-11/1", "11emsp", "2022-03-02", 'Aggression, in "quotation marks"', {"ARM": "A", "RUS": "N", "USA": "Y", "FRA": "Y", "DEU": "Y"})}


def official(table, texts):
    """Rows in the columns of the Library's release, from the long table and the resolutions."""
    counts = table.groupby(["undl_id", "vote"]).size().unstack(fill_value=0).reindex(columns=list("YNAX"), fill_value=0)
    counts.columns = list(published.TOTALS)
    raw = table.join(texts[["title"]], on="undl_id").join(counts.assign(total_ms=counts.sum(axis=1)), on="undl_id")
    old = raw["date"] < "1990-01-01"
    raw["ms_code"] = raw["state"].where(~old, raw["state"].replace(FORMER))
    raw["ms_vote"], raw["date"] = raw["vote"], raw["date"].dt.strftime("%Y-%m-%d")
    return raw.assign(**{column: "" for column in published.OFFICIAL if column not in raw})[published.OFFICIAL]


@pytest.fixture
def small(tmp_path):
    """A few resolutions as a release of the Library and as the two files of the reconstruction: folder, CSV, votes, resolutions."""
    rows = [(key, symbol, session, pd.Timestamp(day), state, vote, "L") for key, (symbol, session, day, _, cast) in BALLOTS.items() for state, vote in cast.items()]
    table = pd.DataFrame(rows, columns=["undl_id", "resolution", "session", "date", "state", "vote", "src"])
    texts = pd.DataFrame([(key, symbol, session, pd.Timestamp(day), title, *(list(cast.values()).count(vote) for vote in "YNAX"))
                          for key, (symbol, session, day, title, cast) in BALLOTS.items()], columns=["undl_id", "resolution", "sess", "date", "title", *"YNAX"])
    official(table, texts.set_index("undl_id")).to_csv(tmp_path / "ga_voting.csv", index=False)
    table.rename(columns={"state": "iso3", "vote": "ms_vote"})[["undl_id", "iso3", "ms_vote", "src"]].to_parquet(tmp_path / "votes.parquet")
    texts.to_parquet(tmp_path / "texts.parquet")
    return tmp_path


def both(folder):
    return [folder / "votes.parquet", folder / "texts.parquet"]


def spoil(path, *change):
    text = path.read_text(encoding="utf-8")
    assert change[0] in text
    path.write_text(text.replace(*change, 1), encoding="utf-8")


def test_the_release_and_the_reconstruction_give_one_table(small):
    ours, theirs = published.roll_calls(*both(small)), published.roll_calls(small / "ga_voting.csv")
    pd.testing.assert_frame_equal(ours.drop(columns="src"), theirs.drop(columns="src"))
    assert len(ours) == 15 and set(theirs["src"]) == {"O"} and list(ours["session"].unique()) == ["79", "11emsp"]
    titles = [published._read(*files)[1]["title"].to_dict() for files in ((*both(small),), (small / "ga_voting.csv", None))]
    assert titles[0] == titles[1] == {key: title for key, (_, _, _, title, _) in BALLOTS.items()}


def test_predecessors_are_merged(small):
    spoil(small / "ga_voting.csv", "RUS", "SUN")
    assert "RUS" in set(published.roll_calls(small / "ga_voting.csv").query("undl_id == 1")["state"])


@pytest.mark.parametrize(("change", "words"), [
    (("ms_vote", "vote"), "row 1: the columns differ in ms_vote"),
    ((",undl_link", ",undl_link,new"), "row 1: the columns differ in new"),
    (("FRA", "FRX"), r"found the state codes FRX \(1 votes\); expected one of the 199"),
    (("FRA", "DEU"), "undl_id, state = 1, DEU for the second time"),
    ((",Y,2025-04-16", ",N,2025-04-16"), r"1 resolutions do not add up .* A/RES/79/284 \(undl_id 1\): found 2-3-0-0, stated 3-2-0-0"),
    ((",Y,2025-04-16", ",y,2025-04-16"), "column ms_vote: found 'y'"),
    (("2025-04-16", "16 April 2025"), "row 2, column date: found '16 April 2025'"),
])
def test_a_spoilt_release_is_refused_by_name(small, change, words):
    spoil(small / "ga_voting.csv", *change)
    with pytest.raises(ValueError, match=words):
        published.roll_calls(small / "ga_voting.csv")


@pytest.mark.parametrize(("spoilt", "words"), [
    (lambda votes, texts: (votes.replace({"iso3": {"FRA": "FRX"}}), texts), r"found the state codes FRX \(3 votes\)"),
    (lambda votes, texts: (votes.rename(columns={"iso3": "code"}), texts), "no column iso3"),
    (lambda votes, texts: (pd.concat([votes, votes.iloc[[0]]], ignore_index=True), texts), "1, ARM for the second time"),
    (lambda votes, texts: (votes.iloc[1:], texts), r"votes Y-N-A-X of 1 resolutions .* found 2-2-0-0, stated 3-2-0-0"),
    (lambda votes, texts: (votes, texts.iloc[1:]), "1 record ids stand in one of the two files only, such as 1"),
])
def test_a_spoilt_reconstruction_is_refused_by_name(small, spoilt, words):
    frames = spoilt(*map(pd.read_parquet, both(small)))
    for frame, path in zip(frames, both(small)):
        frame.to_parquet(path)
    with pytest.raises(ValueError, match=words):
        published.roll_calls(*both(small))


def test_a_named_text_that_is_missing_is_named(small):
    with pytest.raises(ValueError, match="no resolution A/RES/47/146, A/RES/48/145"):
        published.named(*both(small))


def test_kappa_is_agreement_beyond_chance():
    pairs = pd.DataFrame({"a": [1, 1, 1, -1], "b": [1, 1, -1, -1]})
    assert published.kappa(pairs) == pytest.approx((0.75 - 0.5) / (1 - 0.5))
    assert published.kappa(pairs[["a", "a"]].set_axis(["a", "b"], axis=1)) == 1
    assert pd.isna(published.kappa(pd.DataFrame({"a": [1, 1], "b": [1, 1]})))


def test_the_union_has_the_members_of_the_year_and_a_tie_goes_to_abstaining():
    assert [len(places.union(year)) for year in (1992, 1995, 2003, 2004, 2007, 2013, 2019, 2020)] == [12, 15, 15, 25, 27, 28, 28, 27]
    codes = places.EU27
    table = pd.DataFrame({"undl_id": 1, "state": codes, "vote": ["Y"] * 13 + ["A"] * 13 + ["X"]})
    assert published.wide(table).loc[1, "EU27"] == "A"


@pytest.mark.parametrize(("change", "words"), [
    ({"iso3": {"ARM": "XXX"}}, "row 2, column iso3: found 'XXX'"), ({"year": {2021: 2020}}, "ARM, 2020 for the second time")])
def test_spoilt_speeches_are_refused(tmp_path, change, words):
    path = tmp_path / "speeches.parquet"
    raw = pd.DataFrame({"iso3": "ARM", "year": [2020, 2021], "words": 5, "text": ["the Collective Security\nTreaty", "ОДКБ and CSTO, Russian"]})
    raw.to_parquet(path)
    assert list(published.mentions(path)["csto"]) == [1, 2] and list(published.mentions(path)["russia"]) == [0, 1]
    raw.replace(change).to_parquet(path)
    with pytest.raises(ValueError, match=words):
        published.mentions(path)


def test_a_spoilt_file_of_points_is_refused(tmp_path):
    header = "ccode,iso3c,year,NVotesFP,IdealPointFP,Q5%FP,Q95%FP"
    paths = [tmp_path / name for name in ("a.csv", "b.csv", "c.csv")]
    for text, words in ((header.replace("Q5%FP", "Q5"), "a.csv, row 1: no column Q5%FP"), (header + "\n1,ARM,2000,1,0,0,0" * 2, "ARM, 2000 for the second time"),
                        (header + "\n1,ARM,2000,1,0,0,0", "no row for AZE, BLR")):
        paths[0].write_text(text, encoding="utf-8")
        with pytest.raises(ValueError, match=words):
            published.points(*paths)


def test_an_unknown_code_of_the_council_is_refused(tmp_path):
    pd.DataFrame({"id": 1, "iso3": ["ARM"], "vote": ["?"], "year": 2020, "body": "HRC"}).to_parquet(tmp_path / "hrc.parquet")
    with pytest.raises(ValueError, match="column vote: found '\\?'"):
        published.hrc(tmp_path / "hrc.parquet")


# What the reference computed from the same files: year, roll calls, Y/N/A/X, and shares with RUS, USA, FRA, EU, Russia with France.
KNOWN = """1992 75 28/0/6/41 .676 .353 .515 .616 .658; 1995 80 57/4/17/2 .756 .321 .579 .803 .513; 1998 63 43/2/16/2 .717 .197 .656 .749 .726
2002 76 63/1/11/1 .767 .173 .603 .687 .597; 2004 73 57/3/13/0 .808 .164 .611 .711 .583; 2006 101 81/2/16/2 .828 .081 .667 .758 .624
2009 68 52/3/12/1 .761 .194 .507 .637 .500; 2013 64 45/3/14/2 .726 .177 .516 .608 .531; 2014 80 61/3/15/1 .714 .218 .532 .651 .526
2018 107 74/5/26/2 .724 .152 .581 .654 .570; 2019 100 67/3/24/6 .703 .170 .532 .587 .490; 2020 100 66/3/26/5 .684 .179 .568 .650 .530
2021 86 56/3/24/3 .651 .232 .506 .560 .476; 2022 89 58/1/26/4 .600 .247 .518 .563 .393; 2023 88 57/1/23/7 .556 .235 .494 .566 .375
2024 95 62/1/27/5 .533 .270 .522 .585 .389; 2025 192 158/2/20/12 .733 .044 .778 .797 .635"""


@pytest.mark.parametrize("line", KNOWN.replace("\n", "; ").split("; "))
def test_armenias_years(line):
    year, calls, cast, *shares = line.split()
    row = votes.by_year().set_index("year").loc[int(year)]
    assert row["roll_calls"] == int(calls) and "/".join(str(int(row[vote])) for vote in "YNAX") == cast
    assert list(row[["RUS", "USA", "FRA", "EU", "RUS_FRA"]].astype(float)) == pytest.approx([float(each) for each in shares], abs=6e-4)


@pytest.mark.parametrize(("state", "shares"), [
    ("ARM", {2006: (.55, .34), 2010: (.56, .30), 2014: (.54, .40), 2018: (.53, .37), 2019: (.56, .33), 2020: (.45, .38), 2021: (.51, .34), 2022: (.42, .35), 2023: (.41, .43), 2024: (.36, .45), 2025: (.33, .56)}),
    ("BLR", {2006: (.94, .06), 2019: (.76, .11), 2025: (.69, .19)}), ("KAZ", {2006: (.83, .17), 2019: (.60, .23), 2025: (.38, .38)}),
    ("KGZ", {2006: (.83, .10), 2019: (.60, .25), 2025: (.42, .34)}), ("TJK", {2006: (.85, .15), 2019: (.62, .20), 2025: (.47, .34)})])
def test_sides_where_russia_and_the_eu_differ(state, shares):
    found = votes.sides([state]).set_index("year")
    for year, (rus, eu) in shares.items():
        assert (found.loc[year, "rus"], found.loc[year, "eu"]) == pytest.approx((rus, eu), abs=.0051), year


def test_the_numbers_of_split_votes_and_the_ranks():
    found = votes.sides(["ARM"]).set_index("year")["n"]
    assert [int(found[year]) for year in (2006, 2010, 2014, 2018, 2019, 2020, 2021, 2022, 2023, 2024, 2025)] == [29, 27, 35, 43, 43, 40, 41, 48, 49, 53, 61]
    # The reference counted Russia itself as first.
    ranks = [int(votes.cell("agreement", "RUS", "ARM", year)["rank"]) for year in (2006, 2010, 2014, 2018, 2019, 2020, 2021, 2022, 2023, 2024, 2025)]
    assert [rank + 1 for rank in ranks] == [35, 15, 9, 13, 29, 33, 24, 21, 33, 96, 91]


def test_the_two_tables_agree_on_split_votes():
    table, split = votes.sides(published.STATES), votes.split()
    for row in table[table["year"] >= 2015].itertuples():
        texts = split[split["year"] == row.year]
        for side, partner in (("rus", "rus"), ("eu", "eu27")):
            found = votes.share(texts, row.state, partner)
            assert (found["share"], found["n"]) == (pytest.approx(getattr(row, side), abs=1e-4), row.n)


def test_armenias_votes_while_russia_votes_no():
    found = votes.russia_no().set_index("year")
    known = {2019: "6/10/3/1", 2020: "5/9/3/2", 2021: "6/10/3/2", 2022: "5/14/1/3", 2023: "12/13/1/5", 2024: "16/14/1/2", 2025: "18/11/1/1"}
    assert {year: "/".join(str(found.loc[year, vote]) for vote in "YANX") for year in known} == known


def test_the_agenda_of_2025():
    near = votes.measure("near_consensus")["WLD"]
    assert near[2025] == 90 and (near.loc[2018:2024].min(), near.loc[2018:2024].max()) == (11, 29)
    assert votes.measure("vote_N")["USA"][2025] == 174


def test_agreement_by_session_is_near_the_published():
    table = votes.by_session()
    gap = (table["ours"] - table["published"]).abs()
    assert len(table) == 32 and gap.mean() == pytest.approx(.010, abs=.0005) and gap.max() == pytest.approx(.051, abs=.0005)
    assert table["ours"].corr(table["published"]) == pytest.approx(.970, abs=.0005) and (gap < .001).sum() >= 6


# Symbol: votes of ARM RUS BLR KAZ KGZ TJK, and the totals where the reference has them.
KEY_TEXTS = {"77/13": "YYYYYY 51-7-70", "79/10": "XYYYYY 67-8-69", "79/326": "YYYYYY", "77/338": "YYYYYY", "79/332": "YYYYYY", "77/284": "YNNYAA 122-5-18",
             "79/284": "YNNAAA 105-9-33", "78/6": "YNNXXX", "79/6": "YNNXXX", "80/6": "YNNXXX", "ES-11/3": "XNNNNN 93-24-58", "ES-11/8": "YNNAAA",
             "80/111": "YNNYXX", "62/243": "NNXAXX 39-7-100", "80/222": "NNNXAN", "ES-11/1": "ANNAAA 141-5-35", "ES-11/4": "ANNAAA 143-5-35"}


@pytest.mark.parametrize("symbol", KEY_TEXTS)
def test_key_texts(symbol):
    cast, _, totals = KEY_TEXTS[symbol].partition(" ")
    row = votes.named().set_index("resolution").loc[f"A/RES/{symbol}"]
    assert "".join(row[["arm", "rus", "blr", "kaz", "kgz", "tjk"]]) == cast
    assert not totals or f"{row['yes']}-{row['no']}-{row['abstain']}" == totals


def test_series_of_key_texts():
    texts = votes.named()
    ukraine = texts[texts["series"] == "Ukraine"]
    assert "".join(ukraine["arm"]).count("A") == 12 and len(ukraine) == 14
    assert set(texts[texts["series"] == "Crimea"]["arm"]) == {"N"} and (texts["series"] == "Crimea").sum() == 11
    assert "".join(texts[texts["series"] == "Georgia"]["arm"]) == "N" * 11 + "X" * 5 + "Y" * 2
    assert "".join(texts[texts["series"] == "Anti-Nazism"]["arm"]) == "Y" * 14
    assert texts.set_index("resolution")["src"][["A/RES/ES-11/9", "A/RES/80/222", "A/RES/79/284"]].to_list() == ["D", "T", "L"]


def test_same_texts_same_votes_and_what_armenia_did_alone():
    same = votes.same_texts(["ARM", "KAZ"]).set_index("state")
    assert same.loc["ARM", ["n", "changed"]].to_list() == [26, 3]
    new = votes.new_texts("ARM", 2025)
    assert new["new"]["n"] + new["old"]["n"] == 61
    counts = {span: (len(votes.apart(span)["no"]), len(votes.apart(span)["yes"])) for span in ((2014, 2019), (2020, 2023), (2024, 2025))}
    assert counts == {(2014, 2019): (8, 0), (2020, 2023): (0, 4), (2024, 2025): (0, 8)}
    others = [votes.apart(span, state) for span in counts for state in votes.CENTRAL_ASIA]
    assert max(len(each["no"]) for each in others) == 2 and max(len(each["yes"]) for each in others) == 4
    texts = votes.apart_texts(counts)
    assert list(texts["arm"]) == ["N"] * 8 + ["Y"] * 12 and set(texts["rus"]) == {"N"}


def test_the_bootstrap_beyond_the_region_holds_its_estimate_and_repeats():
    for question in ("rus", "eu27", "no"):
        found = votes.beyond_region(question)
        assert found["lo"] < found["change"] < found["hi"] and found == votes.beyond_region(question)
        assert found["change"] == pytest.approx(found["after"] - found["before"])


def test_yes_to_a_russian_no_and_kappas():
    found = votes.yes_to_russias_no("ARM", votes.AFTER)
    assert (found["yes"], found["n"]) == (34, 64) and found["lo"] < found["share"] < found["hi"]
    table = votes.kappas(["ARM"], ["RUS", "FRA"]).set_index("partner")
    assert table["before"].round(2).to_list() == [.42, .18] and table["n_after"].min() > 200


def test_pictures_have_what_the_charts_need():
    lines = votes.agreement_lines()
    assert set(lines["panel"]) == {"ARM", "RUS", "agenda"} and lines["y"].between(0, 1).all()
    sides = votes.sides_lines(["ARM"], 2020)
    assert set(sides["line"]) == {"rus", "eu27", "usa"} and (sides["lo"].dropna() <= sides["y"][sides["lo"].notna()]).all()
    path = votes.paths(["ARM"], [(2018, 2019), (2020, 2023), (2024, 2025)])
    assert list(path["label"]) == ["2018–19", "", "2024–25"]
    assert list(votes.paths(["USA"], [(2006, 2009), (2024, 2025)])["place"]) == ["below", "right"]  # at the left edge
    points = votes.point_lines(["ARM"])
    assert points[points["line"] != "v38"]["lo"].isna().all() and points[points["line"] == "v38"]["lo"].notna().all()
    cells, labels = votes.grid(votes.named("Ukraine"))
    assert len(cells) == 12 * len(labels) and any(label.endswith(" D") for label in labels.values())


def test_the_published_points():
    known = {("ARM", 1995): .80, ("ARM", 2005): .14, ("ARM", 2018): .07, ("ARM", 2022): -.05, ("ARM", 2025): .21, ("RUS", 2021): -.02, ("RUS", 2022): -.76,
             ("RUS", 2025): .44, ("EU27", 2000): 1.06, ("EU27", 2025): 1.02, ("USA", 2025): 3.36, ("KAZ", 2018): -.50}
    assert {key: votes.point("v38", *key)["mean"] for key in known} == {key: pytest.approx(value, abs=.0051) for key, value in known.items()}
    assert [votes.point("v38", "ARM", year)["percentile"] for year in (1995, 2005, 2015, 2025)] == pytest.approx([.75, .68, .71, .68], abs=.0051)
    assert votes.point("v38", "ARM", 2024)["n_votes"] == 7
    assert votes.point("2020-04", "ARM", 2019)["mean"] - votes.point("v38", "ARM", 2019)["mean"] == pytest.approx(.07, abs=.005)  # not one series


def test_who_named_the_csto():
    said = votes.speeches().set_index("state")
    assert said.loc["ARM", ["speeches", "naming"]].to_list() == [33, 0]
    assert said["naming"][["RUS", "KGZ", "KAZ", "TJK", "BLR"]].to_list() == [17, 11, 5, 3, 1]
    own = tables.load("csto_mentions").query("state == 'ARM'").set_index("year")
    assert own["azerbaijan"][2022] == 49 and own["karabakh"][2023] == 26 and own["karabakh"][2024] == 0 and own["russia"].max() == 3


def test_the_human_rights_council():
    found = tables.load("hrc_agreement").query("body == 'both'").set_index("partner")
    known = {"RUS": (.480, 296), "FRA": (.436, 351), "DEU": (.421, 409), "GBR": (.422, 351), "CHN": (.386, 350), "UKR": (.457, 368), "USA": (.249, 197)}
    assert {key: (found["value"][key], found["n"][key]) for key in known} == {key: (pytest.approx(share, abs=.0006), n) for key, (share, n) in known.items()}


def test_trap_6_the_west_is_never_one_anchor():
    partners = set(tables.load("votes")["partner"])
    assert {"USA", "FRA", "DEU", "EU", "EU27"} <= partners and not {"WEST", "NATO"} & partners
    text = votes.named().set_index("resolution").loc["A/RES/79/284"]  # 16 April 2025
    assert str(text["date"].date()) == "2025-04-16" and text["usa"] == text["rus"] == "N" and text["arm"] == text["fra"] == text["deu"] == text["eu27"] == "Y"
    azerbaijan = votes.named().set_index("resolution").loc["A/RES/62/243"]
    assert azerbaijan["arm"] == azerbaijan["rus"] == azerbaijan["usa"] == azerbaijan["fra"] == "N"
    moved = abs(votes.point("v38", "USA", 2025)["mean"] - votes.point("v38", "USA", 2022)["mean"])
    assert moved > 3 * abs(votes.point("v38", "FRA", 2025)["mean"] - votes.point("v38", "FRA", 2022)["mean"])
    cells = [cell for cell in json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"] if "mystnb" in cell["metadata"]]
    strips = [cell for cell in cells if cell["metadata"]["mystnb"]["figure"]["name"] == "fig-strips-10"]  # shows no votes; its universes take each anchor
    anchors = tables.load("multiverse_choices").groupby(["conclusion", "choice"])["option"].apply(set)
    for conclusion in ("votes.divided", "votes.farther"):
        assert {"United States", "France", "Germany", "majority of the EU"} <= anchors[conclusion, "the West"]
    assert {f"nearness to {state}" for state in ("the United States", "France", "Germany")} <= anchors["votes.general", "measure"]
    assert len(strips) == 1
    for cell in cells:
        if cell in strips:
            continue
        picture = "".join(cell["outputs"][0]["data"]["text/html"])
        assert "United States" in picture and ">the West<" not in picture and ">West<" not in picture, cell["id"]


@pytest.fixture(scope="module")
def raw():
    """The whole reconstruction: long table and resolutions."""
    return published._read(registry.fetch("unga_votes"), registry.fetch("unga_resolutions"))


@needs_raw
def test_the_reconstruction_is_as_large_as_the_release(raw):
    table, texts = raw
    assert (len(table), len(texts), table["state"].nunique()) == (947_434, 5_694, 199)
    assert table["src"].value_counts().to_dict() == {"L": 916_751, "T": 30_108, "D": 575}
    assert set(published.CODES) == set(table["state"])


@needs_raw
def test_the_whole_reconstruction_in_the_releases_columns_gives_the_same_table(raw, tmp_path):
    table, texts = raw
    release = official(table, texts)
    assert {"SUN", "EAT", "GER"} <= set(release["ms_code"])
    release.to_csv(tmp_path / "ga_voting.csv", index=False)
    found = published.roll_calls(tmp_path / "ga_voting.csv")
    pd.testing.assert_frame_equal(found.drop(columns="src"), table.drop(columns="src"))


@needs_raw
def test_other_ways_with_ties_move_little(raw, monkeypatch):
    table = raw[0][raw[0]["date"].dt.year >= 2006]
    year = table.drop_duplicates("undl_id").set_index("undl_id")["date"].dt.year
    shares = []
    for ties in ("ANY", "YAN", "NAY"):
        monkeypatch.setattr(published, "TIES", ties)
        voting = published._voting(published.wide(table))
        split = voting[published._split(voting) & voting["ARM"].notna()]
        shares.append(pd.concat([(split["ARM"] == split[side]).groupby(year.loc[split.index]).mean() for side in ("RUS", "EU27")]))
    assert max((shares[0] - other).abs().max() for other in shares[1:]) <= .0205


@needs_raw
def test_texts_on_single_countries_are_too_few_for_shares():
    texts = pd.read_parquet(registry.fetch("unga_resolutions")).set_index("undl_id")
    table = published.roll_calls(registry.fetch("unga_votes"), registry.fetch("unga_resolutions"))
    chosen = table[table["undl_id"].isin(texts.index[texts["themes_wcg"].fillna("").str.contains("Country-Specific")])]
    voting = published._voting(published.wide(chosen))
    year = texts["date"].dt.year.loc[voting.index]
    found = {}
    for span in ((2000, 2009), (2022, 2024), (2025, 2025)):
        own = voting[year.between(*span) & voting["ARM"].notna()]
        together = own[own["RUS"].notna()]
        found[span] = (len(own), round((together["ARM"] == together["RUS"]).mean(), 2), round((own["ARM"] == own["EU27"]).mean(), 2))
    assert found == {(2000, 2009): (31, .58, .52), (2022, 2024): (11, .36, .18), (2025, 2025): (6, .33, .67)}
