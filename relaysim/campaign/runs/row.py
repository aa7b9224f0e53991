"""One run as a row of the results."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from relaysim.campaign.runs.outcomes import Found, Intervals, number, picked
from relaysim.campaign.study.study import BlackoutOutcome, Outcome, RunSpec, Study
from relaysim.clock.local_clock import LocalClock
from relaysim.records.csv_table import utc_text
from relaysim.simulation.blackouts import intervals_by_level

if TYPE_CHECKING:
    import pyarrow as pa

    from relaysim.engine.job import Row
    from relaysim.simulation.simulate import Outcome as RunOutcome

# Levels whose blackouts of a local day or more stand in every row.
LISTED = ("radio", "session", "earth")


def row_schema(study: Study) -> pa.Schema:
    """The columns of a run's row.

    variant, draw int32 and seed int64; one float64 per uncertain factor, in the study's unit; per blackout asked for
    its length in local days (0 if there is none), whether either end is cut, its times and the local day of its end (null
    if there is none; where unsurveyed ground hides it, 0 days cut at both ends: nothing is known of it; all null where the
    flight it is to come after never landed); per number asked for one float64; `blackouts`: all of radio, session and earth of a local day or more,
    durations in local days.
    """
    import pyarrow as pa

    span = [("start_utc", pa.string()), ("end_utc", pa.string())]
    cuts = [("open_start", pa.bool_()), ("open_end", pa.bool_())]
    listed = pa.struct([("level", pa.string()), *span, ("duration_days", pa.float64()), *cuts])
    fields = [("variant", pa.int32()), ("draw", pa.int32()), ("seed", pa.int64())]
    fields += [(one.name, pa.float64()) for one in study.uncertain]
    for one in study.outcomes:
        if not isinstance(one, BlackoutOutcome):
            fields.append((one.name, pa.float64()))
            continue
        columns = [("days", pa.float64()), *cuts, *span, ("end_day", pa.int32())]
        fields += [(f"{one.name}_{column}", kind) for column, kind in columns]
    return pa.schema([*fields, ("blackouts", pa.list_(listed))])


def run_row(spec: RunSpec, run: RunOutcome, outcomes: Sequence[Outcome]) -> Row:
    """The row of a run that has ended."""
    clock, intervals = run.world.clock, intervals_by_level(run.recorder, run.world)
    row: Row = {"variant": spec.variant, "draw": spec.draw, "seed": spec.seed, **spec.values}
    for one in outcomes:
        if isinstance(one, BlackoutOutcome):
            row |= _columns(one.name, picked(one, run, intervals), clock)
        else:
            row[one.name] = number(one.path, run, intervals)
    return row | {"blackouts": _listed(intervals, clock)}


def _columns(name: str, found: Found, clock: LocalClock) -> Mapping[str, Any]:
    one = found.interval
    if found.no_landing:
        values: tuple[Any, ...] = (None,) * 6
    elif one is None:
        values = (0.0, found.unknown, found.unknown, None, None, None)
    else:
        times = utc_text(one.start_utc_s), utc_text(one.end_utc_s), clock.day(one.end_utc_s)
        values = (clock.days(one.duration_s), one.open_start, one.open_end, *times)
    columns = ("days", "open_start", "open_end", "start_utc", "end_utc", "end_day")
    return {f"{name}_{column}": value for column, value in zip(columns, values, strict=True)}


def _listed(intervals: Intervals, clock: LocalClock) -> list[Mapping[str, Any]]:
    return [
        {
            "level": level,
            "start_utc": utc_text(one.start_utc_s),
            "end_utc": utc_text(one.end_utc_s),
            "duration_days": clock.days(one.duration_s),
            "open_start": one.open_start,
            "open_end": one.open_end,
        }
        for level in LISTED
        for one in intervals[level]
        if clock.days(one.duration_s) >= 1.0
    ]
