"""Conclusions under every combination of choices that an analyst could defend, on one machine or on many.

A multiverse analysis (Steegen, Tuerlinckx, Gelman and Vanpaemel 2016, Perspectives on Psychological Science 11). A universe takes one
option of each choice. The universes of a conclusion form an array with one axis per choice; those with one option of the first
choice are a *block*, which one worker decides at a time. Nothing here knows a topic.
"""

import hashlib
import math
import os
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Callable

import numpy as np
import pandas as pd

from allies import tables

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "_build" / "multiverse"
HOLDS, FAILS, IMPOSSIBLE = 1, 0, -1
WORDS = ((95, "firm"), (75, "mostly holds"), (25, "open"), (5, "mostly fails"), (0, "fails"))  # from so many per cent on


@dataclass(frozen=True)
class Conclusion:
    """One conclusion and the choices on which it may hang.

    ``choices``: dict choice -> options, a list of labels. ``decide``: function of one option of the first choice; it returns an array of int8
    with one axis for each other choice, in order: HOLDS, FAILS, or IMPOSSIBLE where the universe asks for data that do not exist.
    """

    name: str
    choices: dict
    decide: Callable

    @cached_property
    def shape(self):
        return tuple(len(options) for options in self.choices.values())

    @property
    def universes(self):
        return math.prod(self.shape)

    def block(self, option):
        """The decided block of one option of the first choice; raises ValueError if it is not what it should be."""
        verdicts = np.asarray(self.decide(option))
        if verdicts.shape != self.shape[1:] or verdicts.dtype != np.int8 or not np.isin(verdicts, (HOLDS, FAILS, IMPOSSIBLE)).all():
            raise ValueError(f"{self.name}, {option}: found {verdicts.dtype} of shape {verdicts.shape}; expected int8 of shape {self.shape[1:]}, each 1, 0 or -1")
        return verdicts


def verdict(holds, possible):
    """The array of int8 of what holds where it is possible; both are broadcast against each other."""
    return np.where(possible, np.where(holds, HOLDS, FAILS), IMPOSSIBLE).astype(np.int8)


def word(share):
    """The word for a share of universes in per cent."""
    return next(text for least, text in WORDS if share >= least)


def fingerprint():
    """Digest of the library and of all tables but the results: what the verdicts depend on."""
    digest = hashlib.sha256()
    modules = [path for path in (ROOT / "allies").rglob("*.py") if path.name not in ("build.py", "__main__.py", "charts.py", "findings.py") and path.parent.name != "published"]
    data = [path for folder in ("evidence", "indicators") for path in (tables.DATA / folder).glob("*.csv")]
    for path in sorted(modules) + sorted(data):
        digest.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def decide(name, option):
    """What a worker does: one block, and the fingerprint of what it was decided from."""
    from allies import conclusions
    return conclusions.ALL[name].block(option), fingerprint()


def run(names=None, scheduler=None, workers=None, folder=FOLDER, say=print):
    """Decide every block that is not there yet; returns a dict name -> array of verdicts with one axis per choice.

    Each block is stored, whole or not at all, as soon as it is decided, below ``folder`` in a folder named for what it depends on: a
    run that was stopped goes on where it was, and one on changed tables starts anew. ``scheduler`` is the address of a Dask
    scheduler; without it, ``workers`` processes are started here (default: one per core). A block whose worker died is given to another.
    Raises KeyError for an unknown conclusion, RuntimeError if a worker has other tables or another library than this process.
    """
    from allies import conclusions
    chosen = {name: conclusions.ALL[name] for name in (names or conclusions.ALL)}
    inputs = fingerprint()
    place = Path(folder) / inputs[:16]
    paths = {(name, option): place / name / f"{number:04d}.npz" for name, each in chosen.items()
             for number, option in enumerate(next(iter(each.choices.values())))}
    missing = [block for block, path in paths.items() if not path.exists()]
    say(f"{sum(each.universes for each in chosen.values()):,} universes of {len(chosen)} conclusions; {len(paths) - len(missing)} of {len(paths)} blocks are there")
    if missing:
        with _client(scheduler, workers) as client:
            for (name, option), (verdicts, seen) in _decided(client, missing):
                if seen != inputs:
                    raise RuntimeError(f"{name}, {option}: a worker has other tables or another library than this process; install the same version there")
                _store(paths[name, option], verdicts)
    return {name: np.stack([np.load(paths[name, option])["verdicts"] for option in next(iter(each.choices.values()))]) for name, each in chosen.items()}


def _decided(client, blocks):
    from distributed import as_completed
    from tqdm import tqdm
    futures = {client.submit(decide, *block, pure=False): block for block in blocks}
    for future in tqdm(as_completed(futures, loop=client.loop), total=len(futures), unit="block", disable=None):
        yield futures[future], future.result()
        future.release()


@contextmanager
def _client(scheduler, workers):
    import dask
    from distributed import Client, LocalCluster
    with dask.config.set({"distributed.scheduler.allowed-failures": 20, "distributed.worker.memory.terminate": False}):
        if scheduler:
            with Client(scheduler, set_as_default=False) as client:
                yield client
        else:
            with LocalCluster(n_workers=workers or os.cpu_count(), threads_per_worker=1, processes=True, dashboard_address=":0") as cluster, \
                    Client(cluster, set_as_default=False) as client:
                yield client


def _store(path, verdicts):
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".part", delete=False) as draft:
        np.savez_compressed(draft, verdicts=verdicts)
    Path(draft.name).replace(path)


def tally(conclusion, verdicts):
    """What the table multiverse says of one conclusion: dict conclusion, universes, possible, holds, share (per cent of the possible)."""
    possible, holds = int((verdicts != IMPOSSIBLE).sum()), int((verdicts == HOLDS).sum())
    if not possible:
        raise ValueError(f"{conclusion.name}: no universe is possible")
    return {"conclusion": conclusion.name, "universes": verdicts.size, "possible": possible, "holds": holds, "share": round(100 * holds / possible, 4)}


def by_choice(conclusion, verdicts):
    """Rows of the table multiverse_choices: conclusion, choice, option, possible, holds, share, flips.

    ``flips`` belongs to the choice: of all pairs of possible universes that differ in this choice alone, the share (per cent) in which one holds
    and the other does not; empty where there is no such pair.
    """
    rows = []
    for axis, (choice, options) in enumerate(conclusion.choices.items()):
        n, h = ((verdicts == wanted).sum(axis=axis, dtype=np.int64) for wanted in (FAILS, HOLDS))
        pairs, differ = int(((n + h) * (n + h - 1) // 2).sum()), int((n * h).sum())
        flips = round(100 * differ / pairs, 4) if pairs else np.nan
        for number, option in enumerate(options):
            one = verdicts.take(number, axis=axis)
            possible, holds = int((one != IMPOSSIBLE).sum()), int((one == HOLDS).sum())
            rows.append({"conclusion": conclusion.name, "choice": choice, "option": option, "possible": possible, "holds": holds,
                         "share": round(100 * holds / possible, 4) if possible else np.nan, "flips": flips})
    return rows


def results(decided):
    """The two tables of results from what ``run`` returns, a dict name -> DataFrame."""
    from allies import conclusions
    totals = [tally(conclusions.ALL[name], verdicts) for name, verdicts in decided.items()]
    choices = [row for name, verdicts in decided.items() for row in by_choice(conclusions.ALL[name], verdicts)]
    return {"multiverse": pd.DataFrame(totals).assign(unit="universes", inputs=fingerprint()[:16]), "multiverse_choices": pd.DataFrame(choices).assign(unit="universes")}


def stale():
    """Whether the stored results do not belong to the tables and the library as they are."""
    path = tables.path("multiverse")
    return not path.exists() or set(tables.load("multiverse")["inputs"]) != {fingerprint()[:16]}


def refresh(scheduler=None, workers=None, folder=FOLDER, say=print):
    """Decide what is missing and write both tables of results; on failure the old ones stay."""
    written = results(run(scheduler=scheduler, workers=workers, folder=folder, say=say))
    drafts = {}
    for name, table in written.items():
        path = tables.path(name)
        path.parent.mkdir(exist_ok=True)
        drafts[path] = path.with_name(path.name + ".part")
        table.to_csv(drafts[path], index=False, lineterminator="\n")
    for path, draft in drafts.items():
        draft.replace(path)
    say("\n".join(f"{row.conclusion:18s}{row.possible:>14,} universes{row.share:9.2f} %  {word(row.share)}" for row in written["multiverse"].itertuples()))


def strips(names=None):
    """The results for reading, in the order of the table conclusions: conclusion, chapter, sentence, possible, share, word, choice (the one that turns the
    answer most often), flips (per cent)."""
    totals, choices = tables.load("multiverse").set_index("conclusion"), tables.load("multiverse_choices")
    most = choices.sort_values("flips", ascending=False, kind="stable").drop_duplicates("conclusion").set_index("conclusion")
    table = tables.load("conclusions")
    if names is not None:
        table = table[table["conclusion"].isin(names)]
    found = table.join(totals[["possible", "share"]], on="conclusion").join(most[["choice", "flips"]], on="conclusion").drop(columns="against")
    return found.assign(word=found["share"].map(word)).reset_index(drop=True)


def of_chapter(chapter):
    """What ``charts.strips`` draws of the conclusions of one chapter: rows and the alternative text."""
    rows = strips(tables.load("conclusions").query("chapter == @chapter")["conclusion"])
    return picture(rows)


def picture(rows):
    """What ``charts.strips`` draws: rows (label, share, note) and the alternative text."""
    most = [f"turned most by: {row.choice} ({row.flips:.0f} %)" if row.flips >= 0.5 else "turned by hardly any choice" if row.flips else "turned by no choice" for row in rows.itertuples()]
    notes = [f"{row.word}; {_share(row.share)} of {_short(row.possible)}; {text}" for row, text in zip(rows.itertuples(), most)]
    alt = "Strips of universes. " + " ".join(f"{row.sentence.rstrip('.')}: {row.word}, {_share(row.share)}." for row in rows.itertuples())
    return {"rows": rows.assign(label=rows["sentence"], note=notes)[["label", "share", "note"]], "alt": alt}


def _share(share):
    """Per cent with one decimal, or two where one would make it whole."""
    return f"{share:.2f} %" if 99.95 <= share < 100 else f"{share:.1f} %"


def _short(number):
    return f"{number / 1e6:.1f} million" if number >= 1e6 else f"{round(number / 1e3):,} thousand".replace(",", "\u202f")
