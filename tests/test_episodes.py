"""Ladder, denominators and days, on small cases and on the book's own table."""

import pandas as pd

from allies import episodes, tables


def crisis(**changes):
    row = {"id": "E1", "name": "one", "start": pd.Timestamp("2020-01-10"), "start_precision": "day", "kind": "external state",
           "obligation_engaged": "yes", "asked": "alliance", "level": 3, "bilateral": ""}
    return row | changes


def test_denominators_keep_fighting_between_members_apart():
    table = pd.DataFrame([crisis(), crisis(id="E2", kind="internal", obligation_engaged="no"), crisis(id="E3", obligation_engaged="disputed"), crisis(id="E4", asked="none"),
                          crisis(id="E5", kind="member against member")])
    sizes = {name: list(rows["id"]) for name, rows in episodes.denominators(table).items()}
    assert sizes == {"strict": ["E1"], "request": ["E1", "E2", "E3"], "broad": ["E1", "E2", "E3", "E4"], "between members": ["E5"]}


def test_days_are_counted_from_the_start_and_keep_both_ends():
    table = pd.DataFrame([crisis(), crisis(id="E2", name="two", start=pd.Timestamp("2020-03-01"), start_precision="month")])
    acts = pd.DataFrame({"episode_id": ["E1", "E1", "E1", "E2"], "own": [True, True, False, True], "rung": [1, 3, 5, 2],
                         "date": pd.to_datetime(["2020-01-11", "2020-01-15", "2020-01-10", "2020-04-02"]),
                         "date_latest": pd.to_datetime(["2020-01-11", "2020-01-20", "2020-01-10", "2020-04-02"])})
    found = episodes.days_to(table, acts).set_index(["id", "rung"])[["lo", "hi"]].to_dict("index")
    assert found["E1", 1] == {"lo": 1, "hi": 1} and found["E1", 2] == found["E1", 3] == {"lo": 5, "hi": 10}
    assert ("E1", 4) not in found and found["E2", 1] == {"lo": 2, "hi": 32}


def test_words_and_deeds_counts_only_the_alliance_side():
    said = pd.DataFrame({"episode_id": ["E1"] * 5, "side": ["alliance"] * 4 + ["Armenia"], "rung": ["2", "3", "5", "4", "5"],
                         "stance": ["commits", "conditional", "appeals", "commits", "commits"],
                         "date": pd.to_datetime(["2020-01-11", "2020-01-12", "2020-01-12", "2024-01-01", "2020-01-11"])})
    row = episodes.words_and_deeds(pd.DataFrame([crisis(end=pd.Timestamp("2020-02-01"))]), said).iloc[0]
    assert (row["named"], row["promised"], row["promises"], row["reached"]) == (5, 3, 2, 3)


def test_there_are_as_many_episodes_as_the_book_needs():
    table = episodes.episodes()
    assert len(table) >= 38 and table["start"].dt.year.min() == 1992
    assert {"KGZ", "TJK", "KAZ", "BLR", "RUS", "ARM"} <= set(table["member"].explode())


def test_the_level_of_an_episode_is_its_highest_act():
    assert episodes.consistent(episodes.episodes(), episodes.responses()) == []


def test_no_act_before_the_crisis():
    table = tables.load("episodes").set_index("id")
    acts = tables.load("responses")
    early = acts[acts["date_latest"] < acts["episode_id"].map(table["start"])]
    assert list(early["id"]) == []


def test_answers_count_from_the_request_and_only_the_alliance_answers_for_itself():
    day = pd.Timestamp
    table = pd.DataFrame([crisis(request_date=day("2020-01-12"), answer_date=day("2020-01-15")),
                          crisis(id="E2", asked="ally only", request_date=day("2020-01-12"), answer_date=day("2020-01-15"))])
    acts = pd.DataFrame({"episode_id": ["E1", "E2", "E2"], "own": True, "rung": [1, 2, 0], "date": [day("2020-01-11"), day("2020-01-20"), day("2020-01-10")]})
    first, second = episodes.answers(table, acts).to_dict("records")
    assert (first["counted_from"], first["days_to_act"], first["days_to_answer"]) == ("request", 0, 3)
    assert (second["counted_from"], second["days_to_act"]) == ("first day", 10) and pd.isna(second["days_to_answer"])


def test_every_reading_of_the_sentence_holds_those_of_the_stricter_one():
    found = episodes.helped_from_outside(episodes.episodes()).set_index("reading")
    sizes = list(found["n"])[:4]
    assert sizes == sorted(sizes) and (found["helped"] <= found["n"]).all()
    assert "Kazakhstan unrest and deployment" not in found["helped_names"].iloc[2]
