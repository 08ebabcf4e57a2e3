"""Exact intervals, against published values."""

import pytest

from allies import intervals


def test_share():
    # Clopper and Pearson (1934) for 1 of 2 and for 0 of 10.
    assert intervals.share(1, 2) == pytest.approx({"share": 0.5, "lo": 0.0126, "hi": 0.9874}, abs=5e-5)
    assert intervals.share(0, 10) == pytest.approx({"share": 0, "lo": 0, "hi": 0.3085}, abs=5e-5)


def test_share_by_wilson():
    # Wilson (1927) for 0 of 10: the upper end is z squared over n plus z squared.
    assert intervals.wilson(0, 10)["hi"] == pytest.approx(1.959964**2 / (10 + 1.959964**2), abs=1e-6)


def test_rate():
    # Garwood (1936) for one event and for none.
    assert intervals.rate(1, 1) == pytest.approx({"rate": 1, "lo": 0.0253, "hi": 5.5716}, abs=5e-5)
    assert intervals.rate(0, 1) == pytest.approx({"rate": 0, "lo": 0, "hi": 3.6889}, abs=5e-5)
