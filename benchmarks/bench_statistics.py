"""What a million rows of blackouts cost to summarise: python benchmarks/bench_statistics.py [--quick]

Two variants of half a million draws with five uncertain factors, some durations cut: survival curve, quantiles,
exceedance and convergence of each variant, sensitivity of each, the paired comparison of both. Prints seconds by part
(median of rounds, in turns with a plain argsort of the same rows, to which the ratio is) and the memory above the
rows' own; figures stand beside what the closed form gives.
"""

from __future__ import annotations

import os
import platform
import resource
import sys
import time
from collections.abc import Callable

import numpy as np

from relaysim.statistics.comparison import paired
from relaysim.statistics.convergence import convergence, exceeds, mean, median
from relaysim.statistics.exceedance import exceedance
from relaysim.statistics.histogram import histogram
from relaysim.statistics.quantiles import central, quantiles, standing
from relaysim.statistics.ranks import rank_factors
from relaysim.statistics.restricted_mean import restricted_mean
from relaysim.statistics.sensitivity import sensitivity
from relaysim.statistics.survival import survival

EFFECTS = np.array([8.0, 4.0, 2.0, 1.0, 0.0])  # days per standard deviation of each factor
CENTRE, CUT, GAIN = 60.0, 75.0, 3.0  # days: middle, end of the scenario, what the second variant gains


def draws(count: int) -> tuple[dict[str, np.ndarray], list[tuple[np.ndarray, np.ndarray]]]:
    """Factors by name and, for each of two variants, durations and whether they are cut."""
    rng = np.random.default_rng(7)
    values = rng.standard_normal((5, count))
    variants = []
    for gain in (0.0, GAIN):
        whole = np.maximum(CENTRE - gain + EFFECTS @ values + rng.standard_normal(count), 0.0)
        variants.append((np.minimum(whole, CUT), whole > CUT))
    return {f"factor_{k}": one for k, one in enumerate(values)}, variants


def parts(
    factors: dict[str, np.ndarray], variants: list[tuple[np.ndarray, np.ndarray]]
) -> dict[str, Callable]:
    """The work of a summary, by name."""
    figures = {"median": median, "longer than 60": exceeds(60.0), "mean": mean(CUT)}

    def curves() -> list:
        found = [survival(*one) for one in variants]
        for one in found:
            quantiles(one, (0.05, 0.25, 0.5, 0.75, 0.95))
            central(one)
            standing(one, 60.8)
            exceedance(one, (30.0, 50.0, 60.0, 70.0, 90.0))
            restricted_mean(one)
        return found

    def effects() -> list:
        ranked = rank_factors(factors)
        return [sensitivity(ranked, *one) for one in variants]

    return {
        "curve, quantiles, exceedance": curves,
        "sensitivity to 5 factors": effects,
        "comparison": lambda: paired(*variants[1], *variants[0]),
        "convergence of 3 figures": lambda: [convergence(*one, figures) for one in variants],
        "histogram": lambda: [histogram(*one) for one in variants],
    }


def check(found: dict[str, object]) -> None:
    """Figures against the closed form of the model drawn from (normal, sigma 9.27 days)."""
    curve = found["curve, quantiles, exceedance"][0]
    effects = found["sensitivity to 5 factors"][0]
    sigma = float(np.sqrt(EFFECTS @ EFFECTS + 1.0))
    print(f"  median {quantiles(curve, (0.5,))[0].value:.3f} (60), 5 % {quantiles(curve, (0.05,))[0].value:.3f}"
          f" ({CENTRE - 1.6448536 * sigma:.3f}), P(> 60) {exceedance(curve, (60.0,))[0].probability:.4f} (0.5)")  # fmt: skip
    spearman = 6 / np.pi * np.arcsin(EFFECTS / sigma / 2)
    for effect, whole in zip(effects, spearman, strict=True):
        print(f"  {effect.name}: rank correlation {effect.rank.value:+.4f} ({whole:.4f} without cuts),"
              f" partial {effect.partial.value:+.3f}, first order {effect.first_order.value:.4f}")  # fmt: skip
    pair = found["comparison"]
    print(f"  second less first: median {pair.median.value:.3f} (-3), shorter in {pair.shorter.value:.4f},"
          f" undecidable {pair.undecidable.value:.4f}")  # fmt: skip


def greatest_memory_mib() -> float:
    """Of this process so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Runs it and prints."""
    quick = "--quick" in sys.argv
    count, rounds = (50_000, 2) if quick else (500_000, 5)
    print(
        f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, numpy {np.__version__}"
    )
    factors, variants = draws(count)
    work = parts(factors, variants)
    both = np.concatenate([one[0] for one in variants])
    for one in parts(*draws(1000)).values():  # loads scipy
        one()
    before = greatest_memory_mib()
    seconds: dict[str, list[float]] = {name: [] for name in ("plain argsort", *work)}
    found: dict[str, object] = {}
    for _ in range(rounds):
        for name, one in {"plain argsort": lambda: np.argsort(both), **work}.items():
            begin = time.perf_counter()
            found[name] = one()
            seconds[name].append(time.perf_counter() - begin)
    middle = {name: sorted(one)[len(one) // 2] for name, one in seconds.items()}
    total = sum(middle.values()) - middle["plain argsort"]
    print(f"{2 * count:,} rows:")
    for name, one in [*middle.items(), ("all", total)]:
        print(f"  {name:30} {one:7.3f} s  {one / middle['plain argsort']:6.1f} times the argsort")
    most = greatest_memory_mib()
    print(f"  greatest memory {most:.0f} MiB, {most - before:.0f} MiB above rows and libraries")
    check(found)


if __name__ == "__main__":
    main()
