"""All recorded flights of Ingenuity: replayed in their own time, and the straightforward ones flown anew from waypoints.

The table of the second part: `python tests/validation/test_generated_flights.py`, from the repository.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
import shapely

from relaysim.helicopter.envelope import Envelope
from relaysim.helicopter.flight_route import FlightLimits, Waypoints, replayed_flight
from relaysim.helicopter.flight_states import FlightStates
from relaysim.helicopter.phases import phases
from relaysim.helicopter.steadied import replayed_states
from relaysim.path.route import Floats, Route

TABLES = Path(__file__).parents[2] / "scenarios" / "jezero"
RADIUS_M, GRAVITY_MPS2 = 3_396_190.0, 3.71

# Assumed, one set for all flights:
# - climb and descent at 1 m/s, the rate announced for the first flight;
# - 0.7 m/s2: the ramps of the tracks of flights 7 to 61 (0.35 in flights 3 and 4, 1.0 in 62, 68 and 69);
# - hovers of 5 s at the top of the climb, where it stops, and before the descent;
# - turns of up to 30 deg flown on.
CLIMB_MPS = DESCENT_MPS = 1.0
ENVELOPE = Envelope(acceleration_mps2=0.7, pause_s=5.0, fly_on_deg=30.0)

# Straightforward, by its track alone: it went somewhere, in few legs, at one speed.
TOLERANCE_M, MOST_LEGS, LEAST_M = 5.0, 3, 50.0
ONE_SPEED = 0.9  # median speed while it moves, as a share of the greatest recorded


@dataclass(frozen=True)
class Recorded:
    """A flight of the tables, its track in metres from where it took off."""

    flight: int
    elapsed_s: Floats
    x_m: Floats
    y_m: Floats
    duration_s: float
    distance_m: float
    max_altitude_m: float
    max_speed_mps: float

    @property
    def limits(self) -> FlightLimits:
        return FlightLimits(CLIMB_MPS, DESCENT_MPS, self.max_altitude_m)

    @property
    def route(self) -> Route:
        """As replayed."""
        return replayed_flight(self.elapsed_s, self.x_m, self.y_m, self.duration_s, self.limits)

    @property
    def corners(self) -> Floats:
        """(n, 2) the track simplified by Douglas and Peucker's method."""
        line = shapely.LineString(np.column_stack([self.x_m, self.y_m]))
        return shapely.get_coordinates(line.simplify(TOLERANCE_M, preserve_topology=False))

    @property
    def is_straightforward(self) -> bool:
        """Whether it meets the criterion."""
        corners = self.corners
        went_m = np.hypot(*np.diff(corners, axis=0).T).sum()
        if went_m < LEAST_M or len(corners) - 1 > MOST_LEGS or self.max_speed_mps == 0.0:
            return False
        times = np.arange(0.0, self.duration_s, 0.5)
        speed = replayed_states(self.route, times, GRAVITY_MPS2, self.max_speed_mps).ground_speed_mps
        return bool(np.median(speed[speed > 0.25]) >= ONE_SPEED * self.max_speed_mps)

    def generated(self, envelope: Envelope = ENVELOPE) -> Route:
        """Flown anew through its corners at its greatest speed and height."""
        x, y = self.corners.T
        return Waypoints(x[1:], y[1:], self.max_speed_mps).route_from(x[0], y[0], self.limits, envelope)


def read() -> Iterator[Recorded]:
    """All flights, in order."""
    tracks = defaultdict(list)
    with (TABLES / "flight_tracks.csv").open(newline="") as file:
        for row in csv.DictReader(file):
            tracks[row["flight"]].append(
                [float(row[k]) for k in ("elapsed_s", "longitude_deg", "latitude_deg")]
            )
    with (TABLES / "flights.csv").open(newline="") as file:
        for row in csv.DictReader(file):
            elapsed, lon, lat = np.array(tracks[row["flight"]]).T
            shrink = np.cos(np.radians(lat[0]))
            yield Recorded(
                int(row["flight"]),
                elapsed,
                np.radians(lon - lon[0]) * RADIUS_M * shrink,
                np.radians(lat - lat[0]) * RADIUS_M,
                *(float(row[k]) for k in ("duration_s", "distance_m", "max_altitude_m", "max_speed_mps")),
            )


@pytest.fixture(scope="module")
def flights() -> list[Recorded]:
    return list(read())


def test_replayed_flights_take_their_time(flights: list[Recorded]) -> None:
    """All 72 within 2 s or 2 %, together 128.9 minutes."""
    assert len(flights) == 72
    for flight in flights:
        took_s = flight.route.end_utc_s - flight.route.start_utc_s
        assert took_s == pytest.approx(flight.duration_s, abs=max(2.0, 0.02 * flight.duration_s))
    total_s = sum(flight.route.end_utc_s - flight.route.start_utc_s for flight in flights)
    assert total_s / 60 == pytest.approx(128.9, abs=0.05)


def test_replayed_flights_go_their_way(flights: list[Recorded]) -> None:
    """The lengths of all 72 are within 3 m or 2 % of the record."""
    for flight in flights:
        within_m = max(3.0, 0.02 * flight.distance_m)
        assert flight.route.length_m == pytest.approx(flight.distance_m, abs=within_m), flight.flight


def test_replayed_flights_are_no_faster_than_recorded(flights: list[Recorded]) -> None:
    """The greatest speed is that of the record, or less where the track never shows it."""
    for flight in flights:
        found = states(flight)
        if flight.max_speed_mps > 0.0:
            assert found.ground_speed_mps.max() <= 1.02 * flight.max_speed_mps, flight.flight


def test_the_greatest_speeds_are_not_smoothed_away(flights: list[Recorded]) -> None:
    """Of the flights at one speed each shows it, within 5 %."""
    for flight in filter(lambda f: f.is_straightforward, flights):
        shown = states(flight).ground_speed_mps.max()
        assert shown == pytest.approx(flight.max_speed_mps, rel=0.05), flight.flight


def test_recorded_flights_tilt_as_a_helicopter_does(flights: list[Recorded]) -> None:
    """No error of a track looks like a manoeuvre: 10 deg for most, 22 at most, in no less than a second or two."""
    tilts = np.array([states(flight).tilt_deg.max() for flight in flights])
    rates = np.array([states(flight).tilt_rate_dps.max() for flight in flights])
    assert np.median(tilts) == pytest.approx(10.0, abs=1.5)
    assert tilts.max() < 22.0
    assert (tilts > 20.0).sum() <= 2
    assert rates.max() < 15.0


def states(flight: Recorded) -> FlightStates:
    """Its motion, four times a second."""
    times = np.arange(0.0, flight.duration_s, 0.25)
    return replayed_states(flight.route, times, GRAVITY_MPS2, flight.max_speed_mps)


def test_recorded_flights_have_their_phases(flights: list[Recorded]) -> None:
    """A climb, something level, a descent, a landing; those that went 50 m or more also a way."""
    for flight in flights:
        names = [phase.name for phase in phases(flight.route, ENVELOPE)]
        assert names[0] == "climb" and names[-2:] == ["descend", "land"]
        assert "hover" in names or "translate" in names
        assert "translate" in names or flight.distance_m < 50.0


def test_ten_flights_generated_from_waypoints_take_their_time(flights: list[Recorded]) -> None:
    """Of the flights that meet the criterion four in five are within 10 %, many more than ten, and neither side is favoured."""
    off = {f.flight: difference(f) for f in flights if f.is_straightforward}
    within = {flight for flight, value in off.items() if abs(value) <= 0.10}
    assert len(within) >= 10
    assert len(within) / len(off) >= 0.8
    assert abs(float(np.median(list(off.values())))) < 0.03


def difference(flight: Recorded, envelope: Envelope = ENVELOPE) -> float:
    """Duration generated over recorded, less one."""
    return flight.generated(envelope).end_utc_s / flight.duration_s - 1.0


def _print() -> None:
    print("flight  legs  way_m  speed  record_s  generated_s  off_%")
    found = [f for f in read() if f.is_straightforward]
    for f in found:
        route = f.generated()
        print(
            f"{f.flight:6d} {len(f.corners) - 1:5d} {route.length_m:6.0f} {f.max_speed_mps:6.2f} {f.duration_s:9.1f}"
            f" {route.end_utc_s:12.1f} {100 * difference(f):6.1f}"
        )
    others = {
        "as assumed": ENVELOPE,
        "0.35 m/s2": Envelope(acceleration_mps2=0.35, pause_s=5.0, fly_on_deg=30.0),
        "1.0 m/s2": Envelope(acceleration_mps2=1.0, pause_s=5.0, fly_on_deg=30.0),
        "pauses 3 s": Envelope(acceleration_mps2=0.7, pause_s=3.0, fly_on_deg=30.0),
        "pauses 8 s": Envelope(acceleration_mps2=0.7, pause_s=8.0, fly_on_deg=30.0),
        "a stop at every corner": Envelope(acceleration_mps2=0.7, pause_s=5.0),
        "no envelope": Envelope(),
    }
    for name, envelope in others.items():
        off = np.array([difference(f, envelope) for f in found])
        within = int((np.abs(off) <= 0.10).sum())
        print(f"{name}: {within} of {len(found)} within 10 %, median {100 * np.median(off):+.1f} %")


if __name__ == "__main__":
    _print()
