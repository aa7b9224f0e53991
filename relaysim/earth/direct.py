"""The rover's own link with ground stations (X-band), without an orbiter, as contacts in either direction.

Times of commands are those of the station, times of returns those of the rover: each where the signal leaves.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from relaysim.clock.sky import LIGHT_KM_PER_S, Sky
from relaysim.clock.windows import Window, intersect, subtract, windows_above
from relaysim.earth.light_steps import light_time_pieces
from relaysim.earth.stations import STEP_S, Station, shared_out
from relaysim.plans.contact import Contact

Floats = NDArray[np.float64]
Horizon = float | Callable[[Floats], Floats]


@dataclass(frozen=True, slots=True)
class DirectRate:
    """What one station does: data per time to the rover and from it; 0 is a direction that it does not serve."""

    station: Station
    commands_bps: float = 0.0
    returns_bps: float = 0.0


@dataclass(frozen=True)
class Direct:
    """The link between one rover and several stations; see `commands` and `returns`.

    Attributes:
        sky: of the rover's body.
        rover: its name in contacts.
        rates: stations, the preferred ones first.
        at_rover: when the rover can point at Earth, in its own time (`earth_windows`, cut to its working hours); up to
            a light time beyond the intervals asked for, or the last commands find nobody who listens.
        conjunctions: when the Sun is in the way, in Earth's time.
        returns_factor: what is left of rates to Earth then; 0 is nothing.
        reference_distance_m: where the rates hold, else as the inverse square of the distance; None: everywhere.
    """

    sky: Sky
    rover: str
    rates: Sequence[DirectRate]
    at_rover: Sequence[Window]
    conjunctions: Sequence[Window] = ()
    returns_factor: float = 0.0
    reference_distance_m: float | None = None

    def commands(self, start_utc_s: float, end_utc_s: float) -> list[Contact]:
        """Contacts from stations to the rover that begin to be sent within [start, end), in the time of the station.

        A station sends while it sees the body and what it sends meets the rover pointing at Earth; never in
        conjunction. Of several stations `shared_out` chooses one. Light time and rate are those of the middle of a
        contact; a window in which light time changes by more than a second is several contacts.

        Raises: InputError outside the ephemeris's span.
        """
        serving = [rate for rate in self.rates if rate.commands_bps > 0.0]
        heard = _moved(self.at_rover, lambda utc_s: -self.sky.uplink_s(utc_s))
        allowed = subtract(intersect(heard, [(start_utc_s, end_utc_s)]), self.conjunctions)
        seen = [rate.station.sees(self.sky, start_utc_s, end_utc_s) for rate in serving]
        found = []
        for rate, own in zip(serving, shared_out([intersect(own, allowed) for own in seen]), strict=True):
            windows = [piece for _, piece in light_time_pieces(own, self.sky.uplink_sent_s)]
            travels = self.sky.uplink_sent_s(_middles(windows)).tolist()
            for (start, end), travel_s in zip(windows, travels, strict=True):
                bps = self._at_distance(rate.commands_bps, travel_s)
                steps = ((start, bps),)
                found.append(Contact(rate.station.name, self.rover, start, end, steps, travel_s))
        return sorted(found, key=lambda contact: contact.start_utc_s)

    def returns(self, start_utc_s: float, end_utc_s: float) -> list[Contact]:
        """Contacts from the rover to stations that begin within [start, end), in the time of the rover.

        The rover sends while it points at Earth and a station sees the body when the signal comes. In conjunction the
        rate is `returns_factor` of what it was; with 0 there is no contact then. For the rest see `commands`.

        Raises: InputError outside the ephemeris's span.
        """
        serving = [rate for rate in self.rates if rate.returns_bps > 0.0]
        dimmed = _moved(self.conjunctions, self._back)
        allowed = intersect(self.at_rover, [(start_utc_s, end_utc_s)])
        if self.returns_factor <= 0.0:
            allowed, dimmed = subtract(allowed, dimmed), []
        # What leaves at the end comes a light time later.
        until_utc_s = end_utc_s + float(self.sky.downlink_s(end_utc_s))
        seen = [rate.station.sees(self.sky, start_utc_s, until_utc_s) for rate in serving]
        windows_of = shared_out([intersect(_moved(own, self._back), allowed) for own in seen])
        found = []
        for rate, own in zip(serving, windows_of, strict=True):
            windows = [piece for _, piece in light_time_pieces(own, self.sky.downlink_s)]
            travels = self.sky.downlink_s(_middles(windows)).tolist()
            for window, travel_s in zip(windows, travels, strict=True):
                bps = self._at_distance(rate.returns_bps, travel_s)
                steps = _dimmed(window, bps, dimmed, self.returns_factor)
                found.append(Contact(self.rover, rate.station.name, *window, steps, travel_s))
        return sorted(found, key=lambda contact: contact.start_utc_s)

    def _back(self, utc_s: Floats) -> Floats:
        return -self.sky.downlink_received_s(utc_s)

    def _at_distance(self, bps: float, travel_s: float) -> float:
        if self.reference_distance_m is None:
            return bps
        return bps * (self.reference_distance_m / (1000.0 * LIGHT_KM_PER_S * travel_s)) ** 2


def earth_windows(
    sky: Sky,
    latitude_deg: float,
    longitude_deg: float,
    horizon_deg: Horizon,
    start_utc_s: float,
    end_utc_s: float,
    step_s: float = STEP_S,
) -> list[Window]:
    """When the Earth's centre stands at or above the horizon of a place on the body, in that place's time.

    horizon_deg: an elevation, or a function from azimuth to it (`relaysim.sightline.horizon.Skyline.at`); where that
    is nan, Earth counts as hidden. Edges to a millisecond; a stretch, or a gap behind a peak, shorter than `step_s` can
    be missed. Raises: InputError outside the ephemeris's span.
    """

    def above(utc_s: Floats) -> Floats:
        azimuth, elevation = sky.earth_from(latitude_deg, longitude_deg, utc_s)
        return np.asarray(elevation - (horizon_deg(azimuth) if callable(horizon_deg) else horizon_deg))

    return windows_above(above, 0.0, start_utc_s, end_utc_s, step_s)


def _moved(windows: Sequence[Window], by_s: Callable[[Floats], Floats]) -> list[Window]:
    """Windows whose ends are moved, each by what a function says of it."""
    ends = np.array(windows, dtype=np.float64).reshape(-1, 2)
    return [(start, end) for start, end in (ends + by_s(ends)).tolist()]


def _middles(windows: Sequence[Window]) -> Floats:
    return np.asarray(np.array(windows, dtype=np.float64).reshape(-1, 2).mean(axis=1))


def _dimmed(
    window: Window, bps: float, dimmed: Sequence[Window], factor: float
) -> tuple[tuple[float, float], ...]:
    """Steps of the rate over a window: less by a factor within the dimmed ones."""
    low, full = intersect([window], dimmed), subtract([window], dimmed)
    steps = [(start, bps * factor) for start, _ in low] + [(start, bps) for start, _ in full]
    return tuple(sorted(steps))
