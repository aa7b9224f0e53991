"""The run's own samples of the link, in time, for the page's movable map."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from relaysim.report.geometry_file import Floats, Geometry
from relaysim.report.node import Node
from relaysim.report.times import Times

# Runs that do not say where a motion begins: after so long without a sample nothing moved.
_STILL_S = 600.0


def moment_link(geometry: Geometry, times: Times) -> dict[str, Any]:
    """Times in tenths of a second as differences; margin and clearance in hundredths and where the line is lowest in
    thousandths, null for unknown; `starts`: which samples begin a motion, as differences.

    Of two motions that overlap the later one counts from its begin on. A column that the run does not have is empty.

    Raises:
        InputError: the columns are not of one length.
    """
    node = geometry.node.child("link") or Node({}, f"{geometry.node.place}: link")
    utc_s = geometry.link.utc_s
    first = _first_of_motion(node, utc_s)
    kept = _in_force(utc_s, first) & np.isfinite(utc_s)
    began = np.flatnonzero(np.diff(np.cumsum(first)[kept], prepend=0))
    tenths = np.round((utc_s[kept] - times.start_utc_s) * 10.0).astype(np.int64)
    return {
        "t": np.diff(tenths, prepend=0).tolist(),
        "starts": np.diff(began, prepend=0).tolist(),
        "margin": _whole(geometry.link.margin_db, kept, 100.0),
        "clearance": _column(node, "clearance_m", kept, 100.0),
        "lowest": _column(node, "lowest_at", kept, 1000.0),
    }


def _first_of_motion(node: Node, utc_s: Floats) -> NDArray[np.bool_]:
    """True for every sample that begins a motion."""
    first = np.zeros(utc_s.size, dtype=np.bool_)
    starts = np.array(node.numbers("starts"), dtype=np.float64)
    if starts.size and not ((starts >= 0) & (starts < utc_s.size)).all():
        raise node.fault("starts", f"places in a list of {utc_s.size}")
    if starts.size:
        first[starts.astype(np.int64)] = True
    else:
        gaps = np.diff(utc_s)
        first[1:] = (gaps < 0.0) | (gaps > _STILL_S)
    first[:1] = True
    return first


def _in_force(utc_s: Floats, first: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The samples before the begin of the next motion."""
    begins = np.append(utc_s[first], np.inf)
    kept: NDArray[np.bool_] = utc_s < begins[np.cumsum(first)]
    return kept


def _column(node: Node, key: str, kept: NDArray[np.bool_], per_one: float) -> list[int | None]:
    values = np.array(node.numbers(key), dtype=np.float64)
    if values.size == 0:
        return []
    if values.size != kept.size:
        raise node.fault(key, f"as long as utc_s, {kept.size}")
    return _whole(values, kept, per_one)


def _whole(values: Floats, kept: NDArray[np.bool_], per_one: float) -> list[int | None]:
    return [None if math.isnan(value) else round(value * per_one) for value in values[kept].tolist()]
