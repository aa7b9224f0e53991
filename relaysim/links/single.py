"""One link explained: the question `relaysim link` answers."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from relaysim.errors import NoResult
from relaysim.links.model import LinkModel, RadioSettings
from relaysim.links.state import LinkState
from relaysim.radio.budget import BudgetTerm, Mode
from relaysim.sightline.clearance import End, Sightline, sightline
from relaysim.terrain.frame import LocalFrame
from relaysim.terrain.raster import Terrain


@dataclass(frozen=True)
class LinkExplanation:
    """One link.

    Attributes:
        path_loss_db: basic path loss; nan over unknown ground.
        margin_db: at the lowest rate; nan over unknown ground.
        mode: the fastest mode that closes, None if none does.
    """

    sightline: Sightline
    path_loss_db: float
    margin_db: float
    mode: Mode | None
    propagation: str
    terms: tuple[BudgetTerm, ...]

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
        path_loss_db=loss,
        margin_db=budget.margin_db(loss, budget.lowest_mode),
        mode=budget.highest_closing_mode(loss),
        propagation=radio.propagation,
        terms=budget.terms,
    )
