"""What a scenario says of its kind of vehicle: every mistake with its place, and nothing said for nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from relaysim.errors import ScenarioError
from relaysim.resources import data_folder
from relaysim.scenario.build_world import build_world
from relaysim.scenario.loader import load_scenario


@pytest.fixture
def scenario(tmp_path: Path):  # type: ignore[no-untyped-def]
    """scenario(old, new, ...): the hopper's scenario with these texts exchanged."""

    def write(*changes: tuple[str, str]) -> Path:
        text = (data_folder("scenarios") / "lunar-hopper.yaml").read_text(encoding="utf-8")
        for old, new in changes:
            assert old in text
            text = text.replace(old, new, 1)
        path = tmp_path / "mine.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def faults(path: Path, *, built: bool = False) -> list[str]:
    """Its faults without the file's name."""
    with pytest.raises(ScenarioError) as error:
        build_world(load_scenario(path)) if built else load_scenario(path)
    return [str(fault).replace(str(path), "f").replace(path.name, "f") for fault in error.value.faults]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("vehicle: hopper", "vehicle: hoper", "63:12: helicopter.vehicle: 'hoper' is not a vehicle; did you mean hopper? allowed: rotorcraft, hopper"),
        ("mass: 12 kg", "mass: 12 m", "65:11: helicopter.vehicle_settings.mass: unit 'm' is not a mass (kg, g)"),
        ("mass: 12 kg", "weight: 12 kg", "64:3: helicopter.vehicle_settings: missing key 'mass' (mass of the whole vehicle: 12 kg)"),
        ("launch_angle: 50 deg", "launch_angle: 89 deg", "67:19: helicopter.vehicle_settings.launch_angle: '89 deg' is too large: it must be between 5 deg and 85 deg"),
        ("rest: 60 s", "rests: 60 s", "68:12: helicopter.vehicle_settings.rests: a hopper has no setting 'rests'; did you mean rest? there are: mass, longest_hop, launch_angle, rest, efficiency, electronics, waiting, kind, source"),
        ("    landing_slope: 20 deg\n", "    landing_slope: 20 deg\n    pause: 2 s\n", "76:5: helicopter.envelope.pause: a hopper does not heed this limit: remove it (there are ceiling and landing_slope)"),
        ("  vehicle: hopper\n", "  vehicle: hopper\n  climb_rate: 1 m/s\n", "64:3: helicopter.climb_rate: a hopper does not climb and descend at rates: remove this key"),
        ("    waypoints: [{airfield: crest}]\n", "    waypoints: [{airfield: crest}]\n    speed: 3 m/s\n", "speed: a hopper has no cruise: remove this key"),
        ("    waypoints: [{airfield: crest}]\n", "    waypoints: [{airfield: crest, at: 90 s}]\n", "waypoints[0].at: a hopper cannot choose when it gets there: remove this key"),
        ("    waypoints: [{airfield: crest}]\n", "    waypoints: [{airfield: crest, stay: 1 h}]\n", "waypoints[0].stay: at the last waypoint it stays until its next flight in any case: remove this key"),
        ("horizon: terrain             #", "horizon: 5 deg  #", "helicopter.power.panel.horizon: '5 deg' is not a horizon of the Sun; allowed: level, terrain"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_place(scenario, old: str, new: str, message: str) -> None:
    """What does not belong to such a vehicle, is missing, misspelt or out of range."""
    found = faults(scenario((old, new)))
    assert any(message in fault for fault in found), found


def test_a_hopper_has_no_rotors_and_a_rotorcraft_has_to(scenario) -> None:
    """The rotor is the rotorcraft's: refused to the one, asked of the other, with what else it lacks."""
    rotor = "    rotor: {mass: 2 kg, diameter: 1 m, efficiency: 40 %, kind: assumed, source: x}\n"
    [one] = [fault for fault in faults(scenario(("  power:\n", "  power:\n" + rotor))) if "rotors" in fault]
    assert one.endswith("helicopter.power.rotor: a hopper has no rotors: remove this section")
    other = faults(scenario(("  vehicle: hopper\n", "  vehicle: rotorcraft\n")))
    assert any("helicopter.power: missing key 'rotor'" in fault for fault in other)
    assert any("helicopter: missing key 'climb_rate'" in fault for fault in other)
    assert any("a rotorcraft has no settings: remove this section" in fault for fault in other)
    assert any("a flight planned by waypoints needs 'altitude', too" in fault for fault in other)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("landing_slope: 20 deg", "landing_slope: 8 deg", "lands at latitude -89."),
        ("launch_angle: 50 deg", "launch_angle: 10 deg", "a launch at 10 deg ever does: raise the launch angle"),
        ("rover:\n", "rover:\n", ""),
    ],
)  # fmt: skip
def test_what_stands_in_its_way_is_told_where_the_flight_is_written(scenario, old, new, message: str) -> None:
    """A slope too steep at any touchdown, a hop into a hill, a wall above the launch: each at the waypoint."""
    path = scenario((old, new))
    if not message:
        build_world(load_scenario(path))
        return
    [first, *_] = faults(path, built=True)
    assert "flights" in first and "waypoints" in first and message in first


def test_the_defaults_of_settings_stand_in_the_records(scenario) -> None:
    """The resolved scenario says what a setting was that nobody wrote."""
    loaded = load_scenario(scenario(("    electronics: 5 W\n", "")))
    assert loaded.resolved()["helicopter"]["vehicle_settings"]["electronics"] == "0 W"
