"""What `relaysim link` prints for people."""

from __future__ import annotations

import math

from relaysim.cli.design_control_text import table_lines
from relaysim.links.single import LinkExplanation
from relaysim.radio.propagation import propagation_model
from relaysim.sightline import Ridge

MOST_RIDGES = 3


def link_lines(found: LinkExplanation) -> list[str]:
    """Distance, sightline, path loss, the design control table, and what all that makes of the link."""
    line = found.sightline
    lines = [f"distance      {line.slant_m:.1f} m", *(f"terrain       {seam}" for seam in found.seams)]
    if found.k_factor != 1.0:
        lines.append(
            f"refraction    k = {found.k_factor:g}: rays as over a body of {found.k_factor:g} times the radius"
        )
    lines += [*_sightline_lines(found), *_antenna_lines(found)]
    if found.table is None:
        return [*lines, "link          unknown: it crosses ground that is not surveyed"]
    lines.append(
        f"path loss     {found.path_loss_db:.1f} dB ({propagation_model(found.propagation).title}{_grid_words(found)})"
    )
    return [*lines, "", *table_lines(found.table), "", *_answer_lines(found)]


def _antenna_lines(found: LinkExplanation) -> list[str]:
    """Whether antennas and bodies count, and which way the rover sees the other end."""
    pointing = found.pointing
    if pointing is None:
        return ["antennas      taken as isotropic: give --heading"] if found.is_directional else []
    if not found.is_directional:
        return ["antennas      the scenario has neither pattern nor body: the heading changes nothing"]
    up, stands = pointing.elevation_deg, pointing.orientation
    above = f"{abs(up):.1f} deg {'up' if up >= 0.0 else 'down'}"
    if math.isnan(pointing.azimuth_deg):
        return [f"antennas      rover's heading not known, the mean over all of them; --to is {above}"]
    azimuth = round(pointing.azimuth_deg, 1) % 360.0
    lines = [
        f"antennas      rover's heading {stands.heading_deg:g} deg: --to is {azimuth:.1f} deg clockwise of it, {above}"
    ]
    if not math.isnan(stands.roll_deg):
        lines.append(f"  lean        roll {stands.roll_deg:g} deg, pitch {stands.pitch_deg:g} deg")
    return lines


def _grid_words(found: LinkExplanation) -> str:
    """What the wave was followed on: its step, the spacing of its rows, and how high it went."""
    grid = found.grid
    if grid is None:
        return ""
    return f"; grid {grid.step_m:#.2g} m by {grid.spacing_m:#.2g} m, up to {grid.top_m:.1f} m above the line"


def _answer_lines(found: LinkExplanation) -> list[str]:
    """Open or closed, at which rate, and how probable each rate is."""
    rate = f"{found.mode.rate_bps / 1000:g} kbit/s" if found.mode else "no rate"
    lines = [
        f"link          {found.state.value}: margin {found.margin_db:+.1f} dB at the lowest rate; {rate} closes"
    ]
    if found.chance is not None:
        chances = ", ".join(
            f"{chance:.0%} at {rate / 1000:g} kbit/s" for rate, chance in sorted(found.chance.by_rate.items())
        )
        lines.append(
            f"probability   closes with {chances} (ground: sigma {found.chance.path_sigma_db:.1f} dB; "
            f"budget: {found.budget.sigma_db:.1f} dB)"
        )
    return lines


def _sightline_lines(found: LinkExplanation) -> list[str]:
    """What stands in the way of the straight line, and how much room the wave has about it."""
    line, obstruction = found.sightline, found.sightline.obstruction
    if obstruction is not None:
        lines = [
            f"sightline     blocked: ground {obstruction.above_sightline_m:.2f} m above the line, "
            f"{obstruction.distance_m:.0f} m out, at {obstruction.latitude_deg:.6f}, {obstruction.longitude_deg:.6f}"
        ]
    elif math.isnan(line.clearance_m):
        lines = ["sightline     unknown: part of the ground below it is not surveyed"]
    else:
        lines = [f"sightline     clear by {line.clearance_m:.2f} m"]
    if len(found.ridges) > 1:
        lines += _ridge_lines(found.ridges)
    if obstruction is None and not math.isnan(found.fresnel_share):
        room = "free" if found.fresnel_share >= 1.0 else f"{found.fresnel_share:.0%} of its radius is free"
        lines.append(f"Fresnel zone  {room} (60% is enough)")
    return lines


def _ridge_lines(ridges: tuple[Ridge, ...]) -> list[str]:
    """The ridges in the way, the highest three if there are more, in their order."""
    highest = sorted(ridges, key=lambda ridge: -ridge.top.above_sightline_m)[:MOST_RIDGES]
    lines = [
        f"  ridge       {ridge.begin_m:.0f} to {ridge.end_m:.0f} m out, {ridge.top.above_sightline_m:.2f} m above the line"
        for ridge in ridges
        if ridge in highest
    ]
    return (
        [*lines, f"  ridge       and {len(ridges) - MOST_RIDGES} lower ones"]
        if len(ridges) > MOST_RIDGES
        else lines
    )
