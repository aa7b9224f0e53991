"""The table of contingencies and the section of faults: what is read, and what is said of mistakes."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from relaysim.helicopter.contingencies.contingency import MOTIONS, Condition
from relaysim.helicopter.contingencies.faults import AltimeterLoss, ImageGap, LostImages, WrongSignal
from relaysim.scenario.build_contingencies import instruments, planned_faults
from relaysim.scenario.check_faults import check_faults
from relaysim.scenario.contingency_table import COLUMNS, is_modelled, read_contingencies
from relaysim.scenario.csv_table import CsvTable, checked, open_table
from relaysim.scenario.document import Document, read_document
from relaysim.scenario.places import FaultList, Origins
from relaysim.scenario.schema_contingencies import Altimeter, BatteryVoltage, NavigationImages
from relaysim.scenario.schema_faults import Fault

SCENARIOS = Path(__file__).parents[2] / "scenarios"
HEADER = ",".join(COLUMNS)
TILT = "tilts,tilt,45,deg,above,all,1,,0.3,land_now,assumed,assumed,a source,a sentence"
MOTOR = "motor,motor current,40,A,above,climb hover,,5,0.5,note,given,given,a source,a sentence"
RESETS = "resets,resets,0,count,above,all,,,0,land_now,assumed,assumed,a source,a sentence"


def read(tmp_path: Path, *rows: str) -> tuple[tuple[Condition, ...], list[str]]:
    """The conditions of a table of these rows, and its faults."""
    path = tmp_path / "t.csv"
    path.write_text("\n".join([HEADER, *rows]))
    table = open_table(path, "t.csv")
    assert isinstance(table, CsvTable)
    return checked(table, COLUMNS, read_contingencies) or (), [str(fault) for fault in table.faults]


def test_a_row_is_a_condition(tmp_path: Path) -> None:
    """Thresholds in base units; empty cells arm it from the ground and from take-off on."""
    slow = "slow,image offset,150,ms,above,all,1,,0.1,land_now,given,assumed,s,w"
    (tilt, motor, offset), faults = read(tmp_path, TILT, MOTOR, slow)
    assert faults == []
    assert tilt.motions == MOTIONS and (tilt.armed_above_m, tilt.armed_after_s) == (1.0, 0.0)
    assert motor.motions == ("climb", "hover") and (motor.armed_above_m, motor.armed_after_s) == (
        -math.inf,
        5.0,
    )
    assert [is_modelled(row) for row in (tilt, motor)] == [True, False]
    assert offset.threshold == pytest.approx(0.15)
    assert (offset.unit, offset.scale) == ("ms", 1e-3)


def with_cell(row: str, column: str, cell: str) -> str:
    """A row with another cell."""
    cells = row.split(",")
    cells[COLUMNS.index(column)] = cell
    return ",".join(cells)


@pytest.mark.parametrize(
    ("column", "cell", "message"),
    [
        ("unit", "m", "'m' is not a unit of the signal 'tilt' (deg)"),
        ("unit", "", "the cell is empty"),
        ("sense", "over", "'over' is not known; did you mean above? allowed: above, below"),
        ("does", "land-now", "'land-now' is not known; did you mean land_now? allowed: land_now, note"),
        ("kind", "fitted", "'fitted' is not known; allowed: given, assumed"),
        ("armed_phases", "climb hovr", "'hovr' is not known; did you mean hover? allowed: all, climb"),
        ("armed_phases", "", "the cell is empty; allowed: all, or some of climb, translate, hover, descend"),
        ("threshold", "", "the cell is empty"),
        ("persists_s", "-1", "-1 is not between 0 and 1e+06"),
        ("armed_above_m", "high", "'high' is not a number"),
        ("signal", "tilt rat", "'tilt rat' is nearly the modelled signal 'tilt rate'"),
        ("name", "motor", "the condition 'motor' stands in the table twice"),
        ("source", "", "the cell is empty"),
    ],
)
def test_faulty_cells(tmp_path: Path, column: str, cell: str, message: str) -> None:
    """Each has its line, its column and what is allowed."""
    _, faults = read(tmp_path, MOTOR, with_cell(TILT, column, cell))
    assert len([fault for fault in faults if fault.startswith("t.csv:3:") and message in fault]) == 1, faults


def test_one_signal_one_unit(tmp_path: Path) -> None:
    """Two conditions of a signal that only faults bring agree on what it is."""
    other = MOTOR.replace("motor,", "other,", 1).replace(",A,", ",V,")
    assert [
        "'V' is not a unit of the signal 'motor current' (A)" in f for f in read(tmp_path, MOTOR, other)[1]
    ] == [True]


def checked_faults(conditions: tuple[Condition, ...], section: str, more: str = "") -> list[str]:
    """What is said of a section `faults` in a scenario of flights 51 and 53."""
    text = f"{more}\nfaults:\n{section}"
    document = read_document(text, "s.yaml")
    faults = FaultList(document, Origins())
    injected = [Fault.model_validate(one) for one in document.data["faults"]]
    check_faults(injected, [51, 53], conditions, faults)
    return [str(fault) for fault in faults.in_order()]


INSTRUMENTED = "helicopter: {images: {}, altimeter: {}, contingencies: t.csv}"


@pytest.mark.parametrize(
    ("section", "message"),
    [
        (
            "- {flight: 54, fault: image gap}",
            "faults[0].flight: flight 54 is not a flight of this scenario; there are: 51, 53",
        ),
        (
            "- {condition: tilt}",
            "there is no condition 'tilt'; did you mean tilts? there are: tilts, motor, resets",
        ),
        (
            "- {signal: motor curent, value: 40 A}",
            "there is no signal 'motor curent'; did you mean motor current?",
        ),
        (
            "- {signal: motor current, value: 40 V}",
            "the signal 'motor current': unit 'V' is not a current (A)",
        ),
        ("- {signal: motor current, value: 40}", "'40' has no unit (a current takes A)"),
        ("- {signal: tilt, value: steep}", "'steep' is not an angle (a number and a unit: deg)"),
        ("- {signal: resets, value: 3 A}", "'3 A' is not a number, or a number and 'count'"),
        ("- {signal: motor current}", "missing key 'value': what the signal 'motor current' reads"),
        ("- {flight: 51}", "it does not say what goes wrong: give one of 'fault', 'signal' and 'condition'"),
        ("- {fault: image gap, condition: tilts}", "'fault' and 'condition' both stand here: give one of"),
        ("- {fault: image gap, images: 3}", "'images' belongs to the fault 'lost images'"),
        ("- {fault: lost images, lasts: 3 s}", "lost images stay lost"),
        ("- {fault: image gap, value: 3 s}", "'value' belongs to a signal or a condition"),
    ],
)
def test_faults_that_do_not_exist(tmp_path: Path, section: str, message: str) -> None:
    """Each is said at its place, with the nearest name that there is."""
    conditions, _ = read(tmp_path, TILT, MOTOR, RESETS)
    found = checked_faults(conditions, section, INSTRUMENTED)
    assert len(found) == 1 and found[0].startswith("s.yaml:3:") and message in found[0], found


def test_faults_that_nothing_could_notice(tmp_path: Path) -> None:
    """Images that are lost need a camera; conditions need a table."""
    assert [
        "needs the section 'helicopter.images': add it" in f
        for f in checked_faults((), "- {fault: lost images}")
    ] == [True]
    [found] = checked_faults((), "- {condition: tilts}")
    assert "there is no condition 'tilts'; helicopter.contingencies names no table" in found


def test_an_unknown_kind_of_fault() -> None:
    """The words that there are, and the nearest."""
    with pytest.raises(ValidationError, match=r"did you mean lost images. allowed: lost images, image gap"):
        Fault.model_validate({"fault": "lost image"})


def test_sound_faults_are_built(tmp_path: Path) -> None:
    """In the order of the file; what is drawn is nan until it is."""
    conditions, _ = read(tmp_path, TILT, MOTOR, RESETS)
    section = (
        "- {flight: 53, at: 69.8 s, fault: lost images, images: 6}\n- {at: 5 s, fault: image gap, lasts: 2 s}\n"
        "- {probability: 2 %, fault: altimeter loss}\n- {at: 1 min, condition: motor}\n"
        "- {at: 1 min, signal: tilt, value: 50 deg, lasts: 500 ms}\n- {signal: resets, value: 3}"
    )
    assert checked_faults(conditions, section, INSTRUMENTED) == []
    data = read_document(f"faults:\n{section}", "s.yaml").data["faults"]
    built = planned_faults([Fault.model_validate(one) for one in data], conditions)
    assert built[0].fault == LostImages(69.8, 6) and built[0].flight == 53
    assert built[1].fault == ImageGap(5.0, 2.0) and built[1].flight is None
    assert isinstance(built[2].fault, AltimeterLoss) and math.isnan(built[2].fault.at_s)
    assert built[2].probability == pytest.approx(0.02)
    assert built[3].fault == WrongSignal(60.0, "motor current", 44.0)
    assert built[4].fault == WrongSignal(60.0, "tilt", 50.0, 0.5)
    counted = built[5].fault
    assert isinstance(counted, WrongSignal) and (counted.signal, counted.value) == ("resets", 3.0)


def section(name: str) -> tuple[Document, dict[str, Any]]:
    """A scenario that ships."""
    document = read_document((SCENARIOS / f"{name}.yaml").read_text(), name)
    assert document.faults == []
    return document, dict(document.data)


@pytest.mark.parametrize(("name", "tolerance_s"), [("flight-06-timing", 0.0), ("flight-53-land-now", 0.1)])
def test_the_sections_of_the_scenarios_that_ship(name: str, tolerance_s: float) -> None:
    """Images, altimeter, voltage and faults are sound, and the instruments are those of the file."""
    document, data = section(name)
    scout = data["helicopter"]
    table = open_table(SCENARIOS / scout["contingencies"], "land_now.csv")
    assert isinstance(table, CsvTable)
    conditions = checked(table, COLUMNS, read_contingencies)
    assert conditions is not None, table.faults
    found = instruments(
        NavigationImages.model_validate(scout["images"]),
        Altimeter.model_validate(scout["altimeter"]),
        BatteryVoltage.model_validate(scout["battery_voltage"]),
    )
    assert found.images is not None and found.images.tolerance_s == pytest.approx(tolerance_s)
    assert found.images.period_s == pytest.approx(1.0 / 30.0)
    assert found.circuit is not None and found.circuit.resistance_ohm == pytest.approx(0.15)
    faults = FaultList(document, Origins())
    injected = [Fault.model_validate(one) for one in data["faults"]]
    check_faults(injected, [flight["flight"] for flight in data["flights"]], conditions, faults)
    assert faults.in_order() == []
    assert instruments(None, None, None).images is None
