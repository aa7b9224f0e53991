"""Ground profiles along many links at once, as the radio wants them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from relaysim.sightline.surface import Floats, Heights

_Kind = TypeVar("_Kind", np.float32, np.float64, np.int64)


@dataclass(frozen=True)
class Profiles:
    """Evenly spaced ground heights along links, one after another in flat arrays.

    Link n has the samples `ground_m[offsets[n]:offsets[n + 1]]`, the first and the last at its ends,
    `step_m[n]` apart. Heights are metres in the frame of the raster, the body's bulge above the chord included;
    nan is unknown ground.
    """

    ground_m: Floats
    offsets: NDArray[np.int64]
    step_m: Floats

    def __len__(self) -> int:
        return int(self.step_m.size)

    def __getitem__(self, n: int) -> Floats:
        return self.ground_m[self.offsets[n] : self.offsets[n + 1]]

    def __iter__(self) -> Iterator[Floats]:
        return (self[n] for n in range(len(self)))


def profiles(
    heights_m: ArrayLike,
    c1: ArrayLike,
    r1: ArrayLike,
    c2: ArrayLike,
    r2: ArrayLike,
    distance_m: ArrayLike,
    radius_m: float,
    step_m: float,
) -> Profiles:
    """Ground profiles of links given by grid coordinates, 10-20 ns a sample.

    `c1, r1, c2, r2` are the ends' columns and rows between cell centres, `distance_m` the ground distances, all of
    one length. A link of d metres is cut into ceil(d / step_m) equal steps, at least one: its own step is never
    above `step_m`. Sampling is bilinear; the ground is raised by the bulge d1 d2 / (2 radius_m). nan where the
    ground is unknown or outside the raster.

    Raises ValueError when `step_m` is not positive.
    """
    from relaysim.sightline.profile_kernel import sample_profiles

    if not step_m > 0.0:
        raise ValueError(f"step_m must be positive, not {step_m}")
    distance = flat(distance_m)
    # A distance of a whole number of steps must not gain one by rounding.
    steps = np.maximum(np.ceil(distance / step_m * (1.0 - 1e-12)), 1.0).astype(np.int64)
    offsets = _read_only(np.concatenate(([0], np.cumsum(steps + 1))).astype(np.int64))
    ground_m = np.empty(int(offsets[-1]))
    sample_profiles(
        grid(heights_m), flat(c1), flat(r1), flat(c2), flat(r2), distance, float(radius_m), offsets, ground_m
    )
    return Profiles(ground_m, offsets, distance / steps)


def flat(values: ArrayLike) -> Floats:
    """Values as the kernels take them: a contiguous one-dimensional float64 array, read-only."""
    return _read_only(np.ascontiguousarray(np.atleast_1d(values), dtype=np.float64).reshape(-1))


def grid(heights_m: ArrayLike) -> Heights:
    """Heights as the kernels take them: C-contiguous, read-only, copied only when not float32 or float64 already."""
    heights = np.asarray(heights_m)
    if heights.dtype == np.float32:
        return _read_only(np.ascontiguousarray(heights, dtype=np.float32))
    return _read_only(np.ascontiguousarray(heights, dtype=np.float64))


def _read_only(array: NDArray[_Kind]) -> NDArray[_Kind]:
    """The same numbers, protected from writing: one kind of array, so numba compiles a kernel once."""
    view = array.view()
    view.flags.writeable = False
    return view
