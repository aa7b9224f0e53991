"""What every member of an ensemble says through a scenario, asked only around the blackouts that somebody asks about."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from relaysim.blackout.instants import Instants, Routes, spaced_instants
from relaysim.blackout.intervals import Interval
from relaysim.links.ensemble import Ensemble, LinkUncertainty
from relaysim.links.model import LinkModel, Position
from relaysim.links.track import LinkTrack
from relaysim.path.route import Floats
from relaysim.radio.normal import normal_quantiles

BUDGETS = 9
# So many instants more are asked until every member's silence has ended: few at first, for most end soon and what lies
# beyond is asked in vain; then twice as many each time, for many at once take less each.
_ONWARD, _MOST_ONWARD = 8, 64

Level = Literal["sightline", "radio"]
Asked = Callable[[Position, Position], Floats]


class _Kept:
    """Answers of an ensemble at given places, asked for once."""

    def __init__(self, asked: Asked, places: tuple[Position, Position], members: int) -> None:
        self._asked, self._places = asked, places
        count = len(places[0][0])
        self._values = np.full((members, count), np.nan)
        self._known = np.zeros(count, dtype=np.bool_)

    def between(self, first: int, last: int) -> Floats:
        """(members, last - first + 1)."""
        missing = first + np.flatnonzero(~self._known[first : last + 1])
        if missing.size:
            rover, scout = ((x[missing], y[missing], up[missing]) for x, y, up in self._places)
            self._values[:, missing] = self._asked(rover, scout)
            self._known[missing] = True
        return self._values[:, first : last + 1]


class Members:
    """Margins and clearances of every member, at instants through a scenario.

    A member is a ground and a budget: the budget's error, with that of the antennas, goes through BUDGETS equal shares
    of its normal distribution, and is the same throughout. A sightline asks for the ground alone.

    Attributes:
        utc_s: (n,) instants, rising.
    """

    def __init__(
        self,
        model: LinkModel,
        tracks: Sequence[LinkTrack],
        routes: Routes,
        threshold_db: float,
        doubt: LinkUncertainty,
    ) -> None:
        found: Instants = spaced_instants(tracks, routes, threshold_db)
        self.utc_s = found.utc_s
        ensemble = Ensemble(model, doubt)
        self._least_db = threshold_db + found.antenna_db
        self._rest_db = np.outer(
            normal_quantiles(BUDGETS), np.hypot(model.radio.budget.sigma_db, found.antenna_sigma_db)
        )
        self._losses = _Kept(ensemble.kept_losses_db, found.places, ensemble.members)
        self._clearances = _Kept(ensemble.kept_clearances_m, found.places, ensemble.members)

    def around(self, level: Level, interval: Interval) -> tuple[Floats, NDArray[np.float64]]:
        """Instants, (k,), and the margins or clearances there, (members, k), from before every silence that has a part in
        an interval to after it: at either end no member is below 0, or the scenario begins or ends."""
        first = max(int(np.searchsorted(self.utc_s, interval.start_utc_s, side="right")) - 1, 0)
        last = min(int(np.searchsorted(self.utc_s, interval.end_utc_s)), self.utc_s.size - 1)
        values, onward = self._between(level, first, last), _ONWARD
        while first > 0 and (values[:, 0] < 0.0).any():
            first, onward = max(first - onward, 0), min(2 * onward, _MOST_ONWARD)
            values = self._between(level, first, last)
        onward = _ONWARD
        while last < self.utc_s.size - 1 and (values[:, -1] < 0.0).any():
            last, onward = min(last + onward, self.utc_s.size - 1), min(2 * onward, _MOST_ONWARD)
            values = self._between(level, first, last)
        return self.utc_s[first : last + 1], values

    def _between(self, level: Level, first: int, last: int) -> NDArray[np.float64]:
        if level == "sightline":
            return self._clearances.between(first, last)
        here = slice(first, last + 1)
        margin = self._least_db[here] - self._losses.between(first, last)
        every: Floats = margin[:, None, :] + self._rest_db[None, :, here]
        return every.reshape(-1, every.shape[2])
