"""How the rover comes soonest to places beside its route."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from relaysim.path.route import Floats
from relaysim.planning.corridor import Cells, Corridor
from relaysim.planning.recovery.way import Way

_PLACES_AT_A_TIME = 2000


@dataclass(frozen=True, eq=False)
class Ways:
    """The soonest and the shortest ways to n places; arrays (n,).

    Attributes:
        leave: number of the way's point at which the soonest leaves the route, -1 where no straight way leads there.
        detour_m, reach_utc_s: of the soonest.
        nearest_m, nearest_utc_s: of the shortest detour that gets there in time; nan where none does.
    """

    leave: Cells
    detour_m: Floats
    reach_utc_s: Floats
    nearest_m: Floats
    nearest_utc_s: Floats


def ways_to(
    way: Way, corridor: Corridor, x_m: Floats, y_m: Floats, day_s: float, before_utc_s: float = np.inf
) -> Ways:
    """The ways to places of a corridor: along the route as planned, then straight over drivable ground of the corridor.

    The detour takes as long as its length at the way's pace, a pace of so many metres on each local day of `day_s`.

    before_utc_s: what is in time for the shortest detour.
    """
    parts = [
        _ways_to(way, corridor, x_m[here], y_m[here], day_s, before_utc_s)
        for here in (slice(n, n + _PLACES_AT_A_TIME) for n in range(0, len(x_m), _PLACES_AT_A_TIME))
    ]
    if not parts:
        none = np.empty(0)
        return Ways(none.astype(np.int64), none, none, none, none)
    columns = zip(
        *((p.leave, p.detour_m, p.reach_utc_s, p.nearest_m, p.nearest_utc_s) for p in parts), strict=True
    )
    return Ways(*(np.concatenate(column) for column in columns))


def _ways_to(
    way: Way, corridor: Corridor, x_m: Floats, y_m: Floats, day_s: float, before_utc_s: float
) -> Ways:
    away = np.hypot(x_m[:, None] - way.x_m, y_m[:, None] - way.y_m)
    when = way.utc_s + away / way.pace_m_per_day * day_s
    soonest = _first_clear(way, corridor, x_m, y_m, when)
    # Of equally short detours the sooner one; a millimetre is none.
    in_time = np.where(when < before_utc_s, np.round(away, 3), np.inf)
    nearest = _first_clear(way, corridor, x_m, y_m, in_time, when)
    rows = np.arange(len(x_m))

    def taken(values: Floats, leave: Cells) -> Floats:
        return np.where(leave >= 0, values[rows, leave], np.nan)

    return Ways(
        soonest, taken(away, soonest), taken(when, soonest), taken(away, nearest), taken(when, nearest)
    )


def _first_clear(
    way: Way, corridor: Corridor, x_m: Floats, y_m: Floats, cost: Floats, then: Floats | None = None
) -> Cells:
    """For each place the point of the way of least cost from which a straight line there can be driven; -1: none.

    then: what decides between equal costs; an infinite cost is none to pay.
    """
    order = np.argsort(cost, axis=1, kind="stable") if then is None else np.lexsort((then, cost), axis=1)
    leave, open_ = np.full(len(x_m), -1, dtype=np.int64), np.arange(len(x_m))
    for turn in range(order.shape[1]):
        open_ = open_[np.isfinite(cost[open_, order[open_, turn]])]
        point = order[open_, turn]
        clear = corridor.clear(way.x_m[point], way.y_m[point], x_m[open_], y_m[open_])
        leave[open_[clear]] = point[clear]
        open_ = open_[~clear]
        if not open_.size:
            break
    return leave
