"""The uncertain values of a study: sound distributions, names, paths, correlations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from relaysim.campaign.sampling.correlation import LEAST_EIGENVALUE, copula_matrix, least_eigenvalue
from relaysim.campaign.sampling.distributions import Floats, Truncated
from relaysim.campaign.study.checks.distribution import read_distribution
from relaysim.campaign.study.draft import StudyDraft
from relaysim.campaign.study.names import people_label
from relaysim.campaign.study.scenario_paths import ScenarioPlace
from relaysim.campaign.study.study import UncertainFactor
from relaysim.scenario.document import Path_
from relaysim.scenario.scalars import nearest


@dataclass(frozen=True)
class Drawn:
    """An uncertain value that is sound.

    Attributes:
        number: its place in the file.
        factor: its name, path and words.
        truncated: what it is drawn from.
        place: where it goes in the scenario; None where the scenario cannot be had.
    """

    number: int
    factor: UncertainFactor
    truncated: Truncated
    place: ScenarioPlace | None


def check_uncertain(draft: StudyDraft) -> list[Drawn]:
    """The uncertain values that are sound; faults for the others."""
    entries = draft.model.uncertain or ()
    found = []
    for index, entry in enumerate(entries):
        if entry is None:
            continue
        at: Path_ = ("uncertain", index)
        name = draft.names[at]
        check_source(entry, at, draft)
        place = draft.place(entry.path, (*at, "path"))
        draft.claim(place, f"uncertain {name}", (*at, "path"))
        read = read_distribution(entry, at, draft)
        if read is None or entry.path is None:
            continue
        truncated, unit = read
        label = entry.label or people_label(name)
        words = truncated.words(unit)
        factor = UncertainFactor(name, entry.path, unit, label, words, entry.kind or "", entry.source or "")
        found.append(Drawn(index, factor, truncated, place))
    return found


def check_source(entry: Any, at: Path_, draft: StudyDraft) -> None:
    """A fault where a figure is said to be given or fitted, and not by whom."""
    if entry.kind in ("given", "fitted") and not draft.has(*at, "source"):
        draft.faults.add((*at, "kind"), f"'{entry.kind}' needs a 'source'; without one it is 'assumed'")


def check_correlations(draft: StudyDraft, drawn: list[Drawn]) -> Floats:
    """The copula's matrix for the sound values, in their order; faults for correlations that cannot be."""
    names = [one.factor.name for one in drawn]
    ranks = np.eye(len(names))
    known = [name for at, name in draft.names.items() if at[0] == "uncertain"]
    pairs: dict[frozenset[str], int] = {}
    for index, one in enumerate(draft.model.correlations or ()):
        if one is None or one.between is None or len(one.between) != 2 or None in one.between:
            continue
        at: Path_ = ("correlations", index, "between")
        strange = [name for name in one.between if name not in known]
        for name in strange:
            hint = nearest(name, known) or ";"
            shown = ", ".join(known) or "none"
            draft.faults.add(at, f"no uncertain value is called '{name}'{hint} there are: {shown}")
        if one.between[0] == one.between[1]:
            draft.faults.add(at, "a value always goes with itself: name two")
        elif pairs.setdefault(frozenset(one.between), index) != index:
            draft.faults.add(at, "the correlation of these two stands here twice")
        elif one.value is not None and all(name in names for name in one.between):
            row, column = (names.index(name) for name in one.between)
            ranks[row, column] = ranks[column, row] = one.value
    matrix = copula_matrix(ranks)
    least = least_eigenvalue(matrix) if names else 1.0
    if least <= LEAST_EIGENVALUE:
        involved = ", ".join(
            name for name, row in zip(names, ranks, strict=True) if np.count_nonzero(row) > 1
        )
        message = (
            f"no values can be correlated so ({involved}): the matrix is not positive definite (least eigenvalue"
            f" {least:.2g}); what goes with a third value goes with its companions, too: take values nearer to 0"
        )
        draft.faults.add(("correlations",), message, at_key=True)
    return matrix
