"""Where labels go on a picture so that they cover neither each other nor what they name."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

# Directions from the named point in which a label is tried, in order: right and left first, they read best.
_TURNS_DEG = (20.0, 160.0, -20.0, 200.0, 60.0, 120.0, -60.0, 240.0, 90.0, -90.0)
_STRETCHES = (1.0, 1.8, 2.8)


@dataclass(frozen=True)
class Label:
    """A text at a point: x, y and the text's width and height, in one unit."""

    x: float
    y: float
    wide: float
    high: float


def placed(
    labels: Sequence[Label], marks: Sequence[tuple[float, float]], gap: float
) -> list[tuple[float, float]]:
    """The middle of each label, placed one after another: the first spot that is free, else the one that is freest.

    Args:
        marks: points that should stay uncovered.
        gap: from a point to its label.
    """
    taken: list[tuple[float, float, Label]] = []
    for label in labels:
        spots = [_spot(label, turn, gap * stretch) for stretch in _STRETCHES for turn in _TURNS_DEG]
        best = min(spots, key=lambda spot: _covered(spot, label, taken, marks))  # the first of the best
        taken.append((*best, label))
    return [(x, y) for x, y, _ in taken]


def _spot(label: Label, turn_deg: float, away: float) -> tuple[float, float]:
    """The middle of a label whose nearest edge lies so far from its point."""
    across, up = math.cos(math.radians(turn_deg)), math.sin(math.radians(turn_deg))
    return label.x + across * (away + label.wide / 2), label.y + up * (away + label.high / 2)


def _covered(
    spot: tuple[float, float],
    label: Label,
    taken: Sequence[tuple[float, float, Label]],
    marks: Sequence[tuple[float, float]],
) -> float:
    """What a label there would cover: labels count by area, points by a label's height squared each."""
    x, y = spot
    area = 0.0
    for ox, oy, other in taken:
        across = (label.wide + other.wide) / 2 - abs(x - ox)
        up = (label.high + other.high) / 2 - abs(y - oy)
        area += max(across, 0.0) * max(up, 0.0) * 4.0
    inside = sum(abs(mx - x) < label.wide / 2 and abs(my - y) < label.high / 2 for mx, my in marks)
    return area + inside * label.high**2
