"""What `relaysim link --json` prints."""

from __future__ import annotations

import math
from typing import Any

from relaysim.links.single import LinkExplanation
from relaysim.radio.budget import BudgetTerm
from relaysim.sightline import Ridge


def link_json(found: LinkExplanation) -> dict[str, Any]:
    """The object, its keys those of docs/reference."""
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
        "total_loss_db": _number(found.total_loss_db, 3),
        "margin_db": _number(found.margin_db, 3),
        "rate_bps": found.mode.rate_bps if found.mode else 0.0,
        "probability": _number(found.probability, 4),
        "probabilities": None if found.chance is None else [
            {"rate_bps": rate, "probability": _number(chance, 4)} for rate, chance in sorted(found.chance.by_rate.items())
        ],
        "path_loss_sigma_db": None if found.chance is None else _number(found.chance.path_sigma_db, 3),
        "propagation": found.propagation,
        "k_factor": found.k_factor,
        "grid": None if found.grid is None else {
            "step_m": round(found.grid.step_m, 4),
            "height_step_m": round(found.grid.spacing_m, 4),
            "top_m": round(found.grid.top_m, 3),
        },
        "seams": list(found.seams),
        "terms": [
            _term_json(term) for term in found.terms
        ],
        "antennas": _antennas_json(found),
        "required_margin_db": found.budget.required_margin_db,
    }  # fmt: skip


def _antennas_json(found: LinkExplanation) -> dict[str, Any]:
    """Whether there is anything directional, whether it counts, and which way; null for what is not known or not asked."""
    pointing = found.pointing
    angles = dict.fromkeys(("heading_deg", "pitch_deg", "roll_deg", "azimuth_deg", "elevation_deg"))
    if pointing is not None:
        stands = pointing.orientation
        known = (
            stands.heading_deg,
            stands.pitch_deg,
            stands.roll_deg,
            pointing.azimuth_deg,
            pointing.elevation_deg,
        )
        angles = dict(zip(angles, (_number(angle, 3) for angle in known), strict=True))
    return {"directional": found.is_directional, "counted": pointing is not None, **angles}


def _ridge_json(ridge: Ridge) -> dict[str, float]:
    return {
        "begin_m": round(ridge.begin_m, 2),
        "end_m": round(ridge.end_m, 2),
        "distance_m": round(ridge.top.distance_m, 2),
        "above_sightline_m": round(ridge.top.above_sightline_m, 3),
        "lat_deg": round(ridge.top.latitude_deg, 8),
        "lon_deg": round(ridge.top.longitude_deg, 8),
    }


def _term_json(term: BudgetTerm) -> dict[str, Any]:
    spread = term.spread
    return {
        "name": term.name,
        "value_db": term.value,
        "favourable_db": round(spread.favourable, 3),
        "adverse_db": round(spread.adverse, 3),
        "mean_db": round(spread.mean, 3),
        "sigma_db": round(spread.sigma, 3),
        "distribution": term.distribution,
        "source": term.source,
        "kind": term.kind,
    }


def _number(value: float, decimals: int) -> float | None:
    return None if math.isnan(value) else round(value, decimals)
