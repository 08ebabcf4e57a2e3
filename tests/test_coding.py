"""Raw codings, keyword rules, and the rule of the plan on what may be used."""

import pandas as pd
import pytest

from allies import coding, tables


@pytest.mark.parametrize("table", ["statements", "episodes", "responses", "events"])
def test_adopted_codes_are_what_the_coders_agreed_on_or_the_adjudicator_settled(table):
    rows = tables.load(table).set_index("id")
    for variable in coding.rules(table):
        codes = coding.adopted(coding.raw(table, variable))
        held = rows[variable].map(lambda cell: "; ".join(cell) if isinstance(cell, list) else cell)
        wrong = codes[codes != held.reindex(codes.index)]
        assert wrong.to_dict() == {}, variable


@pytest.mark.parametrize("table", ["statements", "episodes", "responses", "events"])
def test_the_keyword_codings_are_what_the_keyword_rules_give(table):
    found = coding.by_keywords(table, tables.load(table)).set_index(["id", "variable"])["value"]
    for variable in coding.rules(table):
        stored = coding.raw(table, variable)["rules"].dropna()
        assert stored.to_dict() == found.xs(variable, level="variable").reindex(stored.index).to_dict(), variable


def test_every_row_that_the_plan_names_is_coded_twice():
    for table in ("statements", "episodes", "responses", "events"):
        for variable in coding.rules(table):
            codes = coding.raw(table, variable)
            assert len(codes) == len(tables.load(table)) and codes[["first", "second", "rules"]].notna().all(axis=None), (table, variable)


def test_the_rules_of_the_codebook_cover_exactly_the_allowed_codes():
    for resource in tables.codebook()["resources"]:
        for field in resource.get("schema", {}).get("fields", []):
            if "rules" in field:
                allowed = field.get("itemsEnum") or field["constraints"]["enum"]
                assert list(field["rules"]) == allowed, f"{resource['name']}.{field['name']}"


def codings(**columns):
    return pd.DataFrame({name: columns.get(name) for name in ("first", "second", "masked", "rules", "adjudicator")}, index=["u1", "u2"])


def test_a_difference_that_nobody_settled_is_named():
    with pytest.raises(ValueError, match="u2"):
        coding.adopted(codings(first=["a", "a"], second=["a", "b"]))


def test_the_adjudicator_decides():
    assert list(coding.adopted(codings(first=["a", "a"], second=["a", "b"], adjudicator=[None, "c"]))) == ["a", "c"]


def test_keyword_rules_take_the_first_pattern_or_all_where_several_may_hold():
    rows = pd.DataFrame({"id": ["S1"], "paraphrase": ["Karabakh is not the territory of Armenia, and Yerevan has not asked."], "key_phrase": [""]})
    found = coding.by_keywords("statements", rows).set_index("variable")["value"]
    assert {"C1", "C2"} <= set(found["conditions"].split("; ")) and ";" not in found["stance"]


def report(verdicts):
    return pd.DataFrame([{"variable": "conditions", "code": code, "verdict": verdict} for code, verdict in verdicts.items()]
                        + [{"variable": "target", "code": "", "verdict": "dropped"}])


def test_a_code_that_fails_is_merged_where_its_group_passes_and_dropped_where_it_does_not():
    verdicts = {"C3": "dropped", "C6": "used", "C7": "used", "C11": "used", "procedure": "used", "C2": "dropped", "who asked": "dropped",
                "where": "used", "what": "used"}
    found = coding.conditions(report(verdicts))
    assert set(found["alone"]) == {"C6", "C7", "C11"} and found["merged"]["procedure"] == ["C3", "C6", "C7", "C11"]
    assert found["dropped"] == ["C3", "C2", "who asked"]
    assert "C3 into procedure" in coding.sentence(report(verdicts), "merged")
    assert "target" in coding.sentence(report(verdicts), "dropped") and "C2" in coding.sentence(report(verdicts), "dropped")


def test_agreement_of_some_columns_is_that_of_all():
    part = coding.agreement("responses", variables=["level"])
    assert len(part) == 1 and part.equals(coding.agreement("responses"))
