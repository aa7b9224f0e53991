"""The motion of a flight at a list of instants: what power, contingencies and cameras ask of it.

A route is a polyline in time, whose corners would be infinite accelerations. A vehicle has to tilt before it
changes its velocity, so velocities are means over a second (`PLANNED`) and accelerations their differences.

A recorded track needs more (`RECORDED`, and times it can keep: relaysim.helicopter.steadied). Ingenuity's has one
sample a second in most flights, with two kinds of errors:

- Samples are late, or there twice: a step of up to twice the length, then one of none. A running median of the
  velocity over 3.5 s drops such a pair whole, where a mean would show a burst and a halt; it leaves a steady ramp.
- Places scatter by 0.2 m or so (jitter of the navigation, and the thinning of the table by up to 0.4 m), which
  over T seconds looks like an acceleration of sqrt(6) 0.2 m / T^2: 0.5 m/s2 in one second, a tilt of 8 deg, but
  0.03 m/s2 in four. The real ramps, of 0.35 to 1 m/s2, last 5 to 10 s and outlast the window.

The price: manoeuvres shorter than some 5 s (the swings of Ingenuity's flight 6) come out weaker than they were.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from relaysim.path.route import Floats, Route

GRID_S = 0.125

# A route climbs at full rate from its first instant on; a vehicle has to gain it. That this takes a second, as tilting
# does, is assumed; a rate that would take more than a third of gravity to gain in that time takes longer.
LIFT_S, MOST_LIFT = 1.0, 1.0 / 3.0


@dataclass(frozen=True)
class Smoothing:
    """How a polyline becomes a motion.

    Attributes:
        mean_s: velocities are means over so long.
        median_s: of these, running medians (east and north each) over so long; 0 for none.
    """

    mean_s: float
    median_s: float


PLANNED = Smoothing(mean_s=1.0, median_s=0.0)
RECORDED = Smoothing(mean_s=4.0, median_s=3.5)


@dataclass(frozen=True)
class FlightStates:
    """A flight at n instants, each array (n,).

    Attributes:
        elapsed_s: from take-off.
        x_m, y_m: local east and north.
        height_m: above the ground below.
        ground_speed_mps: over ground, 0 or more.
        climb_mps: upward, negative in descent.
        acceleration_mps2: horizontal, 0 or more.
        tilt_deg: angle of the thrust from the vertical, from acceleration (and drag where it is modelled).
        tilt_rate_dps: its rate of change, 0 or more.
        lift_mps2: upward acceleration that rotors give it, beyond carrying the weight; negative where they carry less.
    """

    elapsed_s: Floats
    x_m: Floats
    y_m: Floats
    height_m: Floats
    ground_speed_mps: Floats
    climb_mps: Floats
    acceleration_mps2: Floats
    tilt_deg: Floats
    tilt_rate_dps: Floats
    lift_mps2: Floats


def flight_states(
    route: Route, elapsed_s: Floats, gravity_mps2: float, smoothing: Smoothing = PLANNED
) -> FlightStates:
    """How the vehicle moves at the given instants; before take-off and after touchdown it stands.

    Places and heights are the route's own; what is derived from them is smoothed. The tilt is that of the thrust
    which accelerates the vehicle: atan(horizontal acceleration / gravity). Drag is left out (no source gives
    it): the true tilt in a fast cruise is larger by what drag asks for. Vertical accelerations change it little.

    Args:
        route: a planned route, or with `RECORDED` one replayed from a track.
        elapsed_s: (n,) from take-off, any instants.
    """
    x, y, height = route.position(route.start_utc_s + elapsed_s)
    grid, east, north = _velocities(route, smoothing)
    span = smoothing.mean_s
    v_east, v_north = np.interp(elapsed_s, grid, east), np.interp(elapsed_s, grid, north)
    a_east, a_north = _differences(grid, east, span), _differences(grid, north, span)
    tilt_east, tilt_north = np.arctan(a_east / gravity_mps2), np.arctan(a_north / gravity_mps2)
    rate = np.hypot(np.gradient(tilt_east, grid), np.gradient(tilt_north, grid))
    acceleration = np.hypot(np.interp(elapsed_s, grid, a_east), np.interp(elapsed_s, grid, a_north))
    return FlightStates(
        elapsed_s=elapsed_s,
        x_m=x,
        y_m=y,
        height_m=height,
        ground_speed_mps=np.hypot(v_east, v_north),
        climb_mps=_climb(route, elapsed_s, PLANNED.mean_s),
        acceleration_mps2=acceleration,
        tilt_deg=np.degrees(np.arctan(acceleration / gravity_mps2)),
        tilt_rate_dps=np.degrees(np.interp(elapsed_s, grid, rate)),
        lift_mps2=_lift(route, elapsed_s, gravity_mps2),
    )


def _velocities(route: Route, smoothing: Smoothing) -> tuple[Floats, Floats, Floats]:
    """Instants from take-off, a little beyond either end, and the velocity east and north at each."""
    beyond = 2.0 * (smoothing.mean_s + smoothing.median_s)
    duration = route.end_utc_s - route.start_utc_s
    # Symmetric in whole steps of the grid, so that a mean over a second is one.
    grid = np.arange(-np.ceil(beyond / GRID_S), np.ceil((duration + beyond) / GRID_S) + 1) * GRID_S
    x_after, y_after, _ = route.position(route.start_utc_s + grid + 0.5 * smoothing.mean_s)
    x_before, y_before, _ = route.position(route.start_utc_s + grid - 0.5 * smoothing.mean_s)
    half = round(0.5 * smoothing.median_s / GRID_S)
    east = _running_median((x_after - x_before) / smoothing.mean_s, half)
    north = _running_median((y_after - y_before) / smoothing.mean_s, half)
    return grid, east, north


def _running_median(values: Floats, half: int) -> Floats:
    """(n,) the median of each value and `half` neighbours on either side."""
    padded = np.pad(values, half, mode="edge")
    return np.median(np.lib.stride_tricks.sliding_window_view(padded, 2 * half + 1), axis=-1)


def _differences(grid: Floats, values: Floats, span_s: float) -> Floats:
    """(n,) rate of change over `span_s` around each instant."""
    after, before = np.interp(grid + 0.5 * span_s, grid, values), np.interp(grid - 0.5 * span_s, grid, values)
    return np.asarray((after - before) / span_s)


def _climb(route: Route, elapsed_s: Floats, span_s: float) -> Floats:
    """(n,) mean vertical speed over `span_s` around each instant, of which only the flight's own part counts."""
    start, end = route.start_utc_s, route.end_utc_s
    before = np.clip(start + elapsed_s - 0.5 * span_s, start, end)
    after = np.clip(start + elapsed_s + 0.5 * span_s, start, end)
    rise = route.position(after)[2] - route.position(before)[2]
    aloft = (elapsed_s >= 0.0) & (elapsed_s <= end - start) & (after > before)
    return np.where(aloft, rise / np.where(after > before, after - before, 1.0), 0.0)


def _lift(route: Route, elapsed_s: Floats, gravity_mps2: float) -> Floats:
    """(n,) upward acceleration: each change of the route's vertical speed, spread over the time after it.

    Before take-off it stands; at touchdown the ground stops it.
    """
    times = route.utc_s - route.start_utc_s
    speeds = np.diff(route.above_ground_m) / np.maximum(np.diff(times), 1e-9)
    span_s = max(LIFT_S, float(np.max(np.abs(speeds), initial=0.0)) / (MOST_LIFT * gravity_mps2))
    after = _speed_at(times, speeds, elapsed_s)
    before = _speed_at(times, speeds, elapsed_s - span_s)
    aloft = (elapsed_s >= 0.0) & (elapsed_s < times[-1])
    return np.where(aloft, (after - before) / span_s, 0.0)


def _speed_at(times: Floats, speeds: Floats, elapsed_s: Floats) -> Floats:
    """(n,) vertical speed of the piece of the route that is flown at each instant, or begins then; 0 outside."""
    piece = np.searchsorted(times, elapsed_s, side="right")
    return np.concatenate([[0.0], speeds, [0.0]])[piece]
