"""Packets by margin, in small stories at the quarry: a stand, a flight and a drive near the sensitivity."""

from __future__ import annotations

import itertools
import math
from pathlib import Path

import pytest
import rasterio

import relaysim
from relaysim.clock.utc import format_utc, parse_utc
from relaysim.links.mode_stretches import mode_stretches
from relaysim.radio.budget import Budget, BudgetTerm, Mode
from relaysim.radio.packets import ErrorCurve, Packets

ONLY_BPS, DATA_BITS = 100e3, 116 * 8
CURVE = ErrorCurve.anchored("o-qpsk")
STAND = ("link.propagation=free-space", "flights=[]", "end=day 10 11:00 local")
IMAGES = "helicopter.daily_products=[{kind: image, name: image, count: 200, size: 1 Mbit, priority: 2}]"
TELEMETRY = "helicopter.in_flight_telemetry={rate: 20 kbit/s, every: 2 s, priority: 1}"
TWO_MODES = (
    "link.modes=[{name: slow, rate: 20 kbit/s, goodput: 15.4 kbit/s, sensitivity: -104 dBm, kind: assumed,"
    " source: invented}, {name: only, rate: 250 kbit/s, goodput: 100 kbit/s, sensitivity: -100 dBm,"
    " kind: assumed, source: invented}]"
)


@pytest.fixture
def story(quarry, tmp_path, read):
    """Runs the quarry with overrides."""

    def run(*overrides: str, name: str = "run"):
        return read(relaysim.run(quarry / "quarry.yaml", tmp_path / name, overrides=list(overrides)))

    return run


@pytest.fixture
def cables(story):
    """The override of the cables that leaves a stand a margin, by what the stand has without them."""
    [first, *_] = up(story(*STAND, "link.budget.1.value=0 dB", name="bare"))
    return lambda margin_db: f"link.budget.1.value={margin_db - float(first['min_margin_db']):.3f} dB"


def up(run):
    """The contacts from the helicopter to the rover."""
    return [row for row in run.rows("contacts") if row["source"] == "helicopter"]


def taken_s(run) -> list[float]:
    """How long each image that came in the alarm session was on its way, one after another."""
    arrived = sorted(
        parse_utc(r["at_rover_utc"])
        for r in run.rows("products")
        if r["kind"] == "image" and r["at_rover_utc"]
    )
    return [b - a for a, b in itertools.pairwise(arrived)]


def test_landed_near_the_sensitivity_packets_are_sent_again_and_it_takes_longer(story, cables):
    """At 0.2 dB one attempt in 22 fails: images take 1 / success of their time, on the mean of the draws."""
    run = story(*STAND, cables(0.2), IMAGES)
    success = float(Packets(CURVE, 127 * 8).acknowledged(0.2))
    assert 0.95 < success < 0.97
    times = taken_s(run)
    packets = len(times) * math.ceil(1e6 / DATA_BITS)
    expected_s = 1e6 / ONLY_BPS / success
    sigma = math.sqrt((1 - success) / packets)
    # The margin of the story is 0.2 dB to 0.005 dB: 0.1 % of the success.
    assert sum(times) / len(times) == pytest.approx(expected_s, rel=4 * sigma + 0.001)
    assert {r["status"] for r in run.rows("products")} <= {"delivered", "queued"}


def test_a_contact_says_what_it_can_carry(story, cables):
    """Its goodput is the mode's times the success at its margin, and what came through fits its capacity."""
    run = story(*STAND, cables(0.2), IMAGES)
    row = up(run)[0]
    success = float(Packets(CURVE, 127 * 8).acknowledged(0.2))
    assert float(row["goodput_bps"]) == pytest.approx(ONLY_BPS * success, rel=0.001)
    capacity = float(row["capacity_bits"])
    assert capacity == pytest.approx(float(row["goodput_bps"]) * float(row["duration_s"]), rel=1e-4)
    came = 1e6 * (len(taken_s(run)) + 1)
    assert 0.97 * capacity < came <= capacity


@pytest.mark.parametrize(("margin_db", "override"), [(20.0, ""), (0.2, "link.packet.success=1")])
def test_without_loss_images_take_the_time_of_the_goodput(story, cables, margin_db, override):
    """Far above the sensitivity, or with a radio that loses nothing, each takes just its bits over the goodput."""
    run = story(*STAND, cables(margin_db), IMAGES, *filter(None, [override]))
    assert taken_s(run) == pytest.approx([1e6 / ONLY_BPS] * len(taken_s(run)), abs=0.2)  # files: 0.1 s
    assert float(up(run)[0]["goodput_bps"]) == ONLY_BPS


def test_in_flight_what_is_lost_is_lost_and_says_so(story, cables):
    """One-way near the sensitivity: of the packets as many arrive as the margin lets through; the rest is dropped,
    with its reason, and every bit is accounted for."""
    flight = ("link.propagation=free-space", TELEMETRY, "flights.1.waypoints.0.longitude=15.0030 deg")
    run = story(*flight, cables(18.5), "link.packet.success=0.2", "flights.2.takeoff=day 11 12:30 local")
    sent = [r for r in run.rows("products") if r["kind"] == "telemetry" and r["flight"] == "1"]
    takeoff, landing = (parse_utc(run.flight(1)[k]) for k in ("takeoff_utc", "landing_utc"))
    groups = int((landing - takeoff) // 2)
    assert sum(int(r["size_bits"]) for r in sent) == groups * 40_000
    at_once = sum(int(r["size_bits"]) for r in sent if r["at_rover_utc"] == r["created_utc"])
    lost = [r for r in sent if r["status"] == "dropped"]
    assert {r["reason"] for r in lost} == {"lost on the air in flight, where nothing is acknowledged"}
    assert at_once + sum(int(r["size_bits"]) for r in lost) == groups * 40_000
    [aloft] = [
        r for r in up(run) if takeoff <= parse_utc(r["start_utc"]) and parse_utc(r["end_utc"]) <= landing
    ]
    share = float(aloft["goodput_bps"]) / 150e3
    assert 0.2 < share < 0.9
    packets = groups * math.ceil(40_000 / DATA_BITS)
    # Groups leave every 2 s, the contact's mean is over all of the flight: a tenth of a step at its edges.
    assert at_once / groups / 40_000 == pytest.approx(share, abs=4 * math.sqrt(0.25 / packets) + 2 / groups)


def test_a_drive_through_the_sensitivity_changes_mode_and_slows_what_is_under_way(story, cables, quarry):
    """A rover that drives away in a session: first the fast mode, then the slow one, each a contact of its own, and
    the data that came through fits what both together could carry."""
    drives(quarry)
    away = ("rover={name: Truck, drives: drives.csv, drive_paths: paths.csv, storage: 8 GB}", TWO_MODES)
    run = story(*STAND, *away, cables(6.0), IMAGES)
    rows = [r for r in up(run) if parse_utc(r["start_utc"]) < parse_utc("2026-03-11T08:00:00Z")]
    assert [r["rate_bps"] for r in rows] == ["250000", "20000"]
    assert rows[0]["end_utc"] == rows[1]["start_utc"]
    assert float(rows[0]["min_margin_db"]) == pytest.approx(4.0, abs=0.1)
    assert float(rows[1]["max_margin_db"]) == pytest.approx(4.0, abs=0.1)
    assert 0.95 * ONLY_BPS < float(rows[0]["goodput_bps"]) < 0.9999 * ONLY_BPS
    capacity = sum(float(r["capacity_bits"]) for r in rows)
    came = 1e6 * (len(taken_s(run)) + 1)
    assert capacity - 1.5e6 < came <= capacity


@pytest.mark.parametrize(("share", "status"), [(0.98, "delivered"), (1.02, "queued")])
def test_one_long_product_feels_the_margin_of_each_moment(story, cables, quarry, share, status):
    """Begun with no loss and carried while the rover drives off and ever more packets fail, it comes through in the
    session if it is a little smaller than the contact's capacity, and does not if it is a little larger."""
    drives(quarry)
    away = (*STAND, "rover={name: Truck, drives: drives.csv, drive_paths: paths.csv, storage: 8 GB}",
            "link.packet.success=0.3", "earth.passes=[]", cables(11.0))  # fmt: skip
    row = up(story(*away, name="empty"))[0]
    capacity = float(row["capacity_bits"])
    assert 0.3 * ONLY_BPS < float(row["goodput_bps"]) < 0.8 * ONLY_BPS
    image = f"[{{kind: image, name: long, size: {share * capacity:.0f} bit, priority: 2}}]"
    [product] = [
        r for r in story(*away, f"helicopter.daily_products={image}").rows("products") if r["kind"] == "image"
    ]
    assert bool(product["at_rover_utc"]) == (status == "delivered")


def test_a_drive_onto_unknown_ground_ends_the_contact_with_what_it_carried(story, cables, quarry):
    """Up to there the last sample known counts, as for the state of the link; nothing breaks, nothing is made up."""
    drives(quarry)
    with rasterio.open(quarry / "quarry.tif") as raster:
        profile, heights = raster.profile, raster.read(1)
    heights[:, :40] = -9999.0
    with rasterio.open(quarry / "holes.tif", "w", **{**profile, "nodata": -9999.0}) as raster:
        raster.write(heights, 1)
    away = "rover={name: Truck, drives: drives.csv, drive_paths: paths.csv, storage: 8 GB}"
    over = ("terrain.source=holes.tif", "link.packet.success=0.3")
    run = story(*STAND, away, cables(6.0), IMAGES, *over)
    assert [row[0] for row in run.json("geometry")["states"]["radio"]] == ["open", "unknown"]
    [row] = up(run)
    assert 0 < float(row["min_margin_db"]) < 1 and 0.5 * ONLY_BPS < float(row["goodput_bps"]) < ONLY_BPS
    came = 1e6 * (len(taken_s(run)) + 1)
    # A capacity is what is expected: the draws may be a little luckier.
    assert float(row["capacity_bits"]) - 1.5e6 < came <= 1.01 * float(row["capacity_bits"])


def drives(folder: Path) -> None:
    """A drive from where the truck stands to the west, within the alarm session of day 10."""
    start = parse_utc("2026-03-11T07:00:00Z")
    (folder / "drives.csv").write_text(
        "drive,sol,start_utc,end_utc,length_m,source_note\n"
        f"1,10,{format_utc(start + 60)},{format_utc(start + 560)},80,invented\n"
    )
    (folder / "paths.csv").write_text(
        "drive,sequence,latitude_deg,longitude_deg,fraction\n1,0,47.0,15.0,0\n1,1,47.0,14.9989,1\n"
    )


FAST = Mode("fast", 250e3, 171e3, -101.0, "nowhere", "assumed")
SLOW = Mode("slow", 20e3, 15.4e3, -110.0, "nowhere", "assumed")
BUDGET = Budget((BudgetTerm("power", 0.0, "dBm", 0.0, "nowhere", "assumed"),), (SLOW, FAST))


def test_a_contact_is_cut_where_its_mode_changes():
    """Each stretch ends where the next begins; the sample that closes the link ends the last and begins none."""
    samples = [(0.0, 95.0), (10.0, 100.0), (20.0, 105.0), (30.0, 109.0), (40.0, 100.5), (50.0, 110.01)]
    assert mode_stretches(BUDGET, samples) == [
        (FAST, samples[:3]),
        (SLOW, samples[2:5]),
        (FAST, samples[4:]),
    ]
    assert mode_stretches(BUDGET, [(5.0, 95.0), (5.0, 95.0)]) == [(FAST, [(5.0, 95.0), (5.0, 95.0)])]
    ended = [(0.0, 95.0), (10.0, math.nan)]
    assert [mode for mode, _ in mode_stretches(BUDGET, ended)] == [FAST]
    # A mode that comes up at the very end has no time of its own.
    assert [mode for mode, _ in mode_stretches(BUDGET, [(0.0, 105.0), (10.0, 95.0)])] == [SLOW]
