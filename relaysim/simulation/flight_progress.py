"""What is known of a flight as it goes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from relaysim.helicopter.flight_states import FlightStates
from relaysim.helicopter.power.flight_power import FlightPower
from relaysim.links.state import LinkState
from relaysim.path.route import Route

if TYPE_CHECKING:
    from relaysim.simulation.flight_course import Course


@dataclass
class FlightProgress:
    """A flight so far.

    Attributes:
        predicted: number of motions begun by then, least margin along the flight, margin at its landing place.
        motion: the route along which the gate first had the flight go from where it now stands, and the motion along it.
        power: the route that the gate last asked about, and what a flight along it takes from the battery.
        lost: instant and height above ground at which the link of the flight's mode was last lost for the
            rest of the flight; None when it held to touchdown, or ended over unknown ground.
        moved_m: how far the recorded track was moved along, because the flight began elsewhere than in the records.
        course: how the flight goes, from take-off on.
        charge_at_takeoff_wh, charge_at_landing_wh, energy_wh: None where power is not modelled.
        lost_in_air: its charge gave out in the air.
        telemetry: (instant, bits) of what the rover has got of it in the air.
        repositioned: in a replay the helicopter was put where the records have it: before this flight, or after it was held.
    """

    attempts: int = 0
    reason: str = ""
    gate_opened_utc_s: float | None = None
    route: Route | None = None
    link_at_takeoff: str = ""
    margin_at_takeoff_db: float | None = None
    predicted: tuple[int, float, float] | None = None
    motion: tuple[Route, FlightStates] | None = None
    power: tuple[Route, FlightPower] | None = None
    lost: tuple[float, float] | None = None
    moved_m: float = 0.0
    repositioned: bool = False
    course: Course | None = None
    charge_at_takeoff_wh: float | None = None
    charge_at_landing_wh: float | None = None
    energy_wh: float | None = None
    lost_in_air: bool = False
    telemetry: list[tuple[float, int]] = field(default_factory=list)

    def takeoff(self, route: Route, link: LinkState | None, margin_db: float) -> None:
        """Note the motion, and the link as it stands at take-off."""
        self.route = route
        self.link_at_takeoff = link.value if link else LinkState.UNKNOWN.value
        self.margin_at_takeoff_db = margin_db
