"""What a session of trying places works on: the scenario, its ground and more of it all round, its days."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from relaysim.errors import InputError
from relaysim.explore.days import Day, opening_day, planned_days
from relaysim.explore.wish import Place, Wish
from relaysim.links.attitude import Attitude
from relaysim.links.loss_cache import LossCache, default_place
from relaysim.links.model import LinkModel, Position
from relaysim.radio.budget import Budget, BudgetTerm
from relaysim.scenario.build_world import build_world
from relaysim.scenario.ground_plan import GroundWish, open_wish
from relaysim.scenario.loader import load_scenario
from relaysim.scenario.scenario import Scenario
from relaysim.scenario.world import World
from relaysim.terrain.layers import Layered

# Ground beyond what the scenario itself needs: places worth trying lie beside the planned ones.
BEYOND_M = 500.0
# A vehicle that was put nearer than this to its planned place stands there.
SAME_PLACE_M = 0.01


@dataclass(frozen=True)
class Stage:
    """One scenario, opened.

    Attributes:
        opening: the number of the day that is shown first.
    """

    scenario: Scenario
    world: World
    days: tuple[Day, ...]
    opening: int

    @property
    def model(self) -> LinkModel:
        """The link as the scenario has it."""
        return self.world.link

    @cached_property
    def power(self) -> BudgetTerm:
        """The budget's transmitted power."""
        return next(term for term in self.model.radio.budget.terms if term.unit == "dBm")

    @cached_property
    def box_m(self) -> tuple[float, float, float, float]:
        """West, south, east and north end of the terrain in the local frame."""
        rows, columns = self.model.terrain.heights_m.shape
        column, row = np.meshgrid([0.0, columns - 1.0], [0.0, rows - 1.0])
        x, y = self.model.frame.to_local(*self.model.terrain.geographic(column.ravel(), row.ravel()))
        return float(x.min()), float(y.min()), float(x.max()), float(y.max())

    def day(self, wish: Wish) -> Day:
        """The day that a question is about. Raises InputError if the scenario has no such day."""
        first, last = self.days[0].number, self.days[-1].number
        if not first <= wish.day <= last:
            raise InputError(f"{self.world.clock.day_name} {wish.day}: the scenario has {first} to {last}")
        return self.days[wish.day - first]

    def link_model(self, wish: Wish) -> LinkModel:
        """The link model with the antenna heights and the power of a question."""
        radio = dataclasses.replace(self.model.radio, budget=self._budget(wish))
        return dataclasses.replace(
            self.model, radio=radio, rover_antenna_m=wish.rover_antenna_m,
            helicopter_antenna_m=wish.helicopter_antenna_m,
        )  # fmt: skip

    def rover(self, wish: Wish) -> tuple[Position, Attitude]:
        """Where the rover stands, and how: as planned at its planned stop, not known elsewhere."""
        day = self.day(wish)
        place = self._put(wish.rover, day.rover)
        if place == day.rover:
            return _position(place), self.model.rover_attitudes.at(np.array([day.utc_s]))
        return _position(place), Attitude.unknown(1)

    def helicopter(self, wish: Wish) -> Position:
        """Where the helicopter stands."""
        return _position(self._put(wish.helicopter, self.day(wish).helicopter))

    def _put(self, place: Place | None, planned: tuple[float, float]) -> tuple[float, float]:
        if place is None or np.hypot(place.x_m - planned[0], place.y_m - planned[1]) < SAME_PLACE_M:
            return planned
        west, south, east, north = self.box_m
        if not (west <= place.x_m <= east and south <= place.y_m <= north):
            raise InputError("that place is outside the terrain")
        return place.x_m, place.y_m

    def _budget(self, wish: Wish) -> Budget:
        """The budget with another power, whatever its sources allow: this is for trying."""
        budget, power = self.model.radio.budget, self.power
        if wish.power_dbm == power.value:
            return budget
        tried = dataclasses.replace(
            power,
            value=wish.power_dbm,
            given_sigma_db=power.sigma_db,
            low=None,
            high=None,
            distribution="normal",
        )
        return dataclasses.replace(budget, terms=tuple(tried if t is power else t for t in budget.terms))


def open_stage(
    source: str | Path,
    overrides: Sequence[str] = (),
    terrain: Sequence[str] | None = None,
    say: Callable[[str], None] = lambda what: None,
) -> Stage:
    """A scenario ready for questions; arguments and errors as of `flow.run`."""
    say("reading the scenario")
    scenario = load_scenario(source, overrides, terrain=terrain)
    say("reading the terrain")
    world = build_world(scenario, opener=_open_wider)
    say("looking for the longest silence")
    days = planned_days(world)
    with LossCache(default_place()) as cache:
        kept = dataclasses.replace(world, link=dataclasses.replace(world.link, cache=cache))
        return Stage(scenario, world, days, _as_of_day(scenario, days) or opening_day(kept, days))


def _as_of_day(scenario: Scenario, days: Sequence[Day]) -> int | None:
    """The day on which the ground is taken as known, if the scenario has it: that is what a forecast is made for."""
    as_of = scenario.model.terrain.as_of_utc_s
    number = None if as_of is None else scenario.clock.day(as_of)
    return next((day.number for day in days if day.number == number), None)


def _open_wider(wish: GroundWish) -> Layered:
    return open_wish(dataclasses.replace(wish, around=wish.around.wider(BEYOND_M, wish.body)))


def _position(place: tuple[float, float]) -> Position:
    return np.array([place[0]]), np.array([place[1]]), np.zeros(1)
