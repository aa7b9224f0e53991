"""Windows in whole seconds and whole rates: they only ever shrink, so no peer is promised what is not there."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from relaysim.plans.checks import moment, words
from relaysim.plans.contact import Contact
from relaysim.plans.plan import ContactPlan

# A smaller share of the volume is the rounding of instants, not a loss.
WORTH_TELLING = 1e-9


@dataclass(frozen=True, slots=True)
class Slice:
    """A part of a contact with one rate, in whole seconds from a reference.

    Attributes:
        rate: in the unit asked for, a whole number of 1 or more.
        delay_s: light time and latency together, to the nearest second.
    """

    contact: Contact
    start_s: int
    end_s: int
    rate: int
    delay_s: int


@dataclass(frozen=True)
class Sliced:
    """A plan in slices, by start, and what was lost on the way."""

    reference_utc_s: int
    slices: tuple[Slice, ...]
    remarks: tuple[str, ...]


@dataclass
class _Loss:
    """What vanished: how often, and the first case of it."""

    too_short: list[str] = field(default_factory=list)
    too_slow: list[str] = field(default_factory=list)
    bits: float = 0.0

    def remarks(self, total_bits: float, rate_unit: str) -> Iterator[str]:
        """In words."""
        if self.too_short:
            yield _counted(self.too_short, "holds no whole second and is left out")
        if self.too_slow:
            yield _counted(self.too_slow, f"has a rate below 1 {rate_unit} and is left out")
        if self.bits > WORTH_TELLING * total_bits:
            yield f"whole seconds and rates take {self.bits / total_bits:.2g} of the plan's volume"


def reference_utc_s(plan: ContactPlan) -> int:
    """The whole second that a file counts from: the plan's epoch, or earlier if a window begins before it."""
    return math.floor(min([plan.epoch_utc_s, *(contact.start_utc_s for contact in plan.contacts)]))


def sliced(plan: ContactPlan, bits_per_rate_unit: int, rate_unit: str) -> Sliced:
    """The plan in slices: starts rounded up, ends and rates down; a step of the rate begins another slice."""
    reference, loss, found = reference_utc_s(plan), _Loss(), []
    for contact in plan.in_time:
        kept = list(_slices(contact, reference, bits_per_rate_unit, loss))
        loss.bits += contact.volume_bits
        loss.bits -= sum(s.rate * bits_per_rate_unit * (s.end_s - s.start_s) for s in kept)
        found += kept
    total = sum(contact.volume_bits for contact in plan.contacts)
    remarks = (*loss.remarks(total, rate_unit), *latency_remarks(plan))
    found.sort(key=lambda one: one.start_s)  # a step may have moved a start past that of another
    return Sliced(reference, tuple(found), remarks)


def latency_remarks(plan: ContactPlan) -> list[str]:
    """That a latency on the way is counted as light time, if there is any."""
    if not any(contact.latency_s for contact in plan.contacts):
        return []
    return ["what a way adds to the light time (an orbiter that keeps data) is counted as light time"]


def _slices(contact: Contact, reference: int, unit_bits: int, loss: _Loss) -> Iterator[Slice]:
    edges = [*(instant for instant, _ in contact.rates_bps), contact.end_utc_s]
    delay_s = math.floor(contact.one_way_light_time_s + contact.latency_s + 0.5)
    for (start, end), (_, rate_bps) in zip(pairwise(edges), contact.rates_bps, strict=True):
        start_s, end_s = math.ceil(start) - reference, math.floor(end) - reference
        rate = math.floor(rate_bps / unit_bits)
        if end_s <= start_s:
            loss.too_short.append(f"{words(contact)} at {moment(start)}")
        elif rate < 1:
            loss.too_slow.append(f"{words(contact)} at {moment(start)}")
        else:
            yield Slice(contact, start_s, end_s, rate, delay_s)


def _counted(cases: list[str], what: str) -> str:
    others = f", and {len(cases) - 1} more like it" if len(cases) > 1 else ""
    return f"{cases[0]} {what}{others}"
