"""The pictures of geometry.json as typed values: the ground each covers, and what it would show."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from relaysim.report.node import Node

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Frame:
    """What a picture would show, in pixels from its upper left corner.

    Attributes:
        level, skyline: (n, 2) the level through the camera, and the highest known ground, from left to right.
        rover: u, v, width, height of its centre and box.
    """

    columns: float
    rows: float
    level: Floats
    skyline: Floats
    rover: tuple[float, float, float, float]


@dataclass(frozen=True)
class PictureView:
    """One picture: rings (n, 2: x_m, y_m) around the ground it covers, and its frame if the rover is in it."""

    flight: str
    number: int
    camera: str
    rings: tuple[Floats, ...]
    frame: Frame | None


def read_pictures(geometry: Node) -> tuple[PictureView, ...]:
    """The pictures of a run; none where its scenario has no cameras.

    Raises:
        InputError: a value is missing or of the wrong kind; the message names it.
    """
    return tuple(_read(node) for node in geometry.children("pictures"))


def _read(node: Node) -> PictureView:
    frame = node.child("frame")
    rings = (Node({"ring": ring}, f"{node.place}: outline") for ring in node.items("outline"))
    return PictureView(
        node.text("flight"),
        int(node.need("picture")),
        node.text("camera", "camera"),
        tuple(_points(ring, "ring") for ring in rings),
        None if frame is None else _read_frame(frame),
    )


def _read_frame(node: Node) -> Frame:
    rover = node.numbers("rover")
    if len(rover) != 4:
        raise node.fault("rover", "its centre, width and height in pixels")
    columns, rows = node.need("columns"), node.need("rows")
    if not (columns > 0.0 and rows > 0.0):
        raise node.fault("columns", "positive, as rows should be")
    box = (rover[0], rover[1], rover[2], rover[3])
    return Frame(columns, rows, _points(node, "level"), _points(node, "skyline"), box)


def _points(node: Node, key: str) -> Floats:
    return np.array(node.rows(key, 2), dtype=np.float64).reshape(-1, 2)
