"""Many profiles as rows of numbers: what kernels take, and what is asked of all of them at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from relaysim.radio.profile import Profile

Reals = NDArray[np.float64]
Counts = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class ProfileRows:
    """m profiles, each of them looked at from its transmitter, or backwards, as Profile.reversed has it.

    distance_m, height_m: (points,) of all profiles, one after the other, as they were given. start, size: (m,) where a
    profile's points begin, and how many they are. backwards: (m,). transmitter_m, receiver_m: (m,) antennas above the
    ground; of a profile looked at backwards they have changed places.
    """

    distance_m: Reals
    height_m: Reals
    start: Counts
    size: Counts
    backwards: Flags
    transmitter_m: Reals
    receiver_m: Reals

    @staticmethod
    def of(profiles: Sequence[Profile]) -> ProfileRows:
        """The profiles, one or more, none of them backwards."""
        heights = [p.height_m for p in profiles]
        size = np.array([len(h) for h in heights])
        start = np.cumsum(size)
        start -= size
        # One array for both: two of a megabyte each would be given back to the system, and asked for again, every time.
        points = np.empty((2, start[-1] + size[-1]))
        np.concatenate([p.distance_m for p in profiles], out=points[0])
        np.concatenate(heights, out=points[1])
        transmitter_m = np.array([p.transmitter_height_m for p in profiles], dtype=np.float64)
        receiver_m = np.array([p.receiver_height_m for p in profiles], dtype=np.float64)
        forwards = np.zeros(size.shape, np.bool_)
        return ProfileRows(points[0], points[1], start, size, forwards, transmitter_m, receiver_m)

    def at(self, which: Counts | Flags) -> ProfileRows:
        """Some of them; the ground itself is shared."""
        if which.dtype == np.bool_ and which.all():
            return self
        return replace(
            self,
            start=self.start[which],
            size=self.size[which],
            backwards=self.backwards[which],
            transmitter_m=self.transmitter_m[which],
            receiver_m=self.receiver_m[which],
        )

    def turned(self, which: Flags) -> ProfileRows:
        """The same with those of `which`, (m,), looked at from the other end."""
        if not which.any():
            return self
        return replace(
            self,
            backwards=self.backwards ^ which,
            transmitter_m=np.where(which, self.receiver_m, self.transmitter_m),
            receiver_m=np.where(which, self.transmitter_m, self.receiver_m),
        )

    @cached_property
    def length_m(self) -> Reals:
        """Distance along the ground of each, (m,)."""
        return np.asarray(self.distance_m[self._last] - self.distance_m[self.start])

    @cached_property
    def rise_m(self) -> Reals:
        """How far each receiver stands above its transmitter, (m,); nan over unknown ground."""
        with np.errstate(over="ignore"):  # two heights may differ by more than there are numbers for
            climb = self.height_m[self._last] - self.height_m[self.start]
            return np.asarray(np.where(self.backwards, -climb, climb) + self.receiver_m - self.transmitter_m)

    @cached_property
    def slant_m(self) -> Reals:
        """Straight-line distance between the antennas of each, (m,); nan over unknown ground at either end."""
        return np.asarray(np.hypot(self.length_m, self.rise_m))

    @property
    def is_known(self) -> Flags:
        """Whether no height of a profile is unknown, nor beyond reckoning, (m,)."""
        known = np.isfinite(self.slant_m)
        sound = np.isfinite(self.height_m)
        if not sound.all():
            gaps = np.concatenate(([0], np.cumsum(~sound)))
            known &= gaps[self._last + 1] == gaps[self.start]
        return known

    @property
    def _last(self) -> Counts:
        return self.start + self.size - 1
