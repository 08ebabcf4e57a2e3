"""Who belonged when: looked up by hand for chosen days, and properties that hold for any history."""

import datetime

import pandas as pd
import pytest
from hypothesis import given, strategies as st

from allies import membership, tables
from allies.__main__ import main

SIX_SIGNATORIES = "ARM KAZ KGZ RUS TJK UZB"
SIX = "ARM BLR KAZ KGZ RUS TJK"
SEVEN = "ARM BLR KAZ KGZ RUS TJK UZB"
NINE = "ARM AZE BLR GEO KAZ KGZ RUS TJK UZB"

# Days around the acts themselves: signature 15 May 1992; accessions 24 September, 9 and 31 December 1993; in force
# 20 April 1994; first term to 20 April 1999, prolonged from 21 April (Protocol of 2 April 1999, recital and art. 3);
# Charter signed 7 October 2002, in force 18 September 2003; Uzbekistan back 16 August 2006, acts ratified 28 March
# 2008, note 20 June 2012, suspended 19 December 2012; Armenian freeze broadcast 22 February 2024.
DAYS = [
    ("CST", "1992-05-15", "member", SIX_SIGNATORIES),
    ("CST", "1992-05-15", "de jure", ""),
    ("CST", "1993-09-23", "member", SIX_SIGNATORIES),
    ("CST", "1993-09-24", "member", "ARM AZE KAZ KGZ RUS TJK UZB"),
    ("CST", "1993-12-09", "member", "ARM AZE GEO KAZ KGZ RUS TJK UZB"),
    ("CST", "1993-12-31", "member", NINE),
    ("CST", "1994-04-19", "de jure", ""),
    ("CST", "1994-04-20", "de jure", NINE),
    ("CST", "1999-04-02", "de jure", NINE),
    ("CST", "1999-04-20", "de jure", NINE),
    ("CST", "1999-04-21", "de jure", SIX),
    ("CSTO", "2002-10-07", "member", SIX),
    ("CSTO", "2003-09-17", "de jure", ""),
    ("CSTO", "2003-09-18", "de jure", SIX),
    ("CSTO", "2006-08-15", "member", SIX),
    ("CSTO", "2006-08-16", "member", SEVEN),
    ("CSTO", "2007-01-01", "de jure", SIX),
    ("CSTO", "2008-08-08", "de jure", SEVEN),
    ("CSTO", "2012-06-19", "participating", SEVEN),
    ("CSTO", "2012-06-20", "participating", SIX),
    ("CSTO", "2012-12-18", "member", SEVEN),
    ("CSTO", "2012-12-19", "member", SIX),
    ("CSTO", "2012-12-19", "de jure", SIX),
    ("CSTO", "2024-02-21", "participating", SIX),
    ("CSTO", "2024-02-22", "participating", "BLR KAZ KGZ RUS TJK"),
    ("CSTO", "2026-04-30", "de jure", SIX),
    ("EAEU", "2015-01-01", "member", "BLR KAZ RUS"),
    ("EAEU", "2015-08-06", "member", "ARM BLR KAZ KGZ RUS"),
]


@pytest.mark.parametrize(("organisation", "day", "rule", "expected"), DAYS)
def test_members_on_days_looked_up_by_hand(organisation, day, rule, expected):
    assert membership.members(organisation, day, rule) == expected.split()


@pytest.mark.parametrize(("arguments", "message"), [
    (("CSTO", "2002-10-06"), "2002-10-06 is outside the coverage of CSTO: 2002-10-07 to 2026-04-30"),
    (("CSTO", "2026-05-01"), "outside the coverage"),
    (("CSTO", "2023-02-30"), "no such day: '2023-02-30'; expected YYYY-MM-DD"),
    (("CSTO", "06/05/2012"), "no such day: '06/05/2012'"),
    (("CSTO", "2008"), "no such day: '2008'"),
    (("CSTO", None), "no such day: None"),
    (("CSTO", 20080808), "no such day: 20080808"),
    (("NATO", "2010-01-01"), "unknown organisation 'NATO'; there are: CST, CSTO, CRRF, EAEU$"),
    (("CSTO", "2010-01-01", "de facto"), "unknown rule 'de facto'; there are: de jure, member, participating"),
    (("CIS", "2010-01-01"), "does not record who belongs to CIS"),
])
def test_questions_without_an_answer_say_why(arguments, message):
    with pytest.raises(ValueError, match=message):
        membership.members(*arguments)


def test_a_day_may_be_a_date_of_any_kind():
    for day in (datetime.date(2008, 8, 8), datetime.datetime(2008, 8, 8, 12), pd.Timestamp("2008-08-08", tz="UTC")):
        assert membership.members("CSTO", day) == SEVEN.split()
    assert membership.members("CSTO", datetime.datetime(2026, 4, 30, 12)) == SIX.split()


def test_the_command_prints_one_code_a_line(capsys):
    assert main(["members", "CSTO", "--on", "2008-08-08", "--rule", "de jure"]) == 0
    assert capsys.readouterr().out.split("\n") == [*SEVEN.split(), ""]
    assert main(["members", "CST", "--on", "1992-05-15"]) == 0
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("rule", membership.RULES)
@pytest.mark.parametrize("organisation", ["CST", "CSTO", "EAEU"])
def test_spells_of_one_state_never_overlap_and_counts_are_their_sum(organisation, rule):
    spells = membership.spells(organisation, rule)
    for _, own in spells.groupby("member"):
        assert (own["start"].iloc[1:].values >= own["end"].iloc[:-1].values).all()
    assert (spells["end"].isna() | (spells["start"] < spells["end"])).all()
    counts = membership.counts(organisation)[rule]
    for day in counts.index:
        assert counts[day] == len(membership.members(organisation, day, rule))


def test_whoever_takes_part_is_a_member():
    for organisation in ("CST", "CSTO"):
        for day in pd.date_range(tables.load("organisations").set_index("organisation")["founded"][organisation],
                                 tables.coverage_end(), freq="91D"):
            assert set(membership.members(organisation, day, "participating")) <= set(membership.members(organisation, day, "member"))


def events(*rows):
    frame = pd.DataFrame(rows, columns=["id", "member", "date", "opens", "closes"])
    frame["date"] = pd.to_datetime(frame["date"])
    return frame.assign(date_latest=frame["date"], organisation="CST")


def test_contradicting_rows_are_named():
    twice = events(("M1", "ARM", "1992-05-15", ["member"], []), ("M2", "ARM", "1993-05-15", ["member"], []))
    with pytest.raises(ValueError, match="membership M2: ARM is already in \\(M1\\)"):
        membership.spells("CST", "member", twice)
    never = events(("M1", "ARM", "1992-05-15", [], ["member"]))
    both = events(("M1", "ARM", "1992-05-15", ["member"], ["member"]))
    with pytest.raises(ValueError, match="membership M1: opens and closes the rule 'member'"):
        membership.spells("CST", "member", both)
    with pytest.raises(ValueError, match="membership M1: ARM goes out without having been in"):
        membership.spells("CST", "member", never)


@given(st.lists(st.integers(min_value=0, max_value=12000), min_size=1, max_size=12, unique=True))
def test_any_alternation_of_in_and_out_gives_spells_that_do_not_overlap(days):
    dates = pd.Timestamp("1992-05-15") + pd.to_timedelta(sorted(days), unit="D")
    rows = [(f"M{n}", "ARM", day, ["member"] if n % 2 == 0 else [], [] if n % 2 == 0 else ["member"]) for n, day in enumerate(dates)]
    spells = membership.spells("CST", "member", events(*rows))
    assert len(spells) == (len(days) + 1) // 2
    assert (spells["end"].dropna().iloc[:-1 if spells["end"].notna().all() else None].values
            < spells["start"].iloc[1:].values).all()
    inside = sum((end - start).days for start, end in zip(dates[::2], dates[1::2]))
    assert membership.durations(spells[spells["end"].notna()])["years"].sum() * 365.25 == pytest.approx(inside)


def test_exit_rate_by_hand():
    spells = pd.DataFrame({"member": ["ARM", "UZB"], "start": pd.to_datetime(["2000-01-01", "2000-01-01"]),
                           "end": pd.to_datetime([None, "2010-01-01"])})
    rate = membership.exit_rate(spells, until="2020-01-01")
    assert rate["exits"] == 1
    assert rate["member_years"] == pytest.approx((7305 + 3653) / 365.25)
    assert rate["rate"] == pytest.approx(100 / rate["member_years"])
    # Garwood (1936): 0.0253 to 5.5716 for one event.
    assert (rate["lo"] * rate["member_years"] / 100, rate["hi"] * rate["member_years"] / 100) == pytest.approx((0.0253, 5.5716), abs=5e-5)


def test_no_exit_has_a_lower_bound_of_nought():
    spells = pd.DataFrame({"member": ["ARM"], "start": pd.to_datetime(["2000-01-01"]), "end": pd.to_datetime([None])})
    rate = membership.exit_rate(spells, until="2010-01-01")
    assert (rate["exits"], rate["lo"]) == (0, 0)
    assert rate["hi"] * rate["member_years"] / 100 == pytest.approx(3.6889, abs=5e-5)


def test_the_rate_published_before_is_reproduced_from_atops_spells():
    """Benchmark: 4 exits in 229.2 member-years to 21 November 2026, 1.75 per 100 [0.48, 4.47]; ATOP's last day in, not the first day out."""
    atop = tables.load("atop_spells")
    rate = membership.exit_rate(atop, until="2026-11-21")
    assert (rate["exits"], round(rate["member_years"], 1)) == (4, 229.2)
    assert (round(rate["rate"], 2), round(rate["lo"], 2), round(rate["hi"], 2)) == (1.75, 0.48, 4.47)


def test_survival_by_hand():
    spells = pd.DataFrame({"member": ["A", "B", "C", "D"], "start": pd.to_datetime(["2000-01-01"] * 4),
                           "end": pd.to_datetime(["2002-01-01", "2002-01-01", "2004-01-01", None])})
    curve = membership.survival(spells, until="2010-01-01")
    assert list(curve["share"]) == pytest.approx([0.5, 0.25])
    assert list(curve["at_risk"]) == [4, 2]
    assert list(curve["members"]) == ["A, B", "C"]
    assert list(curve["exits"]) == [2, 1]


def test_statuses_cover_each_day_once():
    status = membership.statuses("CST")
    for member, own in status.groupby("member"):
        own = own.sort_values("start")
        assert (own["start"].iloc[1:].values >= own["end"].iloc[:-1].values).all()
    armenia = status[status["member"] == "ARM"]
    assert armenia["end"].max() == tables.coverage_end() + pd.Timedelta(days=1)
    assert armenia.iloc[-1]["kind"] == ("de jure", "member")


def test_terms_of_secretaries_general_by_hand():
    rows = pd.DataFrame([("M1", "A", "RUS", "secretary general", "appointed", "2003-04-28"), ("M2", "A", "RUS", "member", "left_office", "2016-12-31"),
                         ("M3", "B", "ARM", "member", "appointed", "2017-04-14"), ("M4", "B", "ARM", "secretary general", "took_office", "2017-05-02")],
                        columns=["id", "person", "member", "status", "event", "date"]).assign(source_ids=[["a"], ["b"], ["c"], ["d"]])
    rows["date"] = pd.to_datetime(rows["date"])
    terms = membership.secretaries({"RUS": "Russia", "ARM": "Armenia"}, rows)
    assert list(terms["person"]) == ["A", "B"]
    assert list(terms["since"].dt.strftime("%Y-%m-%d")) == ["2003-04-28", "2017-05-02"]
    assert terms["until"].iloc[0] == pd.Timestamp("2016-12-31") and pd.isna(terms["until"].iloc[1])
    assert terms["source_ids"].iloc[0] == ["a", "b"]


def test_there_was_always_one_secretary_general_since_2017():
    terms = membership.secretaries(dict(zip(tables.load("states")["state"], tables.load("states")["name"])))
    terms = terms[terms["since"] >= "2017-01-01"]
    assert (terms["since"].iloc[1:].values - terms["until"].iloc[:-1].values <= pd.Timedelta(days=1)).all()


def test_acts_say_who_is_in_and_out():
    acts = membership.acts("CST", dict(zip(tables.load("states")["state"], tables.load("states")["name"])))
    assert acts["day"].is_monotonic_increasing
    assert acts.iloc[0]["states"] == "Armenia, Kazakhstan, Kyrgyzstan, Russia, Tajikistan, Uzbekistan"
    assert acts.iloc[0]["in under"] == ["member", "participating"] and (acts["source_ids"].map(len) > 0).all()


def test_equal_years_are_put_together():
    counts = pd.DataFrame({"member": [6, 6, 9]}, index=pd.to_datetime(["1993-01-01", "1994-01-01", "1995-01-01"]))
    assert membership.by_period(counts).values.tolist() == [["1993–1994", 6], ["1995", 9]]
