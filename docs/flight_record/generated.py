"""Straightforward flights generated from waypoints: seconds beside the record."""

from __future__ import annotations

from typing import Any

import numpy as np
from markdown_parts import numbers, table

from flight_record.record import from_tests
from relaysim.helicopter.envelope import Envelope
from relaysim.helicopter.flight_states import flight_states
from relaysim.helicopter.steadied import replayed_states

STILL_MPS, WITHIN = 0.25, 0.10


def section() -> str:
    """Text and tables."""
    from_tests("validation")
    import test_generated_flights as checked  # the flights, the criterion and the parameters that the tests hold

    found = [flight for flight in checked.read() if flight.is_straightforward]
    off = {flight.flight: checked.difference(flight) for flight in found}
    missed = [flight for flight in found if abs(off[flight.flight]) > WITHIN]
    envelope = checked.ENVELOPE
    return "\n\n".join(
        [
            "## 2. Generated flights",
            "A planned flight is generated from waypoints. To hold that against the record, the straightforward flights are flown anew: through "
            "the corners of their recorded tracks, at their recorded greatest speed and height. Nothing else of the record is used.",
            "- **Straightforward**, by its track alone: after simplifying it to "
            f"{checked.TOLERANCE_M:g} m it has at most {checked.MOST_LEGS} legs and {checked.LEAST_M:g} m or more in all; half of the time "
            f"that it moves it does so at {100 * checked.ONE_SPEED:.0f} % of its greatest speed or faster.\n"
            f"- **One set of parameters for all**, assumed: climb and descent {checked.CLIMB_MPS:g} m/s (announced for the first flight), "
            f"{envelope.acceleration_mps2:g} m/s2 (the ramps of the tracks of flights 7 to 61), pauses of {envelope.pause_s:g} s at the top of the "
            f"climb, at every stop and before the descent, turns of up to {envelope.fly_on_deg:g} deg flown on. The accelerations were read off "
            "tracks of the same flights, so this is a check of the form, not of figures from elsewhere.",
            f"**{len(found) - len(missed)} of {len(found)} are within {100 * WITHIN:.0f} %**; the median difference is {100 * float(np.median(list(off.values()))):+.1f} %. "
            f"Outside: {numbers(flight.flight for flight in missed)}.",
            _flights(found, off),
            "Where the seconds of the misses are. *Still* is slower than 0.25 m/s over ground: climb, hover and descent.",
            _misses(missed, off),
            _why(missed, off),
            "How much the assumed parameters matter, each changed alone:",
            _variants(found, checked.difference, envelope),
        ]
    )


def _flights(found: list[Any], off: dict[int, float]) -> str:
    rows = [
        (
            str(f.flight),
            str(len(f.corners) - 1),
            f"{f.generated().length_m:.0f}",
            f"{f.max_speed_mps:.2f}",
            f"{f.duration_s:.1f}",
            f"{f.generated().end_utc_s:.1f}",
            f"{100 * off[f.flight]:+.1f}" + ("" if abs(off[f.flight]) <= WITHIN else " **outside**"),
        )
        for f in found
    ]
    return table(("flight", "legs", "way, m", "speed, m/s", "record, s", "generated, s", "off, %"), rows)


def _misses(missed: list[Any], off: dict[int, float]) -> str:
    rows = []
    for f in missed:
        (still, moving), (still_2, moving_2) = _recorded(f), _generated(f)
        parts = (still, still_2, _straight_s(f), moving, moving_2)
        rows.append((str(f.flight), f"{100 * off[f.flight]:+.1f}", *(f"{seconds:.0f}" for seconds in parts)))
    head = ("flight", "off, %", "still, record, s", "still, generated, s", "of it climb and descent, s", "moving, record, s", "moving, generated, s")  # fmt: skip
    return table(head, rows)


def _why(missed: list[Any], off: dict[int, float]) -> str:
    short = [f.flight for f in missed if off[f.flight] < 0.0]
    long = [f.flight for f in missed if off[f.flight] > 0.0]
    faster = [f.flight for f in missed if off[f.flight] > 0.0 and _recorded(f)[0] < _straight_s(f)]
    return (
        f"- Generated too short: {numbers(short)}. The record has seconds that no waypoint asks for, hovers or slow parts under way; what they were "
        "for is not recorded.\n"
        f"- Generated too long: {numbers(long)}. Of these {numbers(faster)} stood still for fewer seconds than climb and descent at 1 m/s take: "
        "climb or descent was faster than that, or partly made under way. The tracks have no heights, so which of the two cannot be told."
    )


def _straight_s(flight: Any) -> float:
    """Climb and descent at the assumed rates."""
    limits = flight.limits
    return float(limits.max_altitude_m / limits.climb_mps + limits.max_altitude_m / limits.descent_mps)


def _recorded(flight: Any) -> tuple[float, float]:
    times = np.arange(0.0, flight.duration_s, 0.5)
    return _parts(replayed_states(flight.route, times, 3.71, flight.max_speed_mps).ground_speed_mps)


def _generated(flight: Any) -> tuple[float, float]:
    route = flight.generated()
    return _parts(flight_states(route, np.arange(0.0, route.end_utc_s, 0.5), 3.71).ground_speed_mps)


def _parts(speed_mps: np.ndarray) -> tuple[float, float]:
    """Seconds still and moving, of speeds half a second apart."""
    still = int((speed_mps < STILL_MPS).sum())
    return still / 2.0, (len(speed_mps) - still) / 2.0


def _variants(found: list[Any], difference: Any, envelope: Envelope) -> str:
    ramp, pause, turn = envelope.acceleration_mps2, envelope.pause_s, envelope.fly_on_deg
    variants = {
        "nothing": envelope,
        "ramps of 0.35 m/s2": Envelope(acceleration_mps2=0.35, pause_s=pause, fly_on_deg=turn),
        "ramps of 1.0 m/s2": Envelope(acceleration_mps2=1.0, pause_s=pause, fly_on_deg=turn),
        "pauses of 3 s": Envelope(acceleration_mps2=ramp, pause_s=3.0, fly_on_deg=turn),
        "pauses of 8 s": Envelope(acceleration_mps2=ramp, pause_s=8.0, fly_on_deg=turn),
        "a stop at every corner": Envelope(acceleration_mps2=ramp, pause_s=pause),
        "no ramps, no pauses": Envelope(),
    }
    rows = []
    for name, one in variants.items():
        off = np.array([difference(flight, one) for flight in found])
        within = int((np.abs(off) <= WITHIN).sum())
        rows.append((name, f"{within} of {len(found)}", f"{100 * float(np.median(off)):+.1f} %"))
    return table(("changed", "within 10 %", "median difference"), rows)
