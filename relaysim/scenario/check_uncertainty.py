"""Faults of what is said not to be known: errors of the heights that no ground could have."""

from __future__ import annotations

from relaysim.errors import InputError
from relaysim.links.terrain_error import TerrainError
from relaysim.scenario.places import FaultList
from relaysim.scenario.schema_uncertainty import Uncertainty


def check_uncertainty(doubt: Uncertainty | None, faults: FaultList) -> None:
    """Adds the faults of the section; of a partial one, too, whose values may be None (see `partial`)."""
    if doubt is None or doubt.height_sigma_m is None or doubt.correlation_length_m is None:
        return
    try:
        TerrainError(doubt.height_sigma_m, doubt.correlation_length_m)
    except InputError as error:
        faults.add(("uncertainty", "height_sigma"), str(error))
