"""Differences and instants as people read them."""

from __future__ import annotations

from relaysim.comparison.comparison import Comparison
from relaysim.comparison.edge import Bound, EdgeDifference
from relaysim.comparison.figures_apart import Figure
from relaysim.comparison.side import RunSide, Side
from relaysim.report.times import NONE, Times, figure
from relaysim.units import format_duration, format_volume


def signed_duration(seconds: float) -> str:
    """ "+15.4 min", "−3.4 s", "0 s"."""
    if abs(seconds) < 0.05:
        return "0 s"
    return ("+" if seconds > 0.0 else "−") + format_duration(abs(seconds))


def signed(value: float | None, digits: int = 1, unit: str = "") -> str:
    """A number with its sign: "+0.0 dB"."""
    if value is None:
        return NONE
    text = figure(value, digits, unit)
    return text if text.startswith("−") else f"+{text}"


def difference_text(difference: EdgeDifference) -> str:
    """B less A with what kind of bound it is: "≥ +2.1 h"."""
    return bounded(difference.difference_s, difference.bound)


def bounded(seconds: float, bound: Bound) -> str:
    """A signed length of time with its bound; "both cut" where it is known of neither side."""
    if bound == "not known":
        return "both cut"
    sign = {"at least": "≥ ", "at most": "≤ ", "": ""}[bound]
    return f"{sign}{signed_duration(seconds)}"


def instant(utc_s: float, times: Times) -> str:
    """ "2023-06-27 16:20:05 UTC (sol 836 12:00:55 LMST)"."""
    return f"{times.utc(utc_s)} ({times.local(utc_s)})"


def side_title(side: Side) -> str:
    """What a side is, on one line."""
    if not isinstance(side, RunSide):
        parts = [
            f"{len(some):,} {word}{'' if len(some) == 1 else 's'}"
            for some, word in (
                (side.silences, "blackout"),
                (side.flights, "flight"),
                (side.events, "event"),
            )
            if some
        ]
        return f"{side.name}: what happened ({', '.join(parts)})"
    summary = side.files.summary
    title = summary.text("title", summary.text("scenario", "a run"))
    return f"{side.name}: {title} ({summary.text('kind', 'hindcast')}, {summary.text('terrain', NONE)})"


def figure_text(value: float | str | None, one: Figure, times: Times) -> str:
    """A value of a figure with its unit."""
    if value is None or value == "":
        return NONE
    if isinstance(value, str):
        return value
    if one.unit == "utc":
        return times.cell_utc(value)
    if one.unit == "s":
        return format_duration(value)
    if one.unit == "bit":
        return format_volume(value)
    if one.unit == "products":
        return figure(value, 0)
    return figure(value, 2, one.unit)


def difference_of(one: Figure) -> str:
    """B less A of a figure, as text; "" where it is no number."""
    apart = one.difference
    if apart is None:
        return ""
    if one.apart_m is not None:
        return f"{figure(apart, 2, 'm')} apart"
    if one.unit in ("s", "utc"):
        return signed_duration(apart)
    if one.unit == "bit":
        return ("+" if apart > 0.0 else "−" if apart < 0.0 else "") + format_volume(abs(apart))
    return signed(apart, 0 if one.unit == "products" else 2, "" if one.unit == "products" else one.unit)


def both_names(found: Comparison) -> str:
    """The names of the two as headings have them."""
    return f"{found.a.name} and {found.b.name}"
