"""The rover's route from a file: the same drives and paths as tables give, or one message with its place."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from relaysim.errors import ScenarioError
from relaysim.scenario.build_rover import rover_plan
from relaysim.scenario.build_world import build_world
from relaysim.scenario.builtin import builtin_path
from relaysim.scenario.ground_plan import site_frame
from relaysim.scenario.loader import load_scenario
from relaysim.scenario.route_legs import Leg
from relaysim.scenario.scenario import Scenario

MINIMAL = (Path(__file__).parent / "minimal.yaml").read_text()
STANDS = "rover: {name: truck, latitude: 46.5 deg, longitude: 8.1 deg, storage: 1 GB}"
# 500 m north, then 700 m east on a sphere of 6371 km at 46.5 degrees, to within a metre.
GPX = """<gpx><trk><trkseg>
<trkpt lat="46.5" lon="8.1"/>
<trkpt lat="46.504497" lon="8.1"/>
<trkpt lat="46.504497" lon="8.109146"/>
</trkseg></trk></gpx>
"""
TIMED = """utc,lat,lon
2026-05-01T08:00:00Z,46.5,8.1
2026-05-01T08:10:00Z,46.504497,8.1
{stop}
2026-05-01T{end}Z,46.504497,8.109146
"""


def load(folder: Path, route: str, files: dict[str, str], *overrides: str) -> Scenario:
    """The scenario of a truck with this route."""
    for name, text in files.items():
        (folder / name).write_bytes(text.encode())
    text = MINIMAL.replace(STANDS, f"rover:\n  name: truck\n  storage: 1 GB\n  route: {route}")
    (folder / "s.yaml").write_text(text)
    return load_scenario(folder / "s.yaml", overrides)


def faults(folder: Path, route: str, files: dict[str, str], *overrides: str) -> list[str]:
    """What is wrong with it."""
    with pytest.raises(ScenarioError) as error:
        load(folder, route, files, *overrides)
    return [str(fault).replace(f"{folder}/", "") for fault in error.value.faults]


def drives(scenario: Scenario) -> list[tuple[int, str, str, int]]:
    """Day, start, end, and length in whole metres of each drive."""
    clock = scenario.clock
    return [
        (one.sol, clock.format_time(one.start_utc_s), clock.format_time(one.end_utc_s), round(one.length_m))
        for one in scenario.tables.drives
    ]


def test_at_even_speed(tmp_path: Path) -> None:
    """Without times the rover sets off as told and drives without a break."""
    found = load(tmp_path, "{file: a.gpx, start: day 0 09:00 local, speed: 1.2 km/h}", {"a.gpx": GPX})
    assert drives(found) == [(0, "09:00:00", "10:00:00", 1200)]
    path = found.tables.drive_paths[1]
    np.testing.assert_allclose(path.latitude_deg, [46.5, 46.504497, 46.504497], atol=1e-8)
    np.testing.assert_allclose(path.fraction, [0.0, 500 / 1200, 1.0], atol=1e-4)
    assert set(found.table_digests) == {"a.gpx"}


def test_in_the_hours_of_the_day(tmp_path: Path) -> None:
    """Hours cut the route into a drive a day; each goes on where the one before has stopped."""
    route = "{file: a.gpx, start: day 0 09:10 local, speed: 1.2 km/h, hours: {from: 09:00 local, to: 09:30 local}}"
    found = load(tmp_path, route, {"a.gpx": GPX})
    assert drives(found) == [
        (0, "09:10:00", "09:30:00", 400),
        (1, "09:00:00", "09:30:00", 600),
        (2, "09:00:00", "09:10:00", 200),
    ]
    paths = found.tables.drive_paths
    for number in (1, 2):
        assert paths[number].latitude_deg[-1] == paths[number + 1].latitude_deg[0]
        assert paths[number].longitude_deg[-1] == paths[number + 1].longitude_deg[0]
    plan = rover_plan(found, site_frame(found))
    assert [(drive.sol, round(drive.route.length_m)) for drive in plan.drives] == [
        (0, 400),
        (1, 600),
        (2, 200),
    ]


@pytest.mark.parametrize(
    ("stop", "end", "expected"),
    [
        ("2026-05-01T08:39:00Z,46.504497,8.1", "08:53:00", [("08:00:00", "08:53:00", 1200)]),
        (
            "2026-05-01T08:40:00Z,46.504497,8.1",
            "08:54:00",
            [("08:00:00", "08:10:00", 500), ("08:40:00", "08:54:00", 700)],
        ),
        ("", "08:30:00", [("08:00:00", "08:30:00", 1200)]),
        # A pause in which it has moved: 700 m at 500 m in 10 min take 14 min, before the recording goes on.
        ("", "12:00:00", [("08:00:00", "08:10:00", 500), ("11:46:00", "12:00:00", 700)]),
    ],
)
def test_times_of_the_file(tmp_path: Path, stop: str, end: str, expected: list[tuple[str, str, int]]) -> None:
    """A stop of half an hour ends a drive, a shorter one does not; a pause is crossed at its end."""
    text = TIMED.format(stop=stop, end=end)
    found = load(tmp_path, "{file: a.csv}", {"a.csv": text})
    assert [row[1:] for row in drives(found)] == expected
    later = load(tmp_path, "{file: a.csv, start: day 1 08:00 local}", {"a.csv": text})
    assert [row[1:] for row in drives(later)] == expected
    assert {row[0] for row in drives(later)} == {1}


def test_speed_wins_over_the_times_of_the_file(tmp_path: Path) -> None:
    """With a speed the file's first time is when it sets off, and its other times are left aside."""
    text = TIMED.format(stop="", end="12:00:00")
    found = load(tmp_path, "{file: a.csv, speed: 1.2 km/h}", {"a.csv": text})
    assert drives(found) == [(0, "08:00:00", "09:00:00", 1200)]


def test_across_the_date_line(tmp_path: Path) -> None:
    """A route from 179.999 to -179.999 degrees leads across the line, not around the globe."""
    text = "lat,lon\n0,179.999\n0,-179.999\n"
    found = load(tmp_path, "{file: a.csv, start: day 0, speed: 1 km/h}", {"a.csv": text})
    assert drives(found)[0][3] == 222


def test_points_that_say_nothing_are_left_out(tmp_path: Path) -> None:
    """A path is kept within 0.1 m at every time; of one that trembles at most 2,000 points a drive are kept."""
    head, north = "utc,lat,lon\n", 1.0 / 111_195
    rows = [(second, 46.5 + second * north, 8.1) for second in range(1800)]
    rows += [(second, 46.5 + 1800 * north, 8.1 + (second - 1800) * 1e-5) for second in range(1800, 3600)]
    stamps = [
        f"2026-05-01T{8 + second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d}Z"
        for second in range(3600)
    ]
    text = head + "".join(
        f"{stamp},{lat:.8f},{lon:.8f}\n" for stamp, (_, lat, lon) in zip(stamps, rows, strict=True)
    )
    found = load(tmp_path, "{file: a.csv}", {"a.csv": text})
    assert len(found.tables.drive_paths[1].fraction) == 3
    assert found.tables.drives[0].length_m == pytest.approx(1799 + 1800 * 0.7654, abs=3.0)
    trembling = head + "".join(
        f"{stamp},{lat + second % 2 * 3e-5:.8f},{lon:.8f}\n"
        for second, (stamp, (_, lat, lon)) in enumerate(zip(stamps, rows, strict=True))
    )
    found = load(tmp_path, "{file: a.csv}", {"a.csv": trembling})
    assert 3 <= len(found.tables.drive_paths[1].fraction) <= 2000


def test_thinning_ends_soon() -> None:
    """Of a zigzag that narrows, whose every point stands out, the 2,000 that stand out most are left."""
    n = np.arange(6_000)
    found = Leg(n * 1.0, n * 0.01, (-1.0) ** n * (6_000 - n)).thinned()
    assert len(found.utc_s) == 2_000
    np.testing.assert_array_equal(found.utc_s[:1_990], n[:1_990])
    assert found.utc_s[-1] == 5_999


def test_times_outside_the_scenario(tmp_path: Path) -> None:
    """A recording of other days is refused, as the rover would only stand; 'start' moves it."""
    text = TIMED.format(stop="", end="08:30:00")
    for day, when in (
        ("2026-05-04", "after the scenario's end"),
        ("2025-05-01", "before the scenario's start"),
    ):
        other = text.replace("2026-05-01", day)
        (message,) = faults(tmp_path, "{file: a.csv}", {"a.csv": other})
        assert message.startswith(
            f"s.yaml:28:3: rover.route: by its times the route is driven from {day}T08:00:00Z"
        )
        assert f"{when}: say with 'start' when the rover sets off" in message
        assert load(tmp_path, "{file: a.csv, start: day 1 08:00 local}", {"a.csv": other}).tables.drives


def test_over_the_line_of_dates_and_the_pole(tmp_path: Path) -> None:
    """Longitudes may jump by a turn, and by half a turn at a pole; the way is the short one."""
    route = "{file: a.csv, start: day 0 09:00 local, speed: 1 km/h}"
    for text, length_m in (
        ("lat,lon\n10,179.999\n10,-179.999\n10,180.003\n", 438.0),
        ("lat,lon\n0,359.999\n0,0\n0,0.001\n", 222.4),
        ("lat,lon\n-89.999,0\n-89.999,180\n", 222.4),
    ):
        found = load(tmp_path, route, {"a.csv": text})
        assert found.tables.drives[0].length_m == pytest.approx(length_m, abs=0.1)


GOOD = "{file: a.csv, start: day 0, speed: 1 km/h}"
WAY = "lat,lon\n46.5,8.1\n46.505,8.1\n"
BAD = {
    "no times": ("{file: a.csv}", WAY, "s.yaml:28:3: rover.route: the file has no times: say when the rover drives with 'start' and 'speed'"),
    "no start": ("{file: a.csv, speed: 1 km/h}", WAY, "s.yaml:28:3: rover.route: the file has no times: say when the rover sets off with 'start'"),
    "no speed": ("{file: a.csv, start: day 0}", WAY, "s.yaml:28:3: rover.route: the file has no times"),
    "some times": ("{file: a.csv}", "lat,lon,utc\n46.5,8.1,2026-05-01T08:00Z\n46.505,8.1,\n", "a.csv:3:1: this point has no time, others have"),
    "no time between": ("{file: a.csv}", "lat,lon,utc\n46.5,8.1,2026-05-01T08:00Z\n46.505,8.1,2026-05-01T08:00Z\n", "a.csv:2:1: the route is driven in no time"),
    "nowhere": (GOOD, "lat,lon\n46.5,8.1\n46.500001,8.1\n", "a.csv:2:1: the route goes nowhere"),
    "no file": ("{file: b.csv}", WAY, "s.yaml:28:17: rover.route.file: there is no route file 'b.csv' (paths are relative to the scenario file)"),
    "folder": ("{file: .}", WAY, "this is a folder, not a route file"),
    "hours": ("{file: a.csv, start: day 0, speed: 1 km/h, hours: {from: 10:00 local, to: 09:00 local}}", WAY, "s.yaml:28:84: rover.route.hours.to: the hours end before they begin"),
    "hours alone": ("{file: a.csv, start: day 0, hours: {from: 10:00 local, to: 11:00 local}}", WAY, "s.yaml:28:38: rover.route.hours: 'hours' cut a drive at even speed"),
    "too slow": ("{file: a.csv, start: day 0, speed: 0.1 m/h, hours: {from: 10:00 local, to: 10:01 local}}", WAY, "s.yaml:28:45: rover.route.speed: at this speed the 556 m take more than 20,000 local days"),
    "swapped": (GOOD, "lat,lon\n8.1,46.5\n8.1,46.505\n", "a.csv:2:1: latitude and longitude look swapped: as they stand, the route is 5,6"),
    "jump": (GOOD, "lat,lon\n46.5,8.1\n46.505,8.1\n64.505,8.1\n", "a.csv:4:1: this point is 2,002 km from the one before it in line 3"),
    "digit": (GOOD, "lat,lon\n46.5,8.1\n46.5005,8.1\n46.501,8.1\n46.601,8.1\n46.502,8.1\n46.503,8.1\n", "a.csv:5:1: this point is 11 km from the one before it in line 4 (points are 111 m apart as a rule)"),
    "named": (GOOD, "name,lat,lon\nbase,46.5,8.1\nhut,47.9,8.1\n", "a.csv:3:1: the point 'hut' is 156 km from the one before it in line 2: a wrong"),
    "faulty": ("{file: a.csv, start: noon, speed: 1 mph}", WAY, "s.yaml:28:31: rover.route.start: 'noon' is not a time"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_bad_routes(tmp_path: Path, name: str) -> None:
    """What cannot be driven is one message at the key, or at the line of the file."""
    route, text, message = BAD[name]
    assert message in faults(tmp_path, route, {"a.csv": text})[0]


def test_places_on_the_earth_are_none_of_another_body(tmp_path: Path) -> None:
    """GPX and KML are of the Earth unless they say otherwise; what a body is shows in its radius, not in its name."""
    route = "{file: a.gpx, start: day 0, speed: 1 km/h}"
    message = (
        "a.gpx:2:1: GPX holds places on the Earth (WGS 84), and the scenario's body Rock has a radius of 3,396 km: use"
        " GeoJSON or CSV with the body's own latitudes and longitudes"
    )
    assert faults(tmp_path, route, {"a.gpx": GPX}, "body={name: Rock, radius: 3396 km}") == [message]
    assert load(tmp_path, route, {"a.gpx": GPX}, "body.name=Rock").tables.drives
    kml = "<kml{}><Placemark><LineString><coordinates>8.1,46.5 8.1,46.504</coordinates></LineString></Placemark></kml>"
    moon = {"a.gpx": kml.format(' hint="target=moon"')}
    assert load(tmp_path, route, moon, "body={name: Moon, radius: 1737.4 km}").tables.drives
    assert "the file says that its places are on 'moon'" in faults(tmp_path, route, moon)[0]
    assert (
        "KML holds places on the Earth"
        in faults(tmp_path, route, {"a.gpx": kml.format("")}, "body={name: Rock, radius: 1 km}")[0]
    )


def test_one_way_to_say_where_the_rover_is(tmp_path: Path) -> None:
    """A route excludes tables of drives and a place; attitudes go with it, a heading does not."""
    more = (
        "{file: a.csv, start: day 0, speed: 1 km/h}\n  latitude: 46.5 deg\n  drives: d.csv\n  heading: 0 deg"
    )
    table = "drive,sol,start_utc,end_utc,length_m\n1,0,2026-05-01T08:00:00Z,2026-05-01T09:00:00Z,5\n"
    assert faults(tmp_path, more, {"a.csv": WAY, "d.csv": table}) == [
        "s.yaml:29:3: rover.latitude: 'latitude' and 'route' both say where the rover is: remove one of them",
        "s.yaml:30:3: rover.drives: 'drives' and 'route' both say where the rover is: remove one of them",
        "s.yaml:31:3: rover.heading: 'heading' is for a rover that never drives; for this one name a table of 'attitudes'",
    ]


def test_points_off_the_terrain(tmp_path: Path) -> None:
    """The first point of the file without a height is told with its line."""
    name, route = "canyon-rescue", "rover.route={file: way.csv, start: day 2 07:30 local, speed: 0.3 m/s}"
    path = builtin_path(name)
    assert path is not None
    (tmp_path / "s.yaml").write_text(path.read_text())
    (tmp_path / "way.csv").write_text(
        "lat,lon\n37.193933,-110.805746\n37.193930,-110.803943\n37.25,-110.8\n37.26,-110.8\n"
    )
    with pytest.raises(ScenarioError) as error:
        build_world(load_scenario(tmp_path / "s.yaml", [route]))
    message = str(error.value).replace(f"{tmp_path}/", "")
    assert message.startswith(
        "way.csv:4:1: the route leads off the terrain: canyon-invented has no height at latitude 37.25000, longitude"
        " -110.80000 (it was read for "
    )
    assert "nor at 1 of its points after that: use a terrain that covers the route" in message
    (tmp_path / "way.csv").write_text("lat,lon\n37.193933,110.805746\n37.193930,110.803943\n")
    with pytest.raises(ScenarioError, match="is a sign wrong"):
        build_world(load_scenario(tmp_path / "s.yaml", [route]))


def test_a_jump_to_the_other_side_of_an_ellipsoid(tmp_path: Path) -> None:
    """Vincenty's formula has no length for it; it is far all the same."""
    text = "lat,lon\n46.5,8.1\n46.505,8.1\n-46.505,-171.9\n"
    message = faults(
        tmp_path, GOOD, {"a.csv": text}, "body.radius=6378.137 km", "body.polar_radius=6356.752 km"
    )[0]
    assert message.startswith("a.csv:4:1: this point is 19,970 km from")
