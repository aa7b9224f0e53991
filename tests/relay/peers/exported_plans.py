"""Contact plans of 30 sols as `relaysim contacts` writes them, kept as files, with traffic for both programs.

`python tests/relay/peers/exported_plans.py` writes the files anew: three cut from the main job (its first 30 sols, 30 from the end
of the silence on, the first 30 again in free space), one of the first flight's orbiters and stations. Times count from the
plan's epoch.
"""

from __future__ import annotations

import gzip
import sys
import tempfile
from itertools import pairwise
from pathlib import Path
from random import Random

import relaysim
from relaysim.plans.contact import Contact
from relaysim.plans.formats import read_plan, write_plan
from relaysim.relay.product import Template
from relaysim.relay.replay import Traffic

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[2] / "plans")]
from mission_plans import SOL_S, SOLS, Case  # noqa: E402

HERE = Path(__file__).parent
EXPORTED = ("sols-772-802", "sols-836-866", "sols-772-802-free-space", "first-flight")
# With orbiters side by side routing that looks ahead may take a later pass: same products, other instants.
LOOKS_AHEAD = ("first-flight",)


def exported(name: str) -> Case:
    """A plan as exported; every step of a rate a contact of its own, as aiodtnsim wants it. Small products: none is cut."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"{name}.tvg"
        file.write_bytes(gzip.decompress((HERE / f"{name}.tvg.gz").read_bytes()))
        plan = read_plan(file, "tvg")
    contacts = [step for contact in plan.contacts for step in _steps(contact, plan.epoch_utc_s)]
    return Case(contacts, list(_traffic()), name not in LOOKS_AHEAD)


def _steps(contact: Contact, epoch: float) -> list[Contact]:
    edges = [*contact.rates_bps, (contact.end_utc_s, 0.0)]
    way_s = contact.one_way_light_time_s + contact.latency_s
    return [
        Contact.steady(contact.source, contact.destination, start - epoch, end - epoch, rate, way_s)
        for (start, rate), (end, _) in pairwise(edges)
    ]


def _traffic() -> list[Traffic]:
    """400 products: telemetry and images of 0.4 and 1 Mbit down, every tenth a command up."""
    rng, rows = Random(1), []
    for n in range(400):
        at = round(rng.uniform(0.0, (SOLS - 1) * SOL_S), 3)
        up, bits = n % 10 == 0, rng.choice((400_000, 1_000_000))
        template = Template("product", "product", 120_000 if up else bits, 3)
        ends = ("earth", "helicopter") if up else ("helicopter", "earth")
        rows.append(Traffic(at, *ends, template))
    return sorted(rows, key=lambda one: one.utc_s)


def main() -> None:
    """Ask relaysim for the plans and keep them."""
    from make_thirty_sols import PLANS, thirty_sols

    plans = {name: thirty_sols(first, overrides) for name, first, overrides in PLANS}
    plans["first-flight"] = relaysim.contacts("first-flight", overrides=[f"end=sol {55 + SOLS}"])
    for name, plan in plans.items():
        data = gzip.compress(write_plan(plan, "tvg").text.encode(), mtime=0)
        (HERE / f"{name}.tvg.gz").write_bytes(data)


CASES = {name: (lambda name=name: exported(name)) for name in EXPORTED}

if __name__ == "__main__":
    main()
