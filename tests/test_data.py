"""The tables of the book: whole, consistent with each other, and as large as they claim."""

import re
import subprocess
import sys

import pandas as pd
import pytest

from allies import tables
from allies.__main__ import main
from allies.build import ROOT


@pytest.mark.parametrize("name", tables.names())
def test_every_table_is_what_the_codebook_says(name):
    assert [str(fault) for fault in tables.check(name)] == []


def test_every_file_of_data_is_in_the_codebook():
    known = {resource["path"] for resource in tables.codebook()["resources"]} | {"datapackage.json"}
    found = {str(path.relative_to(tables.DATA)) for path in tables.DATA.rglob("*") if path.is_file()}
    assert found == known


def test_no_file_names_a_path_of_one_machine():
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True).stdout.split()
    for name in tracked or ["requirements.txt", "data/evidence/sources.csv"]:
        found = re.findall(r"(?:^|[\s,\"'])/(?:home|root|tmp|work)/\w\S+", (ROOT / name).read_text(encoding="utf-8"), flags=re.MULTILINE)
        assert found == [], name


NO_UNIT = {"alliance_obligations", "atop_spells", "borders", "conflict_coding"}  # codes, days and shapes


def test_every_column_table_and_licence_is_described():
    for resource in tables.codebook()["resources"]:
        assert resource["title"] and resource["description"] and resource["citation"] and resource["licenses"]
        for field in resource.get("schema", {}).get("fields", []):
            assert field["description"].endswith("."), f"{resource['name']}.{field['name']}"
        if resource["path"].startswith("indicators/"):
            assert set(resource["know"]) == {"definition", "misses", "checked"}, resource["name"]
            assert {"unit", "vintage"} <= {field["name"] for field in resource.get("schema", {}).get("fields", [])} or resource["name"] in NO_UNIT, resource["name"]


def test_every_licence_of_others_is_named_where_the_data_are_licensed():
    text = (tables.DATA.parent / "LICENSE-DATA").read_text(encoding="utf-8")
    others = [resource["path"] for resource in tables.codebook()["resources"] if resource["licenses"][0]["name"] != "CC-BY-4.0"]
    named = set(re.findall(r"[a-z_]+\.(?:csv|geojson)", text))
    assert {path.rpartition("/")[2] for path in others} == named


def test_every_source_is_used_and_has_an_address_or_says_why_not():
    used = set()
    for name in tables.names():
        table = tables.load(name)
        for column in ("source_ids", "evidence_source_ids"):
            used |= {key for cell in table.get(column, []) for key in cell}
        used |= set(table.get("source_id", [])) if name == "claims" else set()
    for path in [*ROOT.glob("book/*.md"), *ROOT.glob("notebooks/*.ipynb")]:
        used |= {key for keys in re.findall(r"{source}`([^`]+)`", path.read_text(encoding="utf-8")) for key in keys.split()}
    sources = tables.load("sources").set_index("source_id")
    assert set(sources.index) - used == set()
    without = sources[sources["url"] == ""]
    assert (without["note"] != "").all()


def test_grade_a_stands_on_two_origins():
    """Two pages that relay one agency are one witness. Only the origins that the sources name can be compared."""
    origins = tables.load("sources").set_index("source_id")["origin"]
    for name in ("membership", "participation", "treaty_clauses", "resolutions", "statements", "episodes", "responses", "events"):
        table = tables.load(name)
        alone = [row[1] for row in table[table["grade"] == "A"].itertuples() if len({origins[key] for key in row.source_ids}) < 2]
        assert alone == [], f"{name}: grade A with one origin"


def test_there_are_at_least_ninety_membership_facts():
    table = tables.load("membership")
    acts = table.drop_duplicates(["organisation", "event", "stage", "date", "basis"])
    assert len(table) >= 90 and len(acts) >= 90
    assert {"announcement", "note", "decision", "effect"} == set(table["stage"])


def test_nobody_holds_an_office_that_was_only_announced():
    table = tables.load("membership")
    office = table["status"].isin(["chair", "secretary general", "acting secretary general"])
    over = office & table["event"].isin(["left_office", "handed_chair"])
    ahead = (table["status"] == "chair") & (table["event"] == "announced")
    assert list(table[over | ahead]["id"]) == []


def test_every_seed_has_claims_and_every_claim_of_a_seed_a_verdict_with_evidence():
    claims = tables.load("claims")
    assert set(claims["seed"].dropna()) == {0, 1, 2, 3, 4}
    decided = claims[claims["verdict"] != "unverified"]
    assert [row.id for row in decided.itertuples() if not row.evidence or not row.evidence_source_ids] == []


def test_a_resolution_lists_just_the_claims_on_its_fact():
    claims = tables.load("claims")
    for fact in tables.load("resolutions").to_dict("records"):
        same = claims[(claims["subject"] == fact["subject"]) & (claims["predicate"] == fact["predicate"])]
        assert sorted(fact["claim_ids"]) == sorted(same["id"]), (fact["subject"], fact["predicate"])


def test_the_rule_that_decides_a_fact_has_a_source_of_its_kind():
    kinds = {"treaty text first": {"treaty"}, "official record of the body": {"official", "treaty"}, "contemporaneous wire": {"wire"},
             "contemporaneous press": {"press"}, "dataset": {"dataset"}}
    tiers = tables.load("sources").set_index("source_id")["tier"]
    for fact in tables.load("resolutions").to_dict("records"):
        if fact["rule"] in kinds:
            assert {tiers[key] for key in fact["source_ids"]} & kinds[fact["rule"]], fact["question"]


def test_a_clause_that_exists_is_quoted_or_graded_down():
    clauses = tables.load("treaty_clauses")
    present = clauses[~clauses["coding"].str.match("no|none|silent|not seen")]
    assert [row.id for row in present.itertuples() if not row.key_phrase and row.grade == "A"] == []


def test_check_prints_rows_and_grades_and_passes(capsys):
    assert main(["check"]) == 0
    printed = capsys.readouterr().out
    assert "0 faults" in printed and "membership" in printed and " A " in printed


def test_check_fails_on_a_broken_table(small_data, monkeypatch, capsys):
    path = small_data / "evidence" / "membership.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("M002", "M001"), encoding="utf-8")
    for function, defaults in ((tables.check, (None, small_data)), (tables.names, (small_data,)), (tables.load, (small_data,))):
        monkeypatch.setattr(function, "__defaults__", defaults)
    assert main(["check"]) == 1
    assert "membership.csv, row 3, column key" in capsys.readouterr().err


def test_the_commands_speak_to_people_when_a_question_has_no_answer():
    asked = subprocess.run([sys.executable, "-m", "allies", "members", "CSTO", "--on", "1990-01-01"], capture_output=True, text=True)
    assert asked.returncode == 1
    assert asked.stderr == "allies: 1990-01-01 is outside the coverage of CSTO: 2002-10-07 to 2026-04-30\n"


def test_the_versions_agree():
    import allies
    version = tables.codebook()["version"]
    assert version == allies.__version__
    assert f"version: {version}\n" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f"\n## {version} (" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert pd.Timestamp(tables.codebook()["coverage_end"]) == tables.coverage_end()
