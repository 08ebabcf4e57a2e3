"""One yardstick for every sampler: split R-hat and effective draws of standardised points.

    python benchmarks/ess.py POINTS.csv SECONDS CHAIN1.npy [CHAIN2.npy ...]

Each .npy holds draws x points; POINTS.csv (state,year) names the points. SECONDS is the time of all chains together; the
longer chains are cut to the length of the shortest.
"""

import sys

import numpy as np
import pandas as pd

from allies import idealpoints
from allies.published.idealpoints import SHOWN


def main(points, seconds, *chains):
    frame = pd.read_csv(points)
    loaded = [np.load(chain).astype(float) for chain in chains]
    draws = np.stack([chain[:min(map(len, loaded))] for chain in loaded])
    scaled = idealpoints._standardised(draws, (frame["state"] == "USA").to_numpy())
    r_hat, ess = idealpoints.diagnose(scaled[:, :, frame["state"].isin(SHOWN).to_numpy()])
    print(f"draws {draws.shape[0] * draws.shape[1]}, R-hat {r_hat.max():.3f}, effective draws: least {ess.min():.1f}, median {np.median(ess):.1f}; "
          f"a second: least {ess.min() / float(seconds):.3f}, median {np.median(ess) / float(seconds):.3f}")


if __name__ == "__main__":
    main(*sys.argv[1:])
