"""What is odd about a plan but may be meant: bytes taken for bits, or bits for bytes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from relaysim.plans.contact import Contact

FACTOR = 8.0
# Files hold whole bytes or bits per second: a factor of eight is one within this share.
ROUNDING = 1e-3

Pair = tuple[str, str]


def rate_remarks(contacts: Sequence[Contact]) -> list[str]:
    """Where two rates stand beside each other, and no third, that differ by a factor of 8.

    Told of each pair and direction; if no pair has more than one rate, of the plan as a whole. A radio that adapts
    its rate in steps of two has rates between them, and is not suspected.
    """
    of_pairs: dict[Pair, Counter[float]] = {}
    for contact in contacts:
        counted = of_pairs.setdefault((contact.source, contact.destination), Counter())
        counted.update(rate for _, rate in contact.rates_bps)
    found = [_words(f"{source} to {destination}", rates) for (source, destination), rates in of_pairs.items()]
    if all(len(rates) == 1 for rates in of_pairs.values()):
        found.append(_words("the plan", _together(of_pairs)))
    return [text for text in found if text]


def _together(of_pairs: Mapping[Pair, Counter[float]]) -> Counter[float]:
    total: Counter[float] = Counter()
    for rates in of_pairs.values():
        total.update(rates)
    return total


def _words(where: str, rates: Counter[float]) -> str:
    """The remark; empty where nothing is odd."""
    if len(rates) != 2:
        return ""
    low, high = sorted(rates)
    if not low > 0.0 or abs(high / low / FACTOR - 1.0) > ROUNDING:
        return ""
    rare = low if rates[low] <= rates[high] else high
    meant = "bytes per second written as bits?" if rare == low else "bits per second written as bytes?"
    times = "once" if rates[rare] == 1 else f"{rates[rare]} times"
    return f"{where}: the rates are {low:g} and {high:g} bit/s, a factor of 8; {rare:g} bit/s stands there {times}: {meant}"
