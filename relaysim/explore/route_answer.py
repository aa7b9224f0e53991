"""What the rover's planned route hears if the helicopter stays where it is: silences, first contact, the margin in time."""

from __future__ import annotations

import dataclasses
import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np

from relaysim.blackout.intervals import Interval, intervals_of, longest, stretches
from relaysim.clock.utc import format_utc
from relaysim.explore.stage import Stage
from relaysim.explore.wish import Wish
from relaysim.links.attitude import Attitude
from relaysim.links.model import Position
from relaysim.links.state import LinkState
from relaysim.path.route import Floats
from relaysim.planning.route_stands import RouteStands, route_stands

# A drive is asked about in pieces of this length; longer ones where a route would have more rows than this.
STEP_M = 10.0
MOST_ROWS = 1200
# One answer works so long; the page asks again until all rows are known.
WORK_S = 0.4
_ROWS_AT_A_TIME = 8
_KEPT = 12


Key = TypeVar("Key")
Made = TypeVar("Made")


class RouteAnswers:
    """Answers piece by piece, and keeps the losses of the last few places: another power asks nothing anew."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._losses: OrderedDict[tuple[object, ...], Floats] = OrderedDict()
        self._stands: OrderedDict[int, RouteStands] = OrderedDict()
        self._keeping = threading.Lock()

    def answer(self, wish: Wish, go_on: Callable[[], None]) -> dict[str, Any]:
        """What is known by now of the route from the day's instant to the scenario's end.

        The rover goes as planned, wherever the user has put it. `go_on` is called now and then; what it raises ends the work.
        """
        stands, helicopter = self._route(wish), self._stage.helicopter(wish)
        key = (
            wish.day,
            float(helicopter[0][0]),
            float(helicopter[1][0]),
            wish.rover_antenna_m,
            wish.helicopter_antenna_m,
        )
        losses = self._kept(self._losses, key, lambda: np.full(stands.count, -np.inf))
        until = time.monotonic() + WORK_S
        missing = np.flatnonzero(np.isneginf(losses))
        model = dataclasses.replace(self._stage.link_model(wish), threads=1)
        for first in range(0, missing.size, _ROWS_AT_A_TIME):
            rows = missing[first : first + _ROWS_AT_A_TIME]
            rover, attitude = _rows(stands, rows)
            losses[rows] = model.evaluate(rover, _there(helicopter, rows.size), attitude).total_loss_db
            go_on()
            if time.monotonic() > until:
                break
        budget = model.radio.budget
        return _words(self._stage, stands, budget.threshold_loss_db(budget.lowest_mode) - losses)

    def _route(self, wish: Wish) -> RouteStands:
        """The rows of the rover's way from the day's instant on."""
        start = self._stage.day(wish).utc_s
        return self._kept(self._stands, wish.day, lambda: _stands(self._stage, start))

    def _kept(self, shelf: OrderedDict[Key, Made], key: Key, make: Callable[[], Made]) -> Made:
        """What was made under this key; of those not asked for lately only the last few are kept."""
        with self._keeping:
            if key not in shelf:
                shelf[key] = make()
            shelf.move_to_end(key)
            while len(shelf) > _KEPT:
                shelf.popitem(last=False)
            return shelf[key]


def _stands(stage: Stage, start: float) -> RouteStands:
    step, end = STEP_M, stage.world.end_utc_s
    found = route_stands(stage.world, start, end, step_m=step)
    while found.count > MOST_ROWS and found.moving.any() and step < 1e4:
        step *= 2.0
        found = route_stands(stage.world, start, end, step_m=step)
    return found


def _rows(stands: RouteStands, rows: Any) -> tuple[Position, Attitude]:
    angles = (getattr(stands, name)[rows] for name in ("heading_deg", "pitch_deg", "roll_deg"))
    return (stands.x_m[rows], stands.y_m[rows], np.zeros(rows.size)), Attitude(*angles)


def _there(helicopter: Position, count: int) -> Position:
    return (
        np.repeat(helicopter[0], count),
        np.repeat(helicopter[1], count),
        np.repeat(helicopter[2], count),
    )


def _words(stage: Stage, stands: RouteStands, margins: Floats) -> dict[str, Any]:
    """The rows in local days, and what they come to. A row nobody has looked at yet counts as unknown."""
    asked = ~np.isposinf(margins)
    known = np.where(asked, margins, np.nan)
    changes = [
        (start, LinkState.UNKNOWN if math.isnan(m) else LinkState.OPEN if m >= 0.0 else LinkState.CLOSED)
        for start, m in zip(stands.start_utc_s.tolist(), known.tolist(), strict=True)
    ]
    start, end = float(stands.start_utc_s[0]), float(stands.end_utc_s[-1])
    silences = intervals_of(changes, LinkState.CLOSED, LinkState.UNKNOWN, start, end)
    every = stretches(changes, end)
    first = next((begins for state, begins, _ in every if state is LinkState.OPEN), None)
    most = longest(silences)
    lasts = {state: sum(b - a for one, a, b in every if one is state) for state in LinkState}
    return {
        "done": bool(asked.all()),
        "share_done": float(asked.mean()),
        "rows": [
            [_day(stage, a), _day(stage, b), None if math.isnan(m) else round(m, 1), round(x, 1), round(y, 1), moving]
            for a, b, m, x, y, moving in zip(
                stands.start_utc_s.tolist(), stands.end_utc_s.tolist(), known.tolist(), stands.x_m.tolist(),
                stands.y_m.tolist(), stands.moving.tolist(), strict=True,
            )
        ],
        "now": changes[0][1].value,
        "start": _instant(stage, start),
        "end": _instant(stage, end),
        "longest": None if most is None else _silence(stage, most),
        "first_contact": None if first is None else _instant(stage, first),
        # Until the first contact nothing may be unknown, or it may have come earlier.
        "first_contact_is_latest": first is not None
        and any(state is LinkState.UNKNOWN and a < first for state, a, _ in every),
        "silent_days": stage.world.clock.days(lasts[LinkState.CLOSED]),
        "unknown_days": stage.world.clock.days(lasts[LinkState.UNKNOWN]),
        "days": stage.world.clock.days(end - start),
    }  # fmt: skip


def _silence(stage: Stage, found: Interval) -> dict[str, Any]:
    return {
        "days": stage.world.clock.days(found.duration_s),
        "start": _instant(stage, found.start_utc_s),
        "end": _instant(stage, found.end_utc_s),
        "open_start": found.open_start,
        "open_end": found.open_end,
    }


def _instant(stage: Stage, utc_s: float) -> dict[str, Any]:
    clock = stage.world.clock
    return {"day": _day(stage, utc_s), "local": clock.format(utc_s), "utc": format_utc(utc_s)}


def _day(stage: Stage, utc_s: float) -> float:
    """Local days since day 0, with their fraction."""
    clock = stage.world.clock
    return round((utc_s - clock.day_zero_utc_s) / clock.day_length_s, 5)
