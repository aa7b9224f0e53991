"""What the section earth takes from elsewhere: the ephemeris, tables of passes, SPICE kernels, a contact plan."""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from relaysim.clock.light_time import LightTime
from relaysim.clock.sky import Sky
from relaysim.clock.utc import format_utc
from relaysim.earth.gravity import central_body
from relaysim.earth.orbit import Orbit
from relaysim.earth.pass_table import LATENCY_COLUMN, PASS_COLUMNS, PassRow, pass_faults
from relaysim.earth.spice_orbit import SpiceOrbit
from relaysim.errors import InputError, ScenarioError
from relaysim.plans.formats import read_plan
from relaysim.plans.plan import ContactPlan
from relaysim.scenario.csv_table import CsvTable
from relaysim.scenario.light_time import EPHEMERIS
from relaysim.scenario.load_tables import TableReader
from relaysim.scenario.schema import ScenarioModel
from relaysim.scenario.schema_orbiters import Orbiter
from relaysim.scenario.sky_above import light_time_of, needs_sky, open_sky


@dataclass(frozen=True)
class EarthSources:
    """What was found of it.

    Attributes:
        sky: None where nothing asks for it.
        light_time: by the ephemeris, None where the scenario gives it itself.
        passes: rows of tables, by the orbiter's name.
        orbits: by SPICE kernels, by the orbiter's name.
        plan: the contact plan, None where none is named.
    """

    sky: Sky | None = None
    light_time: LightTime | None = None
    passes: dict[str, tuple[PassRow, ...]] = field(default_factory=dict)
    orbits: dict[str, Orbit] = field(default_factory=dict)
    plan: ContactPlan | None = None


def load_earth(model: ScenarioModel, reader: TableReader) -> EarthSources:
    """All of it of a (maybe partial) model; what is faulty is left out and its faults are noted."""
    sky = _sky(model, reader)
    light_time = None
    if sky is not None and model.earth.light_time == EPHEMERIS:
        above, span = sky, (model.start_utc_s, model.end_utc_s)
        light_time = reader.shelf.keep(
            ("light time", model.body.name, *span), lambda: light_time_of(above, *span)
        )
    found = EarthSources(sky, light_time, plan=_plan(model, reader))
    orbiters = model.earth.orbiters if model.earth is not None else None
    for index, orbiter in enumerate(orbiters or ()):
        if orbiter is None or orbiter.name is None:
            continue
        if (rows := _passes(model, orbiter, index, reader)) is not None:
            found.passes[orbiter.name] = rows
        if (orbit := _kernel(model, orbiter, index, reader)) is not None:
            found.orbits[orbiter.name] = orbit
    return found


def _span(model: ScenarioModel) -> tuple[float, float] | None:
    """Start and end where both are sound."""
    start, end = model.start_utc_s, model.end_utc_s
    if start is None or end is None or math.isnan(start) or math.isnan(end) or end <= start:
        return None
    return start, end


def _sky(model: ScenarioModel, reader: TableReader) -> Sky | None:
    place, span = needs_sky(model), _span(model)
    name = model.body.name if model.body is not None else None
    if place is None or span is None or name is None:
        return None
    try:
        return reader.shelf.keep(("sky", name, *span), lambda: open_sky(name, *span))
    except InputError as error:
        is_light_time = place[-1] == "light_time"
        more = "; light_time may be a duration or a table, too" if is_light_time else ""
        reader.faults.add(place, f"{error}{more}", at_key=not is_light_time)
        return None


def _passes(
    model: ScenarioModel, orbiter: Orbiter, index: int, reader: TableReader
) -> tuple[PassRow, ...] | None:
    place = ("earth", "orbiters", index, "passes")
    read = reader.read(place, orbiter.passes, PASS_COLUMNS, read_passes)
    if read is None:
        return None
    own = tuple(row for row in read[1] if row.orbiter == orbiter.name)
    if not own:
        there = ", ".join(dict.fromkeys(row.orbiter for row in read[1]))
        message = f"no row of {read[0].file} is of orbiter '{orbiter.name}'; its rows are of: {there}"
        reader.faults.add(place, message)
    elif (span := _span(model)) is not None and not any(_is_within(row, span) for row in read[1]):
        first, last = min(row.start_utc_s for row in own), max(row.end_utc_s for row in own)
        message = (
            f"no pass of {read[0].file} lies within the scenario ({_from_to(*span)}): those of '{orbiter.name}' are "
            f"from {_from_to(first, last)}; mend the times, or take the table out"
        )
        reader.faults.add(place, message)
    return own


def _is_within(row: PassRow, span: tuple[float, float]) -> bool:
    return row.start_utc_s < span[1] and row.end_utc_s > span[0]


def _from_to(start_utc_s: float, end_utc_s: float) -> str:
    return f"{format_utc(start_utc_s)} to {format_utc(end_utc_s)}"


def read_passes(table: CsvTable) -> tuple[PassRow, ...]:
    """Passes of orbiters that are nodes of their own."""
    starts, ends = table.instants("start_utc"), table.instants("end_utc")
    rates = table.floats("rate_bps", -1e15, 1e15)
    columns = (table.texts("orbiter"), starts.tolist(), ends.tolist(), rates.tolist())
    rows = tuple(PassRow(*cells) for cells in zip(*columns, strict=True))
    for row, column, message in pass_faults(rows):
        table.fault(row, column, message)
    if LATENCY_COLUMN in table.header:
        for row, cell in enumerate(table.texts(LATENCY_COLUMN)):
            if cell:
                message = "the orbiter is a node of its own: empty the cell and say to_earth.latency instead"
                table.fault(row, LATENCY_COLUMN, message)
    return rows


def _kernel(model: ScenarioModel, orbiter: Orbiter, index: int, reader: TableReader) -> Orbit | None:
    place, span = ("earth", "orbiters", index, "kernel"), _span(model)
    if orbiter.kernel is None or orbiter.id is None or span is None or model.body is None:
        return None
    for name in orbiter.kernel:
        if not _is_file(reader.path(name)):
            message = f"there is no SPICE kernel '{name}' (paths are relative to the scenario file)"
            reader.faults.add(place, message)
            return None
    paths, who = [reader.path(name) for name in orbiter.kernel], str(orbiter.id)
    around = central_body(model.body.name)
    key = ("orbit", *orbiter.kernel, who, model.body.name)
    try:
        orbit = reader.shelf.keep(key, lambda: SpiceOrbit.open(paths, who, around))
        assert orbit is not None  # opened, or an error raised
        orbit.position_km(np.array(span))
    except InputError as error:
        reader.faults.add(place, str(error))
        return None
    for name, path in zip(orbiter.kernel, paths, strict=True):
        reader.digests[name] = _digest(reader, name, path)
    return orbit


def _plan(model: ScenarioModel, reader: TableReader) -> ContactPlan | None:
    contacts = model.earth.contacts if model.earth is not None else None
    if contacts is None or contacts.file is None:
        return None
    place = ("earth", "contacts", "file")
    path = reader.path(contacts.file)
    if not _is_file(path):
        message = f"there is no contact plan '{contacts.file}' (paths are relative to the scenario file)"
        reader.faults.add(place, message)
        return None
    try:
        plan = read_plan(
            path if contacts.file in reader.shelf.places else reader.shown / contacts.file,
            contacts.format,
            names=contacts.names,
            epoch_utc_s=contacts.epoch_utc_s,
        )
    except ScenarioError as error:
        reader.faults.extend(error.faults)
        return None
    except InputError as error:
        reader.faults.add(place, str(error))
        return None
    reader.digests[contacts.file] = _digest(reader, contacts.file, path)
    return plan


def _digest(reader: TableReader, name: str, path: Path) -> str:
    """SHA-256 of a file, asked once."""
    digest = reader.shelf.keep(("digest", name), lambda: hashlib.sha256(path.read_bytes()).hexdigest())
    assert digest is not None  # never empty
    return digest


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False
