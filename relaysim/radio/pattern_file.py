"""An antenna's pattern from the rows of a table: one row a direction, in any order, together a full grid."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from relaysim.radio.antenna import AntennaPattern

Floats = NDArray[np.float64]

PATTERN_COLUMNS = ("azimuth_deg", "elevation_deg", "gain_dbi")
LEAST_GAIN_DBI, MOST_GAIN_DBI = -100.0, 40.0
# Links over ground leave at a few degrees, those of a helicopter overhead at more; beyond its last elevation a
# pattern keeps the gain it has there.
LEAST_REACH_DEG = 30.0
WIDEST_STEP_DEG = 45.0
SAME_GAIN_DB = 0.01
SAME_ANGLES_PER_DEG = 1e6


@dataclass(frozen=True)
class PatternFault:
    """What is wrong with a row (counted from 0), in the column where it would be mended."""

    row: int
    column: str
    message: str


def pattern_of_rows(
    name: str, azimuth_deg: Floats, elevation_deg: Floats, gain_dbi: Floats
) -> AntennaPattern | list[PatternFault]:
    """The pattern that rows of (azimuth, elevation, gain) make, each (n,), n >= 1; or what is wrong with them.

    Azimuths are clockwise from forward, seen from above, and may count from -180 or from 0; 360 may repeat 0. All
    rows at one azimuth make an antenna without a preferred side; else the azimuths go round the circle.
    """
    fine = np.round(azimuth_deg * SAME_ANGLES_PER_DEG)
    turned = np.mod(fine, 360.0 * SAME_ANGLES_PER_DEG) / SAME_ANGLES_PER_DEG
    azimuths, k = np.unique(turned, return_inverse=True)
    elevations, m = np.unique(elevation_deg, return_inverse=True)
    faults = [*_repeated(azimuth_deg, elevation_deg, gain_dbi, k * len(elevations) + m)]
    faults += [*_azimuth_gap(azimuths, k), *_elevation_gaps(elevations, m)]
    faults += [] if faults else _holes(azimuths, elevations, k, m)
    if faults:
        return faults
    grid = np.empty((len(azimuths), len(elevations)))
    grid[k, m] = gain_dbi
    return AntennaPattern(name, azimuths, elevations, grid)


def _repeated(azimuth: Floats, elevation: Floats, gain: Floats, cell: NDArray[np.intp]) -> list[PatternFault]:
    """Directions given twice; 0 and 360 degrees may both be there if they agree."""
    first: dict[int, int] = {}
    faults = []
    for row, number in enumerate(cell.tolist()):
        before = first.setdefault(number, row)
        if before == row:
            continue
        where = f"azimuth {azimuth[row]:g}, elevation {elevation[row]:g}"
        if azimuth[row] == azimuth[before]:
            faults.append(PatternFault(row, "azimuth_deg", f"{where} stands in the table twice"))
        elif abs(gain[row] - gain[before]) > SAME_GAIN_DB:
            message = (
                f"{where} is the direction of azimuth {azimuth[before]:g}, where the gain is {gain[before]:g}"
            )
            faults.append(PatternFault(row, "gain_dbi", message))
    return faults


def _azimuth_gap(azimuths: Floats, k: NDArray[np.intp]) -> list[PatternFault]:
    if len(azimuths) == 1:
        return []
    gaps = np.diff(azimuths, append=azimuths[0] + 360.0)
    worst = int(np.argmax(gaps))
    if gaps[worst] <= WIDEST_STEP_DEG:
        return []
    after = azimuths[(worst + 1) % len(azimuths)] or 360.0
    message = (
        f"the pattern does not cover the circle: nothing between {azimuths[worst]:g} and {after:g} deg, and steps may be"
        f" {WIDEST_STEP_DEG:g} deg at most; give the rest of the circle, or one azimuth alone for an antenna"
        " without a preferred side"
    )
    return [PatternFault(int(np.flatnonzero(k == worst)[0]), "azimuth_deg", message)]


def _elevation_gaps(elevations: Floats, m: NDArray[np.intp]) -> list[PatternFault]:
    low, high = float(elevations[0]), float(elevations[-1])
    if low > -LEAST_REACH_DEG or high < LEAST_REACH_DEG:
        edge = 0 if low > -LEAST_REACH_DEG else len(elevations) - 1
        message = (
            f"elevations go from {low:g} to {high:g} deg; they must reach from -{LEAST_REACH_DEG:g}"
            f" to {LEAST_REACH_DEG:g} deg at least"
        )
        return [PatternFault(int(np.flatnonzero(m == edge)[0]), "elevation_deg", message)]
    gaps = np.diff(elevations)
    worst = int(np.argmax(gaps))
    if gaps[worst] <= WIDEST_STEP_DEG:
        return []
    message = (
        f"nothing between {elevations[worst]:g} and {elevations[worst + 1]:g} deg;"
        f" steps may be {WIDEST_STEP_DEG:g} deg at most"
    )
    return [PatternFault(int(np.flatnonzero(m == worst)[0]), "elevation_deg", message)]


def _holes(
    azimuths: Floats, elevations: Floats, k: NDArray[np.intp], m: NDArray[np.intp]
) -> list[PatternFault]:
    """One fault for each azimuth that lacks elevations which others have."""
    there = np.zeros((len(azimuths), len(elevations)), dtype=bool)
    there[k, m] = True
    faults = []
    for index in np.flatnonzero(~there.all(axis=1)).tolist():
        lacking = elevations[~there[index]]
        more = f" and {len(lacking) - 1} more" if len(lacking) > 1 else ""
        message = f"azimuth {azimuths[index]:g} lacks elevation {lacking[0]:g}{more}: every azimuth needs every elevation"
        faults.append(PatternFault(int(np.flatnonzero(k == index)[0]), "elevation_deg", message))
    return faults
