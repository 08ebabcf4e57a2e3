"""The conclusions on arms and votes: their choices, the chapters' own universes, doctored tables, and what cannot be combined."""

import pytest

from allies import arms, tables, votes
from allies.conclusions import states
from universes import Universes, doctoring

ALL = {each.name: each for each in states.CONCLUSIONS}
AWAY = {"last year of the later window": 2025, "length of the later window": 5, "last year of the earlier window": 2020, "length of the earlier window": 5,
        "year of a deal of several years": "even", "supplier left out": "none", "year left out": "none", "deliveries": "as recorded"}
ELSEWHERE = AWAY | {"gain in": "share of volume", "who is the West": "members of NATO or the EU"}
AWAY |= {"share of": "volume"}
GENERAL = {"first year": 2005, "model": "own points, plain", "measure": "Armenia's own point", "last year": 2025, "years averaged": 1, "year left out": "none",
           "points": "means"}
TEXTS = {"the West": "majority of the EU", "years before": "2018–19", "years after": "2024–25", "difference counted": "any difference",
         "texts on the Middle East": "kept", "rows of the reconstruction": "all", "texts left out": "none", "what counts": "same vote, of votes cast",
         "weight of a text": "every roll call", "texts compared": "all", "texts drawn": "all texts"}
DIVIDED = TEXTS
FARTHER = TEXTS | {"direction": "toward the West", "compared with": "mean of the three", "roll calls compared": "those on which both count"}
CHAPTERS = {"arms.away": AWAY, "arms.elsewhere": ELSEWHERE, "votes.general": GENERAL, "votes.divided": DIVIDED, "votes.farther": FARTHER}
UNIVERSES = Universes(states, CHAPTERS)
block, look, own = UNIVERSES.block, UNIVERSES.look, UNIVERSES.own


@pytest.fixture
def doctored(monkeypatch):
    yield from doctoring(states, monkeypatch)


@pytest.mark.parametrize("name", ALL)
def test_there_are_enough_universes_and_labels_are_unique(name):
    assert ALL[name].universes >= 100_000
    assert all(len(set(map(str, options))) == len(options) for options in ALL[name].choices.values())
    assert set(CHAPTERS[name]) == set(ALL[name].choices)


@pytest.mark.parametrize("name", ALL)
def test_each_can_say_yes_and_no(name):
    found = block(name, CHAPTERS[name][next(iter(ALL[name].choices))])
    assert all((found == each).any() for each in (-1, 0, 1))


@pytest.mark.parametrize("split", states.SPLITS)
@pytest.mark.parametrize("then", [2010, 2015, 2020])
@pytest.mark.parametrize("now", [2023, 2025])
def test_russias_share_of_arms_is_that_of_the_chapter(now, then, split):
    new, old = (arms.share("ARM", "RUS", last - 4, last, split) for last in (now, then))
    when = {"last year of the later window": now, "last year of the earlier window": then, "year of a deal of several years": split}
    assert own("arms.away", **when) == (-1 if now - 4 <= then else new < old)


def test_what_russia_lost_went_elsewhere_as_in_the_chapter():
    old, new = (row for row in arms.windows("ARM", [2020, 2025]).itertuples())
    assert own("arms.elsewhere") == (new.other - old.other > new.west - old.west) == 1
    assert own("arms.elsewhere", **{"supplier left out": "IND"}) == 0


def test_windows_of_arms_do_not_overlap():
    assert own("arms.away", **{"length of the later window": 6}) == -1
    late = block("arms.away", 2023)
    assert (late[states.NOW_LENGTHS.index(8), states.THEN.index(2016):] == -1).all()


def test_russia_must_have_lost_for_a_loss_to_go_anywhere():
    when = {"last year of the later window": 2023, "last year of the earlier window": 2010, "length of the earlier window": 7}
    assert own("arms.away", **when) == 0 and own("arms.elsewhere", **when) == -1


def test_russian_deliveries_turn_the_answer(doctored):
    def more(table):
        late = (table["partner"] == "RUS") & (table["first_year"] >= 2021)
        return table.assign(value=table["value"].where(~late, table["value"] + 5000))
    doctored("arms", more)
    assert look("arms.away", ALL["arms.away"].block(2025)) == 0


def test_french_in_place_of_indian_deliveries_turn_the_answer(doctored):
    doctored("arms", lambda table: table.assign(partner=table["partner"].replace({"IND": "FRA", "FRA": "IND"})))
    assert look("arms.elsewhere", ALL["arms.elsewhere"].block(2025)) == 0


def test_a_supplier_without_a_choice_is_reported(doctored):
    doctored("arms", lambda table: table.assign(partner=table["partner"].replace({"IND": "ITA"})))
    with pytest.raises(ValueError, match="ITA"):
        ALL["arms.away"].block(2025)


@pytest.mark.parametrize("model", ["plain", "bridged"])
@pytest.mark.parametrize("first", [2005, 2010, 2022])
def test_the_general_dimension_is_that_of_the_chapter(first, model):
    moved, sd = votes.change(model, "ARM", first, 2025)
    assert own("votes.general", **{"first year": first, "model": f"own points, {model}"}) == (moved <= 2 * sd)


def test_the_published_place_is_that_of_the_chapter():
    for first in (2005, 2018):
        choices = {"first year": first, "measure": "place between Russia and the United States"}
        place = states._stood()[0][states.MEASURES.index(choices["measure"]), list(states.MODELS).index("published, April 2026"), 0, 0, 0]
        assert place[2025 - states.YEARS[0]] == pytest.approx(votes.position("v38", 2025)) and place[first - states.YEARS[0]] == pytest.approx(votes.position("v38", first))
        assert own("votes.general", model="published, April 2026", **choices) in (0, 1)


def test_the_vintage_of_2024_ends_in_2023_and_spans_do_not_overlap():
    assert own("votes.general", model="published, June 2024") == -1
    assert own("votes.general", model="published, June 2024", **{"last year": 2023}) != -1
    assert own("votes.general", **{"first year": 2022, "last year": 2024, "years averaged": 2}) == -1
    assert own("votes.general", **{"first year": 2022, "year left out": 2022}) == -1


def test_a_move_on_the_general_dimension_turns_the_answer(doctored):
    doctored("ideal_points", lambda table: table.assign(mean=table["mean"] + ((table["state"] == "ARM") & (table["year"] >= 2023))))
    assert look("votes.general", ALL["votes.general"].block(2005)) == 0


@pytest.mark.parametrize("before, after", [((2018, 2019), (2024, 2025)), ((2006, 2009), (2022, 2023)), ((2019, 2019), (2025, 2025))])
def test_siding_is_that_of_the_chapter(before, after):
    table = votes.split()
    old, new = (votes.share(table[table["year"].between(*span)], "ARM", "eu27")["share"] for span in (before, after))
    when = dict(zip(("years before", "years after"), states._spans([before, after])))
    assert own("votes.divided", **when) == (new > old)


def test_the_same_texts_are_those_of_the_chapter():
    row = votes.same_texts(["ARM"]).iloc[0]
    found = own("votes.divided", **{"texts compared": "those of both periods", "weight of a text": "last vote on each text"})
    assert found == (row["eu_after"] > row["eu_before"])


@pytest.mark.parametrize("direction, question, sign", [("toward the West", "eu27", 1), ("away from Russia", "rus", -1)])
def test_the_region_is_that_of_the_chapter(direction, question, sign):
    for before, after in (((2018, 2019), (2024, 2025)), ((2006, 2009), (2022, 2023))):
        when = dict(zip(("years before", "years after"), states._spans([before, after])))
        assert own("votes.farther", direction=direction, **when) == (sign * votes.beyond_region(question, before, after, draws=2)["change"] > 0)


def test_periods_of_votes_do_not_overlap():
    for name in ("votes.divided", "votes.farther"):
        assert own(name, **{"years before": "2018–20", "years after": "2020–25"}) == -1


def test_votes_with_russia_turn_the_answer(doctored):
    doctored("split_votes", lambda table: table.assign(arm=table["arm"].where(table["date"].dt.year < 2020, table["rus"])))
    assert look("votes.divided", ALL["votes.divided"].block("majority of the EU")) == 0


def test_allies_that_move_farther_turn_the_answer(doctored):
    def moved(table):
        return table.assign(**{each: table[each].where(table["date"].dt.year < 2020, table["eu27"]) for each in ("kaz", "kgz", "tjk")})
    doctored("split_votes", moved)
    verdicts = ALL["votes.farther"].block("majority of the EU")
    assert (look("votes.farther", verdicts, **{"compared with": None, "roll calls compared": None}) == 0).all()
