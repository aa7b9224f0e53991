"""Three plans of 30 sols, to hold the engine against aiodtnsim: `python tests/plans/make_thirty_sols.py FOLDER`.

Cut from the main job: its first 30 sols (two flights, then the hill in the way), 30 sols from the end of the silence on
(flights 53 and 54), and the first 30 again in free space, where the two talk every day.
"""

from __future__ import annotations

import sys
from pathlib import Path

import relaysim
from relaysim.plans.contact import Contact
from relaysim.plans.formats import write_plan
from relaysim.plans.plan import ContactPlan

SCENARIO = "flight-52-blackout"
# name, first sol, overrides
PLANS = (
    ("sols-772-802", 772, ()),
    ("sols-836-866", 836, ()),
    ("sols-772-802-free-space", 772, ("link.propagation=free-space",)),
)
SOLS = 30


def thirty_sols(first: int, overrides: tuple[str, ...]) -> ContactPlan:
    """The planned contacts of 30 sols, cut at their ends."""
    plan = relaysim.contacts(SCENARIO, overrides=overrides)
    clock = relaysim.load_scenario(SCENARIO).clock
    start, end = clock.utc_s(first), clock.utc_s(first + SOLS)
    return ContactPlan(plan.nodes, tuple(within(plan.contacts, start, end)), start)


def within(contacts: tuple[Contact, ...], start: float, end: float) -> list[Contact]:
    """The contacts, or their parts, between two instants."""
    return [
        c.cut(max(c.start_utc_s, start), min(c.end_utc_s, end))
        for c in contacts
        if c.start_utc_s < end and c.end_utc_s > start
    ]


def main(folder: Path) -> None:
    """Writes each plan in the three formats."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, first, overrides in PLANS:
        plan = thirty_sols(first, overrides)
        for format in ("ion", "hdtn", "tvg"):
            (folder / f"{name}.{format}").write_text(write_plan(plan, format).text, encoding="utf-8")
        print(
            f"{name}: {len(plan.contacts)} windows, {sum(c.volume_bits for c in plan.contacts) / 1e9:.2f} Gbit"
        )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
