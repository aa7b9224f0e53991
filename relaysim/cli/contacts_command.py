"""`relaysim contacts`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from relaysim.cli.progress import Progress
from relaysim.cli.run_command import Overrides, Scenario, TerrainOption
from relaysim.errors import InputError

if TYPE_CHECKING:
    from relaysim.plans.plan import ContactPlan

AS = ("planned", "flown")


def contacts(
    scenario: Scenario,
    format: Annotated[
        str,
        typer.Option(
            "--format",
            metavar="ion|hdtn|tvg",
            help="Who is to read it: ION, HDTN, or dtn-tvg-util and aiodtnsim.",
        ),
    ],
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="The file to write.")],
    as_: Annotated[
        str,
        typer.Option(
            "--as",
            metavar="planned|flown",
            help="The contacts that schedule and forecast promise, or those that a simulated run has had.",
        ),
    ] = AS[0],
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
    overrides: Overrides = None,
    terrain: TerrainOption = None,
    seed: Annotated[int | None, typer.Option("--seed", metavar="N", min=0, help="Another seed.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Print nothing but errors.")] = False,
) -> None:
    """Write the contact plan of a scenario for another simulator.

    Every window is one-way, in the time of its sender, with what its rate leaves for data. Formats of whole seconds and
    bytes only ever make windows shorter and slower; what a format cannot say is told.
    """
    if as_ not in AS:
        raise InputError(f"--as {as_}: allowed: planned (schedule and forecast), flown (a simulated run)")

    from relaysim.flow import contacts as make_plan

    progress = Progress(quiet=quiet or as_json)
    try:
        plan = make_plan(
            scenario,
            out,
            format=format,
            flown=as_ == "flown",
            overrides=overrides or (),
            terrain=terrain or None,
            seed=seed,
            force=force,
            progress=progress,
        )
    finally:
        progress.clear()
    if as_json:
        import json

        typer.echo(json.dumps(_json(plan, out, format, as_), indent=1, ensure_ascii=False))
    elif not quiet:
        typer.echo("\n".join(_lines(plan, out, as_)))


def _lines(plan: ContactPlan, out: Path, as_: str) -> list[str]:
    """The plan as a table for people: a line for each pair and direction."""
    rows = _ways(plan)
    numbers = plan.numbers
    lines = [
        f"{'from':<18} {'to':<18} {'windows':>8} {'hours':>9} {'Mbit':>12}  {'bit/s':>21} {'light, s':>17}"
    ]
    for row in rows:
        ends = [f"{numbers[row[key]]} {row[key]}" for key in ("source", "destination")]
        rates = _span(row["least_rate_bps"], row["largest_rate_bps"], 0)
        light = _span(row["least_light_time_s"], row["largest_light_time_s"], 1)
        lines.append(
            f"{ends[0]:<18} {ends[1]:<18} {row['windows']:>8,} {row['duration_s'] / 3600:>9,.1f} "
            f"{row['volume_bits'] / 1e6:>12,.1f}  {rates:>21} {light:>17}"
        )
    lines += [f"note: {remark}" for remark in plan.remarks]
    if not rows:
        lines.append("no contact: the plan is empty")
    return [*lines, f"{as_}: {len(plan.contacts):,} windows between {len(plan.nodes)} nodes in {out}"]


def _json(plan: ContactPlan, out: Path, format: str, as_: str) -> dict[str, Any]:
    from relaysim.records.csv_table import utc_text

    return {
        "file": str(out),
        "format": format,
        "as": as_,
        "epoch_utc": utc_text(plan.epoch_utc_s),
        "nodes": {str(number): name for name, number in plan.numbers.items()},
        "contacts": len(plan.contacts),
        "ways": _ways(plan),
        "remarks": list(plan.remarks),
    }


def _ways(plan: ContactPlan) -> list[dict[str, Any]]:
    """What each pair has in each direction, in the order of the nodes."""
    numbers = plan.numbers
    ways = sorted({(numbers[c.source], numbers[c.destination]) for c in plan.contacts})
    rows = []
    for source, destination in ((plan.nodes[a - 1], plan.nodes[b - 1]) for a, b in ways):
        found = [c for c in plan.contacts if (c.source, c.destination) == (source, destination)]
        rates = [rate for c in found for _, rate in c.rates_bps]
        light = [c.one_way_light_time_s + c.latency_s for c in found]
        rows.append(
            {
                "source": source,
                "destination": destination,
                "windows": len(found),
                "duration_s": round(sum(c.duration_s for c in found), 3),
                "volume_bits": round(sum(c.volume_bits for c in found)),
                "least_rate_bps": min(rates),
                "largest_rate_bps": max(rates),
                "least_light_time_s": min(light),
                "largest_light_time_s": max(light),
            }
        )
    return rows


def _span(least: float, largest: float, decimals: int) -> str:
    """Two numbers as a range, or as one where they look alike."""
    low, high = f"{least:,.{decimals}f}", f"{largest:,.{decimals}f}"
    return low if low == high else f"{low} - {high}"
