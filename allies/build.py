"""From notebooks to pages: executes what is stale, compiles the book, says where it lies.

A notebook is stale when its code or outputs, the library, its pinned packages or a table it read have changed
since it was executed. The fingerprint of these stands in the metadata of each stored notebook, so that a fresh
clone knows too.
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
from nbclient.exceptions import CellExecutionError

from allies import multiverse, tables

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOKS = ROOT / "notebooks"
PAGES = ROOT / "_build" / "html"
STAMP = ROOT / "_build" / "inputs.sha256"


def build(execute=True, say=print):
    """Compile the book and return the path of its first page.

    Stale results of the multiverse and stale notebooks are computed first, as many at a time as there are cores; with
    ``execute=False`` they raise RuntimeError instead. Raises TableError when a table is broken, RuntimeError when a notebook fails or a page
    cannot be compiled; the pages compiled before stay as they were.
    """
    started = time.monotonic()
    page = PAGES / "index.html"
    if STAMP.exists() and STAMP.read_text() == _stamp():
        say("Nothing has changed since the pages were compiled.")
    else:
        if faults := tables.check():
            raise tables.TableError(faults)
        if multiverse.stale():
            if not execute:
                raise RuntimeError("stale, run `python -m allies multiverse` and commit: data/results")
            say("A table or the library changed: deciding the universes again, which takes minutes.")
            multiverse.refresh(say=say)
        stale = stale_notebooks()
        if stale and not execute:
            raise RuntimeError("stale, run `make book` and commit: " + ", ".join(path.name for path in stale))
        execute_notebooks(stale, say)
        say(f"Compiling the pages; {len(stale)} notebooks executed, {len(_notebooks()) - len(stale)} unchanged.")
        _compile()
        STAMP.write_text(_stamp())
    say(f"Done in {time.monotonic() - started:.0f} s. Open {page}")
    return page


def _stamp():
    """Digests of all that the pages depend on, and of the pages themselves."""
    return f"{_digest(_inputs())} {_digest(_files(PAGES))}"


def _compile():
    """Compile all pages anew, beside the old ones, and put them in their place.

    Sphinx would read again only the pages whose own file changed; but what it keeps may print an old title, an
    old source or an old warning.
    """
    draft = PAGES.parent / "draft"
    shutil.rmtree(draft, ignore_errors=True)
    command = [str(Path(sys.executable).with_name("jupyter-book")), "build", str(ROOT), "--path-output", str(draft),
               "-n", "-W", "--keep-going", "-q"]
    if subprocess.run(command, cwd=ROOT, env=_environment(), stdout=subprocess.DEVNULL).returncode:
        raise RuntimeError("the book was not compiled; the warnings above say why")
    shutil.rmtree(PAGES, ignore_errors=True)
    (draft / "_build" / "html").replace(PAGES)
    shutil.rmtree(draft)


def _environment():
    """This checkout's library, and the Python that runs this, whatever else is installed."""
    return os.environ | {"PYTHONPATH": str(ROOT), "JUPYTER_PREFER_ENV_PATH": "1"}


def _notebooks():
    return sorted(NOTEBOOKS.glob("*.ipynb"))


def _inputs():
    """Every file that the pages depend on."""
    single = [ROOT / name for name in ("_config.yml", "_toc.yml", "requirements.txt", "CHANGELOG.md")]
    return single + [path for folder in ("allies", "book", "notebooks", "data") for path in _files(ROOT / folder)]


def _files(folder):
    hidden = {"__pycache__", ".ipynb_checkpoints"}
    return [path for path in Path(folder).rglob("*") if path.is_file() and not hidden & set(path.parts)]


def _digest(paths):
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(str(path.relative_to(ROOT)).encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest() if path.exists() else b"missing")
    return digest.hexdigest()


def fingerprint(notebook, tables_read):
    """Digest of a notebook's code and outputs and of all that these depend on: the library, its pinned packages,
    the tables that it read."""
    cells = [[cell["source"], cell["execution_count"], cell["outputs"]] for cell in notebook.cells if cell["cell_type"] == "code"]
    library = [path for folder in (ROOT / "allies", ROOT / "allies" / "conclusions") for path in folder.glob("*.py") if path.name not in ("build.py", "__main__.py")]
    data = [tables.DATA / tables.describe(name)["path"] for name in tables_read] + [tables.DATA / "datapackage.json"]
    inputs = _digest([*library, *data, ROOT / "requirements.txt"])
    return hashlib.sha256(f"{json.dumps(cells, sort_keys=True)}\0{inputs}".encode()).hexdigest()


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
    notebook.cells.append(nbformat.v4.new_code_cell("from allies import tables as t; print(t.DATA, *sorted(t.READ), sep='\\n')"))
    os.environ["JUPYTER_PREFER_ENV_PATH"] = "1"
    # Above warnings: a kernel notes at every start that its ports on the loopback are not encrypted.
    client = NotebookClient(notebook, timeout=600, kernel_name="python3", record_timing=False, extra_arguments=["--log-level=40"],
                            resources={"metadata": {"path": str(path.parent)}})
    try:
        client.execute(env=_environment())
    except CellExecutionError as error:
        raise RuntimeError(f"{path.name} was not executed: {error.ename}: {error.evalue}") from error
    data, *tables_read = notebook.cells.pop().outputs[0]["text"].split("\n")[:-1]
    if Path(data) != tables.DATA:
        raise RuntimeError(f"{path.name} was executed on {data}; expected {tables.DATA}")
    notebook.metadata = nbformat.from_dict({
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}, "language_info": {"name": "python"}})
    for number, cell in enumerate(notebook.cells, 1):
        cell["id"] = f"cell-{number:02d}"
        for key in ("execution", "collapsed", "scrolled"):
            cell.metadata.pop(key, None)
    nbformat.validate(notebook)
    notebook.metadata["allies"] = {"tables": tables_read, "fingerprint": fingerprint(notebook, tables_read)}
    text = json.dumps(notebook, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
    draft = path.with_suffix(".ipynb.part")
    draft.write_text(text, encoding="utf-8")
    draft.replace(path)
