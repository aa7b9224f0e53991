"""`relaysim link`."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Annotated, Any

import typer

from relaysim.errors import InputError

if TYPE_CHECKING:
    from relaysim.links.single import LinkExplanation
    from relaysim.sightline.clearance import End

PLACE = "LAT,LON,HEIGHT_M"


def link(
    first: Annotated[
        str, typer.Option("--from", metavar=PLACE, help="One antenna; its height above ground.")
    ],
    second: Annotated[str, typer.Option("--to", metavar=PLACE, help="The other antenna.")],
    terrain: Annotated[
        str | None, typer.Option("--terrain", metavar="NAME_OR_FILE", help="A terrain's name, or any raster.")
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

    ends = _place(first, "--from"), _place(second, "--to")
    if ends[0] == ends[1]:
        raise InputError(f"--from and --to are the same place, {first}: a link needs two")
    overrides = [f"link.propagation={propagation}"] if propagation else []
    found = explain(*ends, scenario=scenario, terrain=terrain, overrides=overrides)
    typer.echo(json.dumps(_json(found), indent=1) if as_json else "\n".join(_lines(found)))
    if math.isnan(found.margin_db):
        raise typer.Exit(1)


def _place(text: str, option: str) -> End:
    from relaysim.sightline.clearance import End

    try:
        lat, lon, height = (float(part) for part in text.split(","))
    except ValueError:
        raise InputError(f"{option} {text}: not a place; write {PLACE}, as in 18.4805,77.3601,0.5") from None
    if not (-90 <= lat <= 90 and -180 <= lon <= 360 and 0 <= height <= 1000):
        raise InputError(
            f"{option} {text}: latitude -90 to 90, longitude -180 to 360, height 0 to 1000 m above ground"
        )
    return End(lat, lon, height)


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
        "path_loss_db": _number(found.path_loss_db, 3),
        "margin_db": _number(found.margin_db, 3),
        "rate_bps": found.mode.rate_bps if found.mode else 0.0,
        "propagation": found.propagation,
        "terms": [
            {"name": t.name, "value_db": t.value, "sigma_db": t.sigma_db, "source": t.source, "kind": t.kind}
            for t in found.terms
        ],
    }  # fmt: skip


def _lines(found: LinkExplanation) -> list[str]:
    from relaysim.radio.propagation import PROPAGATION_MODELS

    line = found.sightline
    obstruction = line.obstruction
    lines = [f"distance      {line.slant_m:.1f} m"]
    if obstruction is not None:
        lines.append(
            f"sightline     blocked: ground {obstruction.above_sightline_m:.2f} m above the line, "
            f"{obstruction.distance_m:.0f} m out, at {obstruction.latitude_deg:.6f}, {obstruction.longitude_deg:.6f}"
        )
    elif math.isnan(line.clearance_m):
        lines.append("sightline     unknown: part of the ground below it is not surveyed")
    else:
        lines.append(f"sightline     clear by {line.clearance_m:.2f} m")
    if math.isnan(found.margin_db):
        return [*lines, "link          unknown: it crosses ground that is not surveyed"]
    lines.append(f"path loss     {found.path_loss_db:.1f} dB ({PROPAGATION_MODELS[found.propagation].title})")
    lines += [f"  {t.value:+8.2f} {t.unit:<4} {t.name} [{t.kind}] {t.source}" for t in found.terms]
    rate = f"{found.mode.rate_bps / 1000:g} kbit/s" if found.mode else "no rate"
    lines.append(
        f"link          {found.state.value}: margin {found.margin_db:+.1f} dB at the lowest rate; {rate} closes"
    )
    return lines
