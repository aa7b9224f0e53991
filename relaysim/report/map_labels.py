"""Places labels on a map so that they do not cover each other, what they name, or the scale bar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from relaysim.report.svg import text_width

Floats = NDArray[np.float64]

_DIRECTIONS = (
    (1.0, 0.0),
    (-1.0, 0.0),
    (0.7, -0.8),
    (0.7, 0.8),
    (-0.7, -0.8),
    (-0.7, 0.8),
    (0.0, -1.0),
    (0.0, 1.0),
)
_REACHES_PX = (10.0, 22.0, 38.0, 58.0)

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Label:
    """A text wanted near a point; `must` keeps it even where there is no free place."""

    x: float
    y: float
    text: str
    class_: str = "label halo"
    must: bool = False
    size: float = 12.0


@dataclass(frozen=True)
class Placed:
    """A label with the baseline start of its text, and whether it stands far enough off to need a leader."""

    label: Label
    x: float
    y: float
    leader: tuple[float, float] | None
    box: Box


def place_labels(
    labels: Sequence[Label], busy: Sequence[tuple[float, float]], taken: Sequence[Box], frame: Box
) -> list[Placed]:
    """Greedy, in the order given: each takes the freest of 32 places near its point.

    Args:
        busy: points better not covered (tracks, marks), in pixels.
        taken: boxes (left, top, right, bottom) that are not free.
        frame: the box all labels stay in.
    """
    boxes = list(taken)
    placed: list[Placed] = []
    points = np.array(busy, dtype=np.float64).reshape(-1, 2)
    for label in labels:
        cost, box, leader = _freest(label, _near(label, points), boxes, frame)
        if cost >= 1000.0 and not label.must:
            continue
        boxes.append(box)
        placed.append(Placed(label, box[0] + 2.0, box[3] - 4.0, leader, box))
    return placed


def _near(label: Label, points: Floats) -> tuple[Floats, Floats]:
    """x and y of the points that any place of a label might cover: of a long mission's thousands few are."""
    reach = 2.0 * _REACHES_PX[-1] + text_width(label.text, label.size) + label.size
    away = np.abs(points - np.array([label.x, label.y]))
    near = points[away.max(axis=1, initial=0.0) <= reach]
    return np.ascontiguousarray(near[:, 0]), np.ascontiguousarray(near[:, 1])


def _freest(
    label: Label, busy: tuple[Floats, Floats], boxes: Sequence[Box], frame: Box
) -> tuple[float, Box, tuple[float, float] | None]:
    """The first of the cheapest places: its cost, its box, and where a leader to it begins."""
    best: tuple[float, Box, tuple[float, float] | None] | None = None
    for index in range(len(_REACHES_PX) * len(_DIRECTIONS)):
        ring, direction = divmod(index, len(_DIRECTIONS))
        box = _box_at(label, ring, direction, frame)
        cost = 1000.0 * sum(1 for other in boxes if _overlap(box, other)) + 14.0 * ring + direction
        if best is not None and cost >= best[0]:
            continue  # points covered could only add to it
        cost += 12.0 * _covered(box, *busy)
        if best is None or cost < best[0]:
            leader = (min(max(label.x, box[0]), box[2]), min(max(label.y, box[1]), box[3]))
            best = cost, box, leader if ring > 0 else None
    assert best is not None
    return best


def _covered(box: Box, x: Floats, y: Floats) -> int:
    """How many points lie within a box."""
    return int(np.count_nonzero((x > box[0]) & (x < box[2]) & (y > box[1]) & (y < box[3])))


def _box_at(label: Label, ring: int, direction: int, frame: Box) -> Box:
    """The box of a label's text in a ring around its point and a direction from it, moved into the frame."""
    reach, (east, south) = _REACHES_PX[ring], _DIRECTIONS[direction]
    width, height = text_width(label.text, label.size) + 4.0, label.size + 4.0
    x, y = label.x + east * reach, label.y + south * reach
    left = x if east > 0.1 else x - width if east < -0.1 else x - width / 2.0
    top = y - height if south < -0.9 else y if south > 0.9 else y - height / 2.0
    left = min(max(left, frame[0]), frame[2] - width)
    top = min(max(top, frame[1]), frame[3] - height)
    return left, top, left + width, top + height


def free_of(box: Box, boxes: Sequence[Box]) -> bool:
    """Whether a box overlaps none of the others."""
    return not any(_overlap(box, other) for other in boxes)


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
