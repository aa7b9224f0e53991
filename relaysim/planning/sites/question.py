"""`relaysim sites` from a scenario to its answer: candidates, their silences, their order."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from relaysim.errors import InputError, NoResult, TerrainError
from relaysim.links.loss_store import LossStore
from relaysim.planning.geojson_shapes import read_shapes
from relaysim.planning.helicopter_site import Site, helicopter_site, longest_quiet, read_at, site_at
from relaysim.planning.sites.answer import (
    DEFAULT_GRID_M,
    DEFAULT_RADIUS_M,
    DEFAULT_SLOPE_DEG,
    DEFAULT_SURE,
    PLANNED,
    TIE_DAYS,
    LandingSite,
    Sites,
)
from relaysim.planning.sites.candidates import Candidate, counted, grid_around, grid_within, judged
from relaysim.planning.sites.flight import SiteFlight, cruise_speed, flight_to
from relaysim.planning.sites.silence import Silences, Stops, site_silences, stops_from
from relaysim.scenario.build_world import build_world
from relaysim.scenario.loader import OpenScenario, open_scenario
from relaysim.scenario.world import PlannedFlight, World

MOST_M = 10_000.0


@dataclass(frozen=True)
class SitesQuestion:
    """What is asked of a scenario.

    Attributes:
        at: the first flight that takes off then or later is the one that is to land; None for the flight that the longest
            silence at the rover's planned stops follows.
        polygons: GeoJSON file of areas; None for a grid within a radius.
        around: "landing" (the planned one) or "helicopter" (where it takes off).
        slope_deg: steepest ground to land on; None for the scenario's envelope, else an assumed one.
        sure: for so many of the best the terrain's ensemble counts, too.
        as_of: of the terrain; None for the day of the flight.
    """

    at: str | None = None
    polygons: Path | None = None
    grid_m: float = DEFAULT_GRID_M
    radius_m: float = DEFAULT_RADIUS_M
    around: str = "landing"
    slope_deg: float | None = None
    speed_mps: float | None = None
    sure: int = DEFAULT_SURE
    hindcast: bool = False
    as_of: str | None = None


def ask_sites(
    scenario: str | Path,
    question: SitesQuestion,
    *,
    overrides: Sequence[str] = (),
    terrain: str | Sequence[str] | None = None,
    cache: LossStore | None = None,
    say: Callable[[str], None],
) -> Sites:
    """The landing places of a flight, in order.

    Raises: InputError for a scenario, time, file or number that cannot be used; NoResult if no candidate may do.
    """
    _check(question)
    say("reading the terrain")
    opened = open_scenario(scenario)
    whole = _hindcast(opened, tuple(overrides), terrain, cache)
    flight = _flight(whole, question)
    world, remarks = whole, list[str]()
    if not question.hindcast:
        world, remarks = _forecast(opened, tuple(overrides), terrain, cache, (whole, flight, question))
    if question.at is None:
        remarks.append(
            f"Without --at: flight {flight.flight}, before the longest silence at the rover's planned stops; found with all the "
            "ground that is known now."
        )
    takeoff = helicopter_site(whole, flight.takeoff_utc_s - 1.0) if flight.takeoff_utc_s > whole.start_utc_s else (
        site_at(whole, whole.helicopter.x_m, whole.helicopter.y_m)
    )  # fmt: skip
    slope, slope_source = _slope(world, question)
    places, where = _places(world, question, flight, takeoff)
    candidates = judged(world, places, slope)
    landing = flight.takeoff_utc_s + flight.route.end_utc_s
    after = [one.takeoff_utc_s for one in world.flights if one.takeoff_utc_s > landing]
    stops = stops_from(world, landing, min([*after, world.end_utc_s]))
    answer = Sites(
        world, flight, takeoff, landing, stops.leave_utc_s, cruise_speed(world, flight, question.speed_mps), where, slope,
        slope_source, (), (), len(stops.x_m), tuple(remarks),
    )  # fmt: skip
    return _ranked(answer, candidates, stops, question.sure, say)


def _check(question: SitesQuestion) -> None:
    numbers = {
        "--grid": (question.grid_m, 0.5, MOST_M),
        "--radius": (question.radius_m, 1.0, MOST_M),
        "--max-slope": (DEFAULT_SLOPE_DEG if question.slope_deg is None else question.slope_deg, 0.1, 90.0),
        "--speed": (1.0 if question.speed_mps is None else question.speed_mps, 0.01, 1000.0),
        "--sure": (float(question.sure), 0.0, 4000.0),
    }
    for name, (value, least, most) in numbers.items():
        if not least <= value <= most:  # nan too
            raise InputError(f"{name} {value:g}: it must be {least:g} to {most:g}")
    if question.around not in ("landing", "helicopter"):
        raise InputError(f"--around {question.around}: allowed: landing, helicopter")
    if question.hindcast and question.as_of is not None:
        raise InputError("sites: give one of --hindcast and --as-of")


def _hindcast(
    opened: OpenScenario,
    overrides: tuple[str, ...],
    terrain: str | Sequence[str] | None,
    cache: LossStore | None,
) -> World:
    loaded = opened.load(overrides, terrain)
    if loaded.model.terrain.as_of_utc_s is not None:
        loaded = opened.load((*overrides, "terrain.as_of=null"), terrain)
    return build_world(loaded, cache)


def _forecast(
    opened: OpenScenario,
    overrides: tuple[str, ...],
    terrain: str | Sequence[str] | None,
    cache: LossStore | None,
    asked: tuple[World, PlannedFlight, SitesQuestion],
) -> tuple[World, list[str]]:
    """The world as it was known on the day of the flight, or all of it if its terrain carries no dates."""
    whole, flight, question = asked
    clock = whole.clock
    as_of = flight.takeoff_utc_s if question.as_of is None else read_at(whole, question.as_of, "--as-of")
    if not whole.link.terrain.dated:
        if question.as_of is not None:
            raise TerrainError(
                f"--as-of {question.as_of}: terrain {whole.link.terrain.name} carries no dates"
            )
        return whole, [f"Terrain {whole.link.terrain.name} carries no dates: all that is known now counts."]
    loaded = opened.load((*overrides, f"terrain.as_of={clock.day_name} {clock.day(as_of)}"), terrain)
    return build_world(loaded, cache), []


def _flight(world: World, question: SitesQuestion) -> PlannedFlight:
    """The flight that is to land."""
    flights = sorted(
        (one for one in world.flights if world.start_utc_s <= one.takeoff_utc_s < world.end_utc_s),
        key=lambda one: one.takeoff_utc_s,
    )
    if question.at is not None:
        at = read_at(world, question.at)
        helicopter_site(world, at)  # refuses an instant in flight
        flights = [one for one in flights if one.takeoff_utc_s >= at]
        if not flights:
            raise InputError(f"--at {question.at}: no planned flight of {world.name} takes off then or later")
        return flights[0]
    if not flights:
        raise InputError(f"{world.name} has no planned flight: there is nothing to land")
    quiet = longest_quiet(world)
    follows = None if quiet is None else quiet.flight
    return next((one for one in flights if one.flight == follows), flights[0])


def _slope(world: World, question: SitesQuestion) -> tuple[float, str]:
    stated = world.helicopter.envelope.landing_slope_deg
    if question.slope_deg is not None:
        return question.slope_deg, "as stated"
    return (stated, "the scenario's") if stated < 90.0 else (DEFAULT_SLOPE_DEG, "an assumption")


def _places(
    world: World, question: SitesQuestion, flight: PlannedFlight, takeoff: Site
) -> tuple[list[tuple[str, float, float]], str]:
    """The candidates' places, the planned landing first, and where they are in words."""
    landing = site_at(world, float(flight.route.x_m[-1]), float(flight.route.y_m[-1]))
    planned = [(PLANNED, landing.x_m, landing.y_m)]
    if question.polygons is not None:
        areas = read_shapes(
            question.polygons, world.link.frame, world.link.terrain, ("Polygon",), "--polygons"
        )
        found = grid_within(areas, question.grid_m)
        where = f"every {question.grid_m:g} m in {len(areas)} area{'s' * (len(areas) != 1)} of {question.polygons.name}"
        return planned + found, where
    centre, words = (
        (landing, "the planned landing") if question.around == "landing" else (takeoff, "the helicopter")
    )
    found = grid_around(centre, question.radius_m, question.grid_m)
    apart = [one for one in found if math.dist(one[1:], planned[0][1:]) > 0.01]
    return planned + apart, f"every {question.grid_m:g} m within {question.radius_m:g} m of {words}"


def _ranked(
    answer: Sites, candidates: Sequence[Candidate], stops: Stops, sure: int, say: Callable[[str], None]
) -> Sites:
    world = answer.world
    flights = [_flown(answer, one) for one in candidates]
    candidates = [_charged(one, flown) for one, flown in zip(candidates, flights, strict=True)]
    fit = [n for n, one in enumerate(candidates) if not one.refused]
    say(f"listening from {len(stops.x_m)} stops at {len(fit)} landing places")
    x, y = (
        np.array([getattr(candidates[n].place, axis) for n in fit], dtype=np.float64)
        for axis in ("x_m", "y_m")
    )
    rough = site_silences(world, stops, x, y, with_grounds=False)
    sites = []
    for row, n in enumerate(fit):
        if math.isnan(rough.mean_days[row]):
            candidates[n] = dataclasses.replace(
                candidates[n], refused="unknown ground on the way to the rover"
            )
        else:
            sites.append(_site(candidates[n], flights[n], rough, row))
    refused = tuple(one for one in candidates if one.refused)
    if not sites:
        raise NoResult(_nothing(answer, refused))
    sites.sort(key=_order)
    chosen = sites[:sure] + [one for one in sites[sure:] if one.is_planned and sure > 0]
    if chosen and world.doubt is not None and not world.doubt.is_none:
        say(f"how sure the best {len(chosen)} are")
        x, y = (np.array([getattr(one.candidate.place, axis) for one in chosen]) for axis in ("x_m", "y_m"))
        fine = site_silences(world, stops, x, y, with_grounds=True)
        better = [
            dataclasses.replace(_site(one.candidate, one.flight, fine, row), budget_days=one.budget_days)
            for row, one in enumerate(chosen)
        ]
        # The planned landing keeps its rank by the budget's error alone, as the others there have theirs.
        behind = [better[sure] if one.is_planned and len(better) > sure else one for one in sites[sure:]]
        sites = [*sorted(better[:sure], key=_order), *behind]
    return dataclasses.replace(answer, sites=_marked(sites), refused=refused)


def _flown(answer: Sites, one: Candidate) -> SiteFlight:
    place = one.place
    return flight_to(answer.world, answer.flight, answer.takeoff, place.x_m, place.y_m, answer.speed_mps)


def _charged(one: Candidate, flown: SiteFlight) -> Candidate:
    """Refused, too, where it cannot get, or the battery does not hold the flight's energy above its reserve."""
    if not one.refused and flown.no_way:
        return dataclasses.replace(one, refused=flown.no_way)
    if one.refused or not flown.spare_wh < 0.0:
        return one
    return dataclasses.replace(
        one, refused=f"the flight takes {-flown.spare_wh:.1f} Wh more than the battery may give"
    )


def _site(one: Candidate, flown: SiteFlight, found: Silences, row: int) -> LandingSite:
    return LandingSite(
        0, one, flown, float(found.nominal_days[row]), float(found.mean_days[row]), float(found.low_days[row]),
        float(found.high_days[row]), float(found.cut_share[row]), bool(found.cut[row]), float(found.mean_days[row]), found.grounds,
    )  # fmt: skip


def _order(site: LandingSite) -> tuple[float, float, float, float, float]:
    """Least silence first, then energy (or way), then place."""
    energy = site.flight.energy_wh if math.isfinite(site.flight.energy_wh) else site.flight.distance_m
    place = site.candidate.place
    return round(site.mean_days / TIE_DAYS), energy, site.mean_days, place.x_m, place.y_m


def _marked(sites: Sequence[LandingSite]) -> tuple[LandingSite, ...]:
    """The sites with their ranks, and whether no other one is better in both silence and energy."""

    def cost(site: LandingSite) -> tuple[float, float]:
        order = _order(site)
        return order[0], order[1]

    def beaten(site: LandingSite) -> bool:
        mine = cost(site)
        return any(other[0] <= mine[0] and other[1] <= mine[1] and other != mine for other in costs)

    costs = [cost(site) for site in sites]
    return tuple(
        dataclasses.replace(site, rank=n, is_pareto=not beaten(site)) for n, site in enumerate(sites, 1)
    )


def _nothing(answer: Sites, refused: Sequence[Candidate]) -> str:
    """Why there is no answer, and what to try, by what the places were refused for."""
    reasons, terrain = counted(refused), answer.world.link.terrain
    unknown = any(why.startswith("unknown") for why in reasons)
    steep = any(why.startswith("steeper") for why in reasons)
    advice = ["--hindcast takes all that is known now"] if unknown and terrain.as_of else []
    advice += (
        ["a terrain that reaches farther may help (--terrain; relaysim terrain list)"] if unknown else []
    )
    advice += [f"--max-slope is {answer.slope_deg:g} deg"] if steep else []
    known = f", of which only what was known as of {terrain.as_of} counts" if terrain.as_of else ""
    return (
        f"sites {answer.world.name}: of {len(refused)} landing places for flight {answer.flight.flight} ({answer.where}) none may "
        f"do on terrain {terrain.name}{known}: {', '.join(f'{count} {why}' for why, count in reasons.items())}; "
        f"{', '.join([*advice, 'or choose other places'])}"
    )
