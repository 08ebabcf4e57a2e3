"""Dynamic one-dimensional ordinal-probit ideal points with NumPyro's NUTS, one chain (run one process a chain).

    python numpyro_model.py votes.csv first_year seconds out [--warmup 60] [--block 10] [--depth 6] [--seed 1]

votes.csv: state,year,item,answer (0 lower, 1 abstain, 2 higher). After the warm-up, blocks of draws are
taken until the time is up. Writes out.npy (draws x points) and out-points.csv (state,year).
"""
import argparse
import resource
import time

import jax
import jax.numpy as jnp
import numpy as np
import numpyro
import numpyro.distributions as dist
import pandas as pd
from jax.scipy.special import log_ndtr
from numpyro.infer import MCMC, NUTS, init_to_value

STEP_VARIANCE, ROLL_CALLS, SLOPE_SD, CUT_SD = 0.1, 30, 0.707, 2.0


def load(path, first_year):
    votes = pd.read_csv(path)
    votes = votes[votes.year >= first_year]
    points = votes[["state", "year"]].drop_duplicates().sort_values(["state", "year"]).reset_index(drop=True)
    states, years = np.unique(points.state), np.unique(points.year)
    items = votes[["item", "year"]].drop_duplicates().sort_values("item")
    row = np.searchsorted(items.item, votes.item)
    column = np.searchsorted(states, votes.state)
    # votes for the outer categories fill a dense items x states matrix: +1 higher, -1 lower, 0 neither
    outer = np.zeros((len(items), len(states)), np.float32)
    outer[row, column] = votes.answer - 1
    middle = (votes.answer == 1).to_numpy()
    return points, dict(
        state=np.searchsorted(states, points.state), year=np.searchsorted(years, points.year),
        shape=(len(states), len(years)),
        same=(points.state.values[1:] == points.state.values[:-1]).astype(np.float32),
        precision=(points.year.map(items.year.value_counts()) / ROLL_CALLS).to_numpy(np.float32),
        item_year=np.searchsorted(years, items.year), outer=outer,
        middle_row=row[middle], middle_column=column[middle],
        three=np.isin(items.item, votes.item[middle]))


def model(d):
    items = len(d["item_year"])
    theta = numpyro.sample("theta", dist.Normal(0, d["precision"] ** -0.5).to_event(1))
    step = theta[1:] - theta[:-1]
    numpyro.factor("walk", -0.5 / STEP_VARIANCE * jnp.sum(d["same"] * step**2))
    slope = numpyro.sample("slope", dist.Normal(0, SLOPE_SD).expand([items]).to_event(1))
    lower = numpyro.sample("lower", dist.Normal(0, CUT_SD).expand([items]).to_event(1))
    # gap between the cuts, where abstentions occur; the upper cut has its own normal prior, with the Jacobian
    three = np.flatnonzero(d["three"])
    gap = numpyro.sample("gap", dist.ImproperUniform(dist.constraints.real, (), (len(three),)))
    upper3 = lower[three] + jnp.exp(gap)
    numpyro.factor("upper", jnp.sum(gap - 0.5 * (upper3 / CUT_SD) ** 2))
    upper = lower.at[three].set(upper3)

    grid = jnp.zeros(d["shape"]).at[d["state"], d["year"]].set(theta)
    eta = slope[:, None] * grid.T[d["item_year"]]
    outer = d["outer"]
    z = jnp.where(outer > 0, eta - upper[:, None], lower[:, None] - eta)
    like = jnp.sum(jnp.where(outer != 0, log_ndtr(z), 0))
    i = d["middle_row"]
    e = eta[i, d["middle_column"]]
    a, b = lower[i] - e, upper[i] - e
    turn = a + b > 0
    a, b = jnp.where(turn, -b, a), jnp.where(turn, -a, b)
    big = log_ndtr(b)
    like += jnp.sum(big + jnp.log(-jnp.expm1(jnp.minimum(log_ndtr(a) - big, -1e-6))))
    numpyro.factor("votes", like)


def start(d, seed):
    """First principal component of the votes, with noise, as the start of every state's path."""
    _, _, v = np.linalg.svd(d["outer"] - d["outer"].mean(1, keepdims=True), full_matrices=False)
    score = v[0] / v[0].std()
    rng = np.random.default_rng(seed)
    theta = 0.7 * score[d["state"]] + 0.1 * rng.standard_normal(len(d["state"]))
    three = d["three"]
    return dict(theta=jnp.array(theta, jnp.float32), slope=jnp.zeros(len(three)),
                lower=jnp.where(three, -1.2, -0.8), gap=jnp.full(three.sum(), -0.7))


def main():
    p = argparse.ArgumentParser()
    p.add_argument("votes"), p.add_argument("first_year", type=int)
    p.add_argument("seconds", type=float), p.add_argument("out")
    p.add_argument("--warmup", type=int, default=60), p.add_argument("--block", type=int, default=10)
    p.add_argument("--depth", type=int, default=6), p.add_argument("--seed", type=int, default=1)
    a = p.parse_args()
    begin = time.time()
    points, d = load(a.votes, a.first_year)
    points.to_csv(a.out + "-points.csv", index=False)
    kernel = NUTS(lambda: model(d), max_tree_depth=a.depth, init_strategy=init_to_value(values=start(d, a.seed)))
    mcmc = MCMC(kernel, num_warmup=a.warmup, num_samples=a.block, progress_bar=False)
    fields = ("num_steps", "adapt_state.step_size", "diverging")
    mcmc.warmup(jax.random.PRNGKey(a.seed), extra_fields=fields)
    jax.block_until_ready(mcmc.last_state)
    warm = time.time() - begin
    print(f"points {len(points)} items {len(d['three'])} warm-up {warm:.0f} s with compilation", flush=True)
    draws, block = [], 0
    while not draws or time.time() - begin + block < a.seconds:
        before = time.time()
        mcmc.run(mcmc.post_warmup_state.rng_key, extra_fields=fields)
        draws.append(np.asarray(mcmc.get_samples()["theta"]))
        mcmc.post_warmup_state = mcmc.last_state
        block = time.time() - before
        extra = mcmc.get_extra_fields()
        print(f"{block / a.block:.2f} s a draw, {np.asarray(extra['num_steps']).mean():.0f} leapfrog steps,"
              f" step size {float(extra['adapt_state.step_size'][-1]):.4f},"
              f" divergences {np.asarray(extra['diverging']).sum()}", flush=True)
    np.save(a.out + ".npy", np.concatenate(draws))
    seconds, memory = time.time() - begin, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"seconds {seconds:.1f} draws {len(draws) * a.block}, memory {memory:.0f} MB")


if __name__ == "__main__":
    main()
