"""One step of the march as a fraction: the (1,2) Pade approximant of the exact propagator, in two simple poles."""

from __future__ import annotations

from cmath import sqrt


def pade_step(phase_step: float) -> tuple[complex, complex, complex, complex]:
    """p, q, a, b with exp(i phase_step (sqrt(1 + X) - 1)) ~ a/(1 + pX) + b/(1 + qX).

    phase_step: wave number times step. X is the second derivative across the line over the wave number squared, so
    that 1 + X is the squared cosine of a wave's angle with the line. Exact to X^3; waves at steep angles, which it
    can't follow, it damps.

    Reference: M. D. Collins, J. Acoust. Soc. Am. 93 (1993) 1736.
    """
    c1 = 0.5j * phase_step
    c2 = c1 * c1 / 2 - 0.125j * phase_step
    c3 = c1 * c1 * c1 / 6 - 0.125j * phase_step * c1 + 0.0625j * phase_step
    b1 = (c1 * c2 - c3) / (c2 - c1 * c1)
    b2 = -c2 - b1 * c1
    root = sqrt(b1 * b1 / 4 - b2)
    p, q = b1 / 2 + root, b1 / 2 - root
    return p, q, (p - c1 - b1) / (p - q), (q - c1 - b1) / (q - p)
