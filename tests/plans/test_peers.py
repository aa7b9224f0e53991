"""Our graphs in the programs they are for: dtn-tvg-util and aiodtnsim (the extra `peers`)."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path

import pytest

from relaysim.plans.contact import Contact
from relaysim.plans.formats import write_plan
from relaysim.plans.plan import ContactPlan
from relaysim.plans.tvg_reading import read_tvg

sys.path.insert(0, str(Path(__file__).parent))
from plan_cases import T, example

tvg = pytest.importorskip("tvgutil.tvg", reason="dtn-tvg-util is not installed (pip install relaysim[peers])")
contact_plan = pytest.importorskip("tvgutil.contact_plan")


def test_dtn_tvg_util_reads_the_same_windows(capsys: pytest.CaptureFixture[str]) -> None:
    """Every contact is there with its times, rates, delay, probability and volume, as a plan of version 2."""
    plan = example()
    graph = tvg.from_serializable(json.loads(write_plan(plan, "tvg").text))
    assert capsys.readouterr().err == ""  # it warns of version 1
    assert set(graph.vertices) == set(plan.nodes)
    found = {(c.tx_node, c.rx_node, c.start_time): c for c in tvg.to_contact_plan(graph)}
    assert len(found) == len(plan.contacts)
    for contact in plan.contacts:
        theirs = found[contact.source, contact.destination, contact.start_utc_s - (T - 60)]
        (generation,) = theirs.generations
        assert theirs.end_time == contact.end_utc_s - (T - 60)
        assert generation.probability == contact.success
        assert generation.get_volume(theirs) == pytest.approx(contact.volume_bits)
        assert {one.delay for one in generation.characteristics} == {
            contact.one_way_light_time_s + contact.latency_s
        }


def test_what_dtn_tvg_util_writes_is_read() -> None:
    """Its own text of the same graph, which does not say what times count from, is the same plan given that epoch."""
    text = write_plan(example(), "tvg").text
    theirs = json.dumps(tvg.to_serializable(tvg.from_serializable(json.loads(text))))
    ours, again = read_tvg(text, "ours"), read_tvg(theirs, "theirs", None, T - 60)
    assert set(again.contacts) == set(ours.contacts)


def test_aiodtnsim_delivers_over_our_plan() -> None:
    """A message goes on in the first window of each hop, takes size by rate and the delay, and arrives as the windows say."""
    aiodtnsim = pytest.importorskip(
        "aiodtnsim", reason="aiodtnsim is not installed (pip install relaysim[peers])"
    )
    from aiodtnsim.simulation.event_loop import DESEventLoop
    from aiodtnsim.simulation.simplified_epidemic_node import SimplifiedEpidemicNode

    delivered: list[float] = []

    class Listener(aiodtnsim.EventHandler):
        def message_delivered(self, time: float, node: object, message: object) -> None:
            delivered.append(time)

    contacts = (
        Contact.steady("earth", "orbiter", T + 10.5, T + 13.0, 8000.0, 682.5),
        Contact.steady("orbiter", "rover", T + 900.0, T + 902.5, 16000.0, 0.25),
    )
    plan = ContactPlan(("earth", "orbiter", "rover"), contacts, T)
    graph = tvg.from_serializable(json.loads(write_plan(plan, "tvg").text))
    loop, dispatcher = DESEventLoop(start_time=0.0), aiodtnsim.EventDispatcher()
    dispatcher.add_subscriber(Listener())
    asyncio.set_event_loop(loop)
    asyncio.events._set_running_loop(loop)  # as its run_forever does, which does not undo it
    try:
        nodes = {name: SimplifiedEpidemicNode(name, 1e9, dispatcher) for name in graph.vertices}
        for theirs in contact_plan.pcp_to_fcp(tvg.to_contact_plan(graph)):
            first, ends = theirs.characteristics[0], (nodes[theirs.tx_node], nodes[theirs.rx_node])
            contact = aiodtnsim.Contact(
                *ends, theirs.start_time, theirs.end_time, first.bit_rate, first.delay
            )
            loop.create_task(ends[0].schedule_contact(contact))
        message = aiodtnsim.Message(0.0, "earth", "rover", 8000, 1e6)
        loop.create_task(nodes["earth"].schedule_injection(message))
        loop.run_forever()
    finally:
        asyncio.events._set_running_loop(None)
        asyncio.set_event_loop(None)
    assert delivered[0] == pytest.approx(900.0 + 8000 / 16000 + 0.25)
