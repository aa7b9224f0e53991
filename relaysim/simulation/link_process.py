"""The link between rover and helicopter as the run goes on: events, not ticks.

When a vehicle starts to move its path is known: the link along it is sampled once, and just the instants
at which its state changes are scheduled. While nothing moves nothing happens.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Generator, Sequence
from typing import Any

import numpy as np
import simpy

from relaysim.links.state import LinkState, SightState
from relaysim.links.track import (
    LinkTrack,
    Motion,
    losses_between,
    radio_states,
    sight_states,
    track_in_force,
    track_motions,
    track_onward,
)
from relaysim.path.route import Floats, Route
from relaysim.radio.budget import Mode
from relaysim.radio.frames import mean_success
from relaysim.scenario.world import World
from relaysim.simulation.recorder import Recorder


class LinkProcess:
    """The state of the link now, and the tracks it has left behind.

    Attributes:
        rover, helicopter: the routes being followed (a stand is a route that has ended).
        changed: succeeds at the next change of radio state or of the fastest closing mode, and as a vehicle starts.
        tracks: one for each stretch of motion, in time; the last sample of each holds until the next.
        routes: (instant from which, rover's route, helicopter's route), one for each track.
    """

    def __init__(
        self, env: simpy.Environment, world: World, recorder: Recorder, rover: Route, helicopter: Route
    ) -> None:
        self._env = env
        self._world = world
        self._recorder = recorder
        self._generation = 0
        self._budget = world.link.radio.budget
        self._levels_db = [self._budget.threshold_loss_db(mode) for mode in world.modes]
        self.rover, self.helicopter = rover, helicopter
        self.state: LinkState | None = None
        self.sight: SightState | None = None
        self.mode: Mode | None = None
        self.changed = env.event()
        self.tracks: list[LinkTrack] = []
        self.routes: list[tuple[float, Route, Route]] = []
        self._foreseen: list[tuple[Motion, LinkTrack]] = []
        self._asked: tuple[Mode, Callable[[Floats], Floats], list[float]] | None = None
        self._found: Floats = np.empty(0)
        self.move()

    def move(self, *, rover: Route | None = None, helicopter: Route | None = None) -> None:
        """A vehicle starts on a route now; the other goes on with its own."""
        self.rover = rover or self.rover
        self.helicopter = helicopter or self.helicopter
        now = float(self._env.now)
        world = self._world
        track = self._foreseen_track(now)
        if track is None:
            track = track_onward(
                world.link, self.rover, self.helicopter, now, world.end_utc_s, self._levels_db
            )
        self.tracks.append(track)
        self.routes.append((now, self.rover, self.helicopter))
        self._generation += 1
        instants = self._change_instants(track)
        self._settle(now)
        self.nudge()
        self._env.process(self._follow(instants[1:], self._generation))

    def foresee(self, rovers: Sequence[Route]) -> None:
        """The rover is to follow these routes, the first one from now, while the helicopter stays where it is.

        Links along all of them are asked at once, which is quicker. It changes nothing: what comes otherwise is asked again.
        """
        now, end = float(self._env.now), self._world.end_utc_s
        if self.helicopter.end_utc_s > now or any(one.rover is rovers[0] for one, _ in self._foreseen):
            return
        starts = [max(rover.start_utc_s, now) for rover in rovers]
        motions = [
            Motion.onward(rover, self.helicopter, start, end)
            for rover, start in zip(rovers, starts, strict=True)
            if start < end
        ]
        tracks = track_motions(self._world.link, motions, self._levels_db)
        self._foreseen = list(zip(motions, tracks, strict=True))

    def _foreseen_track(self, now: float) -> LinkTrack | None:
        """The track from now on, if it was asked before: for these very routes, from this very instant."""
        found = (
            track
            for one, track in self._foreseen
            if one.rover is self.rover and one.helicopter is self.helicopter and one.start_utc_s == now
        )
        return next(found, None)

    def nudge(self) -> None:
        """Wake who waits for a change, because what the link may be used for has changed."""
        changed, self.changed = self.changed, self._env.event()
        changed.succeed()

    def loss_db(self, utc_s: float) -> float:
        """Total loss on the track in force at an instant; nan over unknown ground."""
        return track_in_force(self.tracks, utc_s).total_loss_db(utc_s)

    def losses_between(self, start_utc_s: float, end_utc_s: float) -> list[tuple[float, float]]:
        """(instant, total loss) at every sample within an interval, and at its two ends."""
        return losses_between(self.tracks, start_utc_s, end_utc_s)

    def distance_m(self, utc_s: float) -> float:
        """Straight distance between the antennas at an instant."""
        return track_in_force(self.tracks, utc_s).distance_m(utc_s)

    def margin_db(self, mode: Mode | None = None) -> float:
        """Margin now, at the lowest rate unless a mode is named; nan over unknown ground."""
        chosen = mode or self._budget.lowest_mode
        return self._budget.threshold_loss_db(chosen) - self.loss_db(float(self._env.now))

    def above_sensitivity_db(self, mode: Mode, utc_s: float) -> float:
        """Signal above a mode's sensitivity at an instant, by which its packets fare; nan over unknown ground.

        On the way to unknown ground the last sample before it holds, as the state of the link does.
        """
        track = track_in_force(self.tracks, utc_s)
        loss = track.total_loss_db(utc_s)
        if math.isnan(loss):
            before = int(np.searchsorted(track.utc_s, utc_s, side="right")) - 1
            loss = float(track.samples.total_loss_db[before])
        return self._budget.threshold_loss_db(mode) + self._budget.required_margin_db - loss

    def steady_until(self) -> float:
        """The next instant at which the track has another sample; inf while nothing moves."""
        times = self.tracks[-1].utc_s
        following = int(np.searchsorted(times, float(self._env.now), side="right"))
        return float(times[following]) if following < len(times) else math.inf

    def mean_success(
        self, mode: Mode, stretch: Sequence[tuple[float, float]], chance: Callable[[Floats], Floats]
    ) -> float:
        """Mean success of a mode's packets over (instant, loss) samples: that of `chance` of the signal above
        sensitivity, dB. A sample over unknown ground, where a contact can end, does not count."""
        known = [sample for sample in stretch if not math.isnan(sample[1])]
        asked = mode, chance, [loss for _, loss in known]
        # Day after day the two stand where they stood: what was found last is found again.
        if asked != self._asked:
            losses = np.array(asked[2])
            above = self._budget.threshold_loss_db(mode) + self._budget.required_margin_db - losses
            self._asked, self._found = asked, chance(above)
        return mean_success([instant for instant, _ in known], self._found)

    def _change_instants(self, track: LinkTrack) -> list[float]:
        """Instants at which any mode opens or closes, or the sightline changes; the start among them."""
        runs = {instant for level in self._levels_db for instant, _ in radio_states(track, level)}
        return sorted(runs | {instant for instant, _ in sight_states(track)})

    def _follow(self, instants: list[float], generation: int) -> Generator[simpy.Event, Any, None]:
        for instant in instants:
            yield self._env.timeout(max(instant - self._env.now, 0.0))
            if generation != self._generation:
                return
            # The planned instant, not env.now: the sum of two floats may fall a hair before the sample.
            self._settle(instant)

    def _settle(self, now: float) -> None:
        """Take over the states of this instant; tell the recorder and wake who waits for a change."""
        loss, clearance = self.loss_db(now), self.tracks[-1].clearance_m(now)
        state = _radio(loss, self._world.threshold_db)
        sight = _sight(clearance)
        mode = self._budget.highest_closing_mode(loss)
        if sight is not self.sight:
            self.sight = sight
            self._recorder.sight(now, sight)
        if state is self.state and mode is self.mode:
            return
        if state is not self.state:
            self._recorder.radio(now, state, self._world.threshold_db - loss)
        self.state, self.mode = state, mode
        self.nudge()


def _radio(loss_db: float, threshold_db: float) -> LinkState:
    if math.isnan(loss_db):
        return LinkState.UNKNOWN
    return LinkState.OPEN if loss_db <= threshold_db else LinkState.CLOSED


def _sight(clearance_m: float) -> SightState:
    if math.isnan(clearance_m):
        return SightState.UNKNOWN
    return SightState.CLEAR if clearance_m >= 0.0 else SightState.BLOCKED
