"""From published files to indicator tables: one module per dataset, one entry per table here."""

import shutil
import tempfile
from pathlib import Path

from allies import benchmarks, tables
from allies.published import alliances, arms, conflict, democracy, energy, events, geography, idealpoints, military_spending, polls, registry, trade, transfers, votes

# Table: the function that derives it, and the published files that it reads.
DERIVED = {
    "alliance_dyads": (alliances.dyads, "atop_dyads", "atop_members"),
    "alliance_obligations": (alliances.obligations, "atop_alliances"),
    "alliance_scores": (alliances.scores, "benson_clinton"),
    "arms": (arms.transfers, "sipri_trade_register", "sipri_import_values"),
    "arms_deals": (arms.deals, "sipri_trade_register"),
    "arms_draws": (arms.drawn, "sipri_trade_register"),
    "atop_spells": (alliances.spells, "atop_members"),
    "borders": (geography.borders, "natural_earth_countries", "natural_earth_disputed"),
    "conflict_coding": (conflict.coding, "ucdp_prio_conflicts"),
    "conflict_deaths": (conflict.deaths, "ucdp_country_year", "ucdp_country_month"),
    "csto_mentions": (votes.mentions, "general_debate_speeches"),
    "democracy": (democracy.democracy, "vdem_v15", "vdem_polyarchy_2025", "freedom_house"),
    "energy": (energy.yearly, "comtrade_fuel"),
    "energy_monthly": (energy.monthly, "comtrade_fuel"),
    "event_dyads": (events.dyads, "gdelt_dyads", "icews_dyads"),
    "hrc_agreement": (votes.hrc, "hrc_votes"),
    "ideal_points": (idealpoints.points, "unga_votes", "unga_resolutions"),
    "ideal_points_fit": (idealpoints.fit, "ideal_points_v38", "unga_votes", "unga_resolutions"),
    "ideal_points_published": (votes.points, "ideal_points_v38", "ideal_points_2024_06", "ideal_points_2020_04"),
    "military_spending": (military_spending.spending, "sipri_milex"),
    "named_votes": (votes.named, "unga_votes", "unga_resolutions"),
    "polls": (polls.toplines, "poll_toplines"),
    "split_votes": (votes.split_votes, "unga_votes", "unga_resolutions"),
    "trade": (trade.yearly, "armstat_trade"),
    "trade_monthly": (trade.monthly, "armstat_trade"),
    "transfers": (transfers.transfers, "cba_transfers"),
    "votes": (votes.derive, "unga_votes", "unga_resolutions"),
    "war_fulfilment": (alliances.fulfilment, "berkemeier_fuhrmann", "leeds_anac"),
    "war_fulfilment_by_war": (alliances.fulfilment_by_war, "berkemeier_fuhrmann"),
    "war_fulfilment_karabakh": (alliances.fulfilment_in_karabakh, "berkemeier_fuhrmann"),
}


def derive(name):
    """Content of the file of one indicator table, as text, derived from the published files."""
    function, *files = DERIVED[name]
    return _text(function(*map(registry.fetch, files)))


def _text(table):
    return table.to_json(drop_id=True) + "\n" if "geometry" in table else table.to_csv(index=False, lineterminator="\n")


def refresh(names=(), data=None, say=print):
    """Derive indicator tables, check them against the codebook, and write those that changed.

    Without ``names`` all are derived, and last the table benchmarks, which is computed from them. Nothing is written until
    all are derived and checked, and each file is replaced in one step: a published file that is missing or not as expected raises
    ValueError or FileNotFoundError, a derived table that breaks the codebook TableError, and the old tables stay.
    """
    names, data = list(names or [*DERIVED, "benchmarks"]), Path(data or tables.DATA)
    if unknown := set(names) - {*DERIVED, "benchmarks"}:
        raise ValueError(f"no table {', '.join(sorted(unknown))} to derive; there are: {', '.join(DERIVED)}, benchmarks")
    texts = {name: derive(name) for name in names if name in DERIVED}
    with tempfile.TemporaryDirectory() as folder:
        trial = Path(shutil.copytree(data, Path(folder) / "data"))
        _write(texts, trial)
        if "benchmarks" in names:
            texts["benchmarks"] = _text(benchmarks.derive(trial))
            _write({"benchmarks": texts["benchmarks"]}, trial)
        if faults := [fault for name in texts for fault in tables.check(name, trial)]:
            raise tables.TableError(faults)
    for name, text in texts.items():
        path = data / tables.describe(name, data)["path"]
        if path.exists() and path.read_text(encoding="utf-8") == text:
            say(f"{name}: unchanged")
            continue
        draft = path.with_name(path.name + ".part")
        draft.write_text(text, encoding="utf-8")
        draft.replace(path)
        say(f"{name}: written, {text.count(chr(10))} lines")


def _write(texts, data):
    for name, text in texts.items():
        (data / tables.describe(name, data)["path"]).write_text(text, encoding="utf-8")
