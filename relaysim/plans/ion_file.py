"""Plans as ION reads them: the lines of an ionrc file that add contacts and ranges.

Reference: ION's manual page ionrc(5): rates in bytes/s, contacts one-way, times `yyyy/mm/dd-hh:mm:ss` or `+` seconds from
the reference time of the last `@`, ranges in whole light seconds (see `ranges`).
"""

from __future__ import annotations

from datetime import UTC, datetime

from relaysim.plans.plan import ContactPlan, Written
from relaysim.plans.ranges import ranges
from relaysim.plans.seconds import sliced

BYTE = 8
# Comment lines that name a node, ours and so read back: "# node 3 rover".
NODE = "# node "
HEAD = """\
# A contact plan for ION, ionrc(5), written by relaysim.
# Times: UTC at the sender. + counts seconds from the @ line below. A start belongs to its window, an end does not.
# Contacts: one-way; from node, to node, bytes per second, and the chance that what is sent arrives where that is not 1.
# Ranges: light seconds, to the nearest one. From the smaller number to the larger both ways, else one way.
"""


def write_ion(plan: ContactPlan) -> Written:
    """The plan as text for ION, with what it loses in it: whole seconds, whole bytes per second, whole light seconds."""
    found, numbers = sliced(plan, BYTE, "byte/s"), plan.numbers
    lines = [f"{NODE}{number} {name}" for name, number in numbers.items()]
    lines += [f"# note: {remark}" for remark in (*plan.remarks, *found.remarks)]
    moment = datetime.fromtimestamp(found.reference_utc_s, UTC)
    lines += ["", f"@ {moment:%Y/%m/%d-%H:%M:%S}", ""]
    lines += [
        f"a range +{one.start_s} +{one.end_s} {one.source} {one.destination} {one.delay_s}"
        for one in ranges(found.slices, numbers)
    ]
    lines.append("")
    for one in found.slices:
        nodes = f"{numbers[one.contact.source]} {numbers[one.contact.destination]}"
        confidence = "" if one.contact.success == 1.0 else f" {one.contact.success!r}"
        lines.append(f"a contact +{one.start_s} +{one.end_s} {nodes} {one.rate}{confidence}")
    return Written(HEAD + "\n".join(lines) + "\n", found.remarks)
