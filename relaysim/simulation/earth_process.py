"""Earth's contacts with the rover: uplinks of commands, orbiter passes with data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from relaysim.earth.schedule import EarthWindow, unroll
from relaysim.records.rows import ContactRow
from relaysim.relay.chain import Node
from relaysim.relay.product import Product
from relaysim.simulation.mission import Mission, Process


def uplinks(mission: Mission) -> Process:
    """Commands leave Earth so that they reach the rover within its uplink windows."""
    world = mission.world
    windows = unroll(world.earth.uplinks, world.clock, world.start_utc_s, world.end_utc_s)
    yield from _windows(mission, windows, Node.EARTH, Node.ROVER, leads=True)


def passes(mission: Mission) -> Process:
    """Data leave the rover within orbiter passes; each pass opens a little early or late, by the seed."""
    world = mission.world
    windows = unroll(
        world.earth.passes,
        world.clock,
        world.start_utc_s,
        world.end_utc_s,
        world.earth.pass_time_sigma_s,
        mission.streams.named("orbiter passes"),
    )
    yield from _windows(mission, windows, Node.ROVER, Node.EARTH, leads=False)


def _windows(
    mission: Mission, windows: Sequence[EarthWindow], node: Node, neighbour: Node, *, leads: bool
) -> Process:
    """Send what waits in each window. `leads`: the sender starts a light time before the window opens."""
    for window in windows:
        light_s = mission.world.earth.light_time.at(window.start_utc_s)
        lead_s = light_s if leads else 0.0
        start, end = window.start_utc_s - lead_s, window.end_utc_s - lead_s
        if end <= mission.now:
            continue
        yield mission.until(start)
        # A scenario that starts within the sender's time loses the beginning of the window at the rover.
        joined = replace(window, start_utc_s=window.start_utc_s + max(mission.now - start, 0.0))
        _record(mission, joined, node, neighbour, light_s)
        subject = f"{node.value}-{neighbour.value}"
        mission.recorder.event(mission.now, node.value, "window opened", subject)
        delay_s = light_s + window.latency_s
        while mission.now < end:
            product = mission.network.next_for(node, neighbour)
            if product is None:
                yield mission.first_of(end, mission.network.stores[node].arrived)
                continue
            needed_s = product.remaining_bits / window.rate_bps
            if mission.now + needed_s > end:
                # Cut by the window's end: what got through stays through, the rest goes on next time.
                through = (end - mission.now) * window.rate_bps
                product.remaining_bits = max(product.remaining_bits - through, 0.0)
                yield mission.until(end)
                break
            yield mission.env.timeout(needed_s)
            mission.network.depart(product, node)
            mission.env.process(_under_way(mission, product, neighbour, delay_s))
        mission.recorder.event(mission.now, node.value, "window closed", subject)


def _under_way(mission: Mission, product: Product, neighbour: Node, delay_s: float) -> Process:
    yield mission.env.timeout(delay_s)
    mission.network.arrive(product, neighbour)


def _record(mission: Mission, window: EarthWindow, node: Node, neighbour: Node, light_s: float) -> None:
    """The window as a contact, in the rover's time."""
    world = mission.world
    duration_s = window.end_utc_s - window.start_utc_s
    mission.recorder.contacts.append(
        ContactRow(
            contact_id=len(mission.recorder.contacts) + 1,
            source=node.value,
            destination=neighbour.value,
            start_utc=window.start_utc_s,
            end_utc=window.end_utc_s,
            start_sol=world.clock.day(window.start_utc_s),
            duration_s=duration_s,
            min_margin_db=None,
            max_margin_db=None,
            rate_bps=window.rate_bps,
            goodput_bps=window.rate_bps,
            capacity_bits=int(window.rate_bps * duration_s),
            one_way_light_time_s=light_s,
            open_start=window.open_start,
            open_end=window.end_utc_s >= world.end_utc_s,
        )
    )
