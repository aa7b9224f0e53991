"""One run: set the processes going, let time pass, hand back what happened."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import simpy

from relaysim.links.track import LinkTrack
from relaysim.path.route import Route
from relaysim.records.rows import ProductRow
from relaysim.relay.chain import Node
from relaysim.relay.network import Network
from relaysim.relay.product import Product, Status
from relaysim.scenario.world import World
from relaysim.simulation.driving import drives
from relaysim.simulation.earth_process import passes, uplinks
from relaysim.simulation.flying import close_flights, flights, plan_commands
from relaysim.simulation.link_process import LinkProcess
from relaysim.simulation.mission import Mission, Process
from relaysim.simulation.recorder import Recorder
from relaysim.simulation.session import close_session, daily_sessions
from relaysim.streams import Streams

# Earth's own archive does not fill up.
UNLIMITED_BITS = float("inf")


@dataclass(frozen=True)
class Outcome:
    """What a run left behind.

    Attributes:
        tracks: the link along every stretch of motion, in time.
        routes: (instant from which, rover's route, helicopter's route), one for each track.
        flown: (flight, the motion as flown).
        products: every product ever created, in order.
    """

    world: World
    recorder: Recorder
    tracks: Sequence[LinkTrack]
    routes: Sequence[tuple[float, Route, Route]]
    flown: Sequence[tuple[int, Route]]
    products: Sequence[ProductRow]


def simulate(world: World, progress: Callable[[str], None] | None = None) -> Outcome:
    """Run a world from its start to its end, telling `progress` each local day."""
    env = simpy.Environment(initial_time=world.start_utc_s)
    recorder = Recorder(world.clock)
    capacity = {
        Node.EARTH: UNLIMITED_BITS,
        Node.ROVER: world.rover.storage_bits,
        Node.HELICOPTER: world.helicopter.storage_bits,
    }
    rover = Route.standing(*world.rover.stands_at(world.start_utc_s), world.start_utc_s)
    helicopter = Route.standing(world.helicopter.x_m, world.helicopter.y_m, world.start_utc_s)
    recorder.helicopter_sites.append((world.start_utc_s, world.helicopter.x_m, world.helicopter.y_m, None))
    mission = Mission(
        env=env,
        world=world,
        network=Network(env, capacity, recorder),
        link=LinkProcess(env, world, recorder, rover, helicopter),
        recorder=recorder,
        streams=Streams(world.seed),
        base_radio=simpy.Resource(env),
    )
    for process in (drives, plan_commands, uplinks, passes, daily_sessions, flights):
        env.process(process(mission))
    if progress is not None:
        env.process(_tell(mission, progress))
    env.run(until=world.end_utc_s)
    close_session(mission)
    close_flights(mission)
    mission.network.close()
    return Outcome(
        world=world,
        recorder=recorder,
        tracks=mission.link.tracks,
        routes=mission.link.routes,
        flown=recorder.flown,
        products=[_product_row(p) for p in mission.network.products],
    )


def _tell(mission: Mission, progress: Callable[[str], None]) -> Process:
    clock, last = mission.world.clock, mission.world.end_utc_s
    while True:
        progress(f"simulating {clock.day_name} {clock.day(mission.now)} of {clock.day(last - 1.0)}")
        yield mission.env.timeout(clock.day_length_s)


def _product_row(product: Product) -> ProductRow:
    delivered = product.arrival_utc_s(product.destination) if product.status is Status.DELIVERED else None
    return ProductRow(
        product_id=product.product_id,
        kind=product.kind,
        flight=product.flight,
        source=product.source.value,
        destination=product.destination.value,
        size_bits=product.size_bits,
        priority=product.priority,
        created_utc=product.created_utc_s,
        at_rover_utc=product.arrival_utc_s(Node.ROVER),
        delivered_utc=delivered,
        latency_s=None if delivered is None else delivered - product.created_utc_s,
        deadline_utc=product.deadline_utc_s,
        hops=">".join(node.value for node, _ in product.arrivals),
        status=product.status.value,
        reason=product.reason,
        rover_in_frame=None,
    )
