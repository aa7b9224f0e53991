"""Links from one antenna to cells around it, each by its own ground."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from relaysim.links.model import PROFILE_STEP_M, RadioSettings
from relaysim.path.route import Floats
from relaysim.radio.profile import Profile
from relaysim.radio.propagation import path_losses_db
from relaysim.sightline.outlook import Outlook
from relaysim.sightline.profile import Profiles, profiles
from relaysim.terrain.grid import Terrain

Counts = NDArray[np.int64]

# Samples of ground held at a time.
_SAMPLES = 400_000


@dataclass(frozen=True, eq=False)
class CellLinks:
    """Links from an outlook's antenna to cells of its window; antennas_m: both heights above the ground, metres."""

    terrain: Terrain
    outlook: Outlook
    antennas_m: tuple[float, float]
    radio: RadioSettings
    threads: int

    def losses_db(
        self, column: Counts, row: Counts, distance_m: Floats, progress: Callable[[int, int], None]
    ) -> Floats:
        """Basic path loss of n links by the radio's own model, dB; nan over unknown ground. distance_m: above 0."""
        losses = np.empty(distance_m.shape)
        for here, ground in self._batches(column, row, distance_m):
            lines = [
                Profile(np.arange(len(heights)) * step, heights, *self.antennas_m)
                for heights, step in zip(ground, ground.step_m.tolist(), strict=True)
            ]
            losses[here] = path_losses_db(
                self.radio.propagation, lines, frequency_hz=self.radio.frequency_hz, ground=self.radio.ground,
                polarisation=self.radio.polarisation, body_radius_m=self.terrain.ray_radius_m,
                threads=self.threads,
            )  # fmt: skip
            progress(here.stop, distance_m.size)
        return losses

    def cross_unknown_ground(self, column: Counts, row: Counts, distance_m: Floats) -> NDArray[np.bool_]:
        """Whether any ground on the way to n cells is unknown."""
        crosses = np.empty(distance_m.shape, dtype=bool)
        for here, ground in self._batches(column, row, distance_m):
            crosses[here] = np.isnan(np.add.reduceat(ground.ground_m, ground.offsets[:-1]))
        return crosses

    def _batches(self, column: Counts, row: Counts, distance_m: Floats) -> Iterator[tuple[slice, Profiles]]:
        """Cells in runs, with the ground to each of them."""
        samples = np.cumsum(np.ceil(distance_m / PROFILE_STEP_M) + 1)
        cuts = (np.flatnonzero(np.diff(np.floor(samples / _SAMPLES))) + 1).tolist()
        for first, end in zip([0, *cuts], [*cuts, distance_m.size], strict=True):
            here = slice(first, end)
            away = distance_m[here]
            start = np.full(away.shape, self.outlook.column), np.full(away.shape, self.outlook.row)
            if away.size:
                yield here, profiles(
                    self.outlook.heights_m, *start, column[here], row[here], away,
                    self.terrain.ray_radius_m, PROFILE_STEP_M,
                )  # fmt: skip
