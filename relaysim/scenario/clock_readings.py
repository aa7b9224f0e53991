"""The clock of the spacecraft that a scenario tells by readings."""

from __future__ import annotations

from relaysim.clock.spacecraft_clock import SpacecraftClock
from relaysim.scenario.places import FaultList
from relaysim.scenario.schema import ScenarioModel


def spacecraft_clock(model: ScenarioModel, faults: FaultList) -> SpacecraftClock | None:
    """The clock of a (maybe partial) model; None if there is none, or its readings do not rise, which is noted."""
    readings = (model.clock.spacecraft_clock if model.clock is not None else None) or ()
    known: list[tuple[float, float]] = []
    for index, one in enumerate(readings):
        if one is None or one.count is None or one.utc_s is None:
            return None
        if known and (one.count <= known[-1][0] or one.utc_s <= known[-1][1]):
            message = (
                "readings of a clock stand in the order of time: this one is no later than the one before"
            )
            faults.add(("clock", "spacecraft_clock", index), message)
            return None
        known.append((one.count, one.utc_s))
    return SpacecraftClock(*zip(*known, strict=True)) if known else None
