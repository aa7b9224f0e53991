"""Waypoints of a flight from a route file: as if the scenario listed them."""

from __future__ import annotations

from pathlib import Path

import pytest

from relaysim.errors import ScenarioError
from relaysim.scenario.loader import load_scenario
from relaysim.scenario.scenario import Scenario

MINIMAL = (Path(__file__).parent / "minimal.yaml").read_text()
LISTED = "    waypoints: [{latitude: 46.505 deg, longitude: 8.104 deg}, {latitude: 46.507 deg, longitude: 8.11 deg}]\n"
CSV = "lat,lon\n46.505,8.104\n46.507,8.11\n"


def load(folder: Path, lines: str, text: str = CSV, *overrides: str) -> Scenario:
    """The drone with these lines in place of its waypoints."""
    assert LISTED in MINIMAL
    (folder / "way.csv").write_text(text)
    (folder / "s.yaml").write_text(MINIMAL.replace(LISTED, lines))
    return load_scenario(folder / "s.yaml", overrides)


def faults(folder: Path, lines: str, text: str = CSV) -> str:
    """What is wrong with it."""
    with pytest.raises(ScenarioError) as error:
        load(folder, lines, text)
    return str(error.value).replace(f"{folder}/", "")


def test_points_are_waypoints(tmp_path: Path) -> None:
    """Points of a file are the waypoints, the last is where it lands; the file's digest is kept."""
    found, listed = load(tmp_path, "    route: {file: way.csv}\n"), load(tmp_path, LISTED)
    assert found.model.flights[0].waypoints == listed.model.flights[0].waypoints
    assert list(found.table_digests) == ["way.csv"]
    assert (
        len(
            load(tmp_path, "    route: {file: way.csv}\n", "lat,lon\n46.505,8.104\n")
            .model.flights[0]
            .waypoints
            or ()
        )
        == 1
    )


def test_bad_routes_of_flights(tmp_path: Path) -> None:
    """A route is asked for what waypoints are asked for; too many points are no plan."""
    route = "    route: {file: way.csv}\n"
    assert "flights[0].route: 'route' gives the waypoints: remove one of the two" in faults(
        tmp_path, route + LISTED
    )
    assert faults(tmp_path, route, "lat,lon\n46.505,x\n").startswith("way.csv:2:1: 'x' is not a longitude")
    many = "lat,lon\n" + "".join(f"46.5,{8 + n * 1e-5:.5f}\n" for n in range(2001))
    assert faults(tmp_path, route, many) == (
        "way.csv:2002:1: the route has 2,001 points; a flight has at most 2,000 waypoints: thin it"
    )
    missing = faults(tmp_path, "    route: {file: b.csv}\n")
    assert (
        missing
        == "s.yaml:46:19: flights[0].route.file: there is no route file 'b.csv' (paths are relative to the scenario file)"
    )
    slow = MINIMAL.replace(LISTED, route).replace("speed: 8 m/s", "speed: 1 m/h")
    (tmp_path / "way.csv").write_text(CSV)
    (tmp_path / "s.yaml").write_text(slow)
    with pytest.raises(ScenarioError, match=r"s\.yaml:46:12: flights\[0\]\.route: waypoint 1 lies 0 km from"):
        load_scenario(tmp_path / "s.yaml")


def test_altitude_and_speed_belong_to_a_route(tmp_path: Path) -> None:
    """A flight along a route has an altitude and a speed like one by waypoints."""
    text = MINIMAL.replace(LISTED, "    route: {file: way.csv}\n").replace("    speed: 8 m/s\n", "")
    (tmp_path / "way.csv").write_text(CSV)
    (tmp_path / "s.yaml").write_text(text)
    with pytest.raises(ScenarioError, match="a flight planned by waypoints needs 'speed', too"):
        load_scenario(tmp_path / "s.yaml")
