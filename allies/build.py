"""From notebooks to pages: executes what is stale, compiles the book, says where it lies.

A notebook is stale when its code, the library or a table it read has changed since it was executed. The
fingerprint of these inputs stands in the metadata of each stored notebook, so that a fresh clone knows too.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

import nbformat
from nbclient import NotebookClient

from allies import tables

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOKS = ROOT / "notebooks"
PAGES = ROOT / "_build" / "html"
STAMP = ROOT / "_build" / "inputs.sha256"


def build(execute=True, say=print):
    """Compile the book and return the path of its first page.

    Stale notebooks are executed first, two or more at a time; with ``execute=False`` they raise
    RuntimeError instead. Raises RuntimeError as well when a page cannot be compiled.
    """
    started = time.monotonic()
    stale = stale_notebooks()
    if stale and not execute:
        raise RuntimeError("stale, run `make book` and commit: " + ", ".join(path.name for path in stale))
    if stale:
        execute_notebooks(stale, say)
    page = PAGES / "index.html"
    machinery, content = (_digest(files) for files in _inputs())
    stamp = STAMP.read_text().split() if page.exists() and STAMP.exists() else ["", ""]
    if stamp == [machinery, content]:
        say("Nothing has changed since the pages were compiled.")
    else:
        say(f"Compiling the pages; {len(stale)} notebooks executed, {len(_notebooks()) - len(stale)} unchanged.")
        if stamp[0] != machinery:  # Sphinx does not see that every page may read otherwise now
            shutil.rmtree(PAGES.parent, ignore_errors=True)
        STAMP.unlink(missing_ok=True)
        jupyter_book = [str(Path(sys.executable).with_name("jupyter-book")), "build", str(ROOT), "-n", "-W", "--keep-going", "-q"]
        if subprocess.run(jupyter_book, cwd=ROOT).returncode:
            # Sphinx warns about a page only when it reads it: what it remembers must not let the next build pass.
            shutil.rmtree(PAGES.parent, ignore_errors=True)
            raise RuntimeError("the book was not compiled; the warnings above say why")
        STAMP.write_text(f"{machinery} {content}")
    say(f"Done in {time.monotonic() - started:.0f} s. Open {page}")
    return page


def _notebooks():
    return sorted(NOTEBOOKS.glob("*.ipynb"))


def _inputs():
    """Every file that the pages depend on: what makes them, and what they show."""
    def below(*folders):
        return [path for folder in folders for path in (ROOT / folder).rglob("*") if path.is_file() and not _ignored(path)]

    machinery = [ROOT / name for name in ("_config.yml", "_toc.yml", "requirements.txt")] + below("allies", "book/_ext", "book/_static")
    return machinery, sorted({ROOT / "CHANGELOG.md", *below("book", "notebooks", "data")} - set(machinery))


def _ignored(path):
    return "__pycache__" in path.parts or ".ipynb_checkpoints" in path.parts


def _digest(paths):
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(str(path.relative_to(ROOT)).encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest() if path.exists() else b"missing")
    return digest.hexdigest()


def fingerprint(notebook, tables_read):
    """Digest of all that the outputs of a notebook depend on: its code, the library, the tables it read."""
    code = "\0".join(cell["source"] for cell in notebook.cells if cell["cell_type"] == "code")
    library = [path for path in (ROOT / "allies").glob("*.py") if path.name not in ("build.py", "__main__.py")]
    data = [tables.DATA / tables.describe(name)["path"] for name in tables_read] + [tables.DATA / "datapackage.json"]
    return hashlib.sha256(f"{code}\0{_digest(library + data)}".encode()).hexdigest()


def stale_notebooks():
    """Paths of the notebooks whose stored outputs do not belong to their inputs, in reading order."""
    stale = []
    for path in _notebooks():
        notebook = nbformat.read(path, 4)
        stored = notebook.metadata.get("allies", {})
        try:
            current = fingerprint(notebook, stored.get("tables", []))
        except KeyError:  # a table it read is gone
            current = None
        if stored.get("fingerprint") != current:
            stale.append(path)
    return stale


def execute_notebooks(paths, say=print):
    """Execute notebooks, as many at a time as there are cores; each is stored only if all its cells ran."""
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:  # each notebook runs in a kernel, a process of its own
        jobs = {pool.submit(execute_notebook, path): path for path in paths}
        for done, job in enumerate(as_completed(jobs), 1):
            job.result()
            say(f"[{done}/{len(paths)}] executed {jobs[job].name}")


def execute_notebook(path):
    """Execute one notebook in its folder and store it, with no trace of the machine or the moment."""
    notebook = nbformat.read(path, 4)
    notebook.cells.append(nbformat.v4.new_code_cell("from allies import tables as t; print(*sorted(t.READ))"))
    # Above warnings: a kernel notes at every start that its ports on the loopback are not encrypted.
    NotebookClient(notebook, timeout=600, kernel_name="python3", record_timing=False, extra_arguments=["--log-level=40"],
                   resources={"metadata": {"path": str(path.parent)}}).execute()
    tables_read = notebook.cells.pop().outputs[0]["text"].split()
    notebook.metadata = nbformat.from_dict({
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
        "allies": {"tables": tables_read, "fingerprint": fingerprint(notebook, tables_read)}})
    for number, cell in enumerate(notebook.cells, 1):
        cell["id"] = f"cell-{number:02d}"
        for key in ("execution", "collapsed", "scrolled"):
            cell.metadata.pop(key, None)
    nbformat.validate(notebook)
    text = json.dumps(notebook, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
    draft = path.with_suffix(".ipynb.part")
    draft.write_text(text, encoding="utf-8")
    draft.replace(path)
