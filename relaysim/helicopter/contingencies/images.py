"""The navigation images as an instrument: when they come, how they are timed, what wrong times do to the flight."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from relaysim.helicopter.contingencies.faults import Fault, ImageGap, LostImages
from relaysim.path.route import Floats, Route


@dataclass(frozen=True)
class Images:
    """A camera that looks straight down and helps to tell position and speed.

    Attributes:
        period_s: from image to image.
        tolerance_s: time between image and inertial unit that the estimator bears without harm.
        swing_dps: amplitude of the swings for each second beyond the tolerance, deg/s.
        swing_period_s: of one swing.
        landing_error_m: greatest error of the landing place after a flight with swings.
        least_height_m: below it no image is used.
        features: how many are followed from image to image over still ground.
        view_deg: angle of view along the flight.
    """

    period_s: float
    tolerance_s: float
    swing_dps: float
    swing_period_s: float
    landing_error_m: float
    least_height_m: float
    features: float
    view_deg: float

    def shift_s(self, fault: LostImages) -> float:
        """By how much a fault mis-times the images after it."""
        return fault.images * self.period_s if fault.offset_s is None else fault.offset_s

    def offset_s(self, elapsed_s: Floats, height_m: Floats, faults: Sequence[Fault]) -> Floats:
        """Time between images and inertial unit, 0 or more, (n,); nan where no image is used.

        Offsets of several faults add up.
        """
        offset = np.zeros_like(elapsed_s)
        for fault in faults:
            if isinstance(fault, LostImages):
                offset += np.where(elapsed_s >= fault.at_s, self.shift_s(fault), 0.0)
        return np.where(self._used(height_m), np.abs(offset), np.nan)

    def gap_s(self, elapsed_s: Floats, height_m: Floats, faults: Sequence[Fault]) -> Floats:
        """Time since the last image, (n,); nan where no image is used. Images come at whole periods from take-off."""
        # A millionth of an image more: whole periods are not whole in binary.
        last = np.floor(elapsed_s / self.period_s + 1e-6) * self.period_s
        for fault in faults:
            if isinstance(fault, LostImages | ImageGap):
                lasts_s = fault.lasts_s if isinstance(fault, ImageGap) else fault.images * self.period_s
                before = math.ceil(fault.at_s / self.period_s - 1e-6) * self.period_s - self.period_s
                missing = (last >= fault.at_s - 1e-9) & (last < fault.at_s + lasts_s - 1e-9)
                last = np.where(missing, np.minimum(last, before), last)
        return np.where(self._used(height_m), np.maximum(elapsed_s - last, 0.0), np.nan)

    def features_seen(self, height_m: Floats, ground_speed_mps: Floats, gap_s: Floats) -> Floats:
        """Features followed, (n,): those of the ground that the last image and the present view share; nan unused."""
        width_m = 2.0 * height_m * math.tan(math.radians(self.view_deg / 2.0))
        moved = ground_speed_mps * np.maximum(gap_s, self.period_s)
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(
                self._used(height_m), self.features * np.clip(1.0 - moved / width_m, 0.0, 1.0), np.nan
            )

    def swing(self, elapsed_s: Floats, height_m: Floats, faults: Sequence[Fault]) -> tuple[Floats, Floats]:
        """Tilt of the swings (deg, 0 or more) and its rate (deg/s, 0 or more), each (n,); 0 where no image is used."""
        amplitude = self.swing_amplitude_deg(elapsed_s, height_m, faults)
        turns = 2.0 * math.pi / self.swing_period_s
        return (
            amplitude * np.abs(np.sin(turns * elapsed_s)),
            amplitude * turns * np.abs(np.cos(turns * elapsed_s)),
        )

    def swing_amplitude_deg(self, elapsed_s: Floats, height_m: Floats, faults: Sequence[Fault]) -> Floats:
        """Amplitude of the swings, (n,): they grow evenly over one swing; 0 where no image is used."""
        full = self.amplitude_deg(self.offset_s(elapsed_s, height_m, faults))
        return full * np.clip((elapsed_s - self.swings_from_s(faults)) / self.swing_period_s, 0.0, 1.0)

    def swings_from_s(self, faults: Sequence[Fault]) -> float:
        """When images first are further out of step than the tolerance, from take-off; inf if they never are."""
        offset_s = 0.0
        lost = [fault for fault in faults if isinstance(fault, LostImages)]
        for fault in sorted(lost, key=lambda one: one.at_s):
            offset_s += self.shift_s(fault)
            if offset_s > self.tolerance_s and self.swing_dps > 0.0:
                return fault.at_s
        return math.inf

    def amplitude_deg(self, offset_s: Floats) -> Floats:
        """Amplitude of the swings at an offset: in proportion to what is beyond the tolerance, 90 at most."""
        beyond = np.nan_to_num(np.maximum(offset_s - self.tolerance_s, 0.0))
        return np.minimum(self.swing_dps * beyond, 90.0)

    def landing_offset(self, harmed: bool, generator: np.random.Generator) -> tuple[float, float]:
        """How far east and north of the meant place a flight lands; (0, 0) unless it swung.

        Uniform over the disc; two numbers are drawn in any case.
        """
        radius, turn = generator.random(2)
        if not harmed:
            return 0.0, 0.0
        distance_m, angle = self.landing_error_m * math.sqrt(radius), 2.0 * math.pi * turn
        return distance_m * math.sin(angle), distance_m * math.cos(angle)

    def _used(self, height_m: Floats) -> NDArray[np.bool_]:
        return height_m >= self.least_height_m


def drifted(route: Route, since_s: float, dx_m: float, dy_m: float) -> Route:
    """The same motion with a place error that grows evenly from `since_s` (from take-off) to touchdown.

    Unchanged if it has landed by then.
    """
    start = route.start_utc_s + max(since_s, 0.0)
    if start >= route.end_utc_s:
        return route
    times = np.union1d(route.utc_s, [start])
    x, y, height = route.position(times)
    share = np.clip((times - start) / (route.end_utc_s - start), 0.0, 1.0)
    return Route(times, x + share * dx_m, y + share * dy_m, height)
