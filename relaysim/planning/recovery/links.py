"""Links between the rover's possible places and the helicopter's site: margins, clearances and chances."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from relaysim.errors import NoResult
from relaysim.links.attitude import Attitude
from relaysim.links.coverage import coverage
from relaysim.links.ensemble import Ensemble, LinkUncertainty
from relaysim.links.probability import closing_probability
from relaysim.path.route import Floats
from relaysim.planning.corridor import Corridor
from relaysim.planning.helicopter_site import Site, repeated
from relaysim.scenario.world import World
from relaysim.sightline import End


@dataclass(frozen=True, eq=False)
class PlaceLinks:
    """The link at n places, as a run has it; arrays (n,), nan over unknown ground."""

    margin_db: Floats
    clearance_m: Floats
    distance_m: Floats
    antenna_db: Floats
    antenna_sigma_db: Floats


def place_links(
    world: World, site: Site, x_m: Floats, y_m: Floats, attitude: Attitude | None = None
) -> PlaceLinks:
    """The links of a rover that stands at places with the helicopter at its site."""
    rover = np.asarray(x_m), np.asarray(y_m), np.zeros(len(x_m))
    found = world.link.evaluate(rover, repeated(site, len(x_m)), attitude)
    return PlaceLinks(
        world.threshold_db - found.total_loss_db, found.clearance_m, found.distance_m, found.antenna_db,
        found.antenna_sigma_db,
    )  # fmt: skip


def chances(world: World, site: Site, x_m: Floats, y_m: Floats, links: PlaceLinks) -> Floats:
    """How probable it is that links close, (n,): over the terrain's ensemble and the budget's own deviation.

    Where the scenario says nothing of its ground's uncertainty the budget's alone counts.
    """
    doubt = world.doubt or LinkUncertainty(None, 0.0, 1, world.seed)
    rover = np.asarray(x_m), np.asarray(y_m), np.zeros(len(x_m))
    losses = Ensemble(world.link, doubt).losses_db(rover, repeated(site, len(x_m)))
    sigma = np.hypot(world.link.radio.budget.sigma_db, links.antenna_sigma_db)
    return closing_probability(losses, world.threshold_db, sigma, links.antenna_db)


def corridor_margins(world: World, site: Site, corridor: Corridor) -> Floats:
    """Margin over a corridor's window, dB; nan outside it and where unknown ground is there or on the way.

    From one map of margins around the helicopter, with what antennas and bodies add where the rover's heading is not
    known: the mean over all of them.
    """
    x, y = corridor.x_m[corridor.known], corridor.y_m[corridor.known]
    margin = np.full(corridor.known.shape, np.nan)
    if not x.size:
        return margin
    link, terrain = world.link, world.link.terrain
    observer = End(site.latitude_deg, site.longitude_deg, link.helicopter_antenna_m)
    radius = float(np.hypot(x - site.x_m, y - site.y_m).max()) * 1.001 + terrain.cell_size_m
    try:
        found = coverage(
            terrain, observer, link.rover_antenna_m, link.radio, radius_m=radius, threads=link.threads
        )
    except NoResult:  # nobody knows the ground below the helicopter
        return margin
    row, column = np.nonzero(corridor.known)
    row, column = row + corridor.row - found.row, column + corridor.column - found.column
    rows, columns = found.margin_db.shape
    within = (row >= 0) & (row < rows) & (column >= 0) & (column < columns)
    heard = found.margin_db[np.clip(row, 0, rows - 1), np.clip(column, 0, columns - 1)].astype(np.float64)
    margin[corridor.known] = np.where(within, heard, np.nan) + _antennas_db(world, site, x, y)
    return margin


def _antennas_db(world: World, site: Site, x_m: Floats, y_m: Floats) -> Floats:
    """What antennas and bodies add at places, the rover's heading not known, dB (n,)."""
    link = world.link
    if link.has_plain_antennas:
        return np.zeros(len(x_m))
    out, back = link.directions((x_m, y_m, np.zeros(len(x_m))), repeated(site, len(x_m)))
    one, _ = link.rover_mount.towards(out.azimuth_deg, out.elevation_deg)
    other, _ = link.helicopter_mount.towards(back.azimuth_deg, back.elevation_deg)
    return np.asarray(one + other)
