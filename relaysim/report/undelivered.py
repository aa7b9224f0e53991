"""What did not arrive as the run ends: whose it is, where it is, and whether there was a way at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from relaysim.blackout.far_end import FAR_END, FarEnd
from relaysim.report.node import Node

EARTH, ROVER, HELICOPTER = "earth", "rover", "helicopter"


def by_flight(products: Iterable[Node]) -> dict[str, list[Node]]:
    """The data products of each flight, commands left out, in the order of flights."""
    found: dict[str, list[Node]] = {}
    for product in products:
        if product.text("flight") and product.text("destination") == EARTH:
            found.setdefault(product.text("flight"), []).append(product)
    return dict(sorted(found.items(), key=lambda pair: float(pair[0])))


def whereabouts(products: Iterable[Node], far_end: FarEnd = FAR_END) -> str:
    """ "30 still on the helicopter, 2 dropped": where those are that did not arrive; "" when all did."""
    counts = Counter(
        _place(product, far_end) for product in products if product.text("status") != "delivered"
    )
    return ", ".join(f"{count:,} {place}" for place, count in counts.items())


def reason_of(product: Node, otherwise: str = "") -> str:
    """Why it did not arrive, without the product that it gave way to: many have the same reason then."""
    return product.text("reason", otherwise).partition(": made room for ")[0]


def stuck_sentence(products: Sequence[Node], most: int = 6, far_end: FarEnd = FAR_END) -> str:
    """For a terminal: whose data are not on Earth as the run ends, and which commands nowhere; "" when all arrived."""
    groups = {f"flight {flight}": some for flight, some in by_flight(products).items()}
    for product in products:
        if product.text("destination") == EARTH and not product.text("flight"):
            groups.setdefault(f"{_named(product.text('source'))}'s daily data", []).append(product)
    parts = [f"{name}: {where}" for name, some in groups.items() if (where := whereabouts(some, far_end))]
    if len(parts) > most:
        parts[most:] = [f"{len(parts) - most} more in products.csv"]
    commands = whereabouts((one for one in products if one.text("destination") == HELICOPTER), far_end)
    sentences = [f"Not {far_end.there} at the end: {'; '.join(parts)}."] if parts else []
    sentences += [f"Commands not on the helicopter: {commands}."] if commands else []
    return " ".join(sentences)


def nothing_sentence(products: Sequence[Node], contacts: Sequence[Node], far_end: FarEnd = FAR_END) -> str:
    """Whether nothing at all reached Earth, or no command the helicopter, and whether there was a window; else ""."""
    legs = {(contact.text("source"), contact.text("destination")) for contact in contacts}
    sentences = []
    if _all_lost(products, EARTH):
        if not any(source == ROVER and end != HELICOPTER for source, end in legs):
            why = ": the rover had no window towards it"
        elif not any(end == EARTH for _, end in legs):
            why = ": no window led there"
        else:
            why = ""
        sentences.append(f"Nothing reached {far_end.name}{why}.")
    if _all_lost(products, HELICOPTER):
        if not any(source == EARTH for source, _ in legs):
            why = f": {far_end.name} had no window to send one"
        elif not any(end == ROVER and source != HELICOPTER for source, end in legs):
            why = ": no window led to the rover"
        else:
            why = ""
        sentences.append(f"No command reached the helicopter{why}.")
    return " ".join(sentences)


def _all_lost(products: Sequence[Node], destination: str) -> bool:
    """Whether something was made for a node, and none of it arrived."""
    states = {one.text("status") for one in products if one.text("destination") == destination}
    return bool(states) and "delivered" not in states


def _named(node: str) -> str:
    return f"the {node}" if node in (ROVER, HELICOPTER) else node


def _place(product: Node, far_end: FarEnd) -> str:
    status = product.text("status")
    if status != "queued":
        return f"{status} ({reason_of(product, 'no reason given')})"
    place = _waits(product, far_end)
    return f"{place} ({reason})" if (reason := product.text("reason")) else place


def _waits(product: Node, far_end: FarEnd) -> str:
    """How far one got that is on its way as the run ends."""
    source, is_at_rover = product.text("source"), product.when("at_rover_utc") is not None
    if product.text("destination") == HELICOPTER:
        return "at the rover" if is_at_rover else f"{far_end.there} or on the way"
    if source == HELICOPTER and not is_at_rover:
        return "still on the helicopter"
    last = product.text("hops").rpartition(">")[2]
    if last not in (source, ROVER, ""):
        return f"got as far as {last.replace('+', ', ')}"
    return (
        "at the rover or on the way" if source in (ROVER, HELICOPTER) else f"still on {source} or on the way"
    )
