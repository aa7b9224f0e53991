"""geometry.json as typed values: where everything was, what the link was, and what stood in the way."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from relaysim.report.faults import Faults
from relaysim.report.node import Node
from relaysim.report.times import Times

T = TypeVar("T")
U = TypeVar("U")
NAME_LETTERS = 60
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class HeightMap:
    """Heights of the ground, first row in the north; x0_m and y0_m are the outer north-west corner."""

    x0_m: float
    y0_m: float
    cell_m: float
    heights_m: Floats

    @property
    def size_m(self) -> tuple[float, float]:
        """Width (east) and height (north)."""
        rows, columns = self.heights_m.shape
        return columns * self.cell_m, rows * self.cell_m


@dataclass(frozen=True)
class Stand:
    """The rover at rest."""

    from_utc_s: float
    to_utc_s: float
    x_m: float
    y_m: float


@dataclass(frozen=True)
class Site:
    """The helicopter at rest; `flight` landed it there ("" at the start)."""

    from_utc_s: float
    to_utc_s: float
    x_m: float
    y_m: float
    flight: str


@dataclass(frozen=True)
class Flight:
    """A flight's track: (n, 4) of x_m, y_m, height above ground in m, utc_s."""

    name: str
    track: Floats


@dataclass(frozen=True)
class Link:
    """Samples along every motion, in time; between motions a value stands. nan is unknown."""

    utc_s: Floats
    loss_db: Floats
    margin_db: Floats


NO_LINK = Link(np.empty(0), np.empty(0), np.empty(0))


@dataclass(frozen=True)
class Span:
    """A state or a session, from start to end."""

    state: str
    start_utc_s: float
    end_utc_s: float
    kind: str = ""


@dataclass(frozen=True)
class Profile:
    """The vertical plane from the rover (distance 0) to the helicopter, the body's bulge included."""

    title: str
    utc_s: float | None
    distance_m: Floats
    ground_m: Floats
    sigma_m: Floats | None
    ray_m: tuple[float, float]
    fresnel_m: Floats | None
    obstruction_distance_m: float | None
    above_sightline_m: float | None
    loss_db: float | None
    margin_db: float | None

    def line_m(self) -> Floats:
        """The height of the straight line between the antennas at every distance."""
        span = float(self.distance_m[-1]) or 1.0
        return self.ray_m[0] + (self.ray_m[1] - self.ray_m[0]) * self.distance_m / span


@dataclass(frozen=True)
class Geometry:
    """Everything of geometry.json that is drawn; tables read the rest from `node`."""

    node: Node
    map: HeightMap | None
    rover: str
    helicopter: str
    rover_track: Floats
    stands: tuple[Stand, ...]
    sites: tuple[Site, ...]
    flights: tuple[Flight, ...]
    link: Link
    radio: tuple[Span, ...]
    sightline: tuple[Span, ...]
    sessions: tuple[Span, ...]
    obstructions: tuple[Node, ...]
    profiles: tuple[Profile, ...]
    answers: tuple[Node, ...]

    def drives(self) -> list[tuple[float, float]]:
        """Start and end of every time the rover moved, from its track; halts under an hour are part of a drive."""
        found: list[tuple[float, float]] = []
        for (x0, y0, start), (x1, y1, end) in pairwise(self.rover_track.tolist()):
            # places are rounded to 0.1 m: one step of rounding is no motion, nor is a crawl over many hours
            if math.hypot(x1 - x0, y1 - y0) < 0.25 and end - start > 3600.0:
                continue
            if found and start - found[-1][1] < 3600.0:
                found[-1] = (found[-1][0], end)
            else:
                found.append((start, end))
        return found


def read_geometry(node: Node, times: Times, faults: Faults | None = None) -> Geometry:
    """Check and convert geometry.json.

    With `faults` a part that holds what it should not is left out and noted there, and the others are read.

    Raises:
        InputError: without `faults`, a value is missing or of the wrong kind; the message names it.
    """
    part = faults.part if faults is not None else _strictly
    nothing = Node({}, node.place)
    rover = part(lambda: node.child("rover"), None) or nothing
    helicopter = part(lambda: node.child("helicopter"), None) or nothing
    states = part(lambda: node.child("states"), None) or Node({}, f"{node.place}: states")
    return Geometry(
        node=node,
        map=part(lambda: _read_map(node.child("map")), None),
        rover=_short(part(lambda: rover.text("name"), "")) or "the rover",
        helicopter=_short(part(lambda: helicopter.text("name"), "")) or "the helicopter",
        rover_track=part(lambda: _track(rover, 3), np.empty((0, 3))),
        stands=part(lambda: tuple(_read_stand(stand, times) for stand in rover.children("stands")), ()),
        sites=part(lambda: tuple(_read_site(site, times) for site in helicopter.children("sites")), ()),
        flights=part(lambda: tuple(_read_flight(flight) for flight in helicopter.children("flights")), ()),
        link=part(lambda: _read_link(node.child("link") or nothing), NO_LINK),
        radio=part(lambda: _read_states(states, "radio"), ()),
        sightline=part(lambda: _read_states(states, "sightline"), ()),
        sessions=part(lambda: tuple(_read_session(session) for session in node.children("sessions")), ()),
        obstructions=part(lambda: tuple(node.children("obstructions")), ()),
        profiles=part(lambda: tuple(_read_profile(profile) for profile in node.children("profiles")), ()),
        answers=part(lambda: tuple(node.children("answers")), ()),
    )


def _strictly(make: Callable[[], T], otherwise: U) -> T | U:
    """What `make` answers, its errors included."""
    return make()


def _short(name: str) -> str:
    """A name as sentences and drawings can hold it: on one line, its end left out where it is very long."""
    line = " ".join(name.split())
    return line if len(line) <= NAME_LETTERS else f"{line[: NAME_LETTERS - 1]}…"


def _track(node: Node, width: int) -> Floats:
    return np.array(node.rows("track", width), dtype=np.float64).reshape(-1, width)


def _read_map(node: Node | None) -> HeightMap | None:
    if node is None:
        return None
    rows, columns = int(node.need("rows")), int(node.need("columns"))
    steps = np.array(node.numbers("heights"), dtype=np.float64)
    if steps.size != rows * columns:
        raise node.fault("columns", f"such that rows x columns is the number of heights, {steps.size}")
    if steps.size == 0:
        return None
    heights = node.need("height_min_m") + steps * node.need("height_step_m")
    heights = np.where(steps < 0, np.nan, heights).reshape(rows, columns)
    return HeightMap(node.need("x0_m"), node.need("y0_m"), node.need("cell_m"), heights)


def _span(node: Node, times: Times) -> tuple[float, float]:
    start, end = node.when("from_utc"), node.when("to_utc")
    return times.start_utc_s if start is None else start, times.end_utc_s if end is None else end


def _read_stand(node: Node, times: Times) -> Stand:
    return Stand(*_span(node, times), node.need("x_m"), node.need("y_m"))


def _read_site(node: Node, times: Times) -> Site:
    return Site(*_span(node, times), node.need("x_m"), node.need("y_m"), node.text("flight"))


def _read_flight(node: Node) -> Flight:
    return Flight(node.text("flight"), _track(node, 4))


def _read_link(node: Node) -> Link:
    utc_s = np.array(node.numbers("utc_s"), dtype=np.float64)
    columns = []
    for key in ("loss_db", "margin_db"):
        values = np.array(node.numbers(key) or [np.nan] * utc_s.size, dtype=np.float64)
        if values.size != utc_s.size:
            raise node.fault(key, f"as long as utc_s, {utc_s.size}")
        columns.append(values)
    return Link(utc_s, *columns)


def _read_states(node: Node, key: str) -> tuple[Span, ...]:
    spans = []
    for row in node.items(key):
        if not isinstance(row, list) or len(row) != 3:
            raise node.fault(key, "a list of [state, start, end]")
        entry = Node({"start": row[1], "end": row[2]}, f"{node.place}: {key}")
        start, end = entry.when("start"), entry.when("end")
        if start is not None and end is not None:
            spans.append(Span(str(row[0]), start, end))
    return tuple(spans)


def _read_session(node: Node) -> Span:
    start = node.when("start_utc")
    if start is None:
        raise node.fault("start_utc", "a UTC time")
    end = node.when("end_utc")
    return Span(node.text("outcome", "unknown"), start, start if end is None else end, node.text("kind"))


def _read_profile(node: Node) -> Profile:
    distance = np.array(node.numbers("distance_m"), dtype=np.float64)
    columns: list[Floats | None] = []
    for key in ("ground_m", "sigma_m", "fresnel_m"):
        values = node.numbers(key)
        if values and len(values) != distance.size:
            raise node.fault(key, f"as long as distance_m, {distance.size}")
        columns.append(np.array(values, dtype=np.float64) if values else None)
    ground, sigma, fresnel = columns
    ray = node.numbers("ray_m")
    if distance.size < 2 or ground is None or len(ray) != 2:
        raise node.fault("ray_m", "two antenna heights over a profile of at least two points")
    numbers = (
        node.number(key) for key in ("obstruction_distance_m", "above_sightline_m", "loss_db", "margin_db")
    )
    place = (node.text("title", "Profile"), node.when("utc"))
    return Profile(*place, distance, ground, sigma, (ray[0], ray[1]), fresnel, *numbers)
