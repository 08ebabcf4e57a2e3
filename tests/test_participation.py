"""Steps away, their order, attendance, and the card of 2024."""

import pandas as pd

from allies import participation, statements, tables


def test_every_step_has_a_day_and_a_source():
    for state in participation.SINCE:
        steps = participation.steps(state)
        assert steps["step"].notna().all() and steps["date"].is_monotonic_increasing and steps["source_ids"].map(len).all()
        assert steps["date"].min() >= pd.Timestamp(participation.SINCE[state])


def test_armenia_has_not_taken_the_last_steps():
    table = participation.beside().set_index("step")
    assert pd.isna(table.loc["note asking for suspension", "ARM"]) and pd.isna(table.loc["suspended by the council", "ARM"]) and f"{table.loc['suspended by the council', 'UZB']:%Y-%m-%d}" == "2012-12-19"


def test_order_counts_pairs_of_common_kinds():
    days = pd.to_datetime
    table = pd.DataFrame({"ARM": days(["2020-01-01", "2021-01-01", "2022-01-01", None]), "UZB": days(["2008-01-01", "2010-01-01", "2009-01-01", "2012-01-01"])})
    assert participation.order(table) == {"common": 3, "same": 2, "other": 1}


def test_attendance_counts_every_summit_once():
    rows = tables.load("participation").query("state == 'ARM' and kind == 'summit'")
    count = participation.attendance("ARM", "summit")
    assert count.to_numpy().sum() == (rows["date"].dt.year < tables.coverage_end().year).sum()


def test_the_card_of_2024_leaves_out_nobody_but_analysts():
    said = statements.statements()
    card = participation.sequence(said, "2024-02-22", "2024-12-31")
    words = said[said["date"].between("2024-02-22", "2024-12-31") & (said["about_armenia"] == "yes") & (said["side"] != "analysts")]
    assert (card["who"] != "(act or report)").sum() == len(words) and {"armenia_opposition", "csto", "russia"} <= set(words["stratum"])
