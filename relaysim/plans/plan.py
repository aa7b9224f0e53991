"""A contact plan: nodes, the windows between them, and the instant its files count from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from relaysim.errors import ScenarioError
from relaysim.plans.checks import plan_faults, shortened
from relaysim.plans.contact import Contact
from relaysim.plans.origin import Origin, made_here


@dataclass(frozen=True)
class ContactPlan:
    """A checked plan: what is in it can be used.

    Attributes:
        nodes: names, in the order in which formats that know only numbers number them, from 1.
        contacts: in any order between pairs; those of one pair and direction do not overlap.
        epoch_utc_s: what the times of its files count from, s since 1970.
        remarks: in words, what a file could not say, or what looks odd; no part of the plan.
        origins: where each contact came from, for messages.

    Raises: ScenarioError (an InputError) with every fault at its place.
    """

    nodes: tuple[str, ...]
    contacts: tuple[Contact, ...]
    epoch_utc_s: float
    remarks: tuple[str, ...] = field(default=(), compare=False)
    origins: tuple[Origin, ...] = field(default=(), compare=False, repr=False)

    def __post_init__(self) -> None:
        if not self.origins:
            object.__setattr__(self, "origins", tuple(made_here(n + 1) for n in range(len(self.contacts))))
        faults = plan_faults(self.nodes, self.contacts, self.origins)
        if faults:
            raise ScenarioError(shortened(faults))

    @property
    def numbers(self) -> dict[str, int]:
        """The number of each node, from 1."""
        return {name: number for number, name in enumerate(self.nodes, 1)}

    @property
    def in_time(self) -> list[Contact]:
        """The contacts by start; ties in the order of the plan."""
        return sorted(self.contacts, key=lambda contact: contact.start_utc_s)

    def with_remarks(self, remarks: Sequence[str]) -> ContactPlan:
        """The same plan with more remarks, each once."""
        return replace(self, remarks=tuple(dict.fromkeys((*self.remarks, *remarks))))


@dataclass(frozen=True)
class Written:
    """The text of a file, and what it could not say of the plan."""

    text: str
    remarks: tuple[str, ...]
