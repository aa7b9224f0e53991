"""Plans as dtn-tvg-util and aiodtnsim read them: a time-varying graph, version 2, of predicted contacts.

Nodes keep their names, times are float seconds, a rate may step inside a window and a contact has a probability. A plan
comes back as it was written, but for latencies, which count as delay.
Reference: tvgutil.tvg and tvgutil.contact_plan of dtn-tvg-util; keys beside its three are passed over there.
"""

from __future__ import annotations

import json
from typing import Any

from relaysim.plans.contact import Contact
from relaysim.plans.plan import ContactPlan, Written
from relaysim.plans.seconds import latency_remarks, reference_utc_s
from relaysim.plans.stated import statement

KIND = "PredictedContact_v2"


def write_tvg(plan: ContactPlan) -> Written:
    """The plan as JSON for dtn-tvg-util; times count from a whole second, and are never negative."""
    reference = reference_utc_s(plan)
    ways: dict[tuple[str, str], list[str]] = {}
    for contact in plan.in_time:
        ways.setdefault((contact.source, contact.destination), []).append(
            json.dumps(_row(contact, reference), ensure_ascii=False)
        )
    vertices = {node: [other for other in plan.nodes if (node, other) in ways] for node in plan.nodes}
    edges = [
        f'  {{"vertices": {json.dumps(way, ensure_ascii=False)}, "contacts": [\n   {joined}\n  ]}}'
        for way, joined in ((way, ",\n   ".join(rows)) for way, rows in ways.items())
    ]
    remarks = tuple(latency_remarks(plan))
    head = json.dumps(
        statement(float(reference), {}, (*plan.remarks, *remarks)), indent=1, ensure_ascii=False
    ).replace("\n", "\n ")
    listed = "[\n" + ",\n".join(edges) + "\n ]" if edges else "[]"
    return Written(
        f'{{\n "relaysim": {head},\n "contact_type": "{KIND}",\n'
        f' "vertices": {json.dumps(vertices, ensure_ascii=False)},\n "edges": {listed}\n}}\n',
        remarks,
    )


def _row(contact: Contact, reference: int) -> list[Any]:
    """One contact: nodes, start, end, one prediction that holds from the beginning."""
    delay_s = contact.one_way_light_time_s + contact.latency_s
    steps = [[instant - reference, rate, delay_s] for instant, rate in contact.rates_bps]
    times = contact.start_utc_s - reference, contact.end_utc_s - reference
    return [contact.source, contact.destination, *times, [[0.0, contact.success, steps]]]
