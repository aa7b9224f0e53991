"""Samples from the unit cube, by method; the same study gives the same numbers to the bit."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from relaysim.campaign.sampling.distributions import Floats
from relaysim.streams import Streams

# Sobol's points are multiples of 2^-30 and may be 0, where quantiles are infinite: half a step from the edge.
EDGE = 2.0**-31
DIGITS = 10
EXACT_TENS = 22


def unit_samples(method: str, runs: int, names: Sequence[str], seed: int) -> Floats:
    """Samples of the unit cube, (runs, len(names)), each within (0, 1).

    Monte Carlo and Latin hypercube draw every column from a stream of its name: another factor does not shift it.
    Sobol's sequence (scrambled) is one for all columns.

    Args:
        method: "monte-carlo", "latin-hypercube" or "sobol".
    """
    if not names:
        return np.empty((runs, 0))
    streams = Streams(seed)
    if method == "sobol":
        samples = _sobol(runs, len(names), streams.named("Sobol sequence"))
    else:
        draw = _hypercube if method == "latin-hypercube" else _independent
        samples = np.column_stack([draw(runs, streams.named(f"draws of {name}")) for name in names])
    return np.clip(samples, EDGE, 1.0 - EDGE)


def rounded(values: Floats) -> Floats:
    """Values to ten digits: nobody knows them better, and machines whose logarithms differ in the last bit agree."""
    with np.errstate(divide="ignore", over="ignore"):
        places = DIGITS - 1 - np.floor(np.log10(np.abs(values)))
        scale = 10.0 ** np.clip(np.abs(places), 0, EXACT_TENS)
        short = np.where(places >= 0, np.rint(values * scale) / scale, np.rint(values / scale) * scale)
    # Such powers of ten are exact, and so each quotient is the float nearest to the decimal number.
    return np.asarray(np.where(np.abs(places) <= EXACT_TENS, short, values))


def sampling_words(method: str, runs: int) -> str:
    """How the samples were made, for people; says so where Sobol's sequence was cut."""
    words = {
        "monte-carlo": "Monte Carlo",
        "latin-hypercube": "Latin hypercube",
        "sobol": "Sobol sequence, scrambled",
    }[method]
    if method == "sobol" and runs & (runs - 1):
        lower = 1 << (runs.bit_length() - 1)
        near = f"{lower:,} or {2 * lower:,}"
        return f"{words}, {runs:,} samples (no power of 2, which unbalances the sequence: better {near})"
    return f"{words}, {runs:,} sample{'s' if runs != 1 else ''}"


def _independent(runs: int, stream: np.random.Generator) -> Floats:
    return stream.random(runs)


def _hypercube(runs: int, stream: np.random.Generator) -> Floats:
    from scipy.stats import qmc

    return np.asarray(qmc.LatinHypercube(d=1, rng=stream).random(runs)[:, 0])


def _sobol(runs: int, columns: int, stream: np.random.Generator) -> Floats:
    from scipy.stats import qmc

    # Always a whole power of 2 and then the first of them: the same points, and scipy has nothing to warn of.
    return np.asarray(qmc.Sobol(d=columns, rng=stream).random_base2((runs - 1).bit_length())[:runs])
