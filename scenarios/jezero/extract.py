"""Makes the tables of rover drives, helicopter flights and documented link events beside this file.

Run from anywhere: `python scenarios/jezero/extract.py`. It needs the folder `shared` beside the repository, which
holds the layers; README.md here says what each column means and what was put right. The tables are committed, so
nobody needs to run this to use relaysim.
"""

from __future__ import annotations

import csv
import itertools
import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

HERE = Path(__file__).resolve().parent
DATA = HERE.parents[1].parent / "shared" / "data"

LAST_SOL = 1110
RADIUS_M, STANDARD_LATITUDE_DEG = 3_396_190.0, 18.4663  # the mission's own map frame
# Recorded intervals that last from 25 to 100 hours; a rover at work drives about 100 m in an hour.
FAULTY_SOLS = (14, 351, 352, 359, 381, 394, 909)
DRIVING_M_PER_H = 100.0
# Sol 668 repeats the drive of sol 667 (the same two stops, an interval around the other's, no heights).
REPEATED_SOLS = (668,)
DRIVE_TOLERANCE_M, FLIGHT_TOLERANCE_M = 0.25, 0.4
# A thinned track may be shorter than the recorded one by so much; where it trembles less is thinned.
SHORTER_SHARE, SHORTER_M = 0.019, 2.9
JUMP_M = 1.0

Points = NDArray[np.float64]
Row = Sequence[object]


@dataclass(frozen=True)
class Drive:
    """One drive: its sol, when it began and ended, its path in metres of the map frame, and what was put right."""

    sol: int
    start: datetime
    end: datetime
    path: Points
    length_m: float
    notes: tuple[str, ...]


def to_metres(degrees: Points) -> Points:
    """Map coordinates (east, north) of places (longitude, latitude)."""
    shrink = np.cos(np.radians(STANDARD_LATITUDE_DEG))
    return np.asarray(np.radians(degrees) * RADIUS_M * np.array([shrink, 1.0]))


def to_degrees(metres: Points) -> Points:
    """Longitude and latitude of map coordinates; the inverse of `to_metres`."""
    shrink = np.cos(np.radians(STANDARD_LATITUDE_DEG))
    return np.asarray(np.degrees(metres / np.array([shrink, 1.0]) / RADIUS_M))


def lengths_m(path: Points) -> Points:
    """Length of a path up to each of its points."""
    return np.concatenate(([0.0], np.cumsum(np.hypot(*np.diff(path, axis=0).T))))


def kept(progress: Points, path: Points, tolerance_m: float) -> list[int]:
    """Indices to keep so that a path interpolated linearly in `progress` errs by at most the tolerance.

    Douglas and Peucker's method, with the distance taken to where the thinned path is at the same progress: a
    stand in the middle of a straight line survives.
    """
    keep, open_spans = {0, len(path) - 1}, [(0, len(path) - 1)]
    while open_spans:
        a, b = open_spans.pop()
        if b - a < 2:
            continue
        span = progress[b] - progress[a]
        share = (progress[a + 1 : b] - progress[a]) / span if span > 0 else np.zeros(b - a - 1)
        error = np.hypot(*(path[a] + share[:, None] * (path[b] - path[a]) - path[a + 1 : b]).T)
        worst = int(error.argmax())
        if error[worst] > tolerance_m:
            keep.add(a + 1 + worst)
            open_spans += [(a, a + 1 + worst), (a + 1 + worst, b)]
    return sorted(keep)


def kept_of_flight(elapsed: Points, path: Points) -> list[int]:
    """Indices to keep of a flight's track: within its tolerance, and nearly as long as the recorded one."""
    whole_m, tolerance_m = lengths_m(path)[-1], FLIGHT_TOLERANCE_M
    while True:
        indices = kept(elapsed, path, tolerance_m)
        if lengths_m(path[indices])[-1] >= whole_m - max(SHORTER_SHARE * whole_m, SHORTER_M):
            return indices
        tolerance_m *= 0.95


def moment(text: str) -> datetime:
    """An instant from ISO 8601 with Z."""
    return datetime.fromisoformat(text)


def iso(instant: datetime) -> str:
    """ISO 8601 with Z, to the second."""
    return instant.strftime("%Y-%m-%dT%H:%M:%SZ")


def without_repetition(path: Points, before: Drive) -> Points:
    """The part of a path, issued anew from an earlier stop, that the drives before it had not covered.

    It goes on from the point nearest to where the rover stood.
    """
    nearest = int(np.hypot(*(path - before.path[-1]).T).argmin())
    return np.vstack([before.path[-1], path[nearest + 1 :]])


def read_drive(feature: dict[str, Any], row: dict[str, str], before: Drive | None, repeats: bool) -> Drive:
    """One drive, put right against the one before it."""
    sol = int(row["sol"])
    path = to_metres(np.array(feature["geometry"]["coordinates"], dtype=np.float64)[:, :2])
    notes = []
    if before and repeats:
        whole = lengths_m(path)[-1]
        path = without_repetition(path, before)
        notes.append(
            f"recorded path of {whole:.2f} m starts again at {row['from_rmc']} and repeats earlier drives: "
            f"only its last {lengths_m(path)[-1]:.2f} m are new"
        )
    gap = float(np.hypot(*(path[0] - before.path[-1]))) if before else 0.0
    if before and gap > JUMP_M:
        path = np.vstack([before.path[-1], path])
        notes.append(
            f"recorded path starts {gap:.1f} m from where the drive before ended: joined by a straight line"
        )
    length = float(lengths_m(path)[-1])
    start, end = moment(row["utc_start"]), moment(row["utc_end"])
    if sol in FAULTY_SOLS:
        hours = (end - start).total_seconds() / 3600
        start = end - timedelta(hours=length / DRIVING_M_PER_H)
        notes.append(
            f"recorded start {row['utc_start']} is {hours:.1f} h before the end: taken as the end less length / 100 m/h"
        )
    if sol + 1 in REPEATED_SOLS:
        notes.append(
            f"recorded a second time as sol {sol + 1} ({row['from_rmc']} to {row['to_rmc']}): left out there"
        )
    return Drive(sol, start, end, path, length, tuple(notes))


def read_drives(data: Path) -> list[Drive]:
    """All drives to the last sol, in order, none of them overlapping the next."""
    features = json.loads((data / "mmgis" / "M20_traverse.json").read_text())["features"]
    with (data / "tables" / "rover_drives.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    drives: list[Drive] = []
    from_stop = ""
    for feature, row in zip(features, rows, strict=True):
        sol = int(row["sol"])
        if sol != feature["properties"]["sol"]:
            raise ValueError(f"sol {sol} of the table is sol {feature['properties']['sol']} of the layer")
        if sol > LAST_SOL or sol in REPEATED_SOLS:
            continue
        drives.append(read_drive(feature, row, drives[-1] if drives else None, row["from_rmc"] == from_stop))
        from_stop = row["from_rmc"]
    for a, b in itertools.pairwise(drives):
        if b.start < a.end:
            raise ValueError(f"the drives of sols {a.sol} and {b.sol} overlap")
    return drives


def path_rows(number: int, path: Points) -> Iterable[Row]:
    """Rows of drive_paths.csv for one drive."""
    along = lengths_m(path)
    fraction = along / along[-1] if along[-1] > 0 else np.linspace(0.0, 1.0, len(path))
    indices = kept(along, path, DRIVE_TOLERANCE_M)
    for sequence, index in enumerate(indices):
        lon, lat = to_degrees(path[index])
        yield number, sequence, f"{lat:.8f}", f"{lon:.8f}", f"{fraction[index]:.6f}"


def flight_rows(data: Path) -> tuple[list[Row], list[Row]]:
    """Rows of flights.csv and of flight_tracks.csv."""
    features = json.loads((data / "mmgis" / "m20_heli_flight_path.json").read_text())["features"]
    # The spacecraft clock names a flight; the layer's own numbers 12 and 13 are swapped.
    paths = {float(f["properties"]["SCLK_START"]): f["geometry"]["coordinates"] for f in features}
    with (data / "tables" / "ingenuity_flights.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    flights: list[Row] = []
    tracks: list[Row] = []
    for row in rows:
        number = int(row["flight"])
        path = to_metres(np.array(paths[float(row["sclk_takeoff"])], dtype=np.float64)[:, :2])
        place = [f"{float(row[key]):.8f}" for key in ("takeoff_lat", "takeoff_lon", "land_lat", "land_lon")]
        figures = [row[key] for key in ("duration_s", "path_length_m", "max_alt_m", "max_speed_mps")]
        flights.append([number, row["sol"], row["utc_takeoff"], *figures, *place, row["land_elev_m"], ""])
        elapsed = np.linspace(0.0, float(row["duration_s"]), len(path))
        for sequence, index in enumerate(kept_of_flight(elapsed, path)):
            lon, lat = to_degrees(path[index])
            tracks.append([number, sequence, f"{elapsed[index]:.2f}", f"{lat:.8f}", f"{lon:.8f}"])
    return flights, tracks


def attitude_rows(data: Path) -> list[Row]:
    """Rows of rover_stops_attitude.csv: the last stop recorded on each sol."""
    features = json.loads((data / "mmgis" / "M20_waypoints.json").read_text())["features"]
    last = {f["properties"]["sol"]: f["properties"] for f in features}
    return [[sol, *(f"{last[sol][angle]:.2f}" for angle in ("roll", "pitch", "yaw"))] for sol in sorted(last)]


def flight_attitude_rows(data: Path) -> list[Row]:
    """Rows of flight_attitudes.csv: how the helicopter stood after each landing; flight 0 is its deployment."""
    features = json.loads((data / "mmgis" / "m20_heli_waypoints.json").read_text())["features"]
    rows = [f["properties"] for f in features]
    return [
        [row["Flight"], row["Sol"], *(f"{row[angle]:.2f}" for angle in ("roll", "pitch", "yaw"))]
        for row in sorted(rows, key=lambda row: int(row["Flight"]))
    ]


def event_rows(truth: Path) -> list[Row]:
    """Rows of link_events.csv: what is documented of the link, event by event, without the remarks."""
    with (truth / "link_events.csv").open(newline="", encoding="utf-8") as file:
        return [
            (
                *(
                    row[name]
                    for name in ("event", "calibrate", "sol_first", "sol_last", "start_utc", "end_utc")
                ),
                *(_rounded(row[name], 8) for name in ("helicopter_lat_deg", "helicopter_lon_deg")),
                *(
                    row[name]
                    for name in ("helicopter_antenna_height_m", "mode_bps", "state", "confidence", "source")
                ),
                "",
            )
            for row in csv.DictReader(file)
        ]


def _rounded(cell: str, decimals: int) -> str:
    return f"{float(cell):.{decimals}f}" if cell else ""


def write(into: Path, name: str, columns: str, rows: Iterable[Row]) -> None:
    """One table, UTF-8, with line feeds alone: the same bytes on every system."""
    with (into / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns.split())
        count = sum(1 for _ in map(writer.writerow, rows))
    print(f"{name}: {count} rows")


def main(into: Path = HERE) -> int:
    """Writes the tables into a folder; 2 if the layers are not there."""
    if not DATA.is_dir():
        print(
            f"{DATA} is not there: put the folder `shared` beside the repository, then run this again",
            file=sys.stderr,
        )
        return 2
    drives = read_drives(DATA)
    numbered = list(enumerate(drives, start=1))
    write(
        into,
        "drives.csv",
        "drive sol start_utc end_utc length_m source_note",
        ([n, d.sol, iso(d.start), iso(d.end), f"{d.length_m:.2f}", "; ".join(d.notes)] for n, d in numbered),
    )
    write(
        into,
        "drive_paths.csv",
        "drive sequence latitude_deg longitude_deg fraction",
        (row for n, d in numbered for row in path_rows(n, d.path)),
    )
    write(into, "rover_stops_attitude.csv", "sol roll_deg pitch_deg yaw_deg", attitude_rows(DATA))
    flights, tracks = flight_rows(DATA)
    write(
        into,
        "flights.csv",
        "flight sol takeoff_utc duration_s distance_m max_altitude_m max_speed_mps takeoff_latitude_deg "
        "takeoff_longitude_deg landing_latitude_deg landing_longitude_deg landing_height_m purpose",
        flights,
    )
    write(into, "flight_tracks.csv", "flight sequence elapsed_s latitude_deg longitude_deg", tracks)
    write(into, "flight_attitudes.csv", "flight sol roll_deg pitch_deg yaw_deg", flight_attitude_rows(DATA))
    write(
        into,
        "link_events.csv",
        "event calibrate sol_first sol_last start_utc end_utc helicopter_lat_deg helicopter_lon_deg "
        "helicopter_antenna_height_m mode_bps state confidence source note",
        event_rows(DATA.parent / "truth"),
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
