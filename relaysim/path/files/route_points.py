"""The points of a route as a file gives them, and the one fault that says why there are none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
# Where a value stands in a file: its line (from 1), or the keys that lead to it in a JSON document.
Place = int | tuple[str | int, ...]
Locate = Callable[[Place], int]

MOST_POINTS = 200_000


class NoRouteError(Exception):
    """A file holds no route that could be taken: the line (from 1; 0 for the file as a whole), and why."""

    def __init__(self, line: int, message: str) -> None:
        self.line, self.message = line, message
        super().__init__(message)


@dataclass(frozen=True, eq=False)
class RoutePoints:
    """A route: places in the order in which they are passed.

    Attributes:
        form: the kind of file, for messages ("GPX").
        latitude_deg, longitude_deg: (n,) as the file has them; longitudes from -180 to 360.
        utc_s: (n,) when each is passed, s since 1970; nan where the file says nothing.
        names: n names, "" where the file has none.
        places: where each point stands in the file; `line` makes lines of them.
        on_wgs_84: its places are on WGS 84, by what its kind of file is.
        globe: another body that the file itself says its places lie on; "" where it says none.
    """

    form: str
    latitude_deg: Floats
    longitude_deg: Floats
    utc_s: Floats
    names: tuple[str, ...]
    places: tuple[Place, ...]
    locate: Locate
    on_wgs_84: bool = False
    globe: str = ""

    def __len__(self) -> int:
        return len(self.latitude_deg)

    def line(self, point: int) -> int:
        """The line of the file (from 1) at which a point stands."""
        return self.locate(self.places[point])

    def called(self, point: int) -> str:
        """How messages call a point: "the point 'base'", "this point" where it has no name."""
        name = self.names[point]
        return f"the point '{name[:40]}'" if name else "this point"


@dataclass
class Strand:
    """One line of a file, or its loose points, while the file is read.

    Attributes:
        kind: "track", "route", "line", "points": what the file calls it.
        name: as the file has it, "" if it has none.
        place: where it begins.
    """

    kind: str
    name: str
    place: Place
    latitude_deg: list[float]
    longitude_deg: list[float]
    utc_s: list[float]
    names: list[str]
    places: list[Place]

    @staticmethod
    def empty(kind: str, name: str, place: Place) -> Strand:
        """A strand without points."""
        return Strand(kind, name, place, [], [], [], [], [])

    def add(
        self, latitude_deg: float, longitude_deg: float, utc_s: float, place: Place, name: str = ""
    ) -> None:
        """One more point; utc_s is nan where the file gives no time."""
        self.latitude_deg.append(latitude_deg)
        self.longitude_deg.append(longitude_deg)
        self.utc_s.append(utc_s)
        self.names.append(name)
        self.places.append(place)

    def extend(self, other: Strand) -> None:
        """The points of another strand after its own."""
        self.latitude_deg += other.latitude_deg
        self.longitude_deg += other.longitude_deg
        self.utc_s += other.utc_s
        self.names += other.names
        self.places += other.places

    def __len__(self) -> int:
        return len(self.latitude_deg)


def points_of(
    strand: Strand, form: str, locate: Locate, *, on_wgs_84: bool = False, globe: str = ""
) -> RoutePoints:
    """The points of a strand, as arrays."""
    return RoutePoints(
        form,
        np.array(strand.latitude_deg, dtype=np.float64),
        np.array(strand.longitude_deg, dtype=np.float64),
        np.array(strand.utc_s, dtype=np.float64),
        tuple(strand.names),
        tuple(strand.places),
        locate,
        on_wgs_84,
        globe,
    )


def line_itself(place: Place) -> int:
    """Where files are read line by line, places are lines."""
    assert isinstance(place, int)
    return place


def named(strands: Sequence[Strand]) -> list[tuple[str, Strand]]:
    """Each strand with the name that people choose it by: its own, else its kind and number ("track 2")."""
    found: list[tuple[str, Strand]] = []
    numbers: Counter[str] = Counter()
    for strand in strands:
        numbers[strand.kind] += 1
        by_number = strand.kind if strand.kind == "points" else f"{strand.kind} {numbers[strand.kind]}"
        found.append((strand.name or by_number, strand))
    return found
