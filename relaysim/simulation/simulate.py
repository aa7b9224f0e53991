"""One run: set the processes going, let time pass, hand back what happened."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import simpy

from relaysim.links.track import LinkTrack
from relaysim.path.route import Route
from relaysim.records.rows import DecisionRow, ProductRow
from relaysim.scenario.world import World
from relaysim.simulation.boards import Boards
from relaysim.simulation.commanding import flight_commands, send_commands, surface_products
from relaysim.simulation.decisional import Decisional
from relaysim.simulation.docking import dock
from relaysim.simulation.driving import drives
from relaysim.simulation.earth_legs import EarthLegs
from relaysim.simulation.first_data import FirstData, Passage
from relaysim.simulation.flying import close_flights, flights
from relaysim.simulation.link_process import LinkProcess
from relaysim.simulation.mission import Mission, Process
from relaysim.simulation.powering import Powering
from relaysim.simulation.recorder import Recorder
from relaysim.simulation.relay_nodes import node_ranks, relay_network
from relaysim.simulation.session import BASE_WAYS, awake, close_session, daily_sessions
from relaysim.simulation.watching import Ended, Watching
from relaysim.streams import Streams


@dataclass(frozen=True)
class Outcome:
    """What a run left behind.

    Attributes:
        tracks: the link along every stretch of motion, in time.
        routes: (instant from which, rover's route, helicopter's route), one for each track.
        flown: (flight, the motion as flown).
        decisions: what had to be on Earth by when, and whether it was.
        first_data: how the first product of each flight and kind reached Earth.
    """

    world: World
    recorder: Recorder
    tracks: Sequence[LinkTrack]
    routes: Sequence[tuple[float, Route, Route]]
    flown: Sequence[tuple[int, Route]]
    decisions: Sequence[DecisionRow] = ()
    first_data: Sequence[Passage] = ()

    @property
    def products(self) -> Sequence[ProductRow]:
        """Every product ever created, in order; only of a run whose records stayed in memory."""
        return self.recorder.products.rows()


def simulate(
    world: World, progress: Callable[[str], None] | None = None, recorder: Recorder | None = None
) -> Outcome:
    """Run a world from its start to its end.

    Args:
        progress: told of each local day.
        recorder: where the records go; without one they stay in memory.
    """
    env = simpy.Environment(initial_time=world.start_utc_s)
    decisional, first_data = Decisional(world.earth.decisions, world.earth.far_end), FirstData()
    told = decisional.ended, first_data.ended
    mission = _mission(env, world, recorder or Recorder(world.clock), told)
    for process in (drives, flight_commands, daily_sessions, flights):
        env.process(process(mission))
    dock(mission)
    if mission.power is not None:
        env.process(mission.power.follow(lambda why: awake(mission, why)))
    legs = EarthLegs(mission)
    send_commands(mission)
    surface_products(mission)
    if progress is not None:
        env.process(_tell(mission, progress))
    env.run(until=world.end_utc_s)
    close_session(mission)
    close_flights(mission)
    if mission.power is not None:
        mission.power.close()
    legs.close()
    mission.network.close()
    return Outcome(
        world=world,
        recorder=mission.recorder,
        tracks=mission.link.tracks,
        routes=mission.link.routes,
        flown=mission.recorder.flown,
        decisions=decisional.rows(world.clock, world.end_utc_s),
        first_data=first_data.passages(),
    )


def _mission(env: simpy.Environment, world: World, recorder: Recorder, ended: Sequence[Ended]) -> Mission:
    """Everything the processes share, as it stands when the run begins."""
    rover = Route.standing(*world.rover.stands_at(world.start_utc_s), world.start_utc_s)
    helicopter = Route.standing(world.helicopter.x_m, world.helicopter.y_m, world.start_utc_s)
    recorder.helicopter_sites.append((world.start_utc_s, world.helicopter.x_m, world.helicopter.y_m, None))
    sent = [plan.commands for plan in world.flights] + [plan.template for plan in world.commands]
    boards = Boards(env, sent)
    network = relay_network(env, world, Watching(recorder, boards, ended, node_ranks(world)))
    link = LinkProcess(env, world, recorder, rover, helicopter)
    return Mission(
        env=env,
        world=world,
        network=network,
        link=link,
        recorder=recorder,
        streams=Streams(world.seed),
        boards=boards,
        base_radio=simpy.Resource(env),
        base_channel=network.channel(*BASE_WAYS),
        wake=world.helicopter.wake,
        power=_powering(env, world, recorder, link),
    )


def _powering(env: simpy.Environment, world: World, recorder: Recorder, link: LinkProcess) -> Powering | None:
    """The battery as it stands when the run begins; None where power is not modelled."""
    model = world.helicopter.power
    return None if model is None else Powering(env, model, world.clock, recorder, link.nudge)


def _tell(mission: Mission, progress: Callable[[str], None]) -> Process:
    clock, last = mission.world.clock, mission.world.end_utc_s
    while True:
        progress(f"simulating {clock.day_name} {clock.day(mission.now)} of {clock.day(last - 1.0)}")
        yield mission.env.timeout(clock.day_length_s)
