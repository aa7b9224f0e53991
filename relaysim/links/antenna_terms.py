"""What antennas and bodies add to a link's budget towards one direction, term by term."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Sequence
from typing import Literal

import numpy as np

from relaysim.links.carrier import Carrier, Origin
from relaysim.links.mount import HEADINGS, Mount
from relaysim.links.pointing import Direction
from relaysim.radio.body_loss import BodySector
from relaysim.radio.budget import Budget, BudgetTerm, Kind
from relaysim.radio.spread import SIGMAS_WITHOUT_RANGE

# The spread over the circle of what does not depend on the azimuth is nothing but rounding.
LEAST_SIGMA_DB = 1e-9


def antenna_terms(carrier: Carrier, direction: Direction) -> tuple[BudgetTerm, ...]:
    """The terms of one end towards a direction in its frame (arrays of one); none for a plain mount.

    Pattern and body have a term each. Only where the heading is not known and the pattern has a preferred side are the two
    one term: over the circle of headings they vary together. The terms' sum, and the root of the sum of their squared
    sigmas, are what a run counts.
    """
    mount = carrier.mount
    azimuth = float(direction.azimuth_deg[0])
    pattern, body = Mount(mount.pattern), Mount(body=mount.body)
    if pattern.is_plain and body.is_plain:
        return ()
    whence = _pattern_source(carrier, direction), _body_source(carrier, azimuth)
    if body.is_plain:
        return (_term(f"{carrier.name} antenna pattern", pattern, direction, whence[0]),)
    if pattern.is_plain:
        return (_term(f"{carrier.name} body", body, direction, whence[1]),)
    if math.isnan(azimuth) and len(mount.pattern.azimuth_deg) > 1:
        return (_term(f"{carrier.name} pattern and body", mount, direction, _joined(whence)),)
    return (
        _term(f"{carrier.name} antenna pattern", pattern, direction, whence[0]),
        _term(f"{carrier.name} body", body, direction, whence[1]),
    )


def with_added_terms(budget: Budget, terms: Sequence[BudgetTerm]) -> Budget:
    """The budget with terms behind its own; a name that it has already is told apart by where the new one comes from."""
    taken = {term.name for term in budget.terms}
    added = [
        dataclasses.replace(term, name=f"{term.name} (radios)") if term.name in taken else term
        for term in terms
    ]
    return dataclasses.replace(budget, terms=(*budget.terms, *added))


def _term(name: str, mount: Mount, direction: Direction, origin: Origin) -> BudgetTerm:
    """The gain less the loss of a mount as a term; what has no spread is its own range."""
    gain, spread = mount.towards(direction.azimuth_deg, direction.elevation_deg)
    value, sigma = float(gain[0]) + 0.0, float(spread[0])
    low: float | None = None
    high: float | None = None
    if sigma < LEAST_SIGMA_DB:
        low, high, sigma = value, value, 0.0
    elif math.isnan(float(direction.azimuth_deg[0])):
        low, high = _range_over_the_circle(mount, float(direction.elevation_deg[0]))
    unit: Literal["dB", "dBi"] = "dB" if mount.body.sectors else "dBi"
    return BudgetTerm(name, value, unit, sigma, origin.source, origin.kind, low, high)


def _range_over_the_circle(mount: Mount, elevation_deg: float) -> tuple[float, float]:
    """The worst and the best that any heading makes of it, two of the sector's own standard deviations included."""
    azimuth = (np.arange(HEADINGS) + 0.5) * 360.0 / HEADINGS
    gain, sigma = mount.towards(azimuth, np.full(HEADINGS, elevation_deg))
    beside = SIGMAS_WITHOUT_RANGE * sigma
    return float((gain - beside).min()), float((gain + beside).max())


def _pattern_source(carrier: Carrier, direction: Direction) -> Origin:
    origin, pattern = carrier.pattern_origin or Origin("not stated", "assumed"), carrier.mount.pattern
    up = float(direction.elevation_deg[0])
    where = f"{abs(up):.1f} deg {'up' if up >= 0.0 else 'down'}"
    if len(pattern.azimuth_deg) > 1:
        azimuth = float(direction.azimuth_deg[0])
        side = (
            "the mean over every heading"
            if math.isnan(azimuth)
            else f"{_bearing(azimuth)} deg clockwise of the heading"
        )
        where = f"{side}, {where}"
    return Origin(f"{pattern.name} at {where}; {origin.source}", origin.kind)


def _body_source(carrier: Carrier, azimuth_deg: float) -> Origin:
    sectors, origins = carrier.mount.body.sectors, carrier.sector_origins
    if math.isnan(azimuth_deg):
        every = "; ".join(_unique([origin.source for origin in origins]))
        return Origin(f"the mean over every heading of {_names(sectors)}; {every}", _kind(origins))
    bearing = f"{_bearing(azimuth_deg)} deg clockwise of the heading"
    for sector, origin in zip(sectors, origins, strict=True):
        if bool(sector.holds(azimuth_deg)):
            return Origin(f"{bearing}, within {_names([sector])}; {origin.source}", origin.kind)
    return Origin(f"{bearing}, outside {_names(sectors)}: nothing is lost", _kind(origins))


def _joined(origins: Sequence[Origin]) -> Origin:
    return Origin("; ".join(origin.source for origin in origins), _kind(origins))


def _kind(origins: Sequence[Origin]) -> Kind:
    """The kind that all share; where they differ the figure is an assumption."""
    kinds = {origin.kind for origin in origins}
    return kinds.pop() if len(kinds) == 1 else "assumed"


def _names(sectors: Sequence[BodySector]) -> str:
    return ", ".join(f"{sector.from_deg:g} to {sector.to_deg:g} deg" for sector in sectors)


def _bearing(azimuth_deg: float) -> str:
    """0.0 to 359.9: what rounds to a whole turn is ahead."""
    return f"{float(np.mod(round(azimuth_deg, 1), 360.0)):.1f}"


def _unique(texts: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(texts))
