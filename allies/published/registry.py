"""Where each published file comes from, and what it must hash to, in the form that pooch takes.

The registry itself is the table ``data/published.csv``, so that the book prints what the code checks.
"""

import csv
import os
from dataclasses import dataclass
from pathlib import Path

from allies import tables


@dataclass(frozen=True)
class PublishedFile:
    """A file as its publisher gave it out; ``obtain`` says how to get one that has no fixed address."""

    name: str
    file: str
    what: str
    vintage: str
    publisher: str
    publisher_url: str
    licence: str
    citation: str
    url: str
    obtain: str
    sha256: str
    bytes: str


def _read():
    with (tables.DATA / "published.csv").open(encoding="utf-8", newline="") as lines:
        return {row["name"]: PublishedFile(**row) for row in csv.DictReader(lines)}


FILES = _read()


def fetch(name):
    """Path of the file, checked against its hash.

    Taken from the folder that the variable ALLIES_RAW names, else fetched from its address into pooch's
    cache. Raises KeyError for an unknown name, FileNotFoundError or ValueError naming the file where it
    is missing or does not have the expected hash, or where it has no fixed address and there is no folder.
    """
    import pooch  # slow to import, and only a refresh needs it
    file = FILES[name]
    origin = f"its address is {file.url}" if file.url else file.obtain
    if mirror := os.environ.get("ALLIES_RAW"):
        path = Path(mirror) / file.file
        if not path.exists():
            raise FileNotFoundError(f"{file.file}: not in the folder that ALLIES_RAW names; {origin}")
        if (found := pooch.file_hash(path)) != file.sha256:
            raise ValueError(f"{file.file}: SHA-256 is {found} ({path.stat().st_size} bytes); expected {file.sha256} ({file.bytes} bytes)")
        return path
    if not file.url:
        raise FileNotFoundError(f"{file.file}: put it into the folder that ALLIES_RAW names. {origin}")
    return Path(pooch.retrieve(file.url, f"sha256:{file.sha256}", fname=Path(file.file).name, path=pooch.os_cache("allies")))
