"""Vehicles of other packages: what they answer is looked at before anything moves by it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, wraps
from inspect import signature
from typing import Any, cast

import numpy as np

from relaysim.helicopter.flight_states import FlightStates
from relaysim.helicopter.phases import Phase
from relaysim.helicopter.power.flight_power import FlightPower
from relaysim.helicopter.vehicles.no_way import NoWay
from relaysim.helicopter.vehicles.vehicle import Parts, Vehicle
from relaysim.path.route import Route
from relaysim.plugins import VEHICLES, BadAnswer, blamed_on

# As far from where it was asked to begin or end as a route may, for the last bits of its arithmetic.
NEAR_M = 0.01


@cache
def looked_at(name: str, kind: type[Vehicle]) -> type[Vehicle]:
    """The same kind, whose mistakes are told as those of the package that brings it under that name.

    Its methods raise InputError for whatever the package raises or may not answer; NoWay is an answer, and passes.
    """
    asked = {method: _asked(name, getattr(kind, method), look) for method, look in _LOOKS.items()}
    return cast(type[Vehicle], type(kind.__name__, (kind,), {**asked, "of": classmethod(_made(name, kind))}))


def _made(name: str, kind: type[Vehicle]) -> Callable[..., Vehicle]:
    def of(cls: type[Vehicle], parts: Parts) -> Vehicle:
        with blamed_on(VEHICLES, name):
            made = cast(Any, kind.of).__func__(cls, parts)
            if not isinstance(made, cls):
                raise BadAnswer(f"of gave {type(made).__name__}: it makes the class that it is asked of, cls")
            if not hasattr(made, "envelope"):
                raise BadAnswer("it has no envelope")
        return made

    return of


def _asked(name: str, method: Callable[..., Any], look: Callable[..., None]) -> Callable[..., Any]:
    takes = signature(getattr(Vehicle, method.__name__))

    @wraps(method)
    def asked(*arguments: Any, **named: Any) -> Any:
        with blamed_on(VEHICLES, name):
            given = takes.bind(*arguments, **named).args
            try:
                answer = method(*given)
            except NoWay as none:
                answer = none
            else:
                look(answer, *given[1:])
        if isinstance(answer, NoWay):
            raise answer
        return answer

    return asked


def _look_at_route(route: Route, x_m: float, y_m: float, goals: Any, *_: Any) -> None:
    _look_at_motion(route)
    if route.start_utc_s != 0.0:
        raise BadAnswer(f"its route begins at {route.start_utc_s:g} s; take-off is time 0")
    ends = (0, x_m, y_m, "begins"), (-1, goals.x_m[-1], goals.y_m[-1], "ends")
    for end, wanted_x_m, wanted_y_m, what in ends:
        apart_m = float(np.hypot(route.x_m[end] - wanted_x_m, route.y_m[end] - wanted_y_m))
        if apart_m > NEAR_M:
            raise BadAnswer(f"its route {what} {apart_m:.2f} m from where it was asked to")


def _look_at_motion(route: Route, *_: Any) -> None:
    _must_be(route, Route)
    columns = [np.asarray(one) for one in (route.utc_s, route.x_m, route.y_m, route.above_ground_m)]
    if any(one.ndim != 1 or one.size < 1 or one.shape != columns[0].shape for one in columns):
        raise BadAnswer("its route has columns of different lengths, or none")
    if not all(np.isfinite(one).all() for one in columns):
        raise BadAnswer("its route has a vertex that is no finite number")
    if (np.diff(route.utc_s) < 0.0).any():
        raise BadAnswer("its route goes back in time")
    if min(route.above_ground_m) < -NEAR_M or route.above_ground_m[-1] > NEAR_M:
        raise BadAnswer("its route runs below the ground, or does not end on it")


def _look_at_instants(elapsed_s: Any, route: Route) -> None:
    _must_be(elapsed_s, np.ndarray)
    if (
        elapsed_s.ndim != 1
        or elapsed_s.size < 1
        or not (np.diff(elapsed_s) > 0.0).all()
        or elapsed_s[0] < 0.0
    ):
        raise BadAnswer("its instants do not rise from take-off on")


def _look_at_states(states: Any, route: Route, elapsed_s: Any, *_: Any) -> None:
    _must_be(states, FlightStates)
    if any(np.shape(one) != elapsed_s.shape for one in vars(states).values()):
        raise BadAnswer("its states are not as many as the instants asked about")


def _look_at_power(power: Any, route: Route, states: FlightStates, *_: Any) -> None:
    _must_be(power, FlightPower)
    figures = [x for leg in power.legs for x in (leg.duration_s, leg.drive_w, leg.electronics_w)]
    if not (np.isfinite(figures).all() and min(figures) >= 0.0):
        raise BadAnswer("a part of its flight takes no finite time or power of 0 or more")
    places = [leg.place_m for leg in power.legs if leg.place_m is not None]
    if not all(np.shape(place) == (2,) and np.isfinite(place).all() for place in places):
        raise BadAnswer("a part of its flight has a place that is not two finite numbers (x_m, y_m)")
    if np.shape(power.at_states_w) != states.elapsed_s.shape or not np.isfinite(power.at_states_w).all():
        raise BadAnswer("its power is not a finite number for each of the states")


def _look_at_phases(phases: Any, *_: Any) -> None:
    _must_be(phases, tuple)
    for phase in phases:
        _must_be(phase, Phase)


def _must_be(answer: object, wanted: type) -> None:
    if not isinstance(answer, wanted):
        raise BadAnswer(f"it gave {type(answer).__name__} where {wanted.__name__} is due")


_LOOKS: dict[str, Callable[..., None]] = {
    "route": _look_at_route,
    "breaches": lambda answer, *_: _must_be(answer, list),
    "land_now": _look_at_motion,
    "powerless": _look_at_motion,
    "instants": _look_at_instants,
    "states": _look_at_states,
    "phases": _look_at_phases,
    "flight_power": _look_at_power,
    "manner": lambda answer, *_: _must_be(answer, str),
}
