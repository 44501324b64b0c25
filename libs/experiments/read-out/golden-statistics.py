"""Writes golden-statistics.json: what GrowthBook's gbstats says of drawn samples.

    python3 libs/experiments/read-out/golden-statistics.py

Needs Python 3.9 to 3.11 and a package index: the first run makes a virtual environment under .cache.
The same seed gives the same numbers. Afterwards: npx prettier --write libs/experiments
"""

import json
import os
import random
import subprocess
import sys
import venv
from pathlib import Path

GBSTATS = "gbstats==0.8.0"
HERE = Path(__file__).resolve().parent
ENVIRONMENT = HERE.parents[2] / ".cache" / GBSTATS.replace("==", "-")
SEED = 20240229


def enter_environment():
    python = ENVIRONMENT / ("Scripts" if os.name == "nt" else "bin") / "python"
    if Path(sys.prefix).resolve() == ENVIRONMENT.resolve():
        return
    if not (ENVIRONMENT / "complete").exists():
        venv.create(ENVIRONMENT, clear=True, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", GBSTATS], check=True)
        (ENVIRONMENT / "complete").touch()
    raise SystemExit(subprocess.run([python, __file__]).returncode)


enter_environment()

from gbstats.frequentist.tests import (  # noqa: E402
    FrequentistConfig,
    SequentialConfig,
    SequentialTwoSidedTTest,
    TwoSidedTTest,
)
from gbstats.models.statistics import (  # noqa: E402
    ProportionStatistic,
    RatioStatistic,
    SampleMeanStatistic,
)
from gbstats.utils import check_srm  # noqa: E402

draw = random.Random(SEED)


def moments(values):
    return {"sum": sum(values), "sumSquares": sum(value * value for value in values)}


def proportion(units, rate):
    return {"kind": "proportion", "units": units, "sum": sum(draw.random() < rate for _ in range(units))}


def mean(units, typical):
    values = [round(draw.lognormvariate(0, 1) * typical, 2) for _ in range(units)]
    return {"kind": "mean", "units": units, **moments(values)}


def ratio(units, rate):
    slates = [1 + int(draw.expovariate(0.4)) for _ in range(units)]
    clicked = [sum(draw.random() < rate for _ in range(count)) for count in slates]
    return {
        "kind": "ratio",
        "units": units,
        "numerator": moments(clicked),
        "denominator": moments(slates),
        "sumOfProducts": sum(c * s for c, s in zip(clicked, slates)),
    }


def statistic(sample):
    units = sample["units"]
    if sample["kind"] == "proportion":
        return ProportionStatistic(n=units, sum=sample["sum"])
    if sample["kind"] == "mean":
        return SampleMeanStatistic(n=units, sum=sample["sum"], sum_squares=sample["sumSquares"])
    part = {
        name: SampleMeanStatistic(n=units, sum=sample[name]["sum"], sum_squares=sample[name]["sumSquares"])
        for name in ("numerator", "denominator")
    }
    return RatioStatistic(
        n=units,
        m_statistic=part["numerator"],
        d_statistic=part["denominator"],
        m_d_sum_of_products=sample["sumOfProducts"],
    )


def comparison(control, variation, alpha, tuning):
    a, b = statistic(control), statistic(variation)
    classical = TwoSidedTTest(a, b, FrequentistConfig(alpha=alpha)).compute_result()
    config = SequentialConfig(alpha=alpha, sequential_tuning_parameter=tuning)
    sequential = SequentialTwoSidedTTest(a, b, config).compute_result()
    return {
        "control": control,
        "variation": variation,
        "alpha": alpha,
        "tuning": tuning,
        "means": [a.mean, b.mean],
        "uplift": classical.expected,
        "standardError": classical.uplift.stddev,
        "interval": list(classical.ci),
        "pValue": float(classical.p_value),
        "sequentialInterval": [float(end) for end in sequential.ci],
        "sequentialPValue": float(sequential.p_value),
    }


def comparisons():
    for make, typical in ((proportion, 0.08), (mean, 20), (ratio, 0.1)):
        for units in (40, 300, 2000, 12000):
            for lift in (-0.2, 0, 0.02, 0.3):
                control = make(units, typical)
                variation = make(int(units * draw.uniform(0.3, 1.5)), typical * (1 + lift))
                alpha, tuning = draw.choice(((0.05, 5000), (0.01, 5000), (0.05, 800), (0.025, 20000)))
                yield comparison(control, variation, alpha, tuning)


def sample_ratios():
    for units in (0, 10, 500, 20000, 1000000):
        for weights in ([0.5, 0.5], [0.9, 0.1], [0.4, 0.3, 0.2, 0.09], [1 / 3, 1 / 3, 1 / 3]):
            for loss in (0, 0.005, 0.03):
                counts = [round(units * weight + draw.gauss(0, 1) * (units * weight) ** 0.5) for weight in weights]
                counts[-1] = round(counts[-1] * (1 - loss))
                counts = [max(0, count) for count in counts]
                yield {"counts": counts, "weights": weights, "pValue": float(check_srm(counts, weights))}


golden = {"from": GBSTATS, "comparisons": list(comparisons()), "sampleRatios": list(sample_ratios())}
(HERE / "golden-statistics.json").write_text(json.dumps(golden, indent=1) + "\n")
