"""How probable the link was as each flight took off and touched down: over an ensemble of grounds, as for any one link."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Sequence

import numpy as np

from relaysim.blackout.table import Scene
from relaysim.links.ensemble import Ensemble
from relaysim.links.probability import closing_probability
from relaysim.links.track import track_in_force
from relaysim.records.rows import FlightRow


def with_chances(flights: Sequence[FlightRow], scene: Scene) -> list[FlightRow]:
    """The rows, with the probability that the lowest rate closes at take-off and at touchdown.

    None where the flight has no such instant, over unknown ground, or where nothing is said to be uncertain.
    """
    instants = [utc for row in flights for utc in (row.takeoff_utc, row.landing_utc) if utc is not None]
    chance = _chances(instants, scene)
    return [
        dataclasses.replace(
            row,
            probability_at_takeoff=chance.get(row.takeoff_utc),
            probability_at_landing=chance.get(row.landing_utc),
        )
        for row in flights
    ]


def _chances(instants: Sequence[float], scene: Scene) -> dict[float | None, float]:
    """The known ones by their instant; all of them asked at once."""
    if scene.doubt is None or not instants:
        return {}
    rover, scout = (
        tuple(np.concatenate(axis) for axis in zip(*side, strict=True))
        for side in zip(*map(scene.positions, instants), strict=True)
    )
    losses = Ensemble(scene.model, scene.doubt).kept_losses_db(
        (rover[0], rover[1], rover[2]), (scout[0], scout[1], scout[2])
    )
    gain, spread = np.array([_antennas_db(utc, scene) for utc in instants]).T
    sigma = np.hypot(scene.model.radio.budget.sigma_db, spread)
    found = closing_probability(losses, scene.threshold_db, sigma, gain).tolist()
    return {utc: one for utc, one in zip(instants, found, strict=True) if not math.isnan(one)}


def _antennas_db(utc_s: float, scene: Scene) -> tuple[float, float]:
    """Gain of both antennas at an instant, and its standard deviation."""
    track = track_in_force(scene.tracks, utc_s)
    here = max(int(np.searchsorted(track.utc_s, utc_s, side="right")) - 1, 0)
    return float(track.samples.antenna_db[here]), float(track.samples.antenna_sigma_db[here])
