"""The states of the link in time: what held when, and where a stretch of time is to be cut."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from relaysim.exports.feature import Floats, Value
from relaysim.report.geometry_file import Link, Span

_ROUNDING_S = 0.05  # files hold tenths of a second


@dataclass(frozen=True)
class States:
    """The radio's state, the straight line's, and samples of the margin."""

    radio: Sequence[Span]
    sightline: Sequence[Span]
    link: Link

    def at(self, utc_s: float) -> tuple[str | None, str | None]:
        """(radio, sightline) at an instant; None where the run says nothing."""
        return _at(self.radio, utc_s), _at(self.sightline, utc_s)

    def pieces(self, start_utc_s: float, end_utc_s: float) -> list[tuple[float, float]]:
        """The stretches between two instants through which neither state changes."""
        cuts = {span.start_utc_s for span in (*self.radio, *self.sightline)}
        inside = sorted(cut for cut in cuts if start_utc_s < cut < end_utc_s)
        edges = [start_utc_s, *inside, end_utc_s]
        return [(a, b) for a, b in pairwise(edges) if b > a]

    def during(self, start_utc_s: float, end_utc_s: float) -> dict[str, Value]:
        """States at both ends, and the least and the greatest margin between them."""
        first, last = self.at(start_utc_s), self.at(end_utc_s - _ROUNDING_S)
        return {
            "radio_at_start": first[0], "radio_at_end": last[0],
            "sightline_at_start": first[1], "sightline_at_end": last[1],
            **self.margins(start_utc_s, end_utc_s),
        }  # fmt: skip

    def piece(self, start_utc_s: float, end_utc_s: float) -> dict[str, Value]:
        """The states of a stretch through which neither changes, and its least and greatest margin."""
        radio, sightline = self.at((start_utc_s + end_utc_s) / 2.0)
        return {"radio": radio, "sightline": sightline, **self.margins(start_utc_s, end_utc_s)}

    def margins(self, start_utc_s: float, end_utc_s: float) -> dict[str, Value]:
        """The least and the greatest margin at the lowest rate, dB; None where nothing is known.

        Where no sample lies between the instants the one before stands: samples are as dense as motions need.
        """
        times = self.link.utc_s
        first = int(np.searchsorted(times, start_utc_s - _ROUNDING_S))
        last = int(np.searchsorted(times, end_utc_s + _ROUNDING_S, side="right"))
        values: Floats = self.link.margin_db[max(first if first < last else first - 1, 0) : last]
        known = values[np.isfinite(values)]
        if not known.size:
            return {"least_margin_db": None, "most_margin_db": None}
        return {"least_margin_db": float(known.min()), "most_margin_db": float(known.max())}


def _at(spans: Sequence[Span], utc_s: float) -> str | None:
    """The state of the last span that has begun, if it has not ended."""
    found = bisect_right(spans, utc_s, key=lambda span: span.start_utc_s) - 1
    if found < 0 or utc_s > spans[found].end_utc_s:
        return None
    return spans[found].state
