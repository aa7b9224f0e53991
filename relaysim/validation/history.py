"""The margin of the landed helicopter's link through a whole mission."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from relaysim.scenario.scenario import Scenario
from relaysim.validation.calibration import Bench, losses_db, shares_of
from relaysim.validation.evidence import Question
from relaysim.validation.likelihood import Posterior

Reals = NDArray[np.float64]


@dataclass(frozen=True)
class History:
    """The margin at the lowest rate while both stand still; nothing is said of the time under way.

    Attributes:
        start_utc_s, end_utc_s: (n,) stretches in which neither moves, in time.
        margin_db: (n,) with the calibrated losses; nan over unknown ground.
    """

    start_utc_s: Reals
    end_utc_s: Reals
    margin_db: Reals

    def at(self, utc_s: float) -> float:
        """The margin at an instant; nan while something moves."""
        found = np.flatnonzero((self.start_utc_s <= utc_s) & (utc_s < self.end_utc_s))
        return float(self.margin_db[found[0]]) if found.size else float("nan")


def history(bench: Bench, scenario: Scenario, found: Posterior) -> History:
    """Margins from the first flight on record to the last, in one batch."""
    rests = _rests(scenario)
    stretches, questions = [], []
    for start, end, lat, lon in rests:
        for stand in bench.stands:
            since, until = max(start, stand.start_utc_s), min(end, stand.end_utc_s)
            if since < until:
                stretches.append((since, until))
                questions.append(Question(stand, lat, lon, bench.model.helicopter_antenna_m))
    fixed, body = found.mean_db
    threshold = bench.threshold_db[min(bench.threshold_db)]
    margin = threshold - fixed - body * shares_of(bench, questions) - losses_db(bench.model, questions)
    order = np.argsort([since for since, _ in stretches], kind="stable")
    times = np.array(stretches, dtype=np.float64).reshape(-1, 2)[order]
    return History(times[:, 0], times[:, 1], margin[order])


def _rests(scenario: Scenario) -> list[tuple[float, float, float, float]]:
    """(from, to, latitude, longitude) of every rest of the helicopter between two flights on record."""
    flights = sorted(scenario.tables.flights.values(), key=lambda flight: flight.takeoff_utc_s)
    return [
        (before.takeoff_utc_s + before.duration_s, after.takeoff_utc_s,
         before.landing_latitude_deg, before.landing_longitude_deg)
        for before, after in pairwise(flights)
    ]  # fmt: skip
