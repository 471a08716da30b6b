"""FAIR-24 with NumPy, vectorised over the years, on one thread: prints the processor seconds of each run.

Usage: fair_24.py SCENARIOS YEARS RUNS, where SCENARIOS is a JSON list of [name, rate, low, high].
"""

import json
import math
import sys
import time

import numpy as np

scenarios, years, runs = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
with open(scenarios, encoding="utf-8") as file:
    rows = json.load(file)
Z95 = 1.6448536269514722
thresholds = 10 ** (4 + np.arange(100) * 6 / 99)


def simulate(seed):
    generator = np.random.default_rng(seed)
    total = np.zeros(years)
    for _, rate, low, high in rows:
        mu = (math.log(low) + math.log(high)) / 2
        sigma = (math.log(high) - math.log(low)) / (2 * Z95)
        counts = generator.poisson(rate, years)
        losses = generator.lognormal(mu, sigma, int(counts.sum()))
        total += np.bincount(np.repeat(np.arange(years), counts), weights=losses, minlength=years)
    total.sort()
    tail = {p: total[math.ceil(p * years) :].mean() for p in (0.90, 0.95, 0.99, 0.995)}
    curve = 1 - np.searchsorted(total, thresholds, side="right") / years
    return total.mean(), total.std(ddof=1), tail, curve


simulate(0)
for run in range(runs):
    since = time.process_time()
    simulate(run + 1)
    print(time.process_time() - since)
