"""Names of columns for what a study varies: given, or made from paths."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from relaysim.campaign.study.schema_factors import Factor
from relaysim.campaign.study.schema_study import StudyModel
from relaysim.campaign.study.schema_uncertain import Uncertain
from relaysim.scenario.document import Path_

# Columns that every table of results has, besides those of outcomes.
RESERVED = frozenset(
    {
        *("number", "key", "status", "error", "attempts", "variant", "draw", "seed"),
        *("variant_name", "blackouts"),
    }
)


def made_names(paths: Sequence[str], taken: Sequence[str] = ()) -> list[str]:
    """A name for each path from its last parts, as many as make it unique.

    `link.budget.fixed loss.value` is fixed_loss; `radios.rover.antenna_height` beside that of the helicopter is
    rover_antenna_height.
    """
    parts = [_parts(path) for path in paths]
    lengths = [_shortest(one) for one in parts]
    while True:
        names = [_joined(one, length) for one, length in zip(parts, lengths, strict=True)]
        seen = Counter([*(name.lower() for name in names), *(name.lower() for name in taken), *RESERVED])
        longer = [
            index
            for index, name in enumerate(names)
            if seen[name.lower()] > 1 and lengths[index] < len(parts[index])
        ]
        if not longer:
            return names
        for index in longer:
            lengths[index] += 1


def name_all(model: StudyModel) -> dict[Path_, str]:
    """The name of every factor and uncertain value by its place in the file; "" where it has neither name nor path."""
    entries: dict[Path_, Factor | Uncertain] = {}
    entries |= {("factors", index): one for index, one in enumerate(model.factors or ())}
    entries |= {("uncertain", index): one for index, one in enumerate(model.uncertain or ())}
    entries = {at: one for at, one in entries.items() if one is not None}
    names = {at: one.name for at, one in entries.items() if one.name}
    paths = {at: one.path for at, one in entries.items() if at not in names and one.path}
    made = made_names(list(paths.values()), list(names.values()))
    return dict.fromkeys(entries, "") | names | dict(zip(paths, made, strict=True))


def people_label(name: str) -> str:
    """What people read for a name: underscores are spaces."""
    return name.replace("_", " ")


def _parts(path: str) -> list[str]:
    parts = [re.sub(r"[^A-Za-z0-9]+", "_", part).strip("_") for part in re.split(r"[.\[\]]+", path)]
    parts = [part for part in parts if part]
    return parts[:-1] if len(parts) > 1 and parts[-1] == "value" else parts


def _shortest(parts: Sequence[str]) -> int:
    """How many parts a name has at least: one that is no number."""
    return next((count for count, part in enumerate(reversed(parts), 1) if not part.isdigit()), len(parts))


def _joined(parts: Sequence[str], length: int) -> str:
    name = "_".join(parts[-length:])
    return (
        name
        if name[:1].isalpha() and not (length == len(parts) and name.lower() in RESERVED)
        else f"factor_{name}".rstrip("_")
    )
