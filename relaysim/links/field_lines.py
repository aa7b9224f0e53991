"""Sums of plane waves along straight lines: from node to node each wave turns by one angle, so no cosine is asked twice."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from relaysim.compiled import compiled

SIGNATURE = "void(f8, f8, f8, f8, f8[:,::1], f8[:,::1], f8[:,::1], f8[:,::1])"


@compiled(SIGNATURE)
def add_waves(
    x_m: float, y_m: float, step_x_m: float, step_y_m: float, east: Any, north: Any, phase: Any, total: Any
) -> None:
    """Adds cos(k . r + phase) of every wave at the nodes of a line to a total.

    Args:
        x_m, y_m: the first node; step_x_m, step_y_m: from each node to the next.
        east, north: (waves, members) wave numbers, radians a metre; phase likewise, radians.
        total: (nodes, members), changed.
    """
    nodes, members = total.shape
    real, imaginary, turn_real, turn_imaginary = np.empty((4, members))
    for wave in range(phase.shape[0]):
        for member in range(members):
            angle = x_m * east[wave, member] + y_m * north[wave, member] + phase[wave, member]
            turn = step_x_m * east[wave, member] + step_y_m * north[wave, member]
            real[member], imaginary[member] = math.cos(angle), math.sin(angle)
            turn_real[member], turn_imaginary[member] = math.cos(turn), math.sin(turn)
        for node in range(nodes):
            for member in range(members):
                total[node, member] += real[member]
                turned = real[member] * turn_real[member] - imaginary[member] * turn_imaginary[member]
                imaginary[member] = (
                    real[member] * turn_imaginary[member] + imaginary[member] * turn_real[member]
                )
                real[member] = turned


@compiled("void(f8[::1], f8[:,::1], f8[:,::1])")
def raise_ground(height_m: Any, error_m: Any, raised_m: Any) -> None:
    """The ground with each member's error on it, straight between the nodes of the error.

    Args:
        height_m: (n,) the known ground at even distances from end to end.
        error_m: (nodes, members) at even distances from end to end.
        raised_m: (members, n), overwritten.
    """
    nodes, members = error_m.shape
    last = height_m.size - 1
    for n in range(last + 1):
        along = n / last * (nodes - 1)
        left = min(int(along), nodes - 2)
        share = along - left
        for member in range(members):
            error = error_m[left, member] * (1.0 - share) + error_m[left + 1, member] * share
            raised_m[member, n] = height_m[n] + error


@compiled("void(f8[:,::1], f8, f8, f8[::1])")
def least_clearances(ground_m: Any, first_antenna_m: float, second_antenna_m: float, least_m: Any) -> None:
    """Least height of the straight line between two antennas above each of some grounds; nan over unknown ground.

    Args:
        ground_m: (members, n) at even distances from end to end.
        first_antenna_m, second_antenna_m: above either end of it.
        least_m: (members,), overwritten.
    """
    members, count = ground_m.shape
    for member in range(members):
        foot = ground_m[member, 0] + first_antenna_m
        rise = ground_m[member, count - 1] + second_antenna_m - foot
        least = np.inf
        for n in range(count):
            clear = foot + n / (count - 1) * rise - ground_m[member, n]
            if not clear >= least:  # of the least, and of nan, which then stays
                least = clear
                if math.isnan(clear):
                    break
        least_m[member] = least
