"""What stood in the way, when it was worst, and why: the rows of blackouts.csv and the stands of the rover."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest
from affine import Affine
from rasterio.crs import CRS

from relaysim.blackout.intervals import Interval
from relaysim.blackout.stands import stands_during
from relaysim.blackout.table import Scene, blackout_row
from relaysim.clock.local_clock import LocalClock
from relaysim.links.attitude import Attitude, AttitudeLog
from relaysim.links.model import LinkModel, RadioSettings
from relaysim.links.mount import Mount
from relaysim.links.track import track_onward
from relaysim.path.route import Route
from relaysim.radio.body_loss import BodyLoss, BodySector
from relaysim.radio.budget import Budget, BudgetTerm, Mode
from relaysim.radio.ground import Ground
from relaysim.rover.drives import Drive
from relaysim.terrain.body import Body
from relaysim.terrain.frame import LocalFrame
from relaysim.terrain.grid import Terrain

RADIUS_M, CELL_M, CELLS = 3_396_190.0, 5.0, 161
HALF_M = CELL_M * (CELLS // 2)
EAST_M, _ = np.meshgrid(*[CELL_M * np.arange(CELLS) - HALF_M] * 2)
RIDGE = 8.0 * np.exp(-((EAST_M / 15.0) ** 2))
CLOCK = LocalClock(1000.0, 0.0, "day", "local")
SCOUT = (150.0, 0.0)
END = 10_000.0


def model(heights_m: np.ndarray = RIDGE, threshold_db: float = 85.0) -> LinkModel:
    """Free space over a ridge along the meridian of the origin."""
    body = Body.sphere("test body", RADIUS_M)
    crs = CRS.from_proj4(f"+proj=eqc +R={RADIUS_M} +units=m +no_defs")
    corner = Affine(CELL_M, 0, -HALF_M - CELL_M / 2, 0, -CELL_M, HALF_M + CELL_M / 2)
    terrain = Terrain("made up", body, heights_m, None, corner, crs, "", "made up")
    power = BudgetTerm("transmit power", threshold_db - 110.0, "dBm", 0.0, "made up", "assumed")
    mode = Mode("slow", 20e3, 15e3, -110.0, "made up", "assumed")
    radio = RadioSettings("free-space", 914e6, Ground(3.6, 0.017), "vertical", Budget((power,), (mode,)))
    return LinkModel(terrain, LocalFrame(body, 0.0, 0.0), radio, 1.2, 0.5)


def drive(number: int, start: float, end: float, x1: float, x2: float, y: float = 0.0) -> Drive:
    ends = np.array([start, end]), np.array([x1, x2]), np.array([y, y]), np.zeros(2)
    return Drive(number, int(start // 1000), Route(*ends))


# Towards the ridge, over its crest a day later, and away along it.
DRIVES = (
    drive(1, 1200.0, 1300.0, -150.0, -100.0),
    drive(2, 3200.0, 3400.0, -100.0, -40.0),
    drive(3, 5200.0, 5400.0, -40.0, 10.0),
)


def scene(
    drives: tuple[Drive, ...] = DRIVES, heights_m: np.ndarray = RIDGE, threshold_db: float = 85.0
) -> Scene:
    """The scene of rover and helicopter from 0 to END."""
    link, scout = model(heights_m, threshold_db), Route.standing(*SCOUT, 0.0)
    first = drives[0].route
    routes = [(0.0, Route.standing(float(first.x_m[0]), float(first.y_m[0]), 0.0), scout)]
    routes += [(one.route.start_utc_s, one.route, scout) for one in drives]
    tracks = [track_onward(link, rover, still, t, END, [threshold_db]) for t, rover, still in routes]
    return Scene(CLOCK, "UTC", link, threshold_db, tracks, routes)


def test_positions_follow_the_route_in_force() -> None:
    """Standing before the first drive, along a drive within it, at its end until the next."""
    made = scene()
    assert [(t, float(made.positions(t)[0][0][0])) for t in (-5.0, 0.0, 1250.0, 1300.0, 3000.0, 3300.0, 9e9)] == [
        (-5.0, -150.0), (0.0, -150.0), (1250.0, -125.0), (1300.0, -100.0), (3000.0, -100.0), (3300.0, -70.0), (9e9, 10.0),
    ]  # fmt: skip


def test_the_obstruction_is_the_crest() -> None:
    """Its place in the local frame, its height, how far above the line it stands, and how far from the rover."""
    found = scene().obstruction(2000.0)
    assert found is not None
    assert (found.x_m, found.y_m) == (pytest.approx(0.0, abs=0.5), pytest.approx(0.0, abs=1e-3))
    assert found.height_m == pytest.approx(8.0, abs=0.05)
    line_m = 1.2 + (0.5 - 1.2) * 100.0 / 250.0
    assert found.above_sightline_m == pytest.approx(8.0 - line_m, abs=0.05)
    assert (found.along_m, found.distance_m) == (
        pytest.approx(100.0, abs=0.5),
        pytest.approx(250.0, abs=1e-2),
    )


def test_over_unknown_ground_there_is_no_obstruction_to_name() -> None:
    """Nothing known blocks the line, and something unknown might."""
    hole = np.where(np.abs(EAST_M) < 12.0, np.nan, 0.0)
    made = scene((drive(1, 1200.0, 1300.0, -150.0, -100.0),), hole)
    assert made.obstruction(2000.0) is None
    row = blackout_row(made, 1, "radio", Interval(0.0, 500.0), "terrain")
    assert (row.obstruction_lat_deg, row.obstruction_distance_m, row.distance_m) == (None, None, None)


def test_the_worst_margin_is_at_the_greatest_distance() -> None:
    """In free space it is where the rover was farthest, at the first instant it was there."""
    made = scene()
    worst = made.worst_margin(Interval(500.0, 6000.0))
    assert worst is not None
    instant, margin_db = worst
    assert instant == 500.0
    assert margin_db == pytest.approx(85.0 - made.tracks[0].total_loss_db(0.0))
    later = made.worst_margin(Interval(3300.0, 6000.0))
    assert later is not None and later[0] == 3300.0 and later[1] > margin_db


def test_where_the_loss_is_never_known_there_is_no_worst() -> None:
    """An antenna over unknown ground has no margin."""
    made = scene((drive(1, 1200.0, 1300.0, -150.0, -100.0),), np.where(EAST_M < -50.0, np.nan, 0.0))
    assert made.worst_margin(Interval(0.0, 2000.0)) is None


@pytest.mark.parametrize(("threshold_db", "cause"), [(140.0, "terrain"), (70.0, "range")])
def test_the_cause_is_what_would_have_sufficed(threshold_db: float, cause: str) -> None:
    """Had the link closed over flat ground of that distance, the terrain is to blame; else the range."""
    assert scene(threshold_db=threshold_db).cause(Interval(0.0, 1000.0)) == cause


def with_a_body(heights_m: np.ndarray, propagation: str, spare_db: float, heading_deg: float) -> Scene:
    """A rover west of the helicopter, its body 8 dB astern, so much to spare over the loss between isotropic antennas."""
    plain = model(heights_m)
    plain = dataclasses.replace(plain, radio=dataclasses.replace(plain.radio, propagation=propagation))
    nothing = np.full(1, np.nan)
    log = AttitudeLog(np.array([-np.inf]), Attitude(np.array([heading_deg]), nothing, nothing))
    stern = Mount(body=BodyLoss((BodySector(135.0, 225.0, 8.0),)))
    link = dataclasses.replace(plain, rover_mount=stern, rover_attitudes=log)
    rover, scout = Route.standing(-200.0, 0.0, 0.0), Route.standing(*SCOUT, 0.0)
    loss_db = plain.evaluate(rover.position(np.zeros(1)), scout.position(np.zeros(1))).loss_db
    threshold_db = float(loss_db[0]) + spare_db
    tracks = [track_onward(link, rover, scout, 0.0, END, [threshold_db])]
    return Scene(CLOCK, "UTC", link, threshold_db, tracks, [(0.0, rover, scout)])


@pytest.mark.parametrize(("spare_db", "cause"), [(4.0, "antenna"), (-1.0, "range")])
def test_over_flat_ground_the_cause_is_the_antenna_or_the_range(spare_db: float, cause: str) -> None:
    """Facing away the body takes 8 dB: isotropic antennas would have closed with 4 dB to spare, not with 1 too few."""
    made = with_a_body(np.zeros_like(RIDGE), "two-ray", spare_db, 270.0)
    interval = Interval(0.0, 1000.0)
    worst = made.worst_margin(interval)
    assert worst is not None and worst[1] == pytest.approx(spare_db - 8.0)
    assert blackout_row(made, 1, "radio", interval, made.cause(interval)).cause == cause


def test_terrain_is_asked_before_the_antenna() -> None:
    """Where the link would close without terrain, body and all, the terrain is to blame; facing there, too."""
    for heading in (270.0, 90.0):
        made = with_a_body(RIDGE * 4.0, "parabolic-equation", 4.0 if heading == 270.0 else -1.0, heading)
        assert made.cause(Interval(0.0, 1000.0)) == "terrain"


def test_a_row_in_full() -> None:
    """Every column that follows from the interval, with its obstruction at the first instant."""
    row = blackout_row(scene(), 3, "session", Interval(1500.0, 88_000.0, True, False), "schedule")
    assert (row.blackout_id, row.level, row.cause, row.open_start, row.open_end) == (
        3,
        "session",
        "schedule",
        True,
        False,
    )
    assert (row.start_utc, row.end_utc, row.start_sol, row.end_sol) == (1500.0, 88_000.0, 1, 88)
    assert (row.duration_s, row.duration_sols, row.calendar_days) == (86_500.0, 86.5, 1)
    assert row.duration_days == pytest.approx(86_500.0 / 86_400.0)
    assert row.obstruction_distance_m == pytest.approx(100.0, abs=0.5)
    assert row.obstruction_lon_deg == pytest.approx(0.0, abs=1e-5)
    assert row.worst_margin_utc == 1500.0
    assert (row.start_utc_p05, row.end_utc_p95) == (None, None)


def test_where_the_line_is_clear_no_obstruction_is_listed() -> None:
    """A blackout of sessions may begin in plain sight: the distance is given, an obstruction is not."""
    row = blackout_row(scene(), 1, "session", Interval(6000.0, 7000.0), "schedule")
    assert (row.obstruction_above_sightline_m, row.obstruction_lat_deg) == (None, None)
    assert row.distance_m == pytest.approx(140.0, abs=0.01)


def test_each_stand_of_the_rover_within_a_blackout() -> None:
    """From the start or a drive's end to the next drive or the end; what blocks it, and who drove there later."""
    found = stands_during(scene(), DRIVES, Interval(500.0, 6000.0))
    assert [(stand.start_utc_s, stand.end_utc_s, stand.x_m) for stand in found] == [
        (500.0, 1200.0, -150.0),
        (1300.0, 3200.0, -100.0),
        (3400.0, 5200.0, -40.0),
        (5400.0, 6000.0, 10.0),
    ]
    # Drive 3, on day 5, went over the crest that had stood in the way of all stands before it.
    nearest = [(stand.nearest_later_drive_m, stand.nearest_later_drive_sol) for stand in found]
    assert nearest[:3] == [(pytest.approx(0.0, abs=0.5), 5)] * 3
    assert nearest[3] == (None, None)
    assert all(stand.obstruction is not None for stand in found)


def test_a_blackout_that_begins_in_a_drive_begins_its_stands_after_it() -> None:
    """A rover on the move does not stand."""
    found = stands_during(scene(), DRIVES, Interval(1250.0, 3300.0))
    assert [(stand.start_utc_s, stand.end_utc_s) for stand in found] == [(1300.0, 3200.0)]


@pytest.mark.parametrize(
    ("start", "end", "stands"),
    [
        (1300.0, 3000.0, [(1300.0, 3000.0)]),
        (1200.0, 3000.0, [(1300.0, 3000.0)]),
        (500.0, 1300.0, [(500.0, 1200.0)]),
    ],
    ids=["begins as a drive ends", "begins as a drive begins", "ends as a drive ends"],
)
def test_no_stand_is_listed_twice_or_without_length(
    start: float, end: float, stands: list[tuple[float, float]]
) -> None:
    """Blackouts often begin or end with a drive: each stand counts once, and one of no duration not at all."""
    found = stands_during(scene(), DRIVES, Interval(start, end))
    assert [(stand.start_utc_s, stand.end_utc_s) for stand in found] == stands


def test_nearest_later_drive_looks_forward_only() -> None:
    """A drive that had passed the place before does not count as one that came later."""
    passed = (drive(1, 1200.0, 1300.0, 10.0, -100.0), drive(2, 3200.0, 3300.0, -100.0, -100.0, 0.0))
    (stand,) = stands_during(scene(passed), passed, Interval(1400.0, 3000.0))
    assert stand.nearest_later_drive_sol == 3
    assert stand.nearest_later_drive_m == pytest.approx(100.0, abs=0.5)
    assert not math.isnan(stand.nearest_later_drive_m)
