"""Plans as HDTN reads them: JSON, a list `contacts`, whole seconds, bits per second.

HDTN takes each field by its name from the list and passes over everything else in the file (common/cgr/src/libcgr.cpp,
cp_load; module/router/src/router.cpp, ProcessContacts), so the names of the nodes stand in the same file under
`relaysim`. A field that is missing or no integer silently becomes 0 there (issue 69 of nasa/HDTN), and a rate of 0 is no
limit at all: both are faults here.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from relaysim.plans.contact import Contact
from relaysim.plans.draft import Draft, node_names
from relaysim.plans.json_text import lines_of, load_json
from relaysim.plans.plan import ContactPlan, Written
from relaysim.plans.seconds import sliced
from relaysim.plans.stated import epoch_of, names_of, statement

FIELDS = ("source", "dest", "startTime", "endTime", "rateBitsPerSec", "owlt")
_LARGEST = 10**15
LOSSY = "HDTN's plan has no chance of arrival: rates are those of a transfer without losses"
_SENSELESS = "HDTN takes a rate of 0 for no limit; give one in bits per second"


def write_hdtn(plan: ContactPlan) -> Written:
    """The plan as JSON for HDTN: whole seconds, rates and light seconds, every field of every contact there."""
    found, numbers = sliced(plan, 1, "bit/s"), plan.numbers
    remarks = found.remarks + ((LOSSY,) if any(c.success < 1.0 for c in plan.contacts) else ())
    nodes = {str(number): name for name, number in numbers.items()}
    stated = statement(float(found.reference_utc_s), {"nodes": nodes}, (*plan.remarks, *remarks))
    rows = [
        json.dumps({
            "contact": n,
            "source": numbers[one.contact.source],
            "dest": numbers[one.contact.destination],
            "startTime": one.start_s,
            "endTime": one.end_s,
            "rateBitsPerSec": one.rate,
            "owlt": one.delay_s,
        })
        for n, one in enumerate(found.slices)
    ]  # fmt: skip
    listed = "[\n  " + ",\n  ".join(rows) + "\n ]" if rows else "[]"
    head = json.dumps(stated, indent=1, ensure_ascii=False).replace("\n", "\n ")
    return Written(f'{{\n "relaysim": {head},\n "contacts": {listed}\n}}\n', remarks)


def read_hdtn(
    text: str, file: str, names: Mapping[str, str] | None = None, epoch_utc_s: float | None = None
) -> ContactPlan:
    """The plan in HDTN's JSON.

    Args:
        file: how messages name it.
        names: of its nodes, by number; those that a plan of ours names need none.
        epoch_utc_s: what its times count from, unless it says so itself. In HDTN that is the moment it loads the plan, or
            1970 when it is started with Unix time stamps.

    Raises: ScenarioError with every fault and its line.
    """
    data, draft = load_json(text, file), Draft(file)
    rows = data.get("contacts") if isinstance(data, dict) else None
    if not isinstance(rows, list):
        draft.fault(0, "", "a list 'contacts' is needed; without it HDTN has no contact at all")
        return draft.plan([], 0.0)
    epoch, lines, found = epoch_of(data, draft, epoch_utc_s), lines_of(text), []
    for n, row in enumerate(rows):
        line, path = lines.get(("contacts", n), 0), f"contacts[{n}]"
        faults = _faults(row)
        for message in faults:
            draft.fault(line, path, message)
        if not faults:
            found.append((line, path, row))
    used = {row[key] for _, _, row in found for key in ("source", "dest")}
    called = node_names(used, names_of(data), names)
    for line, path, row in found:
        start = epoch + row["startTime"]
        rates = ((start, float(row["rateBitsPerSec"])),)
        nodes = called[row["source"]], called[row["dest"]]
        draft.add(Contact(*nodes, start, epoch + row["endTime"], rates, float(row["owlt"])), line, path)
    return draft.plan(list(called.values()), epoch)


def _faults(row: Any) -> list[str]:
    """What is wrong with the fields of one contact."""
    if not isinstance(row, dict):
        return ["a contact is an object with the fields " + ", ".join(("contact", *FIELDS))]
    missing = [name for name in FIELDS if name not in row]
    found = []
    if "rateBitsPerSec" in missing and "rate" in row:
        missing.remove("rateBitsPerSec")
        found.append("'rate' is HDTN's former field, in Mbit/s; write rateBitsPerSec, in bit/s")
    if missing:
        found.append(f"missing {', '.join(missing)}: HDTN would silently take 0; write every field")
    for name in FIELDS:
        value = row.get(name, 1)
        if isinstance(value, bool) or not isinstance(value, int) or abs(value) > _LARGEST:
            found.append(
                f"{name} {json.dumps(value)[:40]}: a whole number is needed; HDTN would silently take 0"
            )
        elif name in ("source", "dest") and value < 1:
            found.append(f"{name} {value}: node numbers are 1, 2, ...")
        elif name == "rateBitsPerSec" and value == 0:
            found.append(_SENSELESS)
    return found
