"""Agreement of coders, against published worked examples."""

import numpy as np
import pandas as pd
import pytest

from allies import reliability

# Krippendorff (2011), Computing Krippendorff's alpha-reliability, example C: four observers, twelve units, values missing.
FOUR = pd.DataFrame({"a": [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None], "b": [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3],
                     "c": [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None], "d": [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None]})


@pytest.mark.parametrize("level, published", [("nominal", 0.743), ("ordinal", 0.815)])
def test_alpha_is_the_published_one(level, published):
    assert reliability.alpha(FOUR, [1, 2, 3, 4, 5], level) == pytest.approx(published, abs=0.0005)


def test_alpha_of_two_observers_and_binary_data_is_the_published_one():
    codes = pd.DataFrame({"a": [0, 1, 0, 0, 0, 0, 0, 0, 1, 0], "b": [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]})
    assert reliability.alpha(codes, [0, 1]) == pytest.approx(0.095, abs=0.0005)


def test_trap_9_rare_codes_show_why_three_measures_stand_side_by_side():
    """Nearly all codings agree, alpha is low, AC1 is high."""
    codes = pd.DataFrame({"a": [0] * 98 + [1, 0], "b": [0] * 98 + [1, 1]})
    found = reliability.agreement(codes, [0, 1])
    assert found["agree"] == 0.99 and found["alpha"] < 0.7 < 0.98 < found["ac1"]


def test_perfect_and_chance_agreement():
    same = pd.DataFrame({"a": list("xyxyz"), "b": list("xyxyz")})
    assert reliability.alpha(same, list("xyz")) == 1 and reliability.ac1(same, list("xyz")) == 1
    random = pd.DataFrame(np.random.default_rng(1).choice(list("xyz"), size=(4000, 2)), columns=["a", "b"])
    assert abs(reliability.alpha(random, list("xyz"))) < 0.03


def test_one_category_alone_has_no_alpha():
    codes = pd.DataFrame({"a": ["x"] * 5, "b": ["x"] * 5})
    found = reliability.agreement(codes, ["x", "y"])
    assert np.isnan(found["alpha"]) and found["verdict"] == "undefined"


def test_the_interval_holds_alpha_and_narrows_with_more_units():
    few = FOUR[["b", "d"]].dropna()
    many = pd.concat([few] * 20, ignore_index=True)
    value = reliability.alpha(few, [1, 2, 3, 4, 5])
    (lo, hi), (lower, upper) = reliability.interval(few, [1, 2, 3, 4, 5]), reliability.interval(many, [1, 2, 3, 4, 5])
    assert lo <= value <= hi and upper - lower < hi - lo


@pytest.mark.parametrize("value, said", [(0.8, "used"), (0.799, "tentative"), (0.667, "tentative"), (0.666, "dropped"), (np.nan, "undefined")])
def test_the_bars(value, said):
    assert reliability.verdict(value) == said


def test_an_unknown_code_is_named():
    with pytest.raises(ValueError, match="'w'"):
        reliability.alpha(pd.DataFrame({"a": ["x", "w"], "b": ["x", "x"]}), ["x", "y"])


def test_confusion_counts_every_pair():
    codes = pd.DataFrame({"a": list("xxyy"), "b": list("xyyy")})
    assert reliability.confusion(codes, ["x", "y"]).to_numpy().tolist() == [[1, 1], [0, 2]]
