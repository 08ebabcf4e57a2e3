"""Where each published file comes from, and what it must hash to, in the form that pooch takes."""

import os
from dataclasses import dataclass
from pathlib import Path

import pooch

ARMS_ALLIES = "https://raw.githubusercontent.com/joshuaalley/arms-allies/45cdfde68e8d04c2271dcef4dc41140db8a3583d/data/"
NATURAL_EARTH = "https://raw.githubusercontent.com/martynafford/natural-earth-geojson/90266457d82d3717e47313e72a921e31a087d2c4/"


@dataclass(frozen=True)
class PublishedFile:
    """A file as its publisher gave it out."""

    path: str
    url: str
    sha256: str
    vintage: str
    publisher: str
    licence: str
    citation: str


ATOP = {"vintage": "ATOP 4.01", "publisher": "ATOP project, Rice University",
        "licence": "free for academic use with citation",
        "citation": "Leeds, Ritter, Mitchell and Long (2002), International Interactions 28, 237-260"}
EARTH = {"publisher": "Natural Earth", "licence": "public domain", "citation": "Made with Natural Earth"}

FILES = {
    "atop_alliances": PublishedFile(
        "alliances/atop-alliance-level-4.01.csv", ARMS_ALLIES + "atop-alliance-level.csv",
        "84f6e5a488db64e2b04db3143ebb99b4d1c1a57073e388f44f04b0ccfa3a814e", **ATOP),
    "atop_members": PublishedFile(
        "alliances/atop-member-level-4.01.csv", ARMS_ALLIES + "atop-member-level.csv",
        "37533634acbba64af9b900425fad50fcecb69f4a80f9f1d22d9847911bf21e40", **ATOP),
    "natural_earth_countries": PublishedFile(
        "geography/ne-110m-admin-0-countries.json", NATURAL_EARTH + "110m/cultural/ne_110m_admin_0_countries.json",
        "a2faba6d84aeb04246240ee301c5e94a1a32b0e294a2c97094262fd0a6ae3c16", vintage="Natural Earth 4, 1:110 m", **EARTH),
    "natural_earth_disputed": PublishedFile(
        "geography/ne-10m-admin-0-disputed-areas.json", NATURAL_EARTH + "10m/cultural/ne_10m_admin_0_disputed_areas.json",
        "462d995d96b4b20901224b877cdb44266521d4b93a7c9259619c557e04a0d7f9", vintage="Natural Earth 4.0.0, 1:10 m", **EARTH),
}


def fetch(name):
    """Path of the file, checked against its hash.

    Taken from the folder that the variable ALLIES_RAW names, else fetched from its address into pooch's
    cache. Raises KeyError for an unknown name, FileNotFoundError or ValueError naming the file where it
    is missing or does not have the expected hash.
    """
    file = FILES[name]
    if mirror := os.environ.get("ALLIES_RAW"):
        path = Path(mirror) / file.path
        if not path.exists():
            raise FileNotFoundError(f"{file.path}: not in the folder that ALLIES_RAW names; its address is {file.url}")
        if (found := pooch.file_hash(path)) != file.sha256:
            raise ValueError(f"{file.path}: SHA-256 is {found}; expected {file.sha256}")
        return path
    return Path(pooch.retrieve(file.url, f"sha256:{file.sha256}", fname=Path(file.path).name, path=pooch.os_cache("allies")))
