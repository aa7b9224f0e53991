"""What `relaysim sites` answers: landing places in order, and those that are none."""

from __future__ import annotations

from dataclasses import dataclass

from relaysim.planning.helicopter_site import Site
from relaysim.planning.sites.candidates import Candidate
from relaysim.planning.sites.flight import SiteFlight
from relaysim.scenario.world import PlannedFlight, World

DEFAULT_GRID_M = 25.0
DEFAULT_RADIUS_M = 200.0
DEFAULT_SLOPE_DEG = 10.0
DEFAULT_SURE = 16
PLANNED = "planned landing"
# Silences that differ by less are as good as equal: then the energy decides.
TIE_DAYS = 0.1


@dataclass(frozen=True)
class LandingSite:
    """A landing place with what it costs and brings.

    Attributes:
        rank: from 1: least expected silence first, energy where silences are equal to 0.1 local days.
        nominal_days: longest silence with the ground and the budget as they stand; mean_days, low_days, high_days: mean,
            5 % and 95 % over what is not known; local days.
        cut_share: in what share of the cases the silence goes on at the scenario's end: "at least".
        cut: whether the nominal one does.
        budget_days: the mean over the budget's error alone, the same measure for every place.
        grounds: how many the mean is over; 1: the budget's error alone.
        is_pareto: no other place has both less silence and less energy (of equals the first).
    """

    rank: int
    candidate: Candidate
    flight: SiteFlight
    nominal_days: float
    mean_days: float
    low_days: float
    high_days: float
    cut_share: float
    cut: bool
    budget_days: float
    grounds: int
    is_pareto: bool = False

    @property
    def is_planned(self) -> bool:
        """Whether it is where the flight is planned to land."""
        return self.candidate.name == PLANNED


@dataclass(frozen=True, eq=False)
class Sites:
    """Landing places of a flight.

    Attributes:
        takeoff: where the flight begins; landing_utc_s: when it is planned to end; leave_utc_s: when the next one begins.
        sites: in order of rank.
        refused: those that are none, each with its reason.
        stops: of the rover, looked at.
        remarks: what else to know, in sentences.
    """

    world: World
    flight: PlannedFlight
    takeoff: Site
    landing_utc_s: float
    leave_utc_s: float
    speed_mps: float
    where: str
    slope_deg: float
    slope_source: str
    sites: tuple[LandingSite, ...]
    refused: tuple[Candidate, ...]
    stops: int
    remarks: tuple[str, ...]

    @property
    def planned(self) -> LandingSite | None:
        """The planned landing place, if it is one of the candidates that may do."""
        return next((site for site in self.sites if site.is_planned), None)
