"""Tables about the campaign as a whole: what was drawn, and which runs failed."""

from __future__ import annotations

from relaysim.campaign.report.plain import Json
from relaysim.report.tables import Cell, Table
from relaysim.report.times import NONE


def drawn_table(told: Json) -> Table:
    """What was drawn, from which distribution, and on whose word."""
    rows = [_drawn_row(one["label"], one["path"], one["distribution"], one) for one in told["uncertain"]]
    error = told["terrain_error"]
    if error is not None:
        sigma = "the terrain's own standard deviation"
        if error["sigma_m"] is not None:
            sigma = f"sigma {error['sigma_m']:g} m"
        length = error["correlation_m"]
        reach = "as kriging implies" if length is None else f"over {length:g} m"
        field = f"normal, {sigma}, correlated {reach}"
        rows.append(_drawn_row("heights of the ground", "a field of errors", field, error))
    headings = ("What", "Distribution", "Kind", "Source")
    return Table("Drawn anew for every draw, the same in all variants", headings, tuple(rows))


def _drawn_row(label: str, where: str, distribution: str, one: Json) -> tuple[Cell, ...]:
    kind = Cell("", badge=one["kind"]) if one["kind"] else Cell(NONE)
    return Cell(label, where), Cell(distribution or NONE), kind, Cell(one["source"] or NONE)


def failure_table(told: Json) -> Table:
    """Failed runs by their error."""
    rows = []
    for one in told["failures"]:
        names = [told["variants"][n]["name"] for n in one["variants"] if n < len(told["variants"])]
        where = ", ".join(names[:3]) + (", …" if len(names) > 3 else "")
        first = ", ".join(str(n) for n in one["numbers"]) + (
            ", …" if one["runs"] > len(one["numbers"]) else ""
        )
        rows.append(
            (
                Cell(f"{one['runs']:,}"),
                Cell(one["error"]),
                Cell(first),
                Cell(where),
                Cell(str(one["attempts"])),
            )
        )
    return Table(
        "Failed runs, by their error", ("Runs#", "Error", "Numbers", "Variants", "Tries#"), tuple(rows)
    )
