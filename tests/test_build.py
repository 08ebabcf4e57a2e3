"""No stale number can be published, and nothing is executed that did not change."""

import functools
import shutil

import nbformat
import pytest

from allies import build, tables

CODE = "from allies import tables\nlen(tables.load('states'))"


@pytest.fixture
def project(tmp_path, monkeypatch, small_data):
    """A small project: one notebook that reads one table, and the library."""
    (tmp_path / "notebooks").mkdir()
    shutil.copytree(build.ROOT / "allies", tmp_path / "allies", ignore=shutil.ignore_patterns("__pycache__"))
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# A"), nbformat.v4.new_code_cell(CODE)])
    nbformat.write(notebook, tmp_path / "notebooks" / "01-a.ipynb")
    monkeypatch.setattr(build, "ROOT", tmp_path)
    monkeypatch.setattr(build, "NOTEBOOKS", tmp_path / "notebooks")
    monkeypatch.setattr(build, "PAGES", tmp_path / "_build" / "html")
    monkeypatch.setattr(build, "STAMP", tmp_path / "_build" / "inputs.sha256")
    monkeypatch.setattr(tables, "DATA", small_data)
    monkeypatch.setattr(tables.describe, "__defaults__", (small_data,))
    # The small folder has not every table of the codebook: only the faults of the one that is read count here.
    monkeypatch.setattr(tables, "check", functools.partial(tables.check, "states", small_data))
    monkeypatch.setattr(build.multiverse, "stale", lambda: False)  # the small folder has no results
    (tmp_path / "requirements.txt").write_text("pandas", encoding="utf-8")
    build.execute_notebooks(build.stale_notebooks(), say=lambda line: None)
    return tmp_path


def test_what_was_just_executed_is_not_stale(project):
    assert build.stale_notebooks() == []


def test_the_tables_that_it_read_are_known(project):
    stored = nbformat.read(project / "notebooks" / "01-a.ipynb", 4)
    assert stored.metadata["allies"]["tables"] == ["states"]
    assert [cell["id"] for cell in stored.cells] == ["cell-01", "cell-02"]
    assert stored.cells[1].execution_count == 1


def test_executing_it_again_changes_nothing(project):
    path = project / "notebooks" / "01-a.ipynb"
    before = path.read_bytes()
    build.execute_notebook(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize(("file", "stale"), [("data/evidence/states.csv", True), ("data/datapackage.json", True),
                                             ("allies/charts.py", True), ("requirements.txt", True), ("data/evidence/membership.csv", False)])
def test_a_changed_input_makes_it_stale_and_another_file_does_not(project, file, stale):
    path = project / file
    path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert bool(build.stale_notebooks()) is stale


def test_changed_code_makes_it_stale_and_changed_prose_does_not(project):
    path = project / "notebooks" / "01-a.ipynb"
    notebook = nbformat.read(path, 4)
    notebook.cells[0]["source"] = "# B"
    nbformat.write(notebook, path)
    assert build.stale_notebooks() == []
    notebook.cells[1]["source"] += " + 1"
    nbformat.write(notebook, path)
    assert build.stale_notebooks() == [path]


def test_an_output_changed_by_hand_makes_it_stale(project):
    path = project / "notebooks" / "01-a.ipynb"
    path.write_text(path.read_text(encoding="utf-8").replace('"text/plain": "2"', '"text/plain": "77"'), encoding="utf-8")
    assert build.stale_notebooks() == [path]


def test_a_broken_table_stops_the_build_before_anything_is_executed(project):
    path = project / "data" / "evidence" / "states.csv"
    path.write_text("state,name,note\nTJ,Tajikistan,\n", encoding="utf-8")
    with pytest.raises(tables.TableError, match="states.csv, row 2, column state: found 'TJ'"):
        build.build()


def test_a_notebook_that_fails_is_left_as_it_was(project):
    path = project / "notebooks" / "01-a.ipynb"
    notebook = nbformat.read(path, 4)
    notebook.cells[1]["source"] = "1 / 0"
    nbformat.write(notebook, path)
    before = path.read_bytes()
    with pytest.raises(RuntimeError, match="01-a.ipynb was not executed: ZeroDivisionError"):
        build.execute_notebook(path)
    assert path.read_bytes() == before


def test_pages_changed_by_hand_are_not_taken_for_the_book(project, monkeypatch):
    def compile_():
        build.PAGES.mkdir(parents=True, exist_ok=True)
        (build.PAGES / "index.html").write_text("compiled", encoding="utf-8")

    monkeypatch.setattr(build, "_compile", compile_)
    said = []
    build.build(say=said.append)
    build.build(say=said.append)
    assert any("Nothing has changed" in line for line in said)
    (build.PAGES / "index.html").write_text("edited", encoding="utf-8")
    build.build(say=lambda line: None)
    assert (build.PAGES / "index.html").read_text(encoding="utf-8") == "compiled"


def test_stale_universes_are_not_published_unseen_and_are_decided_again(project, monkeypatch):
    done = []
    monkeypatch.setattr(build.multiverse, "stale", lambda: not done)
    monkeypatch.setattr(build.multiverse, "refresh", lambda say: done.append("refresh"))
    monkeypatch.setattr(build, "_compile", lambda: build.PAGES.mkdir(parents=True, exist_ok=True))
    with pytest.raises(RuntimeError, match="python -m allies multiverse"):
        build.build(execute=False, say=lambda line: None)
    build.build(say=lambda line: None)
    assert done == ["refresh"]


def test_a_stale_notebook_is_not_published_unseen(project):
    path = project / "data" / "evidence" / "states.csv"
    path.write_text(path.read_text(encoding="utf-8") + "TJK,Tajikistan,\n", encoding="utf-8")
    with pytest.raises(RuntimeError, match="stale, run `make book` and commit: 01-a.ipynb"):
        build.build(execute=False)
