"""Layers of NASA's MMGIS in place of tables: how the rover stood, recorded flights, their tracks.

A layer becomes the table that a person would make of it, so that it is checked like one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from relaysim.clock.spacecraft_clock import SpacecraftClock
from relaysim.clock.utc import format_utc
from relaysim.errors import Fault
from relaysim.path.files.file_text import check_bytes, text_of
from relaysim.path.files.geojson import read_json
from relaysim.path.files.json_lines import member_lines
from relaysim.path.files.mmgis import Feature, features_of, number, path
from relaysim.path.files.route_points import Floats, Locate, NoRouteError
from relaysim.scenario.build_cameras import FLIGHT_ATTITUDE_COLUMNS
from relaysim.scenario.csv_table import CsvTable
from relaysim.scenario.tables import ATTITUDE_COLUMNS, FLIGHT_COLUMNS, FLIGHT_TRACK_COLUMNS

# The feature that a row comes from, and the row's cells.
Row = tuple[int, Sequence[object]]


def layer_table(
    data: bytes, file: str, columns: tuple[str, ...], counts: SpacecraftClock | None
) -> CsvTable | list[Fault]:
    """The table of these columns that a layer holds, or its faults.

    Args:
        file: how messages name it.
        counts: what turns the layer's times into UTC; None if the scenario does not say.
    """
    make = _MAKERS.get(columns)
    if make is None:
        return [Fault(file, 0, 0, "", "this is JSON; a CSV table is wanted here")]
    try:
        check_bytes(data)
        document, locate = read_json(data)
        rows = list(make(_Layer(features_of(document, locate), locate, counts)))
        if not rows:
            raise NoRouteError(0, "the layer holds nothing of the kind that is wanted here")
    except NoRouteError as error:
        return [Fault(file, error.line, 1 if error.line else 0, "", error.message)]
    lines = member_lines(text_of(data), "features")
    cells = [[str(cell) for cell in row] for _, row in rows]
    digest = hashlib.sha256(data).hexdigest()
    # Its cells stand nowhere in particular: a fault is shown at the feature's line.
    return CsvTable(
        file, [""] * max(lines), list(columns), cells, [lines[index] for index, _ in rows], digest
    )


@dataclass(frozen=True)
class _Layer:
    """The features of a layer, and what their times mean."""

    features: list[Feature]
    locate: Locate
    counts: SpacecraftClock | None

    def value(self, index: int, key: str) -> float:
        """A number of a feature."""
        return number(self.features[index], key, self.locate, index)

    def whole(self, index: int, key: str) -> int:
        """A whole number of a feature, rounded."""
        return round(self.value(index, key))

    def path(self, index: int) -> tuple[Floats, Floats]:
        """Latitudes and longitudes of a feature."""
        return path(self.features[index], self.locate, index)

    def utc(self, index: int, key: str, less_s: float) -> str:
        """A time of a feature less a duration, to a tenth of a second."""
        if self.counts is None:
            raise NoRouteError(
                self.locate(("features", index)),
                "the layer gives times as counts of a spacecraft's clock: say in 'clock.spacecraft_clock' when it showed"
                " what",
            )
        return format_utc(float(self.counts.utc(self.value(index, key))) - less_s, 1)

    def by(self, key: str) -> list[int]:
        """The features in the order of a number of theirs."""
        return sorted(range(len(self.features)), key=lambda index: self.value(index, key))


def _attitudes(layer: _Layer) -> Iterator[Row]:
    """The last stop of each sol."""
    last = {layer.whole(index, "sol"): index for index in range(len(layer.features))}
    for sol, index in sorted(last.items()):
        yield index, [sol, *(layer.value(index, angle) for angle in ("roll", "pitch", "yaw"))]


def _flight_attitudes(layer: _Layer) -> Iterator[Row]:
    for index in layer.by("Flight"):
        angles = [layer.value(index, angle) for angle in ("roll", "pitch", "yaw")]
        yield index, [layer.whole(index, "Flight"), *angles]


def _flights(layer: _Layer) -> Iterator[Row]:
    """A flight leads from the place of the row before; SCLK_START is its touchdown."""
    for before, index in pairwise(layer.by("Flight")):
        (from_lat, from_lon), (to_lat, to_lon) = layer.path(before), layer.path(index)
        figures = [layer.value(index, key) for key in ("Duration_s", "Dist_m", "Max_Alt_m", "Max_Spd_m")]
        takeoff = layer.utc(index, "SCLK_START", figures[0])
        places = [float(one[0]) for one in (from_lat, from_lon, to_lat, to_lon)]
        height_m = layer.value(index, "Elev_Geoid")
        days = [layer.whole(index, key) for key in ("Flight", "Sol")]
        yield index, [*days, takeoff, *figures, *places, height_m, ""]


def _tracks(layer: _Layer) -> Iterator[Row]:
    """Tracks by their times: flights are numbered in the order in which they were flown, whatever a feature says.

    Points are samples of time, evenly apart.
    """
    numbers = sorted(layer.whole(index, "Flight") for index in range(len(layer.features)))
    for flight, index in zip(numbers, layer.by("SCLK_START"), strict=True):
        latitude, longitude = layer.path(index)
        duration_s = layer.value(index, "SCLK_END") - layer.value(index, "SCLK_START")
        elapsed_s = np.linspace(0.0, max(duration_s, 0.0), len(latitude))
        for sequence, place in enumerate(
            zip(elapsed_s.tolist(), latitude.tolist(), longitude.tolist(), strict=True)
        ):
            yield index, [flight, sequence, *place]


_MAKERS: dict[tuple[str, ...], Callable[[_Layer], Iterator[Row]]] = {
    ATTITUDE_COLUMNS: _attitudes,
    FLIGHT_ATTITUDE_COLUMNS: _flight_attitudes,
    FLIGHT_COLUMNS: _flights,
    FLIGHT_TRACK_COLUMNS: _tracks,
}
