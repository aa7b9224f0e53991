"""What the processes of one run share: the environment, the world, the network, the link, the recorder."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, field
from typing import Any

import simpy

from relaysim.links.state import LinkState
from relaysim.relay.network import Network
from relaysim.scenario.world import World
from relaysim.simulation.flight_progress import FlightProgress
from relaysim.simulation.link_process import LinkProcess
from relaysim.simulation.recorder import Recorder
from relaysim.simulation.talk import Talk
from relaysim.streams import Streams

Process = Generator[simpy.Event, Any, None]


@dataclass
class Mission:
    """One run.

    Attributes:
        base_radio: the one radio of the base station: two sessions cannot use it at once.
        talk: the session under way, if there is one.
        flying: the helicopter is in the air, its radio sends one-way.
        progress: each flight that has been tried, by number.
    """

    env: simpy.Environment
    world: World
    network: Network
    link: LinkProcess
    recorder: Recorder
    streams: Streams
    base_radio: simpy.Resource
    flying: bool = False
    talk: Talk | None = None
    progress: dict[int, FlightProgress] = field(default_factory=dict)

    @property
    def now(self) -> float:
        """Simulated UTC, s since 1970."""
        return float(self.env.now)

    @property
    def two_way(self) -> bool:
        """Whether the two could talk both ways now."""
        return self.link.state is LinkState.OPEN and not self.flying

    def heard_since(self, utc_s: float) -> bool:
        """Whether there has been two-way contact at or after an instant."""
        ended = [record.contact[1] for record in self.recorder.sessions if record.contact]
        if self.talk is not None:
            ended += [self.now] if self.talk.opened is not None else []
            ended += [self.talk.last] if self.talk.last is not None else []
        return any(instant >= utc_s for instant in ended)

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
