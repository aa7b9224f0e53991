"""Makes stops.csv, track.csv and landings.csv from NASA's map layers.

    python terrain/jezero/extract.py ../shared/data

Only for whoever wants to make the tables anew; relaysim needs the tables alone.
"""

from __future__ import annotations

import csv
import json
import math
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).resolve().parent
LAST_SOL = 1110
BAD_SOLS = {668}  # its 15 vertices have no valid height
HEIGHTS_M = (-3000.0, -2000.0)  # anything else on this site is a fault of the layer
SAME_PLACE_M = 1.0
SPACING_M = 5.0
RADIUS_M = 3_396_190.0


class Point(NamedTuple):
    sol: int
    latitude_deg: float
    longitude_deg: float
    height_m: float
    source: str
    flight: int | None = None


def metres_between(a: Point, b: Point) -> float:
    """Distance on the sphere, good to a millimetre over a few kilometres."""
    east = math.radians(b.longitude_deg - a.longitude_deg) * math.cos(math.radians(a.latitude_deg))
    return RADIUS_M * math.hypot(east, math.radians(b.latitude_deg - a.latitude_deg))


class Places:
    """Points kept so far, in buckets, to find out whether a place is already taken."""

    def __init__(self) -> None:
        self.buckets: dict[tuple[int, int], list[Point]] = {}

    def key(self, point: Point) -> tuple[int, int]:
        degree = math.radians(1) * RADIUS_M
        return math.floor(point.latitude_deg * degree / 2), math.floor(point.longitude_deg * degree / 2)

    def taken(self, point: Point) -> bool:
        i, j = self.key(point)
        near = (p for a in (-1, 0, 1) for b in (-1, 0, 1) for p in self.buckets.get((i + a, j + b), ()))
        return any(metres_between(p, point) < SAME_PLACE_M for p in near)

    def add(self, point: Point) -> None:
        self.buckets.setdefault(self.key(point), []).append(point)


# Nothing was heard from the landing place of flight 52 (sol 776) before sol 837: nobody knew where it stood.
KNOWN_LATER = {52: 837}


def features(path: Path) -> list[dict]:
    return json.loads(path.read_text())["features"]


def stops(data: Path) -> Iterator[Point]:
    """Where the rover stood: the waypoint layer to its last sol, then the ends of drives."""
    last = 0
    for feature in features(data / "mmgis" / "M20_waypoints.json"):
        row = feature["properties"]
        last = max(last, row["sol"])
        yield Point(row["sol"], row["lat"], row["lon"], row["elev_geoid"], "waypoint")
    with (data / "tables" / "rover_drives.csv").open() as table:
        for row in csv.DictReader(table):
            if int(row["sol"]) > last and row["end_elev_m"]:
                place = float(row["end_lat_deg"]), float(row["end_lon_deg"]), float(row["end_elev_m"])
                yield Point(int(row["sol"]), *place, "drive-end")


def landings(data: Path) -> Iterator[Point]:
    """Where the helicopter stood after each flight; flight 0 is where the rover set it down."""
    for feature in features(data / "mmgis" / "m20_heli_waypoints.json"):
        row = feature["properties"]
        sol = KNOWN_LATER.get(row["Flight"], row["Sol"])
        yield Point(sol, row["Lat"], row["Lon"], row["Elev_Geoid"], "landing", row["Flight"])


def track(data: Path) -> Iterator[Point]:
    """Vertices of the drives, thinned: the first and last of each, and one each SPACING_M between."""
    for feature in features(data / "mmgis" / "M20_traverse.json"):
        sol, shape = feature["properties"]["sol"], feature["geometry"]
        lines = [shape["coordinates"]] if shape["type"] == "LineString" else shape["coordinates"]
        points = [Point(sol, c[1], c[0], c[2], "traverse") for line in lines for c in line if len(c) > 2]
        points = [p for p in points if good(p)]
        last: Point | None = None
        for number, point in enumerate(points):
            if last is None or number + 1 == len(points) or metres_between(last, point) >= SPACING_M:
                last = point
                yield point


def good(point: Point) -> bool:
    low, high = HEIGHTS_M
    return point.sol <= LAST_SOL and point.sol not in BAD_SOLS and low < point.height_m < high


def distinct(points: Iterable[Point]) -> list[Point]:
    """In order of sol, stops before track; a place already taken is left out, landings never are.

    The earlier point stays, so that a table cut at any sol has lost nothing known by then.
    """
    places, kept = Places(), []
    rank = {"waypoint": 0, "drive-end": 0, "landing": 1, "traverse": 2}
    for point in sorted(filter(good, points), key=lambda p: (p.sol, rank[p.source])):
        if point.source == "landing" or not places.taken(point):
            places.add(point)
            kept.append(point)
    return kept


def write(path: Path, points: list[Point]) -> None:
    has_flight = any(p.flight is not None for p in points)
    with path.open("w", newline="", encoding="utf-8") as table:
        rows = csv.writer(table, lineterminator="\n")
        rows.writerow(Point._fields if has_flight else Point._fields[:-1])
        for p in points:
            values = [p.sol, f"{p.latitude_deg:.8f}", f"{p.longitude_deg:.8f}", f"{p.height_m:.3f}", p.source]
            rows.writerow([*values, p.flight] if has_flight else values)


def main(data: Path) -> None:
    kept = distinct([*stops(data), *landings(data), *track(data)])
    tables = {"stops": ("waypoint", "drive-end"), "track": ("traverse",), "landings": ("landing",)}
    for name, sources in tables.items():
        rows = [point for point in kept if point.source in sources]
        write(HERE / f"{name}.csv", rows)
        print(f"{name}.csv: {len(rows)} rows, sols {rows[0].sol} to {rows[-1].sol}")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    main(Path(sys.argv[1]))
