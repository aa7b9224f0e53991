"""For how much of a run the link was open, closed and unknown: three shares, unknown never counted as one of the others."""

from __future__ import annotations

from collections.abc import Sequence

from relaysim.report.geometry_file import Geometry, Span
from relaysim.report.times import Times, figure

_NAMES = {"open": "open", "clear": "clear", "closed": "closed", "blocked": "blocked"}


def link_shares(spans: Sequence[Span], times: Times) -> list[tuple[str, float]]:
    """(state, share of the run from 0 to 1), the states in the order they come; empty without states."""
    length_s = times.end_utc_s - times.start_utc_s
    found: dict[str, float] = {}
    for span in spans:
        inside = min(span.end_utc_s, times.end_utc_s) - max(span.start_utc_s, times.start_utc_s)
        name = _NAMES.get(span.state, "unknown")
        found[name] = found.get(name, 0.0) + max(inside, 0.0) / length_s
    known = {"open": 0, "clear": 0, "closed": 1, "blocked": 1}
    return sorted(found.items(), key=lambda pair: known.get(pair[0], 2))


def share_sentence(geometry: Geometry, times: Times, *, is_told: bool) -> str:
    """ "Of the time the radio was open 40 %, closed 60 %; the sightline clear 12 %, blocked 88 %."; "" without states.

    Where a part of it is unknown, for how long and why, unless that `is_told` already.
    """
    parts = []
    for name, spans in (("the radio was", geometry.radio), ("the sightline", geometry.sightline)):
        if shares := link_shares(spans, times):
            parts.append(f"{name} {', '.join(f'{state} {_percent(share)}' for state, share in shares)}")
    if not parts:
        return ""
    words = f"Of the time {'; '.join(parts)}."
    unknown = dict(link_shares(geometry.radio, times)).get("unknown", 0.0)
    if unknown > 0.0 and not is_told:
        days = times.clock.days(unknown * (times.end_utc_s - times.start_utc_s))
        words += (
            f" Unknown, for {figure(days)} {times.days}: the way crosses ground that the terrain does not hold; "
            "it counts neither as open nor as closed."
        )
    return words


def _percent(share: float) -> str:
    percent = 100.0 * share
    return f"{percent:.0f} %" if percent >= 1.0 or percent == 0.0 else "under 1 %"
