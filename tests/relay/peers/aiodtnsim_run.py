"""aiodtnsim on a plan: schedule-aware bundle routing (SABR, CCSDS 734.3) at every node, no storage limits."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from relaysim.plans.contact import Contact
from relaysim.relay.replay import Traffic


def deliveries(contacts: Sequence[Contact], traffic: Sequence[Traffic]) -> list[float | None]:
    """When aiodtnsim delivers each product, None where it does not.

    Its messages are the same when source and instant are: the traffic must not hold two such. It knows no
    priorities.
    """
    assert len({(one.source, one.utc_s) for one in traffic}) == len(traffic)
    import aiodtnsim
    from aiodtnsim.simulation.event_loop import DESEventLoop

    found: dict[int, float] = {}

    class Listener(aiodtnsim.EventHandler):  # type: ignore[misc]
        def message_delivered(self, time: float, node: Any, message: Any) -> None:
            found.setdefault(message.data, time)

    loop, dispatcher = DESEventLoop(start_time=0.0), aiodtnsim.EventDispatcher()
    dispatcher.add_subscriber(Listener())
    asyncio.set_event_loop(loop)  # type: ignore[arg-type]
    asyncio.events._set_running_loop(loop)  # type: ignore[arg-type]
    try:
        _fill(loop, dispatcher, contacts, traffic)
        loop.run_forever()
    finally:
        asyncio.events._set_running_loop(None)
        asyncio.set_event_loop(None)
    return [found.get(n) for n in range(len(traffic))]


def _fill(loop: Any, dispatcher: Any, contacts: Sequence[Contact], traffic: Sequence[Traffic]) -> None:
    """Nodes with the whole plan known to each, a task for every contact and every product."""
    import aiodtnsim
    from aiodtnsim.simulation.cgr import sabr, sabr_nodegraph_node
    from tvgutil import contact_plan, tvg

    predicted = [
        contact_plan.PredictedContact.simple(
            one.source, one.destination, one.start_utc_s, one.end_utc_s, bit_rate=one.rates_bps[0][1],
            delay=one.one_way_light_time_s + one.latency_s,
        )
        for one in contacts
    ]  # fmt: skip
    graph = tvg.from_contact_plan(predicted)
    nodes = {
        name: sabr_nodegraph_node.NGSABRNode(name, -1, dispatcher, sabr.sabr, graph, 0.0)
        for name in sorted(graph.vertices)
    }
    for one in contacts:
        way = nodes[one.source], nodes[one.destination]
        delay = one.one_way_light_time_s + one.latency_s
        theirs = aiodtnsim.Contact(*way, one.start_utc_s, one.end_utc_s, one.rates_bps[0][1], delay)
        loop.create_task(way[0].schedule_contact(theirs))
    for n, row in enumerate(traffic):
        never = 1e12
        message = aiodtnsim.Message(row.utc_s, row.source, row.destination, row.template.size_bits, never, data=n)  # fmt: skip
        loop.create_task(nodes[row.source].schedule_injection(message))
