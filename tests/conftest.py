"""Shared pieces of the tests: a small data package that a test may break."""

import os
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
FIXTURES = Path(__file__).parent / "fixtures"
RAW = Path(os.environ.get("ALLIES_RAW", ROOT.parent / "shared" / "raw"))
if RAW.exists():
    os.environ["ALLIES_RAW"] = str(RAW)


@pytest.fixture
def small_data(tmp_path):
    """A copy of a small, valid data folder with the codebook of the book."""
    data = tmp_path / "data"
    shutil.copytree(FIXTURES / "data", data)
    shutil.copy(ROOT / "data" / "datapackage.json", data)
    return data
