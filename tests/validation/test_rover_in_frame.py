"""Flights 51 and 54 hold the rover in their pictures: what the records, and nothing else, put there.

Nothing here is fitted. The cameras are those of scenarios/flight-54-hop.yaml (figures from Balaram et al. 2018; azimuth and
projection assumed), heading and place those recorded after landing, the height the flight's greatest.
"""

from __future__ import annotations

import csv
import math
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent.parent / "helicopter"))
from ingenuity_power import sun as sun_over

from relaysim.helicopter.pictures.camera import Camera, Projection
from relaysim.helicopter.pictures.in_frame import Body, Target, TargetView, target_view
from relaysim.helicopter.pictures.viewpoint import Eye, Ground
from relaysim.links.attitude import Attitude
from relaysim.links.pointing import axes
from relaysim.rover.drives import Drive, stand_before
from relaysim.scenario.build_rover import rover_plan
from relaysim.scenario.ground_plan import open_ground, site_frame
from relaysim.scenario.loader import load_scenario
from relaysim.terrain.raster import open_raster

ROOT = Path(__file__).resolve().parents[2]
FUSED = ROOT.parent / "shared" / "data" / "dem" / "jezero_fused_5m.tif"
ROVER = Body(3.0, 2.7, 2.2)


def rows(name: str) -> dict[int, dict[str, str]]:
    """A table of the Jezero scenarios by flight."""
    with (ROOT / "scenarios" / "jezero" / name).open(encoding="utf-8", newline="") as file:
        return {int(row["flight"]): row for row in csv.DictReader(file)}


FLIGHTS, HEADINGS = rows("flights.csv"), rows("flight_attitudes.csv")


def colour_camera(projection: Projection = "equidistant") -> Camera:
    return Camera("colour camera", 4208, 3120, 63.0, 47.0, 22.0, 180.0, projection)


@pytest.fixture(scope="module")
def survey() -> tuple[Ground, tuple[Drive, ...]]:
    """The shipped terrain, and the rover's drives in its frame."""
    scenario = load_scenario("flight-52-blackout")
    frame = site_frame(scenario)
    return Ground(open_ground(scenario, frame).terrain, frame), rover_plan(scenario, frame).drives


def seen(site: tuple[Ground, tuple[Drive, ...]], flight: int, **given: Any) -> TargetView:
    """The rover in a picture from a flight's landing place (or `end`), with its recorded yaw, changed by what is given."""
    ground, drives = site
    row = FLIGHTS[flight]
    end = given.get("end", "landing")
    place = ground.frame.to_local(float(row[f"{end}_latitude_deg"]), float(row[f"{end}_longitude_deg"]))
    x, y = (float(v) for v in place)
    up = float(row["max_altitude_m"]) + given.get("height_m", 0.0)
    yaw = float(HEADINGS[given.get("yaw_of", flight)]["yaw_deg"]) + given.get("yaw_deg", 0.0)
    angles = yaw, given.get("pitch_deg", 0.0), given.get("roll_deg", 0.0)
    landed = datetime.fromisoformat(row["takeoff_utc"]).timestamp() + float(row["duration_s"])
    rover = given.get("rover") or stand_before(drives, landed)
    return target_view(
        given.get("camera", colour_camera()),
        Eye(x, y, float(ground.height_m(x, y)) + up),
        Attitude(*(np.array([angle]) for angle in angles)),
        Target(*rover, float(ground.height_m(*rover)), ROVER),
        given.get("ground", ground),
    )


def shares(view: TargetView) -> tuple[float, float]:
    """Where its centre lies, in % of the picture from the left and from the upper edge."""
    return 100.0 * view.u_px / 4208, 100.0 * view.v_px / 3120


def test_flight_54_holds_the_rover_at_the_upper_edge(survey: tuple[Ground, tuple[Drive, ...]]) -> None:
    """5 m up, 58 m away: its centre in the top 15 % of the frame, all of it in sight, as NASA's picture shows it."""
    found = seen(survey, 54)
    left, top = shares(found)
    assert found.in_frame is True and found.hidden == 0.0
    assert found.distance_m == pytest.approx(57.8, abs=0.5)
    assert 0.0 < top < 15.0
    assert (left, top) == pytest.approx((60.5, 12.3), abs=0.3)
    assert found.v_px - found.height_px / 2.0 > 0.0


@pytest.mark.parametrize(
    ("given", "top"),
    [
        ({"yaw_deg": 5.0}, 12.1),
        ({"yaw_deg": -5.0}, 12.8),
        ({"pitch_deg": 3.0}, 5.9),
        ({"pitch_deg": -3.0}, 18.6),
        ({"roll_deg": 3.0}, 13.0),
        ({"roll_deg": -3.0}, 11.6),
        ({"height_m": 1.0}, 14.4),
        ({"height_m": -1.0}, 10.2),
        ({"camera": colour_camera("pinhole")}, 13.1),
    ],
)
def test_what_moves_it_is_the_pitch(
    survey: tuple[Ground, tuple[Drive, ...]], given: dict[str, Any], top: float
) -> None:
    """It stays in the frame whatever is changed; only 3 deg of pitch, nose down, take it below the top 15 %."""
    found = seen(survey, 54, **given)
    assert found.in_frame is True
    assert shares(found)[1] == pytest.approx(top, abs=0.3)


def test_where_along_its_drive_the_rover_stood_does_not_matter(
    survey: tuple[Ground, tuple[Drive, ...]],
) -> None:
    """Its drive of sol 872 was under way: from the drive's start or its end it is in the top 15 %, too."""
    drive = next(drive for drive in survey[1] if drive.sol == 872)
    for end in (0, -1):
        found = seen(survey, 54, rover=(float(drive.route.x_m[end]), float(drive.route.y_m[end])))
        assert found.in_frame is True and 11.0 < shares(found)[1] < 15.0


def test_flight_54_turned_a_quarter_to_the_left_and_saw_it_only_then(
    survey: tuple[Ground, tuple[Drive, ...]],
) -> None:
    """The yaws before and after differ by -93 deg, the quarter turn of NASA's film; with the first it is not in the frame."""
    turn = float(HEADINGS[54]["yaw_deg"]) - float(HEADINGS[53]["yaw_deg"])
    assert turn == pytest.approx(-93.4, abs=0.1)
    assert seen(survey, 54, yaw_of=53).in_frame is False


def test_flight_51_holds_the_rover_too(survey: tuple[Ground, tuple[Drive, ...]]) -> None:
    """12 m over its landing place: 221 m away, in the upper fifth, at the right; over its take-off place left of the middle.

    NASA's picture, taken somewhere between, has it at the upper left.
    """
    found = seen(survey, 51)
    assert found.in_frame is True and found.hidden == 0.0
    assert found.distance_m == pytest.approx(221.0, abs=1.0)
    assert shares(found) == pytest.approx((92.0, 16.4), abs=0.5)
    start = seen(survey, 51, end="takeoff")
    assert start.in_frame is True
    assert shares(start) == pytest.approx((32.1, 13.9), abs=0.5)


def shadow_51(
    survey: tuple[Ground, tuple[Drive, ...]], end: str, yaw_of: int, turned_deg: float = 0.0
) -> TargetView:
    """The helicopter's own shadow, opposite the Sun as it flew flight 51, on level ground below it."""
    sun = sun_over(770, 775)
    middle = datetime.fromisoformat(FLIGHTS[51]["takeoff_utc"]).timestamp() + 70.0
    away = float(FLIGHTS[51]["max_altitude_m"]) / math.tan(math.radians(float(sun.elevation_deg(middle))))
    bearing = math.radians(float(sun.azimuth_deg(middle)) + 180.0)
    place = (float(FLIGHTS[51][f"{end}_{axis}_deg"]) for axis in ("latitude", "longitude"))
    x, y = (float(v) for v in survey[0].frame.to_local(*place))
    spot = (x + away * math.sin(bearing), y + away * math.cos(bearing))
    return seen(survey, 51, end=end, yaw_of=yaw_of, yaw_deg=turned_deg, rover=spot)


def test_in_flight_51_the_rover_is_left_of_the_shadow(survey: tuple[Ground, tuple[Drive, ...]]) -> None:
    """In NASA's picture the rover is at the upper left, the helicopter's shadow right of the middle: so it is here.

    From every place of its track, which way ever it was turned, the rover lies 60 to 98 deg to the left of the shadow: left
    and right are not exchanged. And the shadow is in the frame with neither recorded yaw, of the landings before and after:
    when that picture was taken it was turned otherwise, which nothing records.
    """
    sun, ground = sun_over(770, 775), survey[0]
    began = datetime.fromisoformat(FLIGHTS[51]["takeoff_utc"]).timestamp()
    rover_x, rover_y = stand_before(survey[1], began)
    with (ROOT / "scenarios" / "jezero" / "flight_tracks.csv").open(encoding="utf-8", newline="") as file:
        track = [row for row in csv.DictReader(file) if row["flight"] == "51"]
    lat, lon = (np.array([float(row[f"{axis}_deg"]) for row in track]) for axis in ("latitude", "longitude"))
    x, y = ground.frame.to_local(lat, lon)
    shadow = sun.azimuth_deg(began + np.array([float(row["elapsed_s"]) for row in track])) + 180.0
    right = (np.degrees(np.arctan2(rover_x - x, rover_y - y)) - shadow + 180.0) % 360.0 - 180.0
    assert right.min() > -99.0 and right.max() < -59.0
    # Turned so that the camera looks between the two, its pixels have them on these sides.
    for turned_deg in (50.0, 57.0, 65.0):
        rover_left, _ = shares(seen(survey, 51, yaw_deg=turned_deg))
        shadow_left, _ = shares(shadow_51(survey, "landing", 51, turned_deg))
        assert rover_left < 50.0 < shadow_left
    for end, yaw_of in (("takeoff", 50), ("takeoff", 51), ("landing", 50), ("landing", 51)):
        left, _ = shares(shadow_51(survey, end, yaw_of))
        assert not 0.0 <= left <= 100.0


@pytest.mark.parametrize(("flight", "place"), [(54, (60.5, 12.2)), (51, (92.0, 16.2))])
def test_a_terrain_with_every_cell_known_agrees(
    survey: tuple[Ground, tuple[Drive, ...]], flight: int, place: tuple[float, float]
) -> None:
    """On the fused 5 m model the rover stands where it does on the shipped one, to 0.3 % of the frame."""
    if not FUSED.exists():
        pytest.skip("needs jezero_fused_5m.tif in the folder `shared` beside the repository")
    fused = Ground(open_raster(FUSED), survey[0].frame)
    found = seen((fused, survey[1]), flight)
    assert found.in_frame is True and found.hidden == 0.0
    assert shares(found) == pytest.approx(place, abs=0.3)


def test_recorded_yaw_counts_clockwise_from_north() -> None:
    """On the ground the helicopter leans as the ground does: so only with yaw from north, clockwise, nose up, right side down.

    The cosine between the recorded leans of 72 landings and the slopes of the fused model over 10 m is 0.58; any other
    convention that a record might follow gives a third or less, but for the same turned by half, both leans reversed.
    """
    if not FUSED.exists():
        pytest.skip("needs jezero_fused_5m.tif in the folder `shared` beside the repository")
    terrain = open_raster(FUSED)
    numbers = range(1, 73)
    lat, lon = (np.array([float(FLIGHTS[n][f"landing_{axis}_deg"]) for n in numbers]) for axis in ("latitude", "longitude"))  # fmt: skip
    metre = math.degrees(1.0 / terrain.body.radius_m)
    away_lat, away_lon = 5.0 * metre, 5.0 * metre / np.cos(np.radians(lat))
    east = (terrain.height_m(lat, lon + away_lon) - terrain.height_m(lat, lon - away_lon)) / 10.0
    north = (terrain.height_m(lat + away_lat, lon) - terrain.height_m(lat - away_lat, lon)) / 10.0
    yaw, pitch, roll = (np.array([float(HEADINGS[n][f"{angle}_deg"]) for n in numbers]) for angle in ("yaw", "pitch", "roll"))  # fmt: skip

    def agreement(heading: Any, nose: float, side: float) -> float:
        lean = axes(Attitude(heading, nose * pitch, side * roll), 0.0 * east, 0.0 * east).upward[:, :2]
        slope = -np.column_stack([east, north])
        return float(np.sum(lean * slope) / np.sqrt(np.sum(lean**2) * np.sum(slope**2)))

    assert agreement(yaw, 1.0, 1.0) == pytest.approx(0.58, abs=0.02)
    others = [
        agreement(heading, nose, side)
        for heading in (yaw, 90.0 - yaw, -yaw, yaw + 180.0)
        for nose in (1.0, -1.0)
        for side in (1.0, -1.0)
        if not (heading is yaw and nose == side == 1.0)
    ]
    # Turned by half with both leans reversed it is the same lean: the ground cannot tell front from back. That the
    # camera looks backward is assumed.
    assert sorted(others)[-1] == pytest.approx(agreement(yaw, 1.0, 1.0))
    assert sorted(others)[-2] < 0.4
