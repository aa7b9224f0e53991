"""A plan while it is being read: what was found so far, and every fault of the file, to be told at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from relaysim.errors import Fault, ScenarioError
from relaysim.plans.checks import plan_faults, shortened
from relaysim.plans.contact import Contact
from relaysim.plans.origin import Origin
from relaysim.plans.plan import ContactPlan
from relaysim.plans.suspicion import rate_remarks


class Draft:
    """What has been read of one file."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.faults: list[Fault] = []
        self.remarks: list[str] = []
        self._contacts: list[Contact] = []
        self._origins: list[Origin] = []

    def fault(self, line: int, path: str, message: str) -> None:
        """Something at a line that cannot be used."""
        self.faults.append(Origin(self.file, line, path).fault(message))

    def add(self, contact: Contact, line: int, path: str) -> None:
        """A contact that was read."""
        self._contacts.append(contact)
        self._origins.append(Origin(self.file, line, path))

    def plan(self, nodes: Sequence[str], epoch_utc_s: float) -> ContactPlan:
        """The plan, with remarks on what looks odd.

        Raises: ScenarioError with all the faults, of the text and of what it says.
        """
        if self.faults:
            faults = self.faults + plan_faults(nodes, self._contacts, self._origins)
            raise ScenarioError(shortened(faults))
        remarks = tuple(dict.fromkeys((*self.remarks, *rate_remarks(self._contacts))))
        return ContactPlan(tuple(nodes), tuple(self._contacts), epoch_utc_s, remarks, tuple(self._origins))


def node_names(
    numbers: Iterable[int], stated: Mapping[int, str], given: Mapping[str, str] | None
) -> dict[int, str]:
    """The name of every node by its number: as given by who reads, as stated in the file, or else the number."""
    wanted = {str(number): name for number, name in (given or {}).items()}
    every = sorted({*numbers, *stated})
    return {number: wanted.get(str(number)) or stated.get(number) or str(number) for number in every}
