"""The table of contingencies that a scenario names: one off-nominal condition a row."""

from __future__ import annotations

import re
from collections.abc import Callable
from difflib import get_close_matches

import numpy as np

from relaysim.helicopter.contingencies.contingency import MOTIONS, Condition, Motion
from relaysim.helicopter.contingencies.signals import MODELLED
from relaysim.scenario.csv_table import CsvTable
from relaysim.scenario.scalars import nearest
from relaysim.units import DIMENSIONS, parse_quantity

COLUMNS = (
    *("name", "signal", "threshold", "unit", "sense", "armed_phases", "armed_above_m", "armed_after_s"),
    *("persists_s", "does", "kind", "threshold_kind", "source", "what"),
)
SENSES = ("above", "below")
DOES = ("land_now", "note")
KINDS = ("given", "assumed")
ALL = "all"

# As near to a modelled signal as this, a name is a slip of the pen; "motor current" is far from "battery current".
SLIP = 0.9
_COUNTED = re.compile(r"^\s*(?P<number>[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?)\s*(?P<unit>.*?)\s*$", re.ASCII)


def dimension_and_scale(unit: str) -> tuple[str, float]:
    """The dimension of a unit and the unit in its base unit; a word of no dimension ("count") is its own."""
    for dimension, units in DIMENSIONS.items():
        if unit in units:
            return dimension, units[unit]
    return unit, 1.0


def is_modelled(condition: Condition) -> bool:
    """Whether its signal comes from the simulated state; else only a fault can bring it."""
    return condition.signal in MODELLED


def read_contingencies(table: CsvTable) -> tuple[Condition, ...]:
    """The conditions in the order of the table, which decides between two met at the same instant.

    Faults: a name twice, unknown words, a unit that does not fit its signal, a signal that is nearly a modelled one.
    """
    texts = {column: table.texts(column) for column in COLUMNS}
    for column in ("name", "signal", "unit", "source", "what"):
        _filled(table, column)
    senses = _words(table, "sense", SENSES)
    does, kinds = _words(table, "does", DOES), _words(table, "kind", KINDS)
    threshold_kinds = _words(table, "threshold_kind", KINDS)
    motions = _motions(table)
    _unique(table)
    scales = _scales(table)
    rows = zip(
        texts["name"],
        texts["signal"],
        (table.floats("threshold", -1e9, 1e9) * np.array(scales)).tolist(),
        texts["unit"],
        scales,
        senses,
        motions,
        np.nan_to_num(table.floats("armed_above_m", 0.0, 1e5, blank=True), nan=-np.inf).tolist(),
        np.nan_to_num(table.floats("armed_after_s", 0.0, 1e6, blank=True), nan=0.0).tolist(),
        table.floats("persists_s", 0.0, 1e6).tolist(),
        does,
        kinds,
        threshold_kinds,
        texts["source"],
        texts["what"],
        strict=True,
    )
    return tuple(Condition(*cells) for cells in rows)


def _filled(table: CsvTable, column: str) -> None:
    for row, cell in enumerate(table.texts(column)):
        if not cell:
            table.fault(row, column, "the cell is empty")


def _words(table: CsvTable, column: str, allowed: tuple[str, ...]) -> list[str]:
    for row, cell in enumerate(table.texts(column)):
        if cell not in allowed:
            table.fault(row, column, _not_allowed(cell, allowed))
    return table.texts(column)


def _motions(table: CsvTable) -> list[tuple[Motion, ...]]:
    found = []
    for row, cell in enumerate(table.texts("armed_phases")):
        words = MOTIONS if cell == ALL else tuple(cell.split())
        if not words:
            table.fault(
                row, "armed_phases", f"the cell is empty; allowed: {ALL}, or some of {', '.join(MOTIONS)}"
            )
        for word in words:
            if word not in MOTIONS:
                table.fault(row, "armed_phases", _not_allowed(word, (ALL, *MOTIONS)))
        found.append(tuple(motion for motion in MOTIONS if motion in words))
    return found


def _not_allowed(word: str, allowed: tuple[str, ...]) -> str:
    hint = nearest(word, list(allowed)) or ";"
    return f"{word!r} is not known{hint} allowed: {', '.join(allowed)}"


def _unique(table: CsvTable) -> None:
    seen: set[str] = set()
    for row, name in enumerate(table.texts("name")):
        if name and name in seen:
            table.fault(row, "name", f"the condition '{name}' stands in the table twice")
        seen.add(name)


def _scales(table: CsvTable) -> list[float]:
    """Each row's unit in the base unit of its signal."""
    dimensions = {name: dimension_and_scale(signal.unit)[0] for name, signal in MODELLED.items()}
    scales = []
    for row, (signal, unit) in enumerate(zip(table.texts("signal"), table.texts("unit"), strict=True)):
        dimension, scale = dimension_and_scale(unit)
        scales.append(scale)
        slip = get_close_matches(signal, list(MODELLED), n=1, cutoff=SLIP)
        if slip and signal not in MODELLED:
            what = f"'{signal}' is nearly the modelled signal '{slip[0]}'"
            table.fault(
                row, "signal", f"{what}: write that, or a name less like it for one that only faults bring"
            )
        known = dimensions.setdefault(signal, dimension)
        if unit and known != dimension:
            allowed = ", ".join(DIMENSIONS.get(known, {known: 1.0}))
            table.fault(row, "unit", f"{unit!r} is not a unit of the signal '{signal}' ({allowed})")
    return scales


def quantity_reader(unit: str) -> Callable[[str], float]:
    """Reads texts such as "40 A" of the dimension of a unit, in its base unit; a word may be left out ("3").

    The reader raises ValueError with what is allowed.
    """
    dimension, _ = dimension_and_scale(unit)
    if dimension in DIMENSIONS:
        return lambda text: parse_quantity(text, dimension)

    def read(text: str) -> float:
        found = _COUNTED.match(text)
        if found is None or found["unit"] not in ("", unit):
            raise ValueError(f"{text!r} is not a number, or a number and '{unit}'")
        return float(found["number"])

    return read
