"""Shares of causes that do not add up of themselves: a whole, the same from either side, and nothing forgotten."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from relaysim.comparison.link_view import link_view
from relaysim.comparison.shares import Placed, shares
from relaysim.comparison.side import read_run_side
from relaysim.comparison.whereabouts import whereabouts
from relaysim.comparison.world_again import world_again
from relaysim.links.model import LinkModel, RadioSettings

AT_UTC_S = 1_777_624_200.0  # 2026-05-01 08:30 UTC: the truck is on its first drive
# What of a link each cause exchanges, and what no answer depends on: a new field must be put among them.
KNOWN = {
    "terrain",
    "frame",
    "radio",
    "rover_antenna_m",
    "helicopter_antenna_m",
    "rover_mount",
    "helicopter_mount",
}
WHERE = {"rover_attitudes"}  # asked when the vehicles are placed
NO_ANSWER = {"step_m", "step_height_m", "cache", "threads"}


def placed(valley: Path, name: str) -> Placed:
    side = read_run_side(valley / name)
    world = world_again(side, [valley], None)
    return Placed(world.link, whereabouts(side, world, AT_UTC_S))


def changed(one: Placed) -> Placed:
    """The same moment with other antennas' heights, a longer wave, bending air, and the truck two metres on."""
    model = one.model
    radio = dataclasses.replace(model.radio, frequency_hz=0.5 * model.radio.frequency_hz)
    terrain = dataclasses.replace(model.terrain, k_factor=4.0 / 3.0)
    lat, lon = one.places.rover_deg
    return Placed(
        dataclasses.replace(model, radio=radio, terrain=terrain, rover_antenna_m=model.rover_antenna_m + 0.5),
        dataclasses.replace(one.places, rover_deg=(lat + 2e-5, lon)),
    )


def test_shares_of_many_causes_add_up_and_mirror(valley: Path) -> None:
    """Ground, air, places, heights and wave at once: the shares are the whole, and change their signs with the sides."""
    a, b = placed(valley, "low"), changed(placed(valley, "high"))
    there = shares(a, b, lambda view: view.antenna_db - view.path_loss_db)
    back = shares(b, a, lambda view: view.antenna_db - view.path_loss_db)
    assert there is not None and back is not None
    causes = {"terrain", "places of the vehicles", "antenna heights", "wave and ground"}
    assert causes <= {share.cause for share in there} <= {*causes, "refraction"}
    views = [link_view(one.model, one.places) for one in (a, b)]
    assert sum(share.value for share in there) == pytest.approx(
        views[0].path_loss_db - views[1].path_loss_db, abs=2e-3
    )
    assert {s.cause: s.value for s in there} == pytest.approx({s.cause: -s.value for s in back}, abs=1e-6)


def test_a_cause_that_is_the_same_has_no_share(valley: Path) -> None:
    """Of two worlds alike nothing is told."""
    assert shares(placed(valley, "low"), placed(valley, "again"), lambda view: view.clearance_m) == ()


def test_every_part_of_a_link_belongs_to_a_cause() -> None:
    """A field that somebody adds to the link model must be exchanged with a cause, or be said to change no answer."""
    assert {one.name for one in dataclasses.fields(LinkModel)} == KNOWN | WHERE | NO_ANSWER
    radio = {"propagation", "frequency_hz", "ground", "polarisation", "budget"}
    assert {one.name for one in dataclasses.fields(RadioSettings)} == radio
