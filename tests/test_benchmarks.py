"""Published values beside ours: the committed table is what the code computes, and what fails is said."""

import shutil
import types

import pytest

from allies import benchmarks, tables
from allies.published import _text


def module(**values):
    return types.SimpleNamespace(__name__="allies.one", benchmarks=lambda: {name.replace("__", "."): value for name, value in values.items()})


def test_the_committed_table_is_what_the_code_computes():
    assert tables.path("benchmarks").read_text(encoding="utf-8") == _text(benchmarks.derive())


def test_what_is_computed_is_met_or_known_to_fail_and_every_row_has_a_reason():
    table = tables.load("benchmarks").set_index("name")
    failing = table[table["passes"] == "no"]
    assert list(failing.index) == ["arms.azerbaijan.israel.2015_2019"]
    assert (table["note"].str.len() > 20).all()
    assert set(table.index[table["passes"] == "not computed"]) == set(table.index[table["tolerance"].isna()])
    assert ((table["difference"].abs() <= table["tolerance"]) == (table["passes"] == "yes")).all()


def test_a_value_that_two_modules_compute_is_refused():
    with pytest.raises(ValueError, match="allies.one: computed elsewhere, too: trade.eu.2024"):
        benchmarks.collect([*benchmarks.MODULES, module(trade__eu__2024=1.0)])


def test_a_value_without_a_published_one_is_refused():
    with pytest.raises(ValueError, match="without a tolerance in benchmark_values: trade.moon.2024"):
        benchmarks.collect([*benchmarks.MODULES, module(trade__moon__2024=1.0)])


def test_a_published_value_that_nothing_computes_is_refused():
    with pytest.raises(ValueError, match="no module computes: .*trade.eu.2024"):
        benchmarks.collect([each for each in benchmarks.MODULES if not each.__name__.endswith("economy")])


def test_a_name_without_a_topic_is_refused():
    assert benchmarks.topic("alliances.atop.pairs.aze")[1] == ["alliance_dyads"]
    with pytest.raises(ValueError, match="benchmark weather.2024: its first word stands for no topic"):
        benchmarks.topic("weather.2024")


def test_every_table_of_a_topic_is_an_indicator():
    assert all(tables.describe(name)["path"].startswith("indicators/") for _, used in benchmarks.TOPICS.values() for name in used)


def test_the_table_is_computed_from_the_folder_that_is_named(tmp_path):
    """A changed vintage in another data folder is seen there, and forgotten afterwards."""
    other = shutil.copytree(tables.DATA, tmp_path / "data")
    path = other / "indicators" / "transfers.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("CBA, to 2025-02", "CBA, to 2031"), encoding="utf-8")
    found = benchmarks.derive(other).set_index("name")["vintage"]
    assert found["transfers.russia.2015"] == "CBA, to 2031"
    assert set(tables.load("transfers")["vintage"]) == {"CBA, to 2025-02"}
