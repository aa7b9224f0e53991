"""`relaysim recover` from a scenario to its answer: both states of knowledge, one route, one corridor."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import shapely

from relaysim.errors import InputError, NoResult, TerrainError
from relaysim.links.loss_store import LossStore
from relaysim.planning.corridor import lay_corridor
from relaysim.planning.geojson_shapes import read_shapes
from relaysim.planning.helicopter_site import Site, helicopter_site, longest_quiet, read_at, site_at
from relaysim.planning.recovery.answer import DEFAULT_CORRIDOR_M, Limits, Recovery, RouteContact, View
from relaysim.planning.recovery.difference import differences
from relaysim.planning.recovery.recovery import Ahead, look_beside
from relaysim.planning.recovery.route import route_contacts
from relaysim.planning.recovery.way import Way, drawn_way, planned_way
from relaysim.scenario.build_world import build_world
from relaysim.scenario.loader import OpenScenario, open_scenario
from relaysim.scenario.world import World
from relaysim.terrain.grid import Terrain

MOST_CORRIDOR_M = 10_000.0
# Way behind its last point so near the helicopter is left out: low antennas on the ground do not reach farther.
REACH_M = 2000.0


@dataclass(frozen=True)
class Question:
    """What is asked of a scenario.

    Attributes:
        at: instant in UTC or local time; None for the begin of the longest silence at the rover's planned stops.
        helicopter: latitude and longitude of its site; None for where the plan has it at the instant.
        route: GeoJSON file of a line; None for the planned drives.
        corridor: width to each side in metres, or a GeoJSON file of an area.
        pace_m_per_day: of a detour, None for the drives' own.
        hindcast, forecast: which terrain; as_of: of the forecast, None for the instant asked about.
    """

    at: str | None = None
    helicopter: tuple[float, float] | None = None
    route: Path | None = None
    corridor: float | Path = DEFAULT_CORRIDOR_M
    pace_m_per_day: float | None = None
    limits: Limits = field(default_factory=Limits)
    hindcast: bool = True
    forecast: bool = True
    as_of: str | None = None


def ask_recovery(
    scenario: str | Path,
    question: Question,
    *,
    overrides: Sequence[str] = (),
    terrain: str | Sequence[str] | None = None,
    cache: LossStore | None = None,
    say: Callable[[str], None],
) -> Recovery:
    """The answer to a question.

    Raises: InputError for a scenario, time, file or number that cannot be used; NoResult if contact comes back nowhere,
    neither on the route nor beside it.
    """
    _check(question)
    worlds = _Worlds(open_scenario(scenario), tuple(overrides), terrain, cache)
    say("reading the terrain")
    whole = worlds.hindcast()
    at, remarks = _instant(whole, question)
    clock = whole.clock
    asked: list[tuple[str, World]] = [("hindcast", whole)] if question.hindcast else []
    if question.forecast:
        as_of = at if question.as_of is None else read_at(whole, question.as_of, "--as-of")
        try:
            if not whole.link.terrain.dated:
                raise TerrainError(f"terrain {whole.link.terrain.name} carries no dates")
            asked.append(("forecast", worlds.forecast(f"{clock.day_name} {clock.day(as_of)}")))
        except TerrainError as error:
            if not question.hindcast:
                raise
            remarks.append(f"No forecast: {str(error).rstrip('.')}; all that is known now is the one answer.")
    site = _site(whole, question, at)
    way, words = _way(whole, question, at)
    way, beyond = _within_reach(way, site)
    words += beyond
    corridor, corridor_words = _area(whole, question, way)
    return _answer(
        whole, at, site, way, (corridor, corridor_words), question.limits, asked, [*remarks, *words], say
    )


def _answer(
    whole: World,
    at: float,
    site: Site,
    way: Way,
    corridor: tuple[shapely.Geometry | float, str],
    limits: Limits,
    asked: Sequence[tuple[str, World]],
    remarks: Sequence[str],
    say: Callable[[str], None],
) -> Recovery:
    views: list[View] = []
    for label, world in asked:
        say(f"{label}: listening along the route")
        found = route_contacts(world, site, way, limits)
        near = _until_contact(way, found[1])
        area = shapely.buffer(near.line, corridor[0]) if isinstance(corridor[0], float) else corridor[0]
        laid = lay_corridor(world.link.terrain, world.link.frame, area, limits.slope_deg)
        views.append(look_beside(world, label, Ahead(site, near, laid, limits, found), say))
    answer = Recovery(
        whole.name, whole.title, at, site, site_at(whole, *whole.rover.stands_at(at)), way, corridor[1], limits,
        tuple(views), tuple(remarks), differences(views, site, whole.clock),
    )  # fmt: skip
    if not any(view.is_good for view in views):
        from relaysim.planning.recovery.words import nothing_good

        raise NoResult(nothing_good(answer))
    return answer


def _check(question: Question) -> None:
    limits = question.limits
    numbers = {
        "--margin": (limits.margin_db, -200.0, 200.0),
        "--chance": (limits.chance, 0.0, 1.0),
        "--max-slope": (limits.slope_deg, 0.1, 90.0),
        "--patch": (limits.patch_m, 0.0, 10_000.0),
        "--corridor": (
            question.corridor if isinstance(question.corridor, float) else 1.0,
            1.0,
            MOST_CORRIDOR_M,
        ),
        "--pace": (1.0 if question.pace_m_per_day is None else question.pace_m_per_day, 0.1, 1e6),
    }
    for name, (value, least, most) in numbers.items():
        if not least <= value <= most:  # nan too
            raise InputError(f"{name} {value:g}: it must be {least:g} to {most:g}")


@dataclass(frozen=True)
class _Worlds:
    """One scenario on two states of knowledge."""

    opened: OpenScenario
    overrides: tuple[str, ...]
    terrain: str | Sequence[str] | None
    cache: LossStore | None

    def hindcast(self) -> World:
        """With all that is known now."""
        plain = self.opened.load(self.overrides, self.terrain)
        if plain.model.terrain.as_of_utc_s is None:
            return build_world(plain, self.cache)
        return build_world(
            self.opened.load((*self.overrides, "terrain.as_of=null"), self.terrain), self.cache
        )

    def forecast(self, day: str) -> World:
        """With what was known on a local day."""
        return build_world(
            self.opened.load((*self.overrides, f"terrain.as_of={day}"), self.terrain), self.cache
        )


def _instant(world: World, question: Question) -> tuple[float, list[str]]:
    """The instant asked about, and how it was found."""
    if question.at is not None:
        return read_at(world, question.at), []
    quiet = longest_quiet(world)
    if quiet is None:
        return world.start_utc_s, [
            "Without --at: no silence at the rover's planned stops, so asked about the scenario's start."
        ]
    return quiet.start_utc_s, [
        f"Without --at: the begin of the longest silence at the rover's planned stops, {world.clock.format(quiet.start_utc_s)}; "
        "found with all the ground that is known now."
    ]


def _site(world: World, question: Question, at: float) -> Site:
    if question.helicopter is None:
        return _known(world, helicopter_site(world, at), "the helicopter's site")
    lat, lon = question.helicopter
    x, y = world.link.frame.to_local(lat, lon)
    return _known(world, Site(float(x), float(y), lat, lon), "--helicopter")


def _known(world: World, site: Site, what: str) -> Site:
    terrain, box = world.link.terrain, world.link.terrain.extent
    if math.isnan(float(terrain.height_m(site.latitude_deg, site.longitude_deg))):
        raise InputError(
            f"{what}, latitude {site.latitude_deg:.6f}, longitude {site.longitude_deg:.6f}, has no height in terrain "
            f"{terrain.name}{_swapped(terrain, site)} (read for {box.south_deg:.4f} to {box.north_deg:.4f}, {box.west_deg:.4f} to {box.east_deg:.4f}):"
            " choose another place, or a terrain that covers it with --terrain"
        )
    return site


def _swapped(terrain: Terrain, site: Site) -> str:
    """A hint where the place would have ground with its numbers the other way round."""
    lat, lon = site.longitude_deg, site.latitude_deg
    other = math.nan if abs(lat) > 90.0 else float(terrain.height_m(lat, lon))
    return "" if math.isnan(other) else f", but {lat:.6f},{lon:.6f} has: write the latitude first"


def _way(world: World, question: Question, at: float) -> tuple[Way, list[str]]:
    step, pace = world.link.step_m, question.pace_m_per_day
    if question.route is None:
        return planned_way(world, at, step, pace), []
    shapes = read_shapes(question.route, world.link.frame, world.link.terrain, ("LineString",), "--route")
    if len(shapes) > 1:
        raise InputError(f"--route {question.route}: {len(shapes)} lines in it; wanted: one")
    line = shapes[0].geometry
    assert isinstance(line, shapely.LineString)
    begin_m = math.dist(world.rover.stands_at(at), line.coords[0])
    words = (
        [f"The rover is taken to drive straight to the begin of the route first, {begin_m:.0f} m."]
        if begin_m >= 1
        else []
    )
    return drawn_way(world, line, at, step, pace, f"the route of {question.route.name}"), words


def _area(world: World, question: Question, way: Way) -> tuple[shapely.Geometry | float, str]:
    """The corridor: its width, or an area."""
    if isinstance(question.corridor, float):
        return question.corridor, f"{question.corridor:g} m to each side of the route"
    shapes = read_shapes(question.corridor, world.link.frame, world.link.terrain, ("Polygon",), "--corridor")
    area = shapely.union_all([shape.geometry for shape in shapes])
    if not area.intersects(way.line):
        raise InputError(
            f"--corridor {question.corridor}: the route does not touch it, so that nothing in it can be reached"
        )
    return area, f"the area of {question.corridor.name}"


def _within_reach(way: Way, site: Site) -> tuple[Way, list[str]]:
    """The way to its last point within reach of the helicopter (its first one in any case)."""
    near = np.flatnonzero(np.hypot(way.x_m - site.x_m, way.y_m - site.y_m) <= REACH_M)
    count = int(near[-1]) + 1 if near.size else 1
    if count == len(way.x_m):
        return way, []
    return _first(way, count), [
        f"The route is looked at to its last point within {REACH_M:,.0f} m of the helicopter, {way.along_m[count - 1]:,.0f} m on."
    ]


def _until_contact(way: Way, stop: RouteContact | None) -> Way:
    """The way as far as its first stop with contact: beyond it nothing would be sooner."""
    if stop is None:
        return way
    return _first(way, int(np.searchsorted(way.along_m, stop.along_m, side="right")))


def _first(way: Way, count: int) -> Way:
    """The first points of a way, one at least."""
    here = slice(0, max(count, 1))
    return replace(
        way, x_m=way.x_m[here], y_m=way.y_m[here], utc_s=way.utc_s[here], along_m=way.along_m[here],
        rests=way.rests[here], attitude=way.rows(range(here.stop)),
    )  # fmt: skip
