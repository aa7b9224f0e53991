"""Faults of the way to Earth that no single value shows: names, orbits, who needs whom.

The checks look at partial models, too: any value may be None (see `partial`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from relaysim.earth.gravity import central_body
from relaysim.earth.network import TAKEN
from relaysim.errors import InputError
from relaysim.relay.routers import named_router
from relaysim.scenario.document import Path_
from relaysim.scenario.places import FaultList
from relaysim.scenario.scalars import nearest
from relaysim.scenario.schema import ScenarioModel
from relaysim.scenario.schema_earth import Direct, Earth
from relaysim.scenario.schema_orbiters import Orbiter

WINDOWS = ("uplinks", "passes", "stations", "direct", "orbiters", "conjunction")
WHERE = ("orbit", "kernel", "passes")
BY_TABLE = ("rates", "reference_range", "mask")


class _Named(Protocol):
    @property
    def name(self) -> str: ...


def check_earth(model: ScenarioModel, faults: FaultList) -> None:
    """Adds the faults of stations, orbiters, landers, the direct link and a contact plan."""
    _check_names(model, faults)
    earth = model.earth
    if earth is None:
        return
    for index, orbiter in enumerate(earth.orbiters or ()):
        if orbiter is not None:
            _check_orbiter(orbiter, index, model.body.name if model.body is not None else None, faults)
    _check_mixture(earth.orbiters or (), faults)
    if model.landers and not any(faults.given("earth", key) for key in ("orbiters", "contacts")):
        message = "nothing carries the data of landers: add earth.orbiters, or a contact plan"
        faults.add(("landers",), message, at_key=True)
    elif model.landers and any(
        faults.given("earth", "orbiters", n, "passes") for n in range(len(earth.orbiters or ()))
    ):
        message = "a table of passes is of the rover alone: landers need orbits or kernels, or a contact plan"
        faults.add(("landers",), message, at_key=True)
    if earth.router is not None:
        try:
            named_router(earth.router)
        except InputError as error:  # a package that cannot be loaded
            faults.add(("earth", "router"), str(error))
    if earth.direct is not None:
        _check_direct(earth.direct, earth, faults)
    if faults.given("earth", "contacts"):
        _check_plan(faults)


def node_names(model: ScenarioModel) -> Iterator[tuple[Path_, str, str]]:
    """(path, what it is, name) of every node that the scenario names; faulty ones are left out."""
    earth = model.earth
    plan = earth.contacts if earth is not None else None
    lists: tuple[tuple[Path_, str, Sequence[_Named | None] | None], ...] = (
        (("earth", "stations"), "station", earth.stations if earth is not None else None),
        (("earth", "orbiters"), "orbiter", earth.orbiters if earth is not None else None),
        (("earth", "contacts", "nodes"), "node", plan.nodes if plan is not None else None),
        (("landers",), "lander", model.landers),
    )
    for path, what, nodes in lists:
        for index, node in enumerate(nodes or ()):
            if node is not None and node.name is not None:
                yield (*path, index, "name"), what, node.name


def _check_names(model: ScenarioModel, faults: FaultList) -> None:
    seen: dict[str, str] = {}
    for path, what, name in node_names(model):
        if name in TAKEN:
            message = f"'{name}' is what {_taken(name)} called in contacts; give the {what} another name"
            faults.add(path, message)
        elif name in seen:
            message = (
                f"the {what} '{name}' has the name of the {seen[name]} before it; every node has its own"
            )
            faults.add(path, message)
        seen.setdefault(name, what)


def _taken(name: str) -> str:
    return "Earth is" if name == "earth" else f"the {name} is"


def _check_orbiter(orbiter: Orbiter, index: int, body: str | None, faults: FaultList) -> None:
    path = ("earth", "orbiters", index)
    given = [key for key in WHERE if faults.given(*path, key)]
    if not given:
        faults.add(path, "nothing says where it flies: give 'orbit', a SPICE 'kernel' or a table of 'passes'")
    for key in given[1:]:
        message = f"'{given[0]}' says already where it flies; remove it or this"
        faults.add((*path, key), message, at_key=True)
    kernel, number = faults.given(*path, "kernel"), faults.given(*path, "id")
    if kernel and not number:
        faults.add((*path, "kernel"), "a kernel holds many bodies: add 'id', this one's number", at_key=True)
    if number and not kernel:
        faults.add((*path, "id"), "'id' is a number within a kernel; there is none", at_key=True)
    _check_orbit(orbiter, index, body, faults)
    _check_rates(orbiter, index, faults)


def _check_orbit(orbiter: Orbiter, index: int, body: str | None, faults: FaultList) -> None:
    orbit, path = orbiter.orbit, ("earth", "orbiters", index, "orbit")
    if orbit is None:
        return
    if body is not None:
        try:
            central_body(body)
        except InputError as error:
            faults.add(path, str(error), at_key=True)
    if orbit.periapsis_m is None:
        return
    if orbit.periapsis_m <= 0.0:
        message = (
            "the orbit goes below the surface: heights count from the body's radius, not from its centre"
        )
        faults.add((*path, "periapsis"), message)
    if orbit.apoapsis_m is not None and orbit.apoapsis_m < orbit.periapsis_m:
        faults.add((*path, "apoapsis"), "the greatest height is below the least (periapsis): change the two")


def _check_rates(orbiter: Orbiter, index: int, faults: FaultList) -> None:
    path = ("earth", "orbiters", index)
    by_table = faults.given(*path, "passes")
    for key in BY_TABLE if by_table else ():
        if faults.given(*path, key):
            faults.add((*path, key), f"the table of passes says it all; remove '{key}'", at_key=True)
    moves = any(faults.given(*path, key) for key in ("orbit", "kernel"))
    if moves and not by_table and not orbiter.rates_bps and orbiter.rates_bps is not None:
        faults.add(path, "at which rates does it listen? give 'rates', slowest first")
    before: float | None = None
    for number, rate in enumerate(orbiter.rates_bps or ()):
        if before is not None and rate <= before:
            faults.add(
                (*path, "rates", number), "rates stand slowest first: this one is not above the one before it"
            )
        before = rate


def _check_mixture(orbiters: Sequence[Orbiter | None], faults: FaultList) -> None:
    tables = [n for n in range(len(orbiters)) if faults.given("earth", "orbiters", n, "passes")]
    if tables and len(tables) < len(orbiters):
        message = "passes of a table and computed ones would overlap on one radio: give tables to all orbiters, or to none"
        faults.add(("earth", "orbiters", tables[0], "passes"), message, at_key=True)


def _check_direct(direct: Direct, earth: Earth, faults: FaultList) -> None:
    if not faults.given("earth", "stations"):
        message = "a link without an orbiter needs an end on Earth: add 'stations'"
        faults.add(("earth", "direct"), message, at_key=True)
        return
    stations = earth.stations or ()
    known = [station.name for station in stations if station is not None and station.name is not None]
    complete = len(known) == len(stations) and earth.stations is not None
    seen: set[str] = set()
    for index, rate in enumerate(direct.rates or ()):
        if rate is None or rate.station is None:
            continue
        path = ("earth", "direct", "rates", index)
        if complete and rate.station not in known:
            there = ", ".join(known) or "none"
            hint = nearest(rate.station, known) or ";"
            faults.add(
                (*path, "station"), f"'{rate.station}' is no station of earth{hint} there are: {there}"
            )
        if rate.station in seen:
            faults.add((*path, "station"), f"the station '{rate.station}' stands in the list twice")
        seen.add(rate.station)
        if not any(faults.given(*path, key) for key in ("commands", "returns")):
            faults.add(path, "the station neither sends nor hears: give 'commands', 'returns' or both")


def _check_plan(faults: FaultList) -> None:
    for key in WINDOWS:
        if faults.given("earth", key):
            message = f"'{key}' and 'contacts' exclude each other: the plan says it all; remove one of them"
            faults.add(("earth", key), message, at_key=True)
