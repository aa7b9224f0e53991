"""One link explained: the question `relaysim link` answers."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from relaysim.errors import InputError, NoResult
from relaysim.links.antenna_terms import antenna_terms, with_added_terms
from relaysim.links.carrier import LinkAntennas
from relaysim.links.ensemble import LinkUncertainty, ensemble_links
from relaysim.links.model import LinkModel, Position, RadioSettings
from relaysim.links.orientation import Pointing
from relaysim.links.probability import closing_probability, spread_db
from relaysim.links.state import LinkState
from relaysim.radio.budget import Budget, BudgetTerm, Mode
from relaysim.radio.design_control_table import DesignControlTable, design_control_table
from relaysim.radio.free_space import wavelength_m
from relaysim.radio.march_grid import MarchGrid
from relaysim.radio.propagation import propagation_model
from relaysim.sightline import End, Ends, Ridge, Sightline, fresnel_clearances, ridges, sightline
from relaysim.terrain.frame import LocalFrame
from relaysim.terrain.grid import Terrain


@dataclass(frozen=True)
class Chance:
    """How probable it is that a link closes.

    Attributes:
        by_rate: probability by rate over the air, bit/s; nan over unknown ground.
        path_sigma_db: standard deviation of the path loss over the grounds that the terrain's uncertainty allows.
    """

    by_rate: Mapping[float, float]
    path_sigma_db: float


@dataclass(frozen=True)
class LinkExplanation:
    """One link.

    Attributes:
        ridges: all the ground that stands above the straight line, in order from the first end.
        fresnel_share: least free share of the first Fresnel zone's radius along the way: negative where the line is
            blocked, 0.6 and more with next to no loss; nan over unknown ground.
        path_loss_db: basic path loss, between isotropic antennas; nan over unknown ground.
        margin_db: at the lowest rate, above sensitivity and required margin; nan over unknown ground.
        mode: the fastest mode that closes, None if none does.
        budget: the scenario's, with the terms of antennas and bodies towards this direction behind its own where a
            heading was stated.
        chance: how probable each rate is; None where nothing is said to be uncertain.
        seams: in words, how the layers of the terrain meet; empty for a single raster.
        grid: what the parabolic equation was solved on; None where it was not: another model, unknown ground, antennas
            that stand too near or too steeply above one another.
        antenna_terms: those of the budget's terms that antennas and bodies added.
        pointing: how the rover at the first end was said to stand, and where it sees the second; None without a heading,
            with both antennas isotropic and nothing in the way.
        is_directional: whether the scenario's radios have a pattern or a body at all.
        k_factor: by which the air bends rays: sightline, Fresnel zone and path loss are over a body of k times the radius.
    """

    sightline: Sightline
    ridges: tuple[Ridge, ...]
    fresnel_share: float
    path_loss_db: float
    margin_db: float
    mode: Mode | None
    propagation: str
    budget: Budget
    chance: Chance | None = None
    seams: tuple[str, ...] = ()
    grid: MarchGrid | None = None
    antenna_terms: tuple[BudgetTerm, ...] = ()
    pointing: Pointing | None = None
    is_directional: bool = False
    k_factor: float = 1.0

    @property
    def total_loss_db(self) -> float:
        """Path loss less the gain of antennas and bodies, what a run's thresholds are compared with; nan over unknown ground."""
        return self.path_loss_db - math.fsum(term.value for term in self.antenna_terms)

    @property
    def probability(self) -> float:
        """Of closing at the lowest rate; nan over unknown ground, or where nothing is said to be uncertain."""
        return math.nan if self.chance is None else self.chance.by_rate[min(self.chance.by_rate)]

    @property
    def terms(self) -> tuple[BudgetTerm, ...]:
        """The terms of the budget, in their order."""
        return self.budget.terms

    @property
    def table(self) -> DesignControlTable | None:
        """The budget over this path, every term with what it may be; None over unknown ground."""
        if math.isnan(self.path_loss_db):
            return None
        title = propagation_model(self.propagation).title
        sigma = 0.0 if self.chance is None else self.chance.path_sigma_db
        return design_control_table(self.budget, self.path_loss_db, title, sigma)

    @property
    def state(self) -> LinkState:
        """Open, closed, or unknown."""
        if math.isnan(self.margin_db):
            return LinkState.UNKNOWN
        return LinkState.OPEN if self.margin_db >= 0.0 else LinkState.CLOSED


def explain(
    terrain: Terrain,
    first: End,
    second: End,
    radio: RadioSettings,
    doubt: LinkUncertainty | None = None,
    antennas: LinkAntennas | None = None,
) -> LinkExplanation:
    """The link between two antennas that stand on the ground of a terrain.

    Args:
        doubt: what is not known of the ground; without it the link has no probability.
        antennas: what the vehicles carry, and how the first one stands; isotropic and nothing in the way without it.

    Raises:
        InputError: both ends are the same.
        NoResult: an end stands where the terrain has no height.
    """
    _check_ends(terrain, first, second)
    frame = LocalFrame(terrain.body, first.latitude_deg, first.longitude_deg)
    model = LinkModel(terrain, frame, radio, first.antenna_m, second.antenna_m)
    x, y = frame.to_local(
        [first.latitude_deg, second.latitude_deg], [first.longitude_deg, second.longitude_deg]
    )
    feet = np.zeros(1)
    places = (x[:1], y[:1], feet), (x[1:], y[1:], feet)
    loss = float(model.evaluate(*places).loss_db[0])
    pointing, terms = (None, ()) if antennas is None else _antennas(model, *places, antennas)
    budget = with_added_terms(radio.budget, terms)
    return LinkExplanation(
        sightline=sightline(terrain, first, second),
        ridges=ridges(terrain, first, second),
        fresnel_share=_fresnel_share(terrain, first, second, radio.frequency_hz),
        path_loss_db=loss,
        margin_db=budget.margin_db(loss, budget.lowest_mode),
        mode=budget.highest_closing_mode(loss),
        propagation=radio.propagation,
        budget=budget,
        chance=None if doubt is None else _chance(model, *places, doubt, budget),
        grid=_grid(model, *places),
        antenna_terms=budget.terms[len(radio.budget.terms) :],
        pointing=pointing,
        is_directional=antennas is not None and not antennas.is_plain,
        k_factor=terrain.k_factor,
    )


def _check_ends(terrain: Terrain, first: End, second: End) -> None:
    if first == second:
        raise InputError(
            f"both antennas stand at latitude {first.latitude_deg:g}, longitude {first.longitude_deg:g},"
            f" {first.antenna_m:g} m above ground: a link needs two places"
        )
    for name, end in (("first", first), ("second", second)):
        if math.isnan(float(terrain.height_m(end.latitude_deg, end.longitude_deg))):
            raise NoResult(
                f"the {name} end, latitude {end.latitude_deg:g}, longitude {end.longitude_deg:g}, stands where terrain "
                f"{terrain.name} has no height: `relaysim terrain info` shows what it covers, with the share of gaps"
            )


def _antennas(
    model: LinkModel, first: Position, second: Position, antennas: LinkAntennas
) -> tuple[Pointing | None, tuple[BudgetTerm, ...]]:
    """Where the rover sees the other end, and what antennas and bodies add to the budget towards it."""
    orientation, (rover, helicopter) = antennas.orientation, (antennas.rover, antennas.helicopter)
    if orientation is None:
        return None, ()
    carrying = dataclasses.replace(
        model,
        rover_mount=rover.mount,
        helicopter_mount=helicopter.mount_at(model.helicopter_antenna_m),
    )
    out, back = carrying.directions(first, second, orientation.attitude)
    pointing = Pointing(orientation, float(out.azimuth_deg[0]) % 360.0, float(out.elevation_deg[0]))
    return pointing, (*antenna_terms(rover, out), *antenna_terms(helicopter, back))


def _grid(model: LinkModel, first: Position, second: Position) -> MarchGrid | None:
    from relaysim.radio.parabolic_equation import grid_taken

    radio = model.radio
    if not propagation_model(radio.propagation).is_marched:
        return None
    (profile,) = model.profiles(first, second)
    return grid_taken(
        profile, frequency_hz=radio.frequency_hz, ground=radio.ground, polarisation=radio.polarisation
    )


def _chance(
    model: LinkModel, first: Position, second: Position, doubt: LinkUncertainty, budget: Budget
) -> Chance:
    losses = ensemble_links(model, first, second, doubt).loss_db
    by_rate = {
        mode.rate_bps: float(closing_probability(losses, budget.threshold_loss_db(mode), budget.sigma_db)[0])
        for mode in budget.modes
    }
    return Chance(by_rate, float(spread_db(losses)[0]))


def _fresnel_share(terrain: Terrain, first: End, second: End, frequency_hz: float) -> float:
    """The least free share of the first Fresnel zone's radius on one way; nan over unknown ground."""
    ends = Ends.above_ground(
        terrain, first.latitude_deg, first.longitude_deg, first.antenna_m,
        second.latitude_deg, second.longitude_deg, second.antenna_m,
    )  # fmt: skip
    return float(fresnel_clearances(terrain, ends, wavelength_m(frequency_hz)).share[0])
