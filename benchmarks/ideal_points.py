"""Speed of the book's ideal points, and what other programs need to be measured beside it.

    python benchmarks/ideal_points.py FOLDER grow             time against the number of votes
    python benchmarks/ideal_points.py FOLDER run 1992         seconds, memory and effective draws from 1992 on
    python benchmarks/ideal_points.py FOLDER export 1992 OUT  the same contested votes as CSV: state,year,item,answer

FOLDER holds the published files, as ALLIES_RAW does.
"""

import resource
import sys
import time
from pathlib import Path

from allies import idealpoints
from allies.published import registry, votes
from allies.published.idealpoints import SHOWN


def read(folder, first):
    files = [Path(folder) / registry.FILES[name].file for name in ("unga_votes", "unga_resolutions")]
    table = votes.roll_calls(*files)
    table = table.assign(year=table["date"].dt.year, item=table["undl_id"])
    return table.loc[table["year"] >= first, ["state", "year", "item", "vote"]]


def run(table, draws):
    begin = time.perf_counter()
    result = idealpoints.estimate(table, draws=draws, say=lambda line: print(f"  {time.perf_counter() - begin:5.1f} s  {line}", file=sys.stderr))
    seconds, shown = time.perf_counter() - begin, result.points[result.points["state"].isin(SHOWN) & (result.points["year"] >= 1992)]
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"votes": result.votes, "items": result.items, "states": result.points["state"].nunique(), "points": len(result.points), "draws": 2 * draws,
            "seconds": round(seconds, 1), "MiB": round(memory), "R-hat": round(shown["r_hat"].max(), 4), "least ESS": round(shown["ess"].min()),
            "median ESS": round(shown["ess"].median()), "least ESS/s": round(shown["ess"].min() / seconds, 2), "median ESS/s": round(shown["ess"].median() / seconds, 2)}


def main(folder, what, first=1946, out=None):
    made, _ = idealpoints.simulate(10, 3, 10, 1)
    idealpoints.estimate(made, draws=4)  # compiles, once
    if what == "export":
        data, frame = idealpoints.arrange(read(folder, int(first)))
        items = [j for j in range(len(data.three)) for _ in range(data.first[j], data.first[j + 1])]
        frame.loc[data.point].assign(item=items, answer=data.answer)[["state", "year", "item", "answer"]].to_csv(out, index=False)
        return
    years = (2016, 2006, 1992, 1970, 1946) if what == "grow" else (int(first),)
    for number, year in enumerate(years):
        row = {"from": year, **run(read(folder, year), 100 if what == "grow" else 280)}
        if number == 0:
            print(*row, sep=" | ")
        print(*row.values(), sep=" | ", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
