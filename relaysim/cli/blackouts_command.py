"""`relaysim blackouts`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from relaysim.cli.run_command import Overrides, Scenario, TerrainOption

if TYPE_CHECKING:
    from relaysim.forecasting.forecast import Forecast


def blackouts(
    scenario: Scenario,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Also write blackouts.csv into this folder.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a blackouts.csv that is there.")] = False,
    overrides: Overrides = None,
    terrain: TerrainOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the rows as JSON.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Print nothing but errors.")] = False,
) -> None:
    """Forecast the blackouts along the planned routes, without simulating the relay."""
    import json

    from relaysim.flow import forecast
    from relaysim.records.csv_table import json_row, table_text
    from relaysim.records.rows import BlackoutRow
    from relaysim.records.run_folder import check_output_file, write_file

    if out is not None:
        check_output_file(out / "blackouts.csv", force=force)
    found = forecast(scenario, overrides=overrides or (), terrain=terrain or None)
    if out is not None:
        write_file(out / "blackouts.csv", table_text(BlackoutRow, found.blackouts), force=force)
    if as_json:
        typer.echo(json.dumps([json_row(row) for row in found.blackouts], indent=1))
    elif not quiet:
        typer.echo("\n".join(_lines(found)))


def _lines(found: Forecast) -> list[str]:
    """The blackouts as a table for people."""
    from relaysim.radio.propagation import propagation_model
    from relaysim.units import format_duration

    world = found.world
    clock, terrain = world.clock, world.link.terrain
    as_of = f" as of {terrain.as_of}" if terrain.as_of else ""
    model = propagation_model(world.link.radio.propagation)
    lines = [f"{world.title}: planned routes over {terrain.name}{as_of}, {model.title}"]
    lines += [f"terrain: {seam}" for seam in world.seams]
    if not found.blackouts:
        return [*lines, "no blackout of sightline or radio on known ground"]
    # Both lengths where they differ: a day of 24 h needs no second one.
    has_own_days = clock.day_length_s != 86400.0
    local_days = f" {clock.day_name + 's':>8}" if has_own_days else ""
    lines.append(f"{'level':<10} {'from':<24} {'to':<24} {'lasts':>11}{local_days}  in the way")
    for row in found.blackouts:
        edges = [clock.format(t) + ("*" if cut else "") for t, cut in
                 ((row.start_utc, row.open_start), (row.end_utc, row.open_end))]  # fmt: skip
        way = "" if row.obstruction_above_sightline_m is None else (
            f"{row.cause}, {row.obstruction_above_sightline_m:.1f} m above the line, {row.obstruction_distance_m:.0f} m out"
        )  # fmt: skip
        local_days = f" {row.duration_sols:>8.2f}" if has_own_days else ""
        lasts = format_duration(row.duration_days * 86400.0)
        lines.append(f"{row.level:<10} {edges[0]:<24} {edges[1]:<24} {lasts:>11}{local_days}  {way}")
    if any(row.open_start or row.open_end for row in found.blackouts):
        lines.append("* cut by the scenario's edge or by unknown ground: a lower bound")
    return lines
