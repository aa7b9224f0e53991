"""Routes as CSV tables: a row a point, columns by name."""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Sequence

from relaysim.clock.utc import parse_zoned
from relaysim.path.files.degrees import read_degrees
from relaysim.path.files.file_text import text_of
from relaysim.path.files.route_points import (
    MOST_POINTS,
    NoRouteError,
    RoutePoints,
    Strand,
    line_itself,
    points_of,
)

LATITUDE = ("latitude_deg", "latitude", "lat_deg", "lat")
LONGITUDE = ("longitude_deg", "longitude", "lon_deg", "lon", "lng", "long")
TIME = ("utc", "time_utc", "time", "timestamp", "datetime")
NAME = ("name", "waypoint", "label")
WANTED = "a route needs the columns latitude_deg and longitude_deg, and may have utc and name"
_FEET = re.compile(r"(?<![a-z])(ft|feet|foot)(?![a-z])")
_METRES = re.compile(r"^(x|y|easting|northing|east|north)([_ (].*)?$")


def read_csv(data: bytes) -> RoutePoints:
    """The rows of a table in their order; more columns are welcome, lines that begin with # are left out.

    Raises:
        NoRouteError: no such table, with the line.
    """
    text = text_of(data)
    strand = Strand.empty("points", "", 1)
    try:
        _read_rows(text, strand)
    except csv.Error as error:
        line = strand.places[-1] if strand.places else 0
        raise NoRouteError(line_itself(line) + 1, f"not a CSV table: {error}") from None
    return points_of(strand, "CSV", line_itself)


def _read_rows(text: str, strand: Strand) -> None:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    columns: _Columns | None = None
    line = 1
    for cells in reader:
        start, line = line, reader.line_num + 1
        if not cells or cells[0].startswith("#"):
            continue
        if columns is None:
            columns = _Columns(cells, start)
        else:
            if len(strand) == MOST_POINTS:
                count = text.count("\n")
                raise NoRouteError(
                    start, f"the table has some {count:,} rows; a route has at most {MOST_POINTS:,}: thin it"
                )
            columns.add_row(cells, start, strand)
    if columns is None:
        raise NoRouteError(0, f"the table is empty: {WANTED}")
    if not len(strand):
        raise NoRouteError(columns.line, "the table has a header and no rows")


class _Columns:
    """Where a table has its columns."""

    def __init__(self, header: Sequence[str], line: int) -> None:
        self.line, self.count = line, len(header)
        keys = [_key(cell) for cell in header]
        self.latitude, self.longitude = _find(keys, LATITUDE, line), _find(keys, LONGITUDE, line)
        self.time, self.name = _find(keys, TIME, line), _find(keys, NAME, line)
        if self.latitude is None or self.longitude is None:
            raise NoRouteError(line, _no_columns(header, keys, self.latitude is None))

    def add_row(self, cells: Sequence[str], line: int, strand: Strand) -> None:
        """The point of a row."""
        if len(cells) != self.count:
            message = f"the row has {len(cells)} cells, the header {self.count}"
            raise NoRouteError(line, message + _hint_of_commas(cells, self.count))
        assert self.latitude is not None and self.longitude is not None
        time = cells[self.time].strip() if self.time is not None else ""
        try:
            latitude = read_degrees(cells[self.latitude], "latitude")
            longitude = read_degrees(cells[self.longitude], "longitude")
            utc_s = parse_zoned(time) if time else math.nan
        except ValueError as error:
            raise NoRouteError(line, str(error)) from None
        strand.add(
            latitude, longitude, utc_s, line, cells[self.name].strip() if self.name is not None else ""
        )


def _key(cell: str) -> str:
    return cell.strip().casefold().replace(" ", "_")


def _find(keys: Sequence[str], names: Sequence[str], line: int) -> int | None:
    found = [index for index, key in enumerate(keys) if key in names]
    if len(found) > 1:
        raise NoRouteError(
            line,
            f"two columns could be the {names[1] if names[0] != 'utc' else 'time'}: {', '.join(keys[n] for n in found)}",
        )
    return found[0] if found else None


def _no_columns(header: Sequence[str], keys: Sequence[str], latitude: bool) -> str:
    found = ", ".join(cell.strip() for cell in header)
    found = found if len(found) <= 120 else f"{found[:117]}..."
    if len(header) == 1 and (";" in found or "\t" in header[0]):
        return (
            "the columns are separated by semicolons or tabs: write commas between cells, and decimal points"
        )
    if any(_FEET.search(key.replace("_", " ")) for key in keys):
        return (
            f"the table is in feet ({found}); {WANTED}, in degrees: convert its map coordinates (1 ft = 0.3048 m) to"
            " longitude and latitude first"
        )
    if any(_METRES.match(key) for key in keys):
        return f"the table is in coordinates of a map projection ({found}); {WANTED}, in degrees: convert it first"
    if all(re.fullmatch(r"[-+\d.eE]*", cell.strip()) for cell in header):
        return f"the first row must name the columns; {WANTED}"
    return f"there is no column '{'latitude' if latitude else 'longitude'}_deg' ({WANTED}); found: {found}"


def _hint_of_commas(cells: Sequence[str], count: int) -> str:
    digits = all(re.fullmatch(r"[-+]?\d*", cell.strip()) for cell in cells)
    return ": are these decimal commas? write decimal points" if len(cells) == 2 * count and digits else ""
