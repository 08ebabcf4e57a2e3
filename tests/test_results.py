"""The stored counts are those that the code gives: every universe of every conclusion is decided again."""

import numpy as np
import pandas as pd
import pytest

from allies import conclusions, multiverse, tables


@pytest.mark.parametrize("name", conclusions.ALL)
def test_the_stored_counts_are_what_the_code_counts(name):
    each = conclusions.ALL[name]
    verdicts = np.stack([each.block(option) for option in next(iter(each.choices.values()))])
    total = tables.load("multiverse").set_index("conclusion").loc[name]
    assert multiverse.tally(each, verdicts) == {"conclusion": name, **total[["universes", "possible", "holds", "share"]].to_dict()}
    stored = tables.load("multiverse_choices").query("conclusion == @name").drop(columns="unit").reset_index(drop=True)
    found = pd.DataFrame(multiverse.by_choice(each, verdicts)).astype({"option": str})
    pd.testing.assert_frame_equal(found, stored, check_dtype=False, rtol=0, atol=1e-9)
