"""The engine: the same digits however the work is spread, nothing lost or repeated, words that agree with numbers."""

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time

import numpy as np
import pandas as pd
import pytest
from distributed import Client, LocalCluster

from allies import conclusions, multiverse, tables
from allies.__main__ import main
from allies.multiverse import Conclusion

NAME = "drift.alone"  # eight blocks


def toy(verdicts):
    verdicts = np.array(verdicts, np.int8)
    names = [f"choice {axis}" for axis in range(verdicts.ndim)]
    choices = {name: [f"{name}.{option}" for option in range(size)] for name, size in zip(names, verdicts.shape)}
    return Conclusion("toy.one", choices, lambda option: verdicts[choices["choice 0"].index(option)]), verdicts


@pytest.fixture(scope="module")
def directly():
    each = conclusions.ALL[NAME]
    return np.stack([each.block(option) for option in next(iter(each.choices.values()))])


@pytest.fixture(scope="module")
def cluster():
    with LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=":0") as running:
        yield running


def blocks(folder):
    return {path: path.stat().st_mtime_ns for path in folder.rglob("*.npz")}


def test_a_tally_counts_the_possible_and_what_holds():
    each, verdicts = toy([[1, 1, 0], [1, -1, 0]])
    assert multiverse.tally(each, verdicts) == {"conclusion": "toy.one", "universes": 6, "possible": 5, "holds": 3, "share": 60.0}
    with pytest.raises(ValueError, match="no universe is possible"):
        multiverse.tally(*toy([[-1, -1]]))


def test_flips_count_pairs_that_differ_in_one_choice_alone():
    rows = pd.DataFrame(multiverse.by_choice(*toy([[1, 1, 0], [1, -1, 0]])))
    flips = rows.drop_duplicates("choice").set_index("choice")["flips"]
    assert flips["choice 0"] == 0  # of the pairs 1-1 and 0-0, none; 1 and -1 are no pair
    assert flips["choice 1"] == pytest.approx(75)  # 1-0, 1-0 of three pairs, and 1-0 of one
    assert rows.set_index("option").loc["choice 1.1", ["possible", "holds"]].tolist() == [1, 1]
    alone = pd.DataFrame(multiverse.by_choice(*toy([[1, 0]])))
    assert alone.set_index("choice")["flips"].isna().loc["choice 0"].all()


def test_a_verdict_tells_what_holds_what_fails_and_what_is_impossible():
    holds = np.array([2, 1, 0]) > np.array([1, 1, 0])
    found = multiverse.verdict(holds, np.array([3, 2, 0]) > 0)
    assert found.dtype == np.int8 and found.tolist() == [multiverse.HOLDS, multiverse.FAILS, multiverse.IMPOSSIBLE]


@pytest.mark.parametrize("verdicts", [np.ones((2, 2), int), np.ones((2,), np.int8), np.full((2, 2), 2, np.int8)])
def test_a_block_of_another_form_is_refused(verdicts):
    with pytest.raises(ValueError, match="toy.one, a: found"):
        Conclusion("toy.one", {"first": ["a"], "second": ["b", "c"], "third": ["d", "e"]}, lambda option: verdicts).block("a")


@pytest.mark.parametrize("share, word", [(100, "firm"), (95, "firm"), (94.99, "mostly holds"), (75, "mostly holds"), (74, "open"), (25, "open"), (24.9, "mostly fails"), (4.9, "fails"), (0, "fails")])
def test_the_word_follows_the_share(share, word):
    assert multiverse.word(share) == word


def test_a_picture_says_what_turns_an_answer_and_never_rounds_up_to_all():
    rows = pd.DataFrame({"sentence": ["It is so.", "It was so.", "It may be so."], "word": "firm", "share": [99.96, 100.0, 97.26], "possible": [120_000, 2_500_000, 100_000],
                         "choice": "coder", "flips": [0.03, 0.0, 4.6]})
    notes = multiverse.picture(rows)["rows"]["note"].tolist()
    assert notes == ["firm; 99.96 % of 120 thousand; turned by hardly any choice", "firm; 100.0 % of 2.5 million; turned by no choice",
                     "firm; 97.3 % of 100 thousand; turned most by: coder (5 %)"]


def test_the_plan_prints_the_scale_of_the_words():
    plan = (multiverse.ROOT / "book/plan-drift.md").read_text(encoding="utf-8")
    rows = [line.strip("| ").split(" | ") for line in plan.partition("| share of possible universes")[2].splitlines()[2:7]]
    assert [word for _, word in rows] == [word for _, word in multiverse.WORDS]
    assert [least for least, _ in multiverse.WORDS[:-1]] == [int(text.split()[0]) for text, _ in rows[:-1]]


def test_one_worker_two_workers_and_a_cluster_give_the_same(tmp_path, directly, cluster):
    one = multiverse.run([NAME], workers=1, folder=tmp_path / "one", say=lambda text: None)
    there = multiverse.run([NAME], scheduler=cluster.scheduler_address, folder=tmp_path / "there", say=lambda text: None)
    assert np.array_equal(one[NAME], directly) and np.array_equal(there[NAME], directly)


def test_a_worker_killed_during_the_run_changes_nothing(tmp_path, directly, cluster):
    found = {}
    running = threading.Thread(target=lambda: found.update(multiverse.run([NAME], scheduler=cluster.scheduler_address, folder=tmp_path, say=lambda text: None)))
    with Client(cluster.scheduler_address, set_as_default=False) as client:
        victims = list(client.run(os.getpid).values())
        running.start()
        while not blocks(tmp_path):
            time.sleep(0.02)
        assert len(blocks(tmp_path)) < 8
        os.kill(victims[0], signal.SIGKILL)
        running.join(120)
        client.wait_for_workers(2, timeout=60)
        assert set(client.run(os.getpid).values()) != set(victims)
    assert np.array_equal(found[NAME], directly)


def test_a_run_killed_half_way_goes_on_and_repeats_nothing(tmp_path, directly, cluster):
    script = tmp_path / "run.py"
    script.write_text(f"from allies import multiverse\nif __name__ == '__main__':\n    multiverse.run([{NAME!r}], scheduler={cluster.scheduler_address!r}, folder={str(tmp_path)!r})\n")
    process = subprocess.Popen([sys.executable, script], cwd=multiverse.ROOT, env=os.environ | {"PYTHONPATH": str(multiverse.ROOT)}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while not blocks(tmp_path):
        assert process.poll() is None
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.wait()
    before, said = blocks(tmp_path), []
    assert 0 < len(before) < 8
    found = multiverse.run([NAME], scheduler=cluster.scheduler_address, folder=tmp_path, say=said.append)
    assert f"{len(before)} of 8 blocks are there" in said[0]
    assert before.items() <= blocks(tmp_path).items() and len(blocks(tmp_path)) == 8
    assert np.array_equal(found[NAME], directly)


def test_a_finished_run_starts_no_worker(tmp_path, monkeypatch, cluster):
    multiverse.run([NAME], scheduler=cluster.scheduler_address, folder=tmp_path, say=lambda text: None)
    monkeypatch.setattr(multiverse, "_client", lambda *args: pytest.fail("a worker was started"))
    multiverse.run([NAME], folder=tmp_path, say=lambda text: None)


def test_a_worker_with_other_tables_is_refused(tmp_path, monkeypatch, cluster):
    monkeypatch.setattr(multiverse, "_decided", lambda client, missing: iter([(missing[0], (np.zeros(1, np.int8), "another"))]))
    with pytest.raises(RuntimeError, match="other tables or another library"):
        multiverse.run([NAME], scheduler=cluster.scheduler_address, folder=tmp_path, say=lambda text: None)
    assert not blocks(tmp_path)


def test_the_command_passes_on_where_to_count(monkeypatch):
    asked = []
    monkeypatch.setattr(multiverse, "refresh", lambda *where: asked.append(where))
    assert main(["multiverse", "--scheduler", "tcp://127.0.0.1:8786"]) == 0 and main(["multiverse", "--workers", "3"]) == 0
    assert asked == [("tcp://127.0.0.1:8786", None), (None, 3)]


def test_an_unknown_conclusion_is_named(tmp_path):
    with pytest.raises(KeyError, match="no.such"):
        multiverse.run(["no.such"], folder=tmp_path)


def test_every_written_conclusion_is_computed_in_a_hundred_thousand_universes_or_more():
    assert set(conclusions.ALL) == set(tables.load("conclusions")["conclusion"])
    assert (tables.load("multiverse")["possible"] >= 100_000).all()
    for each in conclusions.ALL.values():
        assert all(len(set(options)) == len(options) > 1 for options in each.choices.values()), each.name


def strengths():
    """Every strength in the sources of the book: file, word, conclusion."""
    files = [*(multiverse.ROOT / "notebooks").glob("*.ipynb"), *(multiverse.ROOT / "book").glob("*.md")]
    texts = {path.name: "\n".join("".join(cell["source"]) for cell in json.loads(path.read_text(encoding="utf-8"))["cells"] if cell["cell_type"] == "markdown")
             if path.suffix == ".ipynb" else path.read_text(encoding="utf-8") for path in files}
    return [(name, *match) for name, text in texts.items() for match in re.findall(r"\{strength\}`([^`<]+?) <([^`>]+)>`", text)]


def wrong(found):
    right = multiverse.strips().set_index("conclusion")["word"].to_dict()
    return [each for each in found if right.get(each[2]) != each[1]]


def test_every_word_for_a_strength_is_that_of_the_count():
    assert not wrong(strengths())
    assert wrong([("a.md", "fails", "gas.stays"), ("a.md", "firm", "no.such")]) == [("a.md", "fails", "gas.stays"), ("a.md", "firm", "no.such")]


def test_every_conclusion_tells_its_strength_in_its_chapter_and_every_role_is_read():
    found = strengths()
    told = {(name[:2], conclusion) for name, _, conclusion in found}
    table = tables.load("conclusions")
    assert not [row.conclusion for row in table.itertuples() if (row.chapter, row.conclusion) not in told]
    files = [*(multiverse.ROOT / "notebooks").glob("*.ipynb"), *(multiverse.ROOT / "book").glob("*.md")]
    assert len(found) == sum(path.read_text(encoding="utf-8").count("{strength}") for path in files)


def test_the_landing_page_tells_contrary_evidence_as_prominently():
    rows = (multiverse.ROOT / "book/index.md").read_text(encoding="utf-8").partition("| moved away from Russia |")[2].partition("\n\n")[0].splitlines()[2:]
    cells = [row.strip("| ").split(" | ") for row in rows]
    assert all(len(cell) == 2 and all("{strength}" in each and "{finding}" in each for each in cell) for cell in cells)
    told = [re.findall(r"<([a-z.]+)>", right) for _, right in cells]
    assert {"votes.general", "trade.rose", "gas.stays", "opinion.back"} <= {each for names in told for each in names}
    lengths = [sum(len(re.sub(r"\{\w+\}`[^`]*`", "x", each)) for each in column) for column in zip(*cells)]
    assert 0.6 < lengths[1] / lengths[0] < 1.7


def test_the_stored_results_belong_to_the_tables_and_the_library():
    assert not multiverse.stale(), "run `python -m allies multiverse` and commit data/results"
