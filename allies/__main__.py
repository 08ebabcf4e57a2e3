"""The commands of the project: ``python -m allies --help``."""

import argparse
import json
import sys

from allies import findings, membership, tables


def main(arguments=None):
    """Run one command; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m allies", description="Allies on Paper: its data and its book.")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("build", help="execute what is stale and compile the book")
    commands.add_parser("check", help="check every table against data/datapackage.json")
    ask = commands.add_parser("members", help="who was a member on a day, one ISO code a line")
    ask.add_argument("organisation", help="CST, CSTO, ...")
    ask.add_argument("--on", required=True, metavar="YYYY-MM-DD")
    ask.add_argument("--rule", default="de jure", help=f"one of: {', '.join(membership.RULES)} (default: %(default)s)")
    listing = commands.add_parser("findings", help="list the figures that the notebooks recorded")
    listing.add_argument("--json", action="store_true")
    refresh = commands.add_parser("refresh", help="derive the indicator tables from the published datasets")
    refresh.add_argument("names", nargs="*", help="tables to derive (default: all)")
    many = commands.add_parser("multiverse", help="recompute every conclusion under every combination of choices")
    many.add_argument("--scheduler", metavar="tcp://HOST:PORT", help="address of a Dask scheduler (default: processes on this machine)")
    many.add_argument("--workers", type=int, help="processes on this machine (default: one per core)")
    options = parser.parse_args(arguments)
    run = {"build": _build, "check": _check, "members": _members, "findings": _findings, "refresh": _refresh, "multiverse": _multiverse}
    try:
        return run[options.command](options)
    except KeyError as error:
        print(f"allies: {error.args[0]}", file=sys.stderr)
    except (OSError, RuntimeError, ValueError) as error:
        print(f"allies: {error}", file=sys.stderr)
    return 1


def _build(options):
    from allies.build import build
    build()
    return 0


def _check(options):
    faults = tables.check()
    broken = {fault.file for fault in faults}
    for name in tables.names():
        if f"data/{tables.describe(name)['path']}" not in broken:
            print(_summary(name))
    print(*faults, sep="\n", end="\n" if faults else "", file=sys.stderr)
    print(f"{len(faults)} faults in {len(tables.codebook()['resources'])} files")
    return 1 if faults else 0


def _summary(name):
    table = tables.load(name)
    grades = ""
    if "grade" in table and len(table):
        count = table["grade"].value_counts()
        grades = "  " + " ".join(f"{grade} {count.get(grade, 0)}" for grade in "ABC")
    days = next((table[column].dropna() for column in ("date", "start") if column in table), [])
    span = f"  {days.min():%Y-%m-%d} to {days.max():%Y-%m-%d}" if len(days) else ""
    return f"{name:22s}{len(table):5d} rows{grades}{span}"


def _members(options):
    for code in membership.members(options.organisation, options.on, options.rule):
        print(code)
    return 0


def _findings(options):
    found = findings.collect().values()
    if options.json:
        print(json.dumps([each.listing() for each in found], indent=1, ensure_ascii=False))
    else:
        print(*(f"{each.name} = {each.text}: {each.provenance()}" for each in found), sep="\n")
    return 0


def _refresh(options):
    from allies.published import refresh
    refresh(options.names)
    return 0


def _multiverse(options):
    from allies import multiverse
    multiverse.refresh(options.scheduler, options.workers)
    return 0


if __name__ == "__main__":
    sys.exit(main())
