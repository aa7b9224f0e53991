"""Where may the helicopter land? For each cell around the rover's way: how long it would be silent, and when it is heard."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from relaysim.errors import InputError, NoResult
from relaysim.path.route import Floats
from relaysim.planning.instant import read_instant
from relaysim.planning.landing.antennas import StandAntennas
from relaysim.planning.landing.cells import LandingCells, landing_cells
from relaysim.planning.landing.drive_contacts import look_along_drives
from relaysim.planning.landing.itinerary import Itinerary, itinerary
from relaysim.planning.landing.losses import StandLosses
from relaysim.planning.landing.named_places import NamedPlace, degrees_of, named_places, places_near
from relaysim.planning.landing.planning_ground import PlanningGround, planning_ground
from relaysim.planning.landing.planning_time import PlanningTime, planning_time
from relaysim.planning.landing.silence import Contacts, LegContacts, Silence, silence
from relaysim.planning.landing.stand_margins import Margins, StandMargins
from relaysim.planning.landing.wish import LARGEST_RADIUS_M, LandingWish, check_wish
from relaysim.scenario.build_world import build_world
from relaysim.scenario.loader import load_scenario
from relaysim.scenario.scenario import Scenario
from relaysim.scenario.world import World

# Links, cells times stands of the rover: some five minutes.
MOST_LINKS = 30_000_000


@dataclass(frozen=True, eq=False)
class LandingMap:
    """The silence of each place, by place: arrays of `cells` (n cells, then the places).

    Attributes:
        world: its link has the ground of the map.
        margin_now_db: of the slowest mode as the time begins; 0 and more closes, nan over unknown ground.
        silence: the longest silences, first and last contact.
        unknown: True where the link of some stand crosses unknown ground.
        places: those at the end of the arrays, in order.
        blind_stands: numbers of the stands that have no known ground under them.
        asked_on_drives: how many places of the rover on its way were looked at.
    """

    world: World
    wish: LandingWish
    time: PlanningTime
    ground: PlanningGround
    cells: LandingCells
    way: Itinerary
    margin_now_db: Margins
    silence: Silence
    unknown: NDArray[np.bool_]
    places: tuple[NamedPlace, ...]
    blind_stands: tuple[int, ...]
    asked_on_drives: int

    @property
    def at_most_days(self) -> Floats:
        """The longest silence in local days, what is not known taken as silence; nan where the ground itself is unknown."""
        return self._days(self.silence.at_most_s)

    @property
    def at_least_days(self) -> Floats:
        """The same, what is not known taken as contact."""
        return self._days(self.silence.at_least_s)

    @property
    def whole_days(self) -> float:
        """The length of the time, local days."""
        return self.world.clock.days(self.time.end_utc_s - self.time.start_utc_s)

    def day_number(self, utc_s: Floats) -> Floats:
        """Instants as local days and their parts, counted as the scenario counts them; nan for nan."""
        clock = self.world.clock
        return np.asarray((utc_s - clock.day_zero_utc_s) / clock.day_length_s)

    def _days(self, seconds: Floats) -> Floats:
        known = np.isfinite(self.cells.ground_m)
        return np.where(known, seconds / self.world.clock.day_length_s, np.nan)


def map_landings(
    scenario: str | Path,
    *,
    wish: LandingWish | None = None,
    overrides: Sequence[str] = (),
    terrain: str | Sequence[str] | None = None,
    threads: int = 2,
    progress: Callable[[str], None] | None = None,
) -> LandingMap:
    """For every cell around the rover's planned way: the longest radio silence of a helicopter that lands there.

    With the radio, antennas, bodies and attitudes of a run; the helicopter stands on the ground at the cell's centre all the
    time. Contact is contact of the radio at its slowest mode, whether or not anyone is awake.

    Args:
        scenario, overrides, terrain: as for `relaysim.run`.
        wish: which cells, which time, which ground.
        threads: how many at a time; it changes no bit of the answer.
        progress: called now and then with what is being done.

    Raises:
        InputError: as `run`; a time outside the scenario; a radius, cell or place that is none; too much for one map; no stop
            of the rover in the time.
        NoResult: the rover's whole way lies on unknown ground.
    """
    say = progress or _silent
    say("reading the scenario")
    asked = wish or LandingWish()
    check_wish(asked)
    loaded = load_scenario(scenario, overrides, terrain=terrain)
    world = build_world(loaded)
    time = planning_time(world, asked.start, asked.end)
    way = itinerary(world, time.start_utc_s, time.end_utc_s)
    say("reading the terrain")
    near = _near(way, asked, world)
    places = places_near(named_places(world, asked.place_deg, time), world, near, asked.radius_m)
    ground = _ground(loaded, world, asked, time, way, near, places)
    world = dataclasses.replace(world, link=dataclasses.replace(world.link, terrain=ground.terrain))
    cells = landing_cells(
        ground.terrain, world.link.frame, near, asked.radius_m, asked.cell_m, degrees_of(places)
    )
    if cells.count * len(way.stands) > MOST_LINKS:
        raise InputError(_too_much(cells.count, len(way.stands), asked))
    return _made(world, asked, time, ground, cells, way, places, threads, say)


def _made(
    world: World, wish: LandingWish, time: PlanningTime, ground: PlanningGround, cells: LandingCells, way: Itinerary,
    places: tuple[NamedPlace, ...], threads: int, say: Callable[[str], None],
) -> LandingMap:  # fmt: skip
    """The map, once everything it needs is there."""
    link = world.link
    gaps = bool(np.isnan(ground.terrain.heights_m).any())
    losses = StandLosses(
        ground.terrain,
        cells,
        link.radio,
        (link.rover_antenna_m, link.helicopter_antenna_m),
        wish.radius_m,
        gaps,
    )
    margins = StandMargins(world.threshold_db, losses, StandAntennas(link, cells))
    ground.terrain.ceilings  # noqa: B018 - made once, before the threads ask for it
    everywhere = np.arange(cells.count)
    count = len(way.stands)
    plain = np.empty((count, cells.count), dtype=np.float32)
    contacts = Contacts(
        way.stands, way.legs, np.empty(plain.shape, dtype=bool), np.empty(plain.shape, dtype=bool),
        [LegContacts.none(cells.count) for _ in way.legs],
    )  # fmt: skip
    now = np.empty(cells.count, dtype=np.float32)
    with ThreadPoolExecutor(threads) as pool:
        found = pool.map(lambda stand: margins.plain_db(stand, everywhere), way.stands)
        for n, (stand, row) in enumerate(zip(way.stands, found, strict=True)):
            plain[n] = row
            margin = (row + margins.antennas_db(stand, everywhere)).astype(np.float32)
            contacts.open[n], contacts.unknown[n] = margin >= 0.0, np.isnan(margin)
            now = margin if n == 0 else now
            say(f"listening from stand {n + 1} of {count}")
        blind = tuple(np.flatnonzero(np.isnan(plain).all(axis=1)).tolist())
        if len(blind) == count:
            raise NoResult(_all_unknown(world, ground))
        asked = look_along_drives(margins, contacts, plain, wish.step_m, pool, say)
    return LandingMap(
        world,
        wish,
        time,
        ground,
        cells,
        way,
        now,
        silence(contacts),
        np.asarray(contacts.unknown.any(axis=0)),
        places,
        blind,
        asked,
    )


def _near(way: Itinerary, wish: LandingWish, world: World) -> tuple[Floats, Floats]:
    """The places that the radius counts from."""
    if wish.place_deg is not None:
        _check_place(world, way, wish.place_deg)
        return np.array([wish.place_deg[0]]), np.array([wish.place_deg[1]])
    stops = way.stops
    if not stops:
        day = world.clock.format
        raise InputError(
            f"the rover makes no stop from {day(way.stands[0].start_utc_s)} to {day(way.stands[-1].end_utc_s)}, it only "
            "drives: choose a longer time (--from, --to), or a place (--at LAT,LON)"
        )
    return np.array([s.latitude_deg for s in stops]), np.array([s.longitude_deg for s in stops])


def _check_place(world: World, way: Itinerary, place_deg: tuple[float, float]) -> None:
    """Refuses a place whose numbers make one near the rover only the other way round."""
    (lat, lon), first, body = place_deg, way.stands[0], world.link.frame.body
    here = first.latitude_deg, first.longitude_deg
    far_m = float(body.distance_m(lat, lon, *here))
    other_m = float(body.distance_m(lon, lat, *here)) if abs(lon) <= 90.0 else math.inf
    if far_m > LARGEST_RADIUS_M > other_m:
        raise InputError(
            f"--at {lat:g},{lon:g}: {far_m / 1000:,.0f} km from the rover, and {lon:g},{lat:g} is near it: write the latitude first"
        )


def _ground(
    scenario: Scenario,
    world: World,
    wish: LandingWish,
    time: PlanningTime,
    way: Itinerary,
    near: tuple[Floats, Floats],
    places: tuple[NamedPlace, ...],
) -> PlanningGround:
    """The ground around cells and named places, and below all of the way."""
    vertices = [(s.x_m, s.y_m) for s in way.stands]
    for leg in way.legs:
        vertices += [(one.x_m, one.y_m) for one in (leg.stand(0.25), leg.stand(0.5), leg.stand(0.75))]
    along = world.link.frame.to_geographic(*np.array(vertices).T)
    lat, lon = (np.concatenate(parts) for parts in zip(near, along, degrees_of(places), strict=True))
    as_of = None if wish.hindcast else _as_of_day(scenario, world, wish, time)
    return planning_ground(scenario, world.link.frame.body, (lat, lon), wish.radius_m, as_of)


def _as_of_day(scenario: Scenario, world: World, wish: LandingWish, time: PlanningTime) -> int:
    """The day on which the plan is made: as the user says, as the scenario does, or as its time begins."""
    if wish.as_of is not None:
        return world.clock.day(read_instant(world.clock, wish.as_of, "--as-of"))
    stated = scenario.model.terrain.as_of_utc_s
    return world.clock.day(time.start_utc_s if stated is None else stated)


def _all_unknown(world: World, ground: PlanningGround) -> str:
    known = "" if ground.as_of_day is None or ground.undated else (
        f" as of {world.clock.day_name} {ground.as_of_day} (--hindcast takes all that is known now)"
    )  # fmt: skip
    return (
        f"terrain {ground.terrain.name} knows no ground below the rover's way{known}, so nothing can be said of any link: "
        "choose another --terrain or time"
    )


def _too_much(cells: int, stands: int, wish: LandingWish) -> str:
    return (
        f"{cells:,} cells seen from {stands:,} places of the rover are {cells * stands / 1e6:,.0f} million links, and at most "
        f"{MOST_LINKS / 1e6:g} million are worked out: take a shorter time (--from, --to), a smaller --radius than "
        f"{wish.radius_m:g} m, or larger cells (--cell)"
    )


def _silent(what: str) -> None:
    """Progress that nobody watches."""
