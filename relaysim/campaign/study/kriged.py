"""Which terrain may be drawn as kriging implies: those that kriging made."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from relaysim.errors import InputError

if TYPE_CHECKING:
    from relaysim.terrain.registry import KnownTerrain

ADVICE = "give a correlation_length instead of 'correlation: kriging'"


def kriged_entry(names: Sequence[str | Path]) -> KnownTerrain:
    """The built-in terrain whose errors kriging tells.

    Raises:
        InputError: the ground is another raster, or several; the message says what to do.
    """
    from relaysim.terrain.registry import list_terrains

    known = [entry for entry in list_terrains() if entry.survey is not None]
    if len(names) == 1:
        for entry in known:
            if names[0] == entry.name:
                return entry
    shown = ", ".join(str(name) for name in names)
    made = ", ".join(entry.name for entry in known)
    raise InputError(
        f"terrain {shown} is not one that is made by kriging ({made}), so kriging tells nothing of its errors: {ADVICE}"
    )
