"""Which of the lines of a file is the route."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from relaysim.path.files.route_points import Locate, NoRouteError, Strand, named

MOST_SHOWN = 8


def chosen(strands: Sequence[Strand], track: str | None, locate: Locate) -> Strand:
    """The strand of that name; without one the only line, else all lines if they follow one another in time.

    Loose points are the route where the file has no line, or where they are asked for as "points".

    Raises:
        NoRouteError: there is none, or more than one could be meant.
    """
    known = named([strand for strand in strands if len(strand)])
    if not known:
        raise NoRouteError(0, "the file holds no route: neither a line nor points")
    if track is not None:
        return _of_name(known, track, locate)
    lines = [pair for pair in known if pair[1].kind != "points"]
    if not lines:
        return known[0][1]
    if len(lines) == 1:
        return lines[0][1]
    in_time = _one_after_another([strand for _, strand in lines])
    if in_time is None:
        raise NoRouteError(
            locate(lines[1][1].place),
            f"the file holds {len(lines)} lines: {_list(lines, locate)}; say which is the route with"
            f" 'track: {lines[0][0]}'",
        )
    return in_time


def _of_name(known: Sequence[tuple[str, Strand]], track: str, locate: Locate) -> Strand:
    wanted = track.strip().casefold()
    found = [pair for pair in known if pair[0].strip().casefold() == wanted]
    if len(found) == 1:
        return found[0][1]
    if not found:
        raise NoRouteError(0, f"the file holds no line '{track}'; there are: {_list(known, locate)}")
    raise NoRouteError(
        locate(found[1][1].place),
        f"the file holds {len(found)} lines of the name '{track}' ({_list(found, locate)}): give one of them another name",
    )


def _one_after_another(strands: Sequence[Strand]) -> Strand | None:
    """All of them as one, if each begins after the one before has ended; None otherwise."""
    if any(np.isnan(strand.utc_s).any() for strand in strands):
        return None
    ordered = sorted(strands, key=lambda strand: (strand.utc_s[0], strand.utc_s[-1]))
    if any(later.utc_s[0] < earlier.utc_s[-1] for earlier, later in pairwise(ordered)):
        return None
    whole = Strand.empty(ordered[0].kind, ordered[0].name, ordered[0].place)
    for strand in ordered:
        whole.extend(strand)
    return whole


def _list(pairs: Sequence[tuple[str, Strand]], locate: Locate) -> str:
    shown = [
        f"'{name}' (line {locate(strand.place)}, {len(strand)} point{'s' * (len(strand) != 1)})"
        for name, strand in pairs[:MOST_SHOWN]
    ]
    return ", ".join(shown) + (" ..." if len(pairs) > MOST_SHOWN else "")
