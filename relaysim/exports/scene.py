"""What a run's files say of places and times, read once for all layers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from relaysim.errors import InputError
from relaysim.exports.feature import PLAIN_COLOUR, Feature, Floats, Timeline, Value
from relaysim.exports.globe import Globe, Ground, read_globe, read_ground
from relaysim.exports.plain_text import allowed, plain
from relaysim.exports.states import States
from relaysim.report.geometry_file import Flight, Geometry, Site, Span, read_geometry
from relaysim.report.node import MEND, Node
from relaysim.report.reading import RunFiles
from relaysim.report.times import Times, read_times

_LONGEST = 80  # characters of a vehicle's name
_MOST_DAYS = 2**31  # local days that any program can count
_FIRST_UTC_S, _LAST_UTC_S = -62_135_596_800.0, 253_402_300_799.0


@dataclass(frozen=True)
class Stay:
    """The helicopter at rest from one landing (or the start) to the next take-off."""

    site: Site
    start_utc_s: float
    end_utc_s: float


@dataclass(frozen=True)
class Scene:
    """The run in its local frame.

    rover   (n, 3) of x_m, y_m, utc_s
    scout   (n, 4) of x_m, y_m, height above ground in m, utc_s: the helicopter
    """

    globe: Globe
    ground: Ground | None
    times: Times
    geometry: Geometry
    states: States
    rover: Floats
    scout: Floats
    stays: tuple[Stay, ...]

    @property
    def names(self) -> dict[str, str]:
        """What the nodes of contacts.csv are called that have a place."""
        return {"rover": self.geometry.rover, "helicopter": self.geometry.helicopter}

    def at(self, node: str, utc_s: float) -> tuple[float, float] | None:
        """(x_m, y_m) of "rover" or "helicopter"; None where the run does not say."""
        rows, when = (self.rover, 2) if node == "rover" else (self.scout, 3)
        if not len(rows):
            return None
        x_m, y_m = (float(np.interp(utc_s, rows[:, when], rows[:, n])) for n in (0, 1))
        return x_m, y_m

    def feature(
        self, name: str, span: tuple[float, float], x_m: Floats, y_m: Floats, values: dict[str, Value], *,
        utc_s: Floats | None = None, height_m: Floats | None = None, colour: str = PLAIN_COLOUR,
    ) -> Feature:  # fmt: skip
        """A feature at places of the local frame."""
        if self.ground is None:
            raise ValueError("without a frame nothing has a place")
        lon, lat = self.ground.place(x_m, y_m)
        days = (self.times.day_number(span[0]), self.times.day_number(span[1]))
        return Feature(name, *span, *days, lon, lat, values, utc_s, height_m, colour)

    def timelines(self) -> tuple[Timeline, ...]:
        """Rover and helicopter all through the run, those of which it knows."""
        if self.ground is None:
            return ()
        still = np.zeros(len(self.rover))
        found = []
        for name, rows, height_m, when in (
            (self.geometry.rover, self.rover, still, 2), (self.geometry.helicopter, self.scout, self.scout[:, 2], 3),
        ):  # fmt: skip
            if len(rows):
                lon, lat = self.ground.place(rows[:, 0], rows[:, 1])
                found.append(Timeline(name, rows[:, when], lon, lat, height_m))
        return tuple(found)


def read_scene(files: RunFiles, say: Callable[[str], None]) -> Scene:
    """The scene of a run; what cannot be read of geometry.json is told to `say` and empty.

    Raises:
        InputError: the body or the span of time is not known.
    """
    globe, times = read_globe(files.manifest), _read_times(files.summary)
    empty = Node({}, files.geometry.place)
    ground, geometry = None, read_geometry(empty, times)
    if files.geometry.values:
        try:
            ground, geometry = read_ground(globe, files.geometry), read_geometry(files.geometry, times)
        except InputError as error:
            say(str(error).removesuffix(f"; {MEND}"))
        except (ArithmeticError, ValueError) as error:
            say(f"geometry.json: its values make no sense ({error})")
    geometry = replace(
        geometry, rover=plain(geometry.rover, _LONGEST), helicopter=plain(geometry.helicopter, _LONGEST)
    )
    geometry = _sound(geometry, say)
    stays = _stays(geometry)
    rover = geometry.rover_track
    return Scene(
        globe=globe, ground=ground, times=times, geometry=geometry,
        states=States(_in_time(geometry.radio), _in_time(geometry.sightline), geometry.link),
        rover=_throughout(rover[np.argsort(rover[:, 2], kind="stable")], times), scout=_scout(stays, geometry.flights), stays=stays,
    )  # fmt: skip


def _read_times(summary: Node) -> Times:
    try:
        times = read_times(summary)
        if in_calendar(times.start_utc_s, times.end_utc_s) and all(
            abs(times.day_number(utc_s)) < _MOST_DAYS for utc_s in (_FIRST_UTC_S, _LAST_UTC_S)
        ):
            return times
    except (ArithmeticError, ValueError):
        pass
    raise InputError(f"{summary.place}: its times or its clock make no sense; {MEND}")


def _throughout(rows: Floats, times: Times) -> Floats:
    """The rover's way from the start of the run to its end: the file has it while something moves."""
    if not len(rows):
        return rows
    first, last = rows[:1].copy(), rows[-1:].copy()
    first[0, 2], last[0, 2] = times.start_utc_s, times.end_utc_s
    before, after = rows[0, 2] > times.start_utc_s, rows[-1, 2] < times.end_utc_s
    return np.vstack([*([first] if before else []), rows, *([last] if after else [])])


def _sound(geometry: Geometry, say: Callable[[str], None]) -> Geometry:
    """The same without ways, sites and states that cannot be: what is left out is told."""
    flights = tuple(flight for flight in geometry.flights if _is_way(flight.track, 3))
    sites = tuple(site for site in geometry.sites if in_calendar(site.from_utc_s, site.to_utc_s))
    rover = geometry.rover_track if _is_way(geometry.rover_track, 2) else np.empty((0, 3))
    for what, kept, had in (
        ("rover: track", len(rover), len(geometry.rover_track)),
        ("helicopter: flights", len(flights), len(geometry.flights)),
        ("helicopter: sites", len(sites), len(geometry.sites)),
    ):
        if kept < had:
            say(f"geometry.json: {what}: places that are no numbers or times that no calendar has")
    return replace(geometry, flights=flights, sites=sites, rover_track=rover)


def _is_way(rows: Floats, when: int) -> bool:
    return bool(np.isfinite(rows).all()) and in_calendar(*rows[:, when].tolist())


def in_calendar(*utc_s: float) -> bool:
    """Whether instants are of the years 1 to 9999, which is as far as times can be written."""
    return all(_FIRST_UTC_S <= instant <= _LAST_UTC_S for instant in utc_s)


def _in_time(spans: Sequence[Span]) -> list[Span]:
    sound = (
        replace(span, state=allowed(span.state))
        for span in spans
        if in_calendar(span.start_utc_s, span.end_utc_s)
    )
    return sorted(sound, key=lambda span: span.start_utc_s)


def _stays(geometry: Geometry) -> tuple[Stay, ...]:
    """A site is the helicopter's until the next landing: it is left at the take-off before."""
    takeoffs = sorted(float(flight.track[0, 3]) for flight in geometry.flights if len(flight.track))
    sites = sorted(geometry.sites, key=lambda site: site.from_utc_s)
    found = []
    for site in sites:
        left = next((t for t in takeoffs if site.from_utc_s <= t < site.to_utc_s), site.to_utc_s)
        found.append(Stay(site, site.from_utc_s, left))
    return tuple(found)


def _scout(stays: tuple[Stay, ...], flights: tuple[Flight, ...]) -> Floats:
    """Stays and flights as one way, in time."""
    rows = [
        np.array([[stay.site.x_m, stay.site.y_m, 0.0, utc_s] for utc_s in (stay.start_utc_s, stay.end_utc_s)])
        for stay in stays
    ]
    rows += [flight.track for flight in flights if len(flight.track)]
    if not rows:
        return np.empty((0, 4))
    rows.sort(key=lambda part: float(part[0, 3]))
    way = np.vstack(rows)
    way[:, 3] = np.maximum.accumulate(
        way[:, 3]
    )  # files round: a landing may seem to end after its site begins
    return way


def stretches_between(
    spans: list[tuple[float, float]], start: float, end: float
) -> list[tuple[float, float]]:
    """What is left between `start` and `end` besides spans in time."""
    edges = [(start, start), *spans, (end, end)]
    return [(a[1], b[0]) for a, b in pairwise(edges) if b[0] > a[1]]
