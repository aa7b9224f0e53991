"""The link as a run's own files have it at an instant: between the samples of geometry.json."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from relaysim.comparison.shares import LEAST_SHARE, Share
from relaysim.comparison.side import RunSide
from relaysim.report.geometry_file import Floats
from relaysim.report.node import Node


@dataclass(frozen=True)
class RecordedLink:
    """Margin and path loss, dB; None where the run says nothing, or the ground is unknown."""

    margin_db: float | None
    path_loss_db: float | None
    clearance_m: float | None


def recorded_link(side: RunSide, utc_s: float) -> RecordedLink:
    """The link at an instant.

    Raises:
        InputError: a column of geometry.json is not what it should be.
    """
    link, node = side.geometry.link, side.geometry.node.child("link")
    clearance = np.array(node.numbers("clearance_m") if node is not None else [], dtype=np.float64)
    clearance = clearance if clearance.size == link.utc_s.size else np.full(link.utc_s.size, np.nan)
    return RecordedLink(
        *(_held(link.utc_s, values, utc_s) for values in (link.margin_db, link.loss_db, clearance))
    )


def _held(times: Floats, values: Floats, utc_s: float) -> float | None:
    """Linear between samples; the last one by then holds where nothing moved."""
    if not times.size:
        return None
    after = int(np.searchsorted(times, utc_s, side="right"))
    if after in (0, times.size):
        found = float(values[0 if after == 0 else -1])
    else:
        found = float(np.interp(utc_s, times[after - 1 : after + 1], values[after - 1 : after + 1]))
    return None if np.isnan(found) else found


def recorded_threshold_db(side: RunSide) -> float | None:
    """The largest loss over which the slowest mode closes, as the run's files say."""
    return side.geometry.node.number("threshold_db")


def recorded_budget_shares(a: RunSide, b: RunSide) -> tuple[Share, ...]:
    """What the terms of the budget, as the runs' files list them, add to B's threshold over A's.

    Raises:
        InputError: a term is not what it should be.
    """
    ours, theirs = (_terms(side.geometry.node) for side in (a, b))
    if not (ours and theirs):
        return ()  # a file that is gone: its terms are not nothing
    rows = [(name, theirs.get(name, 0.0) - ours.get(name, 0.0)) for name in dict.fromkeys([*ours, *theirs])]
    found = [Share(f"budget: {name}", value) for name, value in rows if abs(value) >= LEAST_SHARE]
    one, other = recorded_threshold_db(a), recorded_threshold_db(b)
    if one is not None and other is not None:
        rest = other - one - sum(share.value for share in found)
        if abs(rest) >= 2.0 * LEAST_SHARE:
            found.append(Share("sensitivity and required margin", rest))
    return tuple(found)


def _terms(node: Node) -> dict[str, float]:
    return {term.text("name"): term.need("value") for term in node.children("budget")}
