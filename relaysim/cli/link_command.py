"""`relaysim link`."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Annotated, Any

import typer

from relaysim.cli.place import PLACE, read_place
from relaysim.errors import InputError

if TYPE_CHECKING:
    from relaysim.links.single import LinkExplanation
    from relaysim.sightline import Ridge


def link(
    first: Annotated[
        str, typer.Option("--from", metavar=PLACE, help="One antenna; its height above ground.")
    ],
    second: Annotated[str, typer.Option("--to", metavar=PLACE, help="The other antenna.")],
    terrain: Annotated[
        list[str] | None,
        typer.Option(
            "--terrain",
            metavar="NAME_OR_FILE",
            help="A terrain's name, or any raster; repeatable, the first named wins.",
        ),
    ] = None,
    scenario: Annotated[
        str | None,
        typer.Option("--scenario", metavar="SCENARIO", help="Whose radio and body [the default scenario]."),
    ] = None,
    propagation: Annotated[
        str | None, typer.Option("--propagation", metavar="NAME", help="Another propagation model.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Explain one link: clearance, what blocks it, path loss, margin, rate."""
    import json

    from relaysim.flow import link as explain

    ends = read_place(first, "--from"), read_place(second, "--to")
    if ends[0] == ends[1]:
        raise InputError(f"--from and --to are the same place, {first}: a link needs two")
    overrides = [f"link.propagation={propagation}"] if propagation else []
    found = explain(*ends, scenario=scenario, terrain=terrain or None, overrides=overrides)
    typer.echo(json.dumps(_json(found), indent=1) if as_json else "\n".join(_lines(found)))
    if math.isnan(found.margin_db):
        raise typer.Exit(1)


def _number(value: float, decimals: int) -> float | None:
    return None if math.isnan(value) else round(value, decimals)


def _json(found: LinkExplanation) -> dict[str, Any]:
    line = found.sightline
    obstruction = line.obstruction
    return {
        "state": found.state.value,
        "distance_m": _number(line.slant_m, 2),
        "clearance_m": _number(line.clearance_m, 3),
        "obstruction": None if obstruction is None else {
            "lat_deg": round(obstruction.latitude_deg, 8),
            "lon_deg": round(obstruction.longitude_deg, 8),
            "height_m": round(obstruction.height_m, 3),
            "above_sightline_m": round(obstruction.above_sightline_m, 3),
            "distance_m": round(obstruction.distance_m, 2),
        },
        "ridges": [_ridge_json(ridge) for ridge in found.ridges],
        "fresnel_clearance": _number(found.fresnel_share, 4),
        "path_loss_db": _number(found.path_loss_db, 3),
        "margin_db": _number(found.margin_db, 3),
        "rate_bps": found.mode.rate_bps if found.mode else 0.0,
        "propagation": found.propagation,
        "seams": list(found.seams),
        "terms": [
            {"name": t.name, "value_db": t.value, "sigma_db": t.sigma_db, "source": t.source, "kind": t.kind}
            for t in found.terms
        ],
    }  # fmt: skip


def _ridge_json(ridge: Ridge) -> dict[str, float]:
    return {
        "begin_m": round(ridge.begin_m, 2),
        "end_m": round(ridge.end_m, 2),
        "distance_m": round(ridge.top.distance_m, 2),
        "above_sightline_m": round(ridge.top.above_sightline_m, 3),
        "lat_deg": round(ridge.top.latitude_deg, 8),
        "lon_deg": round(ridge.top.longitude_deg, 8),
    }


def _ridge_lines(ridges: tuple[Ridge, ...]) -> list[str]:
    """The ridges in the way, the highest three if there are more, in their order."""
    highest = sorted(ridges, key=lambda ridge: -ridge.top.above_sightline_m)[:3]
    lines = [
        f"  ridge       {ridge.begin_m:.0f} to {ridge.end_m:.0f} m out, {ridge.top.above_sightline_m:.2f} m above the line"
        for ridge in ridges
        if ridge in highest
    ]
    return [*lines, f"  ridge       and {len(ridges) - 3} lower ones"] if len(ridges) > 3 else lines


def _lines(found: LinkExplanation) -> list[str]:
    from relaysim.radio.propagation import PROPAGATION_MODELS

    line = found.sightline
    obstruction = line.obstruction
    lines = [f"distance      {line.slant_m:.1f} m", *(f"terrain       {seam}" for seam in found.seams)]
    if obstruction is not None:
        lines.append(
            f"sightline     blocked: ground {obstruction.above_sightline_m:.2f} m above the line, "
            f"{obstruction.distance_m:.0f} m out, at {obstruction.latitude_deg:.6f}, {obstruction.longitude_deg:.6f}"
        )
    elif math.isnan(line.clearance_m):
        lines.append("sightline     unknown: part of the ground below it is not surveyed")
    else:
        lines.append(f"sightline     clear by {line.clearance_m:.2f} m")
    if len(found.ridges) > 1:
        lines += _ridge_lines(found.ridges)
    if obstruction is None and not math.isnan(found.fresnel_share):
        room = "free" if found.fresnel_share >= 1.0 else f"{found.fresnel_share:.0%} of its radius is free"
        lines.append(f"Fresnel zone  {room} (60% is enough)")
    if math.isnan(found.margin_db):
        return [*lines, "link          unknown: it crosses ground that is not surveyed"]
    lines.append(f"path loss     {found.path_loss_db:.1f} dB ({PROPAGATION_MODELS[found.propagation].title})")
    lines += [f"  {t.value:+8.2f} {t.unit:<4} {t.name} [{t.kind}] {t.source}" for t in found.terms]
    rate = f"{found.mode.rate_bps / 1000:g} kbit/s" if found.mode else "no rate"
    lines.append(
        f"link          {found.state.value}: margin {found.margin_db:+.1f} dB at the lowest rate; {rate} closes"
    )
    return lines
