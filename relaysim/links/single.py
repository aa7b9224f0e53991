"""One link explained: the question `relaysim link` answers."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from relaysim.errors import NoResult
from relaysim.links.model import LinkModel, RadioSettings
from relaysim.links.state import LinkState
from relaysim.radio.budget import BudgetTerm, Mode
from relaysim.radio.free_space import wavelength_m
from relaysim.sightline import End, Ends, Ridge, Sightline, fresnel_clearances, ridges, sightline
from relaysim.terrain.frame import LocalFrame
from relaysim.terrain.grid import Terrain


@dataclass(frozen=True)
class LinkExplanation:
    """One link.

    Attributes:
        ridges: all the ground that stands above the straight line, in order from the first end.
        fresnel_share: least free share of the first Fresnel zone's radius along the way: negative where the line is
            blocked, 0.6 and more with next to no loss; nan over unknown ground.
        path_loss_db: basic path loss; nan over unknown ground.
        margin_db: at the lowest rate; nan over unknown ground.
        mode: the fastest mode that closes, None if none does.
        seams: in words, how the layers of the terrain meet; empty for a single raster.
    """

    sightline: Sightline
    ridges: tuple[Ridge, ...]
    fresnel_share: float
    path_loss_db: float
    margin_db: float
    mode: Mode | None
    propagation: str
    terms: tuple[BudgetTerm, ...]
    seams: tuple[str, ...] = ()

    @property
    def state(self) -> LinkState:
        """Open, closed, or unknown."""
        if math.isnan(self.margin_db):
            return LinkState.UNKNOWN
        return LinkState.OPEN if self.margin_db >= 0.0 else LinkState.CLOSED


def explain(terrain: Terrain, first: End, second: End, radio: RadioSettings) -> LinkExplanation:
    """The link between two antennas that stand on the ground of a terrain.

    Raises:
        NoResult: an end stands where the terrain has no height.
    """
    for name, end in (("first", first), ("second", second)):
        if math.isnan(float(terrain.height_m(end.latitude_deg, end.longitude_deg))):
            raise NoResult(
                f"the {name} end, latitude {end.latitude_deg:g}, longitude {end.longitude_deg:g}, stands where terrain "
                f"{terrain.name} has no height: `relaysim terrain info` shows what it covers, with the share of gaps"
            )
    frame = LocalFrame(terrain.body, first.latitude_deg, first.longitude_deg)
    model = LinkModel(terrain, frame, radio, first.antenna_m, second.antenna_m)
    x, y = frame.to_local(
        [first.latitude_deg, second.latitude_deg], [first.longitude_deg, second.longitude_deg]
    )
    feet = np.zeros(1)
    samples = model.evaluate((x[:1], y[:1], feet), (x[1:], y[1:], feet))
    loss = float(samples.loss_db[0])
    budget = radio.budget
    return LinkExplanation(
        sightline=sightline(terrain, first, second),
        ridges=ridges(terrain, first, second),
        fresnel_share=_fresnel_share(terrain, first, second, radio.frequency_hz),
        path_loss_db=loss,
        margin_db=budget.margin_db(loss, budget.lowest_mode),
        mode=budget.highest_closing_mode(loss),
        propagation=radio.propagation,
        terms=budget.terms,
    )


def _fresnel_share(terrain: Terrain, first: End, second: End, frequency_hz: float) -> float:
    """The least free share of the first Fresnel zone's radius on one way; nan over unknown ground."""
    ends = Ends.above_ground(
        terrain, first.latitude_deg, first.longitude_deg, first.antenna_m,
        second.latitude_deg, second.longitude_deg, second.antenna_m,
    )  # fmt: skip
    return float(fresnel_clearances(terrain, ends, wavelength_m(frequency_hz)).share[0])
