"""A plan from a time-varying graph, version 2."""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import groupby, pairwise
from typing import Any

from relaysim.plans.contact import Contact
from relaysim.plans.draft import Draft
from relaysim.plans.json_text import lines_of, load_json
from relaysim.plans.plan import ContactPlan
from relaysim.plans.stated import epoch_of
from relaysim.plans.tvg_file import KIND

Step = tuple[float, float, float]  # from when, bits per second, delay
_SHAPE = "[FROM, TO, START, END, [[VALID_FROM, PROBABILITY, [[STARTING_AT, BIT_RATE, DELAY], ...]]]]"


def read_tvg(
    text: str, file: str, names: Mapping[str, str] | None = None, epoch_utc_s: float | None = None
) -> ContactPlan:
    """The plan in a time-varying graph; a contact over which the delay changes becomes several.

    Args:
        file: how messages name it.
        names: other names for its vertices, by the names they have there.
        epoch_utc_s: what its times count from, unless it says so itself.

    Raises: ScenarioError with every fault and its line.
    """
    data, draft = load_json(text, file), Draft(file)
    if (
        not isinstance(data, dict)
        or not isinstance(data.get("vertices"), dict)
        or not isinstance(data.get("edges"), list)
    ):
        draft.fault(0, "", "a contact plan of this kind has 'vertices' (an object) and 'edges' (a list)")
        return draft.plan([], 0.0)
    if data.get("contact_type") != KIND:
        draft.fault(
            0,
            "contact_type",
            f"{data.get('contact_type')!r} is not read, only {KIND!r}; dtn-tvg-util converts others",
        )
        return draft.plan([], 0.0)
    epoch, lines = epoch_of(data, draft, epoch_utc_s), lines_of(text)
    called = {vertex: (names or {}).get(vertex, vertex) for vertex in data["vertices"]}
    for e, edge in enumerate(data["edges"]):
        way, rows = (edge.get("vertices"), edge.get("contacts")) if isinstance(edge, dict) else (None, None)
        if not isinstance(way, list) or not isinstance(rows, list):
            draft.fault(
                lines.get(("edges", e), 0), f"edges[{e}]", "an edge has 'vertices' and 'contacts', both lists"
            )
            continue
        for n, row in enumerate(rows):
            _Row(draft, lines.get(("edges", e, "contacts", n), 0), f"edges[{e}].contacts[{n}]", called).read(
                row, way, epoch
            )
    return draft.plan(list(called.values()), epoch)


class _Row:
    """One contact of the file."""

    def __init__(self, draft: Draft, line: int, path: str, called: Mapping[str, str]) -> None:
        self._draft, self._line, self._path, self._called = draft, line, path, called

    def read(self, row: Any, way: list[Any], epoch_utc_s: float) -> None:
        """Adds it to the draft, or says why not."""
        if not _has_shape(row):
            self._fault(f"a contact is {_SHAPE}, numbers that are finite")
            return
        source, destination, start, end, generations = row
        if [source, destination] != way:
            self._fault(
                f"it goes from {source} to {destination}, its edge from {' to '.join(map(str, way))}; mend one"
            )
            return
        if len(generations) > 1:
            self._draft.remarks.append("of several predictions of a contact the last one is taken")
        _, success, listed = generations[-1]
        steps: list[Step] = [(float(a), float(b), float(c)) for a, b, c in listed]
        if steps[0][0] > start or any(after[0] < before[0] for before, after in pairwise(steps)):
            self._fault("its rates must begin at its start or before, and follow each other in time")
            return
        nodes = self._called.get(source, source), self._called.get(destination, destination)
        window = epoch_utc_s + float(start), epoch_utc_s + float(end)
        for contact in _contacts(
            nodes, window, [(epoch_utc_s + a, b, c) for a, b, c in steps], float(success)
        ):
            self._draft.add(contact, self._line, self._path)

    def _fault(self, message: str) -> None:
        self._draft.fault(self._line, self._path, message)


def _contacts(
    nodes: tuple[str, str], window: tuple[float, float], steps: list[Step], success: float
) -> list[Contact]:
    """The window, cut where the delay changes; a step before its start counts from there, one at its end not at all."""
    start, end = window
    begun = [step for step in steps if step[0] <= start][-1]
    within = [(start, *begun[1:]), *(step for step in steps if start < step[0] < end)]
    parts = [list(part) for _, part in groupby(within, key=lambda step: step[2])]
    ends = [*(part[0][0] for part in parts[1:]), end]
    return [
        Contact(*nodes, part[0][0], until, tuple((a, b) for a, b, _ in part), part[0][2], success=success)
        for part, until in zip(parts, ends, strict=True)
    ]


def _has_shape(row: Any) -> bool:
    if not (isinstance(row, list) and len(row) == 5 and all(isinstance(name, str) for name in row[:2])):
        return False
    generations = row[4]
    return (
        _finite(*row[2:4])
        and isinstance(generations, list)
        and bool(generations)
        and all(map(_is_generation, generations))
    )


def _is_generation(found: Any) -> bool:
    if not (isinstance(found, list) and len(found) == 3 and _finite(*found[:2])):
        return False
    steps = found[2]
    if not isinstance(steps, list) or not steps:
        return False
    return all(isinstance(step, list) and len(step) == 3 and _finite(*step) for step in steps)


def _finite(*values: Any) -> bool:
    return all(
        isinstance(value, int | float)
        and not isinstance(value, bool)
        and abs(value) < 1e18
        and math.isfinite(value)
        for value in values
    )
