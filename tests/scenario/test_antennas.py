"""Antennas, bodies and attitudes from the scenario file to the world, with what a report says of them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from relaysim.resources import data_folder
from relaysim.scenario.assumptions import assumptions
from relaysim.scenario.build_world import build_world
from relaysim.scenario.loader import load_scenario

PATTERN = "azimuth_deg,elevation_deg,gain_dbi\n0,-45,-3\n0,0,0\n0,45,-3\n"
BODY = "[{from: 180 deg, to: 260 deg, loss: 8 dB, sigma: 4 dB, kind: assumed, source: NASA names hardware}]"


@pytest.fixture
def scenario_file(tmp_path: Path) -> Path:
    """The scenario of the main job in a folder of its own, with its tables and a pattern."""
    folder = data_folder("scenarios")
    (tmp_path / "jezero").symlink_to(folder / "jezero", target_is_directory=True)
    (tmp_path / "mast.csv").write_text(PATTERN, encoding="utf-8")
    copy = tmp_path / "flight-52-blackout.yaml"
    copy.write_bytes((folder / "flight-52-blackout.yaml").read_bytes())
    return copy


def test_a_scenario_that_says_nothing_has_plain_antennas(scenario_file: Path) -> None:
    """Isotropic, no body, no attitudes: and nothing of them among the assumptions."""
    silent = ["radios.rover.body_loss=[]", "rover.attitudes=null"]
    world = build_world(load_scenario(scenario_file, overrides=silent))
    assert world.link.has_plain_antennas
    assert np.isnan(world.link.rover_attitudes.at(np.array([0.0, world.start_utc_s])).heading_deg).all()
    assert not [one for one in world.assumptions if "body" in one.what or "pattern" in one.value]


def test_what_a_scenario_says_reaches_the_link(scenario_file: Path) -> None:
    """Pattern, body, lean and attitudes; each table with its digest, each figure among the assumptions."""
    scenario = load_scenario(
        scenario_file,
        overrides=[
            "radios.rover.antenna={pattern: mast.csv, kind: given, source: chamber}",
            f"radios.rover.body_loss={BODY}",
            "radios.helicopter.antenna={pattern: short-monopole, kind: assumed, source: guess}",
            "radios.helicopter.tilts_with_ground=true",
            "rover.attitudes=jezero/rover_stops_attitude.csv",
        ],
    )
    link = build_world(scenario).link
    assert {"mast.csv", "jezero/rover_stops_attitude.csv"} <= set(scenario.table_digests)
    assert link.rover_mount.pattern.gain_at(100.0, [-45.0, 22.5]).tolist() == [-3.0, -1.5]
    assert [float(v) for v in link.rover_mount.body.at(214.0)] == [8.0, 4.0]
    assert link.helicopter_mount.pattern.name == "short-monopole" and link.helicopter_mount.tilts_with_ground
    # Sol 776: the stop of sol 775 or of 776 itself is recorded; sol 860: nothing is any more.
    known, unknown = (scenario.clock.utc_s(sol, 60_000.0) for sol in (776, 860))
    assert np.isfinite(link.rover_attitudes.at(np.array([known, unknown])).heading_deg).tolist() == [
        True,
        False,
    ]
    shown = {(one.what, one.value): (one.kind, one.source) for one in assumptions(scenario)}
    assert shown["rover antenna", "mast.csv"] == ("given", "chamber")
    body = "8 dB (sigma 4 dB) from 180 to 260 deg of its heading"
    assert shown["rover body", body] == ("assumed", "NASA names hardware")
    (monopole,) = [value for what, value in shown if what == "helicopter antenna"]
    assert monopole.startswith("short-monopole: upright, 1.76 dBi")
    assert ("helicopter tilt", "leans as the ground does over 1 m") in shown


def test_a_rover_that_never_drives_may_say_which_way_it_faces(tmp_path: Path) -> None:
    """Its heading holds for ever; without one it is not known."""
    folder = Path(__file__).resolve().parent
    text = (folder / "minimal.yaml").read_text(encoding="utf-8")
    copy = tmp_path / "scenario.yaml"
    copy.write_text(text.replace("storage: 1 GB}", "storage: 1 GB, heading: 90 deg}"), encoding="utf-8")
    assert load_scenario(copy).model.rover.heading_deg == 90.0
    assert load_scenario(folder / "minimal.yaml").model.rover.heading_deg is None
