"""The link between the two places: margin, rate, clearance, and the section of the ground between them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from relaysim.explore.stage import Stage
from relaysim.explore.wish import Wish
from relaysim.links.ensemble import Ensemble
from relaysim.links.model import LinkModel, Position
from relaysim.links.probability import closing_probability
from relaysim.path.route import Floats
from relaysim.radio.free_space import wavelength_m
from relaysim.sightline import Clearances, fresnel_clearances
from relaysim.sightline.ends import Ends
from relaysim.sightline.fresnel import fresnel_radius_m

if TYPE_CHECKING:
    from relaysim.radio.profile import Profile

# Samples of the drawn section: as many as it has pixels on a phone, twice.
_MOST_SAMPLES = 400


def link_answer(stage: Stage, wish: Wish) -> dict[str, Any]:
    """What the page says of the link; None for what unknown ground leaves open."""
    model = stage.link_model(wish)
    rover, attitude = stage.rover(wish)
    helicopter = stage.helicopter(wish)
    samples = model.evaluate(rover, helicopter, attitude)
    loss, budget = float(samples.total_loss_db[0]), model.radio.budget
    mode = budget.highest_closing_mode(loss)
    found, (profile,) = model.sightlines(rover, helicopter)
    places = {
        name: {"x_m": float(at[0][0]), "y_m": float(at[1][0]), **_geographic(model, at)}
        for name, at in (("rover", rover), ("helicopter", helicopter))
    }
    return {
        **places,
        "margin_db": _known(budget.margin_db(loss, budget.lowest_mode)),
        "rate_bps": None if math.isnan(loss) else 0.0 if mode is None else mode.rate_bps,
        "distance_m": _known(samples.distance_m[0]) or float(found.distance_m[0]),
        "sight": found.state(0),
        "clearance_m": _known(found.clearance_m[0]),
        "block": _block(model, found),
        "fresnel_share": _fresnel_share(model, rover, helicopter),
        "antennas_db": float(samples.antenna_db[0]),
        "rover_heading_deg": _known(attitude.heading_deg[0]),
        "profile": _section(model, profile),
    }


def chance_answer(stage: Stage, wish: Wish) -> dict[str, Any]:
    """How probable it is that the link closes at the lowest rate; None where nothing is said to be uncertain, or the
    ground is unknown."""
    doubt = stage.world.doubt
    if doubt is None:
        return {"chance": None}
    model = stage.link_model(wish)
    rover, attitude = stage.rover(wish)
    helicopter = stage.helicopter(wish)
    losses = Ensemble(model, doubt).losses_db(rover, helicopter)
    samples, budget = model.evaluate(rover, helicopter, attitude), model.radio.budget
    sigma = np.hypot(budget.sigma_db, samples.antenna_sigma_db)
    threshold = budget.threshold_loss_db(budget.lowest_mode)
    return {"chance": _known(closing_probability(losses, threshold, sigma, samples.antenna_db)[0])}


def _block(model: LinkModel, found: Clearances) -> dict[str, float] | None:
    """The place where the straight line is deepest in the ground; None where it is clear or nobody knows."""
    if not found.blocked[0]:
        return None
    x, y = model.frame.to_local(*model.terrain.geographic(found.column, found.row))
    return {
        "x_m": float(x[0]),
        "y_m": float(y[0]),
        "above_m": -float(found.clearance_m[0]),
        "along_m": float(found.fraction[0] * found.distance_m[0]),
    }


def _section(model: LinkModel, profile: Profile) -> dict[str, Any]:
    """The section from the rover to the helicopter, heights above the ground's lowest point; None: unknown ground."""
    # Every k-th sample would miss the very tops: of each piece the highest is shown.
    pieces = np.array_split(np.arange(profile.distance_m.size), min(profile.distance_m.size, _MOST_SAMPLES))
    tops = [int(piece[np.argmax(np.nan_to_num(profile.height_m[piece], nan=np.inf))]) for piece in pieces]
    at = np.array([0, *tops[1:-1], profile.distance_m.size - 1])
    along, ground = profile.distance_m[at], profile.height_m[at]
    ends = (
        float(ground[0]) + profile.transmitter_height_m,
        float(ground[-1]) + profile.receiver_height_m,
    )
    whole = float(along[-1])
    radius = fresnel_radius_m(along, whole - along, wavelength_m(model.radio.frequency_hz))
    low = float(np.nanmin(ground)) if np.isfinite(ground).any() else 0.0
    return {
        "along_m": _rounded(along),
        "ground_m": _rounded(ground - low),
        "fresnel_m": _rounded(radius),
        "line_m": [_known(ends[0] - low), _known(ends[1] - low)],
        "length_m": whole,
        "low_m": low,
    }


def _fresnel_share(model: LinkModel, rover: Position, helicopter: Position) -> float | None:
    """The least free share of the first Fresnel zone's radius."""
    ends = Ends.above_ground(
        model.terrain, *model.frame.to_geographic(rover[0], rover[1]), rover[2] + model.rover_antenna_m,
        *model.frame.to_geographic(helicopter[0], helicopter[1]), helicopter[2] + model.helicopter_antenna_m,
    )  # fmt: skip
    return _known(fresnel_clearances(model.terrain, ends, wavelength_m(model.radio.frequency_hz)).share[0])


def _geographic(model: LinkModel, at: Position) -> dict[str, float | None]:
    lat, lon = model.frame.to_geographic(at[0], at[1])
    return {
        "latitude_deg": float(lat[0]),
        "longitude_deg": float(lon[0]),
        "ground_m": _known(model.terrain.height_m(lat, lon)[0]),
    }


def _known(value: Any) -> float | None:
    """The number, None for none: JSON has no nan."""
    number = float(value)
    return number if math.isfinite(number) else None


def _rounded(values: Floats) -> list[float | None]:
    return [round(value, 3) if math.isfinite(value) else None for value in values.tolist()]
