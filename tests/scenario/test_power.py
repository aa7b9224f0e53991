"""The scenario's section of power and heat: what it builds, what it refuses, what it tells of its figures."""

from __future__ import annotations

import math
import sys
from pathlib import Path
from typing import Any, cast

import pytest
from pydantic import ValidationError
from ruamel.yaml import YAML

from relaysim.clock.local_clock import LocalClock
from relaysim.helicopter.power.climate import Climate
from relaysim.helicopter.power.power_model import PowerModel
from relaysim.scenario.build_power import power_plan, sun_over
from relaysim.scenario.check_power import check_power
from relaysim.scenario.climate_table import CLIMATE_COLUMNS, read_climate
from relaysim.scenario.csv_table import CsvTable, checked, open_table
from relaysim.scenario.places import FaultList
from relaysim.scenario.power_assumptions import power_assumptions
from relaysim.scenario.schema import ScenarioModel
from relaysim.scenario.schema_power import HelicopterPower
from relaysim.scenario.times import Reading

sys.path.insert(0, str(Path(__file__).parent.parent / "helicopter"))
from ingenuity_power import CLOCK, SECTION, climate

QUARRY = LocalClock(86400.0, 0.0, "day", "local")


class Faults:
    """Collects faults as (path, message) over plain data."""

    def __init__(self, power: dict[str, Any]) -> None:
        self.data = {"helicopter": {"power": power}}
        self.found: list[tuple[tuple[Any, ...], str]] = []

    def add(self, path: tuple[Any, ...], message: str, at_key: bool = False) -> None:
        self.found.append((tuple(path), message))

    def given(self, *path: Any) -> bool:
        current: Any = self.data
        for part in path:
            if not isinstance(current, dict) or part not in current:
                return False
            current = current[part]
        return True


def text() -> dict[str, Any]:
    """The section of Ingenuity as plain data, to be changed."""
    return cast("dict[str, Any]", YAML(typ="safe").load(SECTION))


def read(data: dict[str, Any], clock: LocalClock = CLOCK) -> HelicopterPower:
    """The checked section."""
    return HelicopterPower.model_validate(data, context=Reading(clock))


def faults(data: dict[str, Any], body: str = "Mars") -> list[tuple[str, str]]:
    """(last part of the path, message) of the faults between values."""
    collected = Faults(data)
    model = ScenarioModel.model_construct(body=type("Body", (), {"name": body})())
    check_power(model, read(data), cast("FaultList", collected))
    return [(".".join(map(str, path[2:])), message) for path, message in collected.found]


def test_the_plan_holds_what_the_section_says() -> None:
    """Units become SI, shares become fractions, instants seconds; the first set-point holds from ever."""
    plan = power_plan(read(text()), CLOCK, climate())
    assert plan.battery.capacity_wh == 35.75 and plan.battery.reserve_wh == 10.7
    assert plan.battery.boot_wh == pytest.approx(0.3 * 35.75)
    assert plan.panel.area_m2 == pytest.approx(0.0544) and plan.panel.efficiency == pytest.approx(0.26)
    assert plan.panel.dust[-1] == (CLOCK.utc_s(669), pytest.approx(0.27))
    assert plan.warmth.set_points == ((-float("inf"), -20.0), (CLOCK.utc_s(429), -40.0))
    assert plan.climate.key == "solar-longitude"
    assert plan.storms[0].peak_utc_s == CLOCK.utc_s(315)


def test_scripted_nights_reach_the_plan() -> None:
    """Every night of a prescribed span, once."""
    given = {"from": "sol 426", "to": "sol 429", "at": "02:00 LMST", "kind": "given", "source": "NASA/JPL"}
    plan = power_plan(read(text() | {"brown_outs": [given, given]}), CLOCK, climate())
    assert plan.scripted_utc_s == tuple(CLOCK.utc_s(sol, 7200.0) for sol in (426, 427, 428))


def test_another_body_gives_constants() -> None:
    """Air of four constants, and a Sun by the clock."""
    data = text()
    data["air"] = {
        **{"density": "1.2 kg/m3", "optical_depth": 0.1, "night": "5 C", "day": "18 C"},
        **{"kind": "assumed", "source": "a day in May"},
    }
    data["sun"] = {"declination": "15 deg", "distance": "150000000 km", "kind": "given", "source": "May"}
    data["panel"]["dust"], data["heater"]["changes"] = [], []
    section = read(data, QUARRY)
    assert faults(data, "Earth") == []
    plan = power_plan(section, QUARRY, None)
    assert plan.climate.key == "constant" and plan.climate.density_kg_m3.tolist() == [1.2]
    sun = sun_over(section, QUARRY, None, (47.0, 15.0), (0.0, 86400.0))
    assert float(sun.elevation_deg(43200.0)) == pytest.approx(90.0 - 47.0 + 15.0)


def test_sound_data_have_no_fault() -> None:
    """Ingenuity's section passes."""
    assert faults(text()) == []


def changed(**sections: dict[str, Any]) -> dict[str, Any]:
    """Ingenuity's section with other values in some of its parts."""
    data = text()
    for name, values in sections.items():
        data[name] = {**data[name], **values}
    return data


@pytest.mark.parametrize(
    ("data", "path", "words"),
    [
        (changed(battery={"reserve": "36 Wh"}), "battery.reserve", "no flight would ever be allowed"),
        (changed(air={"density": "0.02 kg/m3"}), "air.density", "the table says it already"),
        (
            changed(heater={"changes": [{"from": "sol 9", "set_point": "-9 C"}] * 2}),
            "heater.changes.1.from",
            "not later",
        ),
        (
            changed(panel={"dust": [{"at": "sol 9", "loss": "1 %"}, {"at": "sol 8", "loss": "2 %"}]}),
            "panel.dust.1.at",
            "not later",
        ),
    ],
)
def test_values_that_do_not_fit_together(data: dict[str, Any], path: str, words: str) -> None:
    """Each is told at its place, with what is wrong."""
    [(place, message)] = faults(data)
    assert place == path
    assert words in message


def test_air_without_a_table_needs_all_its_constants() -> None:
    """Each that is missing is named."""
    data = text()
    data["air"] = {"density": "0.02 kg/m3", "kind": "assumed", "source": "none"}
    missing = [message.split("'")[1] for _, message in faults(data)]
    assert missing == ["optical_depth", "night", "day"]


def without(*names: str, **sections: Any) -> dict[str, Any]:
    """Ingenuity's section without some of its parts, and with others."""
    return {name: part for name, part in text().items() if name not in names} | sections


DRONE_AIR = {"density": "1.1 kg/m3", "kind": "assumed", "source": "a hot day"}


def test_a_vehicle_has_what_parts_it_has() -> None:
    """Without panel, heater and heat there is no sunlight, no temperature, and no question of the Sun on any body."""
    data = without("panel", "heater", "thermal", air=DRONE_AIR)
    assert faults(data, "Earth") == [] and faults(data, "Mars") == []
    plan = power_plan(read(data, QUARRY), QUARRY, None)
    assert plan.panel is None and plan.warmth is None
    model = PowerModel.over(plan, None, 0.0, 86400.0)
    after = model.advance(model.initial(0.0), 86400.0)
    assert after.energies.solar_wh == after.energies.heater_wh == 0.0
    assert math.isnan(after.state.temperature_c) and math.isnan(model.actuators_c(0.0))
    assert after.state.charge_wh == pytest.approx(35.75 - 24.0 * 0.2)
    rows = [row.what for row in power_assumptions(read(data, QUARRY), QUARRY)]
    assert rows == ["battery", "rotors", "electronics", "air", "after a brown-out"]


def test_heat_without_a_heater_follows_the_air() -> None:
    """The inside cools towards the night; nothing is spent on it."""
    air = DRONE_AIR | {"night": "-10 C", "day": "20 C"}
    plan = power_plan(read(without("panel", "heater", air=air), QUARRY), QUARRY, None)
    model = PowerModel.over(plan, None, 0.0, 2.0 * 86400.0)
    warmest = model.initial(14.0 * 3600.0)
    stretch = model.advance(warmest, 30.0 * 3600.0)
    assert stretch.energies.heater_wh == 0.0
    assert warmest.temperature_c == pytest.approx(20.0)
    assert -10.0 < stretch.state.temperature_c < 10.0


@pytest.mark.parametrize(
    ("data", "body", "path", "words"),
    [
        (without("thermal"), "Mars", "heater", "add 'thermal', or remove the heater"),
        (
            without("panel", "heater", "thermal", "air"),
            "Earth",
            "",
            "the density for the rotor: add 'air', or remove what asks",
        ),
        (
            without("heater", "thermal", air=DRONE_AIR),
            "Mars",
            "air",
            "'optical_depth' is missing, which the panel needs",
        ),
        (
            without("panel", "heater", "thermal", air=DRONE_AIR | {"night": "3 C"}),
            "Earth",
            "air",
            "'day' is missing, which the day's course needs",
        ),
        (
            without(
                "panel",
                sun={"declination": "0 deg", "distance": "150000000 km", "kind": "given", "source": "x"},
            ),
            "Earth",
            "sun",
            "no panel for the Sun to shine on",
        ),
    ],
)
def test_what_is_absent_must_be_asked_for_by_nothing(
    data: dict[str, Any], body: str, path: str, words: str
) -> None:
    """Each part that needs another one says so, in one message."""
    [(place, message)] = faults(data, body)
    assert place == path
    assert words in message


def test_a_charger_fills_the_battery_and_gives_no_more() -> None:
    """Power goes in while the charger is there, up to full; what there is no room for is not drawn."""
    data = without("panel", "heater", "thermal", air=DRONE_AIR)
    data["battery"] = data["battery"] | {
        "initial": "50 %",
        "charger": {"power": "10 W", "within": "3 m", "kind": "assumed", "source": "none"},
    }
    section = read(data, QUARRY)
    model = PowerModel.over(power_plan(section, QUARRY, None), None, 0.0, 86400.0)
    start = model.initial(0.0)
    hour = model.advance(start, 3600.0, charging=True)
    assert hour.energies.charger_wh == pytest.approx(10.0)
    assert hour.state.charge_wh == pytest.approx(start.charge_wh + (10.0 - 0.2) * 0.95)
    day = model.advance(start, 86400.0, charging=True)
    assert day.state.charge_wh == pytest.approx(35.75) and day.energies.spilled_wh == 0.0
    assert day.energies.charger_wh == pytest.approx(35.75 / 2.0 / 0.95 + 24.0 * 0.2, rel=1e-6)
    assert model.advance(start, 3600.0).energies.charger_wh == 0.0
    rows = {row.what: row.value for row in power_assumptions(section, QUARRY)}
    assert rows["charger"] == "10 W from the rover within 3 m of it"


def test_the_sun_is_given_where_it_is_not_known_and_only_there() -> None:
    """A body outside the ephemeris needs the section sun; Mars refuses it."""
    [(path, message)] = faults(text(), "Titan")
    assert path == "" and "give 'sun'" in message
    data = text()
    data["sun"] = {
        "declination": "0 deg",
        "distance": "228000000 km",
        "kind": "assumed",
        "source": "none",
    }
    [(path, message)] = faults(data)
    assert path == "sun" and "remove this section" in message


def test_storms_and_scripts_run_forward() -> None:
    """A storm peaks between its start and its end; a script ends after it begins."""
    storm = text()["air"]["storms"][0] | {"peak": "sol 400"}
    given = {"from": "sol 9", "to": "sol 8", "at": "02:00 LMST", "kind": "given", "source": "none"}
    found = dict(faults(changed(air={"storms": [storm]}) | {"brown_outs": [given]}))
    assert "order in time" in found["air.storms.0"]
    assert "before it begins" in found["brown_outs.0.to"]


def test_a_unit_of_another_kind_is_refused() -> None:
    """Watts are no energy."""
    with pytest.raises(ValidationError, match="unit 'W' is not an energy"):
        read(changed(battery={"capacity": "35 W"}))


def test_every_figure_is_told_with_its_source() -> None:
    """Each part of the section is one row, with its own kind and source."""
    rows = list(power_assumptions(read(text()), CLOCK))
    assert [row.what for row in rows] == [
        *("battery", "solar panel", "rotors", "heater", "heat", "electronics", "air", "after a brown-out"),
        "dust storm",
    ]
    assert all(row.source for row in rows)
    assert rows[1].value == "544 cm2 of 26.0%, dust takes 0% to 27%"


def climate_of(folder: Path, lines: str) -> Climate | list[str]:
    """The climate of a table, or its faults."""
    file = folder / "air.csv"
    file.write_text(lines)
    table = open_table(file, "air.csv")
    assert isinstance(table, CsvTable)
    found = checked(table, CLIMATE_COLUMNS, read_climate)
    return found if found is not None else [fault.message for fault in table.faults]


def test_tables_of_the_air(tmp_path: Path) -> None:
    """By season or by date; anything else, falling rows and days colder than nights are faults."""
    columns = "density_kg_m3,optical_depth,night_c,day_c\n"
    by_date = climate_of(tmp_path, "utc," + columns + "2021-01-01T00:00:00Z,0.017,0.5,-80,-20\n")
    assert isinstance(by_date, Climate) and by_date.key == "date"
    assert "goes by" not in str(by_date)
    assert "add a column 'solar_longitude_deg' or 'utc'" in str(climate_of(tmp_path, columns + "1,0,0,1\n"))
    rows = "solar_longitude_deg," + columns + "10,0.017,0.5,-80,-20\n5,0.017,0.5,-80,-90\n"
    found = climate_of(tmp_path, rows)
    assert isinstance(found, list)
    assert sorted(found) == [
        "the day is colder than the night",
        "the value is not greater than in the row above",
    ]
