"""How long the helicopter would be silent at places where it may land, by the rover's planned stops."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from relaysim.links.attitude import Attitude
from relaysim.links.ensemble import Ensemble, LinkUncertainty
from relaysim.links.model import Position
from relaysim.path.route import Floats
from relaysim.planning.helicopter_site import rows_of
from relaysim.planning.route_stands import route_stands
from relaysim.radio.normal import normal_quantiles
from relaysim.scenario.world import World

# The budget's error goes through so many equal shares of its distribution.
BUDGETS = 41
LOW, HIGH = 0.05, 0.95
# Unknown ground may take the mean so far from what it is where it counts as contact, local days: half of what the order
# tells apart. Beyond it nothing can be said of a place.
MOST_OPEN_DAYS = 0.05
# Profiles of so many links are held at a time.
LINKS_AT_A_TIME = 4000
_ONE_PIECE_M = 1e9


@dataclass(frozen=True, eq=False)
class Stops:
    """The rover's stops from a landing on; arrays (s,).

    Attributes:
        landing_utc_s, end_utc_s: the time looked at.
        leave_utc_s: when the helicopter is planned to fly on; a silence that begins later is none of this site's.
    """

    start_utc_s: Floats
    stop_utc_s: Floats
    x_m: Floats
    y_m: Floats
    attitude: Attitude
    landing_utc_s: float
    leave_utc_s: float
    end_utc_s: float


def stops_from(world: World, landing_utc_s: float, leave_utc_s: float) -> Stops:
    """The planned stops from a landing to the scenario's end."""
    stands = route_stands(world, landing_utc_s, world.end_utc_s, step_m=_ONE_PIECE_M)
    rows = np.flatnonzero(~stands.moving)
    return Stops(
        stands.start_utc_s[rows], stands.end_utc_s[rows], stands.x_m[rows], stands.y_m[rows], rows_of(stands, rows),
        landing_utc_s, leave_utc_s, world.end_utc_s,
    )  # fmt: skip


@dataclass(frozen=True, eq=False)
class Silences:
    """The longest silence at n places; arrays (n,), local days; nan where unknown ground leaves it, or its mean, open.

    Attributes:
        nominal_days: of the known ground and the budget as it stands.
        mean_days, low_days, high_days: mean, 5 % and 95 % over what is not known.
        cut_share: in what share of the cases it still goes on at the scenario's end: then it is a lower bound.
        cut: whether the nominal one does.
        grounds: of the ensemble; 1 where only the budget's error counts.
    """

    nominal_days: Floats
    mean_days: Floats
    low_days: Floats
    high_days: Floats
    cut_share: Floats
    cut: NDArray[np.bool_]
    grounds: int


def site_silences(world: World, stops: Stops, x_m: Floats, y_m: Floats, *, with_grounds: bool) -> Silences:
    """The silences at n places, over the budget's error and, if wanted, the terrain's ensemble.

    The budget's error is one offset of all links of a case, the antennas' with it (as in a run's blackouts).
    """
    margin, sigma, antenna = _margins(world, stops, x_m, y_m)
    offsets = normal_quantiles(BUDGETS)[:, None, None] * sigma
    cases = margin[None]
    if with_grounds and len(x_m):
        doubt = world.doubt or LinkUncertainty(None, 0.0, 1, world.seed)
        losses = Ensemble(world.link, doubt).losses_db(*_pairs(stops, x_m, y_m)[:2])
        cases = world.threshold_db + antenna - losses.reshape(-1, *margin.shape)
    nominal, cut = longest_days(world, stops, margin >= 0.0)
    least, _ = longest_days(world, stops, (margin >= 0.0) | np.isnan(margin))
    days, cuts, fewer = zip(*(_over_budgets(world, stops, case + offsets) for case in cases), strict=True)
    every, still = np.concatenate(days), np.concatenate(cuts)
    left_open = every.mean(axis=0) - np.concatenate(fewer).mean(axis=0)
    unknown = (np.abs(least - nominal) > 1e-9) | (left_open > MOST_OPEN_DAYS)

    def known(values: Floats) -> Floats:
        return np.where(unknown, np.nan, values)

    low, high = np.quantile(every, [LOW, HIGH], axis=0, method="inverted_cdf")
    return Silences(
        known(nominal), known(every.mean(axis=0)), known(low), known(high), known(still.mean(axis=0)), cut,
        len(cases) if with_grounds else 1,
    )  # fmt: skip


def _over_budgets(world: World, stops: Stops, margin_db: Floats) -> tuple[Floats, NDArray[np.bool_], Floats]:
    """(longest silence, whether it goes on, the same silence if unknown ground were contact) of margins (cases, n, s)."""
    heard = margin_db >= 0.0
    days, cut = longest_days(world, stops, heard)
    unknown = np.isnan(margin_db)
    return days, cut, longest_days(world, stops, heard | unknown)[0] if unknown.any() else days


def longest_days(world: World, stops: Stops, heard: NDArray[np.bool_]) -> tuple[Floats, NDArray[np.bool_]]:
    """(longest silence in local days, whether it goes on at the end) from contacts at stops, (..., s).

    Contact lasts while the rover stands at a stop with contact, and over a drive between two of them. A silence that
    begins after the helicopter is planned to fly on does not count.
    """
    since = np.full(heard.shape[:-1], stops.landing_utc_s)
    longest, before = np.zeros(since.shape), np.zeros(since.shape, dtype=bool)
    for n in range(heard.shape[-1]):
        now = heard[..., n]
        gap = np.where(now & ~before & (since < stops.leave_utc_s), stops.start_utc_s[n] - since, 0.0)
        longest = np.maximum(longest, gap)
        since, before = np.where(now, stops.stop_utc_s[n], since), now
    rest = np.where(since < stops.leave_utc_s, stops.end_utc_s - since, 0.0)
    cut = (rest > 0.0) & (rest >= longest)
    return np.maximum(longest, rest) / world.clock.day_length_s, cut


def _margins(world: World, stops: Stops, x_m: Floats, y_m: Floats) -> tuple[Floats, Floats, Floats]:
    """(margin, the budget's and the antennas' deviation, what the antennas add) of every place with every stop, dB (n, s)."""
    shape = len(x_m), len(stops.x_m)
    each = max(LINKS_AT_A_TIME // max(shape[1], 1), 1)
    margin, sigma, antenna = (np.empty(shape) for _ in range(3))
    for first in range(0, shape[0], each):
        here = slice(first, first + each)
        found = world.link.evaluate(*_pairs(stops, x_m[here], y_m[here]))
        margin[here] = (world.threshold_db - found.total_loss_db).reshape(-1, shape[1])
        sigma[here] = np.hypot(world.link.radio.budget.sigma_db, found.antenna_sigma_db).reshape(-1, shape[1])
        antenna[here] = found.antenna_db.reshape(-1, shape[1])
    return margin, sigma, antenna


def _pairs(stops: Stops, x_m: Floats, y_m: Floats) -> tuple[Position, Position, Attitude]:
    """Every place with every stop: (rover, helicopter, how the rover stands), place by place."""
    count, each = len(x_m), len(stops.x_m)
    nothing = np.zeros(count * each)
    rover = np.tile(stops.x_m, count), np.tile(stops.y_m, count), nothing
    scout = np.repeat(x_m, each), np.repeat(y_m, each), nothing
    angles = (stops.attitude.heading_deg, stops.attitude.pitch_deg, stops.attitude.roll_deg)
    return rover, scout, Attitude(*(np.tile(angle, count) for angle in angles))
