"""Notebooks are stored as run. nbval re-executes every one and compares all outputs (see pyproject.toml); it passes
a cell that was never run, so these tests refuse what nbval lets through, and show that both gates bite."""

import copy
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
GOOD = ROOT / "notebooks" / "01-contested-facts.ipynb"


def code_cells(notebook):
    return [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]


def faults(notebook):
    """What is wrong with the stored form of a notebook, in words."""
    found, cells = [], code_cells(notebook)
    counts = [cell["execution_count"] for cell in cells]
    if None in counts:
        found.append("stored unrun")
    elif counts != list(range(1, len(cells) + 1)):
        found.append("not run from top to bottom")
    for cell in cells:
        kinds = {output["output_type"] for output in cell["outputs"]}
        if "error" in kinds:
            found.append(f"{cell['id']}: an error is stored")
        if any(output.get("name") == "stderr" for output in cell["outputs"]):
            found.append(f"{cell['id']}: warnings are stored")
        if "execution" in cell["metadata"]:
            found.append(f"{cell['id']}: the time of the run is stored")
        if any(tag.startswith("nbval-") or tag == "raises-exception" for tag in cell["metadata"].get("tags", [])):
            found.append(f"{cell['id']}: a tag switches the comparison off")
        if re.search(r"#\s*(NBVAL|PYTEST)_", cell["source"]):
            found.append(f"{cell['id']}: a comment switches the comparison off")
        if len(cell["source"].splitlines()) > 15:
            found.append(f"{cell['id']}: more than 15 lines")
    if [cell["id"] for cell in notebook["cells"]] != [f"cell-{number:02d}" for number in range(1, len(notebook["cells"]) + 1)]:
        found.append("cell ids are not fixed")
    return found


def read(path):
    return json.loads(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_the_stored_form_is_right(path):
    assert faults(read(path)) == []


def test_every_notebook_is_in_the_table_of_contents():
    parts = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))["parts"]
    listed = {chapter["file"] for part in parts for chapter in part["chapters"]}
    assert {f"notebooks/{path.stem}" for path in NOTEBOOKS} == {each for each in listed if each.startswith("notebooks/")}


def stripped(notebook):
    for cell in code_cells(notebook):
        cell["outputs"], cell["execution_count"] = [], None


def reordered(notebook):
    cells = code_cells(notebook)
    cells[0]["execution_count"], cells[1]["execution_count"] = cells[1]["execution_count"], cells[0]["execution_count"]


def with_an_error(notebook):
    code_cells(notebook)[0]["outputs"] = [{"output_type": "error", "ename": "E", "evalue": "", "traceback": []}]


def with_a_gap(notebook):
    code_cells(notebook)[-1]["execution_count"] += 1


def with_a_tag(notebook):
    code_cells(notebook)[0]["metadata"]["tags"] = ["nbval-ignore-output"]


def with_a_comment(notebook):
    code_cells(notebook)[0]["source"] += "  # NBVAL_SKIP"


@pytest.mark.parametrize(("spoil", "fault"), [(with_a_tag, "a tag switches"), (with_a_comment, "a comment switches"), (stripped, "stored unrun"), (reordered, "not run from top to bottom"),
                                              (with_a_gap, "not run from top to bottom"), (with_an_error, "an error is stored")])
def test_a_notebook_stored_wrongly_is_refused(spoil, fault):
    notebook = copy.deepcopy(read(GOOD))
    spoil(notebook)
    assert any(fault in each for each in faults(notebook))


def test_a_notebook_in_no_table_of_contents_is_refused(monkeypatch):
    monkeypatch.setattr(f"{__name__}.NOTEBOOKS", [*NOTEBOOKS, ROOT / "notebooks" / "99-new.ipynb"])
    with pytest.raises(AssertionError):
        test_every_notebook_is_in_the_table_of_contents()


def number_changed(notebook):
    for cell in code_cells(notebook):
        for output in cell["outputs"]:
            record = output.get("data", {}).get("application/vnd.allies.finding+json")
            if record:
                record["value"] += 1
                return


def output_removed(notebook):
    next(cell for cell in code_cells(notebook) if cell["outputs"])["outputs"] = []


def figure_changed(notebook):
    for cell in code_cells(notebook):
        for output in cell["outputs"]:
            if "<svg" in "".join(output.get("data", {}).get("text/html", "")):
                output["data"]["text/html"] = "".join(output["data"]["text/html"]).replace("M ", "M 1", 1)
                return


def test_nbval_sees_a_changed_number_a_changed_figure_and_a_missing_output(tmp_path):
    variants = {"good": None, "number": number_changed, "figure": figure_changed, "output": output_removed}
    for name, spoil in variants.items():
        notebook = copy.deepcopy(read(GOOD))
        if spoil:
            spoil(notebook)
        (tmp_path / f"{name}.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    run = subprocess.run([sys.executable, "-m", "pytest", "-c", str(ROOT / "pyproject.toml"), "--rootdir", str(tmp_path), "-p", "no:xdist",
                          "-o", "addopts=--nbval --nbval-current-env", "-rf", "-q", str(tmp_path)], capture_output=True, text=True)
    failed = {Path(line.removeprefix("FAILED ").partition("::")[0]).stem for line in run.stdout.splitlines() if line.startswith("FAILED ")}
    assert failed == {"number", "figure", "output"}, run.stdout[-3000:]
