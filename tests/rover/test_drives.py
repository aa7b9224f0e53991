"""Drives as routes in time, and where the rover stands between them."""

from __future__ import annotations

import numpy as np
import pytest

from relaysim.rover.drives import Drive, drive_route, stand_before


def east(drive: int, start: float, end: float, x1: float, x2: float) -> Drive:
    fraction = np.array([0.0, 0.5, 1.0])
    return Drive(drive, drive, drive_route(start, end, x1 + fraction * (x2 - x1), np.zeros(3), fraction))


DRIVES = (east(1, 100.0, 200.0, 0.0, 10.0), east(2, 300.0, 400.0, 10.0, 30.0))


def test_each_vertex_is_reached_when_its_share_of_the_way_is_done() -> None:
    """The speed is even along the path: a quarter of the way takes a quarter of the recorded interval."""
    fraction = np.array([0.0, 0.25, 1.0])
    route = drive_route(1000.0, 1400.0, np.array([0.0, 5.0, 5.0]), np.array([0.0, 0.0, 15.0]), fraction)
    assert route.utc_s.tolist() == [1000.0, 1100.0, 1400.0]
    assert (route.length_m, route.above_ground_m.tolist()) == (20.0, [0.0, 0.0, 0.0])
    x, y, _ = route.position(np.array([1050.0, 1250.0]))
    assert list(zip(x.tolist(), y.tolist(), strict=True)) == [(2.5, 0.0), (5.0, 7.5)]


def test_where_the_rover_stands() -> None:
    """At the first drive's start before it, along a drive within it, at the last drive's end after it."""
    instants = (0.0, 100.0, 150.0, 200.0, 250.0, 350.0, 400.0, 9e9)
    assert [(t, stand_before(DRIVES, t)) for t in instants] == [
        (0.0, (0.0, 0.0)),
        (100.0, (0.0, 0.0)),
        (150.0, (5.0, 0.0)),
        (200.0, (10.0, 0.0)),
        (250.0, (10.0, 0.0)),
        (350.0, (20.0, 0.0)),
        (400.0, (30.0, 0.0)),
        (9e9, (30.0, 0.0)),
    ]


def test_the_stand_moves_without_a_jump_where_drives_join() -> None:
    """Sampled every second from before the first drive to after the last, no step is longer than the speed."""
    x = np.array([stand_before(DRIVES, t)[0] for t in np.arange(50.0, 450.0)])
    assert np.abs(np.diff(x)).max() == pytest.approx(0.2)
