"""What `relaysim recover` answers: the first contact on the route, the spots beside it, on one or two states of knowledge."""

from __future__ import annotations

from dataclasses import dataclass, field

from relaysim.path.route import Floats
from relaysim.planning.corridor import Corridor
from relaysim.planning.helicopter_site import Site
from relaysim.planning.recovery.way import Way
from relaysim.scenario.world import World

DEFAULT_CORRIDOR_M = 100.0
DEFAULT_SLOPE_DEG = 15.0
DEFAULT_MARGIN_DB = 0.0
DEFAULT_CHANCE = 0.5
DEFAULT_PATCH_M = 25.0


@dataclass(frozen=True)
class Limits:
    """What makes a spot good, and a way to it one that can be driven; all but the margin and the chance are assumptions.

    Attributes:
        margin_db, chance: the least of each.
        slope_deg: steepest ground of a detour.
        patch_m: good spots nearer than this to a sooner one are not listed.
    """

    margin_db: float = DEFAULT_MARGIN_DB
    chance: float = DEFAULT_CHANCE
    slope_deg: float = DEFAULT_SLOPE_DEG
    patch_m: float = DEFAULT_PATCH_M


@dataclass(frozen=True)
class RouteContact:
    """A place on the route at which the link closes.

    Attributes:
        utc_s: when the rover comes there; along_m: driven by then.
        rests: whether it stops there; else it passes.
        margin_db: at the lowest rate; chance: that it closes; distance_m: to the helicopter.
    """

    utc_s: float
    along_m: float
    place: Site
    rests: bool
    margin_db: float
    chance: float
    distance_m: float


@dataclass(frozen=True)
class Spot:
    """A place in the corridor and the soonest way there.

    Attributes:
        number: from 1, soonest first; 0 for one that is not good enough.
        leave_after_m: along the route to the point of leaving; leave_utc_s: when the rover is there.
        detour_m: straight from there.
        reach_utc_s: when it is reached.
        least_detour_m, least_detour_utc_s: the shortest detour that gets there at least a local day before the route's own
            first stop with contact, and when it does; nan for none.
        margin_db: at the lowest rate, antennas included, the rover's heading not known.
        chance: that it closes, under the uncertainty of terrain and budget; nan if not worked out.
        distance_m: to the helicopter; clearance_m: of the straight line, negative where blocked.
        roles: of "earliest", "surest", "least detour".
    """

    number: int
    place: Site
    leave: Site
    leave_after_m: float
    leave_utc_s: float
    detour_m: float
    reach_utc_s: float
    least_detour_m: float
    least_detour_utc_s: float
    margin_db: float
    chance: float
    distance_m: float
    clearance_m: float
    roles: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class View:
    """The answer on one state of knowledge.

    Attributes:
        label: "hindcast" or "forecast"; way: the route as far as the corridor goes along it, to the first stop with contact.
        first_pass: the first point of the route with enough margin, also in mid-drive; first_stop: the first stop with
            it, and as much chance; None for none.
        spots: good ones, soonest first.
        best: the best there is, where no spot is good; None if nothing is known at all.
        margin_db: over the corridor's window, the map that was searched (isotropic antennas with the antennas' terms added);
            nan where unknown or outside.
        unknown_share: of the corridor's ground; no_answer_share: of its cells, there or on the way to the helicopter.
        good_cells, cells: of the corridor, with enough margin on drivable ground, and in all.
    """

    label: str
    world: World
    way: Way
    corridor: Corridor
    first_pass: RouteContact | None
    first_stop: RouteContact | None
    spots: tuple[Spot, ...]
    best: Spot | None
    margin_db: Floats
    no_answer_share: float
    good_cells: int
    cells: int
    grounds: int

    @property
    def unknown_share(self) -> float:
        """Share of the corridor's ground that nobody knows."""
        return self.corridor.unknown_share

    @property
    def is_good(self) -> bool:
        """Whether contact comes back at all, on the route or beside it."""
        return bool(self.spots) or self.first_stop is not None

    def spot(self, role: str) -> Spot | None:
        """The spot of a role."""
        return next((spot for spot in self.spots if role in spot.roles), None)


@dataclass(frozen=True, eq=False)
class Recovery:
    """Where contact comes back soonest.

    Attributes:
        at_utc_s: the instant asked about; helicopter, rover: where they stand then.
        way: the route ahead; corridor_words: what the corridor is.
        views: hindcast first.
        remarks: what else to know, in sentences; differences: what the views have not in common.
    """

    name: str
    title: str
    at_utc_s: float
    helicopter: Site
    rover: Site
    way: Way
    corridor_words: str
    limits: Limits
    views: tuple[View, ...]
    remarks: tuple[str, ...] = field(default=())
    differences: tuple[str, ...] = field(default=())
