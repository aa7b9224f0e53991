"""What the processes of one run share: the environment, the world, the network, the link, the recorder."""

from __future__ import annotations

import math
from collections.abc import Generator
from dataclasses import dataclass, field
from typing import Any

import simpy

from relaysim.helicopter.contingencies.instruments import Instruments
from relaysim.links.state import LinkState
from relaysim.relay.channel import Channel
from relaysim.relay.network import Network
from relaysim.scenario.world import PlannedFlight, Wake, World
from relaysim.simulation.boards import Boards
from relaysim.simulation.flight_progress import FlightProgress
from relaysim.simulation.link_process import LinkProcess
from relaysim.simulation.powering import Powering
from relaysim.simulation.recorder import Recorder
from relaysim.simulation.talk import Talk
from relaysim.streams import Streams

Process = Generator[simpy.Event, Any, None]


@dataclass
class Mission:
    """One run.

    Attributes:
        base_radio: the one radio of the base station: two sessions cannot use it at once.
        base_channel: what that radio carries, commands before data.
        boards: what is on board the helicopter.
        wake: the helicopter's alarm as it is set now; software may change it.
        talk: the session under way, if there is one.
        flying: the helicopter is in the air, its radio sends one-way.
        lost: its charge gave out in the air; it does nothing any more.
        heard_utc_s: end of the last two-way contact; before the first, the start of the run.
        power: battery and clock of the helicopter; None where they are not modelled.
        image_tolerance_s: as software has set it; None as the helicopter came.
        clock_was_lost: since the day began it was heard not knowing the time: it is sought again on the next day.
        progress: each flight that has been tried, by number.
    """

    env: simpy.Environment
    world: World
    network: Network
    link: LinkProcess
    recorder: Recorder
    streams: Streams
    boards: Boards
    base_radio: simpy.Resource
    base_channel: Channel
    wake: Wake
    flying: bool = False
    lost: bool = False
    talk: Talk | None = None
    heard_utc_s: float = -math.inf
    power: Powering | None = None
    clock_was_lost: bool = False
    image_tolerance_s: float | None = None
    progress: dict[int, FlightProgress] = field(default_factory=dict)

    @property
    def now(self) -> float:
        """Simulated UTC, s since 1970."""
        return float(self.env.now)

    @property
    def two_way(self) -> bool:
        """Whether the two could talk both ways now."""
        return self.is_awake and self.link.state is LinkState.OPEN and not self.flying

    @property
    def is_awake(self) -> bool:
        """Whether the helicopter has power and listens; always in a session where power is not modelled."""
        return not self.lost and (self.power is None or self.power.is_awake)

    @property
    def instruments(self) -> Instruments:
        """What the helicopter measures with, as its software has it now."""
        found = self.world.helicopter.instruments
        return found if self.image_tolerance_s is None else found.bearing(self.image_tolerance_s)

    @property
    def keeps_time(self) -> bool:
        """Whether the helicopter has power and knows what time it is, so that it wakes when it is to."""
        return not self.lost and (self.power is None or self.power.keeps_time)

    def observes(self, plan: PlannedFlight) -> bool:
        """Whether a flight goes as recorded whatever gate, conditions and charge say."""
        return self.world.gate.mode == "observe" and plan.is_recorded

    def heard_since(self, utc_s: float) -> bool:
        """Whether there has been two-way contact at or after an instant."""
        return self.heard_utc_s >= utc_s or (self.talk is not None and self.talk.opened is not None)

    def silent_since(self) -> float:
        """The last instant of two-way contact; the start of the run when there has been none."""
        return max(self.heard_utc_s, self.world.start_utc_s)

    def in_the_air(self, flying: bool) -> None:
        """The helicopter has taken off, or landed: sessions under way take note."""
        self.flying = flying
        self.link.nudge()

    def until(self, utc_s: float) -> simpy.Event:
        """An event at an instant, at once if that has passed."""
        return self.env.timeout(max(utc_s - self.now, 0.0))

    def first_of(self, utc_s: float, *events: simpy.Event) -> simpy.Event:
        """Whichever comes first: an instant, or one of the events."""
        return self.env.any_of([self.until(utc_s), *events])
