"""Loading scenarios: what is read, what is kept, what is refused."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from relaysim.errors import InputError, ScenarioError
from relaysim.resources import data_folder
from relaysim.scenario.builtin import builtin_path, builtin_scenarios, scenario_text
from relaysim.scenario.document import read_document
from relaysim.scenario.loader import OpenScenario, load_scenario

MINIMAL = Path(__file__).with_name("minimal.yaml")


def faults(source: str | Path, **arguments: object) -> list[str]:
    """The faults of a scenario, one text each."""
    with pytest.raises(ScenarioError) as caught:
        load_scenario(source, **arguments)  # type: ignore[arg-type]
    assert isinstance(caught.value, InputError)
    return [str(fault) for fault in caught.value.faults]


def test_minimal_scenario_in_base_units() -> None:
    """Quantities arrive in the base unit that the attribute's name ends with."""
    model = load_scenario(MINIMAL).model
    assert model.link.frequency_hz == 868e6
    assert model.radios.helicopter.antenna_height_m == pytest.approx(0.2)
    assert model.helicopter.wake.alarm_s == 7 * 3600
    assert model.helicopter.storage_bits == 64 * 8e6
    assert model.clock.day_length_s == 86400
    assert model.flights[0].takeoff_utc_s == model.start_utc_s + 27.5 * 3600
    assert model.flights[0].waypoints is not None
    assert model.flights[0].waypoints[-1].longitude_deg == 8.11
    assert (model.link.budget[1].value, model.link.budget[1].unit) == (-6.0, "dB")
    assert (model.link.budget[1].low, model.link.budget[1].high) == (-10.0, 0.0)
    assert (model.link.budget[0].low, model.link.budget[0].high) == (None, None)


def test_defaults() -> None:
    """Keys that are absent take their documented defaults, which the resolved scenario shows."""
    scenario = load_scenario(MINIMAL)
    assert scenario.model.link.budget[0].sigma_db == 0.0
    assert scenario.model.earth.pass_time_sigma_s == 0.0
    assert scenario.tables.light_time.at(0.0) == 0.0
    assert scenario.resolved()["earth"]["pass_time_sigma"] == "0 s"
    assert scenario.resolved()["link"]["polarisation"] == "vertical"


def test_main_scenario_with_its_tables() -> None:
    """The main scenario loads as written; its tables' digests are those of the files."""
    scenario = load_scenario("flight-52-blackout")
    folder = data_folder("scenarios")
    assert scenario.folder == folder
    assert len(scenario.table_digests) == 7
    for name, digest in scenario.table_digests.items():
        assert digest == hashlib.sha256((folder / name).read_bytes()).hexdigest()
    assert {flight.flight for flight in scenario.model.flights} <= set(scenario.tables.flights)
    assert set(scenario.tables.drive_paths) >= {drive.drive for drive in scenario.tables.drives}
    assert scenario.clock.format(scenario.takeoff_utc_s(scenario.model.flights[1]))[:13] == "sol 776 15:20"


def test_resolved_scenario_is_plain_and_ordered() -> None:
    """The resolved scenario survives JSON, loads again, and does not depend on the order of keys."""
    first = load_scenario(MINIMAL).resolved()
    assert json.loads(json.dumps(first)) == first
    assert list(first)[:3] == ["relaysim", "name", "title"]


def test_resolved_scenario_loads_again(tmp_path: Path) -> None:
    """What the manifest keeps is itself a scenario, and resolves to itself."""
    first = load_scenario(MINIMAL).resolved()
    path = tmp_path / "again.yaml"
    path.write_text(json.dumps(first), encoding="utf-8")
    assert load_scenario(path).resolved() == first


@pytest.mark.parametrize("name", [name for name, _ in builtin_scenarios()])
def test_what_a_run_of_a_shipped_scenario_keeps_loads_again(name: str) -> None:
    """Whatever kind of vehicle it has, and whatever parts: the defaults that are filled in are no faults."""
    first = load_scenario(name).resolved()
    path = builtin_path(name)
    assert path is not None
    document = read_document(json.dumps(first), "again")
    assert OpenScenario(path, document).load().resolved() == first


def test_resolved_is_a_copy() -> None:
    """Changing what `resolved` returned does not change the scenario."""
    scenario = load_scenario(MINIMAL)
    scenario.resolved()["link"]["budget"].clear()
    assert scenario.resolved()["link"]["budget"]


def test_builtin_scenarios() -> None:
    """Built-in scenarios are listed with their titles, and their text can be had."""
    assert ("flight-52-blackout", "Flight 52: silent behind a hill for 63 days") in builtin_scenarios()
    for name, title in builtin_scenarios():
        assert title
        assert f"name: {name}" in scenario_text(name)


def test_the_text_alone_says_where_its_tables_are(tmp_path: Path) -> None:
    """A built-in scenario saved from its text lacks its tables: each is told, with the command that copies them."""
    (tmp_path / "mine.yaml").write_text(scenario_text("ingenuity-mission"), encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        load_scenario(tmp_path / "mine.yaml")
    missing = [fault.message for fault in caught.value.faults]
    assert len(missing) > 5 and all(
        "relaysim scenarios show NAME --out DIR" in message for message in missing
    )


def test_unknown_name() -> None:
    """An unknown name is told what is built in, and the nearest of it."""
    (fault,) = faults("flight-52-blackot")
    assert "did you mean flight-52-blackout? built in: " in fault
    with pytest.raises(ScenarioError, match="no built-in scenario 'nothing'"):
        scenario_text("nothing")


@pytest.mark.parametrize("source", ["", "a\0b", "x" * 5000, "no/such/file.yaml"])
def test_no_path_at_all(source: str) -> None:
    """Texts that no file can have as its name are faults, not crashes."""
    assert "no such file" in faults(source)[0]


def test_folder_instead_of_file(tmp_path: Path) -> None:
    """A folder is named as what it is."""
    assert faults(tmp_path) == [f"{tmp_path}: this is a folder, not a scenario file"]


def test_oversized_file(tmp_path: Path) -> None:
    """A file of more than 5 MB is refused before it is read."""
    path = tmp_path / "big.yaml"
    path.write_bytes(b"#" * 5_000_001)
    assert faults(path) == [f"{path}: the file is larger than 5 MB: no scenario is"]


def test_seed_and_terrain_win(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """--terrain and --seed win over --set and the file; a raster is looked for in the current folder."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "hill.tif").write_bytes(b"raster")
    scenario = load_scenario(MINIMAL, ["seed=3", "terrain.source=other"], terrain="hill.tif", seed=4)
    assert scenario.model.seed == 4
    assert scenario.terrain == (tmp_path / "hill.tif").resolve()
    assert scenario.resolved()["terrain"] == {"source": "hill.tif"}
    assert load_scenario(MINIMAL).terrain == "valley"


def test_terrain_that_is_not_there() -> None:
    """A raster that does not exist, or a seed out of range, is the option's fault."""
    assert faults(MINIMAL, terrain="no.tif", seed=-1) == [
        "--seed -1: -1 is not between 0 and 9223372036854775807",
        "--terrain no.tif: there is no raster 'no.tif' (relative to the current folder)",
    ]


def test_terrain_beside_the_scenario(tmp_path: Path) -> None:
    """A raster named in the file is looked for beside the file."""
    (tmp_path / "hill.tif").write_bytes(b"raster")
    path = tmp_path / "a.yaml"
    path.write_text(MINIMAL.read_text().replace("valley", "hill.tif"), encoding="utf-8")
    assert load_scenario(path).terrain == (tmp_path / "hill.tif").resolve()


def test_recorded_flights(tmp_path: Path) -> None:
    """A recorded flight needs no plan; a take-off in the scenario wins over the recorded one."""
    tables = Path(__file__).resolve().parents[1] / "invalid" / "tables"
    (tmp_path / "flights.csv").write_bytes((tables / "good_flights.csv").read_bytes())
    text = MINIMAL.read_text().replace("  climb_rate", "  flights: flights.csv\n  climb_rate")
    path = tmp_path / "recorded.yaml"
    path.write_text(text[: text.index("flights:\n")], encoding="utf-8")
    flight = "{flight: 2, commands: {size: 1 kbit, priority: 1}}"
    recorded = load_scenario(path, [f"flights=[{flight}]"])
    assert recorded.takeoff_utc_s(recorded.model.flights[0]) == recorded.tables.flights[2].takeoff_utc_s
    moved = load_scenario(path, [f"flights=[{flight}]", "flights.2.takeoff=day 2 12:00 local"])
    assert moved.takeoff_utc_s(moved.model.flights[0]) == moved.clock.utc_s(2, 43200.0)


def test_byte_order_mark_and_dos_lines(tmp_path: Path) -> None:
    """Files saved by editors on Windows load like any other."""
    path = tmp_path / "dos.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + MINIMAL.read_bytes().replace(b"\n", b"\r\n"))
    assert load_scenario(path).model.name == "rescue-drone"
