"""The margin through a mission, with what is documented marked on it."""

from __future__ import annotations

import io
import math
from typing import TYPE_CHECKING

import numpy as np

from relaysim.validation.likelihood import SCATTER_DB
from relaysim.validation.validate import Validation

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

SIZE_INCHES, DOTS_PER_INCH = (11.0, 4.6), 150
MOST_DB, LEAST_DB = 45.0, -25.0
STYLE: dict[str, object] = {"font.family": "DejaVu Sans", "font.size": 10.0, "svg.hashsalt": "relaysim"}


def margin_picture(found: Validation, kind: str) -> bytes:
    """The margin through the mission as a PNG or SVG ("png", "svg"); the same inputs give the same bytes.

    Raises: ImportError without matplotlib.
    """
    import matplotlib.style

    drawn = io.BytesIO()
    with matplotlib.style.context(["default", STYLE]):
        unsigned = {"Software": None} if kind == "png" else {"Date": None, "Creator": None}
        margin_figure(found).savefig(drawn, format=kind, dpi=DOTS_PER_INCH, metadata=unsigned)
    return drawn.getvalue()


def margin_figure(found: Validation) -> Figure:
    """The figure itself."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=SIZE_INCHES, layout="constrained")
    panel = figure.subplots()
    _draw_outages(panel, found)
    _draw_line(panel, found)
    _draw_events(panel, found)
    panel.axhline(0.0, color="black", linewidth=0.8)
    panel.set_ylim(LEAST_DB, MOST_DB)
    panel.set_xlabel(found.scenario.clock.day_name)
    panel.set_ylabel(f"margin at the lowest rate (dB, drawn to {MOST_DB:g})")
    panel.set_title(
        f"Margin while both stand still, on {found.fit.terrain}; band: {SCATTER_DB:g} dB", fontsize=12
    )
    figure.legend(loc="outside lower center", ncols=4, fontsize=9, frameon=False)
    panel.margins(x=0.01)
    return figure


def _day(found: Validation, utc_s: float) -> float:
    clock = found.scenario.clock
    return (utc_s - clock.day_zero_utc_s) / clock.day_length_s


def _draw_line(panel: Axes, found: Validation) -> None:
    """A level for each stretch of rest; a gap where the ground is not known."""
    line = found.history
    days: list[float] = []
    margin: list[float] = []
    for start, end, value in zip(line.start_utc_s, line.end_utc_s, line.margin_db, strict=True):
        days += [_day(found, start), _day(found, end)]
        margin += [value, value]
    level = np.clip(np.array(margin), LEAST_DB, MOST_DB)
    panel.fill_between(days, level - SCATTER_DB, level + SCATTER_DB, color="#8aa9c8", alpha=0.35, linewidth=0)
    panel.plot(days, level, color="#1f4e79", linewidth=1.1, label="predicted")


def _draw_outages(panel: Axes, found: Validation) -> None:
    named_once = False
    for prediction in found.fit.predictions:
        event = prediction.event
        if event.state == "down":
            label = None if named_once else "silence, documented"
            panel.axvspan(
                _day(found, event.start_utc_s),
                _day(found, event.end_utc_s),
                color="#c0392b",
                alpha=0.18,
                label=label,
            )
            named_once = True


def _draw_events(panel: Axes, found: Validation) -> None:
    """Documented events at their own predicted margins."""
    looks = {
        "contact, documented (mostly take-offs)": ("o", "#2e7d32", ("up",)),
        "lost in descent, or a few packets": ("v", "#c0392b", ("lost_in_descent", "marginal")),
    }
    for label, (marker, colour, states) in looks.items():
        shown = [p for p in found.fit.predictions if p.event.state in states and math.isfinite(p.margin_db)]
        days = [_day(found, _instant(found, p.event.start_utc_s, p.event.first_day)) for p in shown]
        heights = [min(max(p.margin_db, LEAST_DB + 1.0), MOST_DB - 1.0) for p in shown]
        panel.scatter(days, heights, s=22, marker=marker, color=colour, zorder=3, label=label)


def _instant(found: Validation, utc_s: float, day: int) -> float:
    return utc_s if math.isfinite(utc_s) else found.scenario.clock.utc_s(day)
