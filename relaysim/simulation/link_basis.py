"""What the link of a run is made of, for its page: budget and modes, what is assumed, what is left out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from relaysim.radio.propagation import propagation_model
from relaysim.scenario.world import World

WAVE_LIMITS = (
    "Propagation is two-dimensional, in the vertical plane: nothing goes round the side of a hill, and there is no "
    "multipath fading.",
    "The ground's electrical constants are taken from elsewhere.",
)
GROUND_LIMITS = (
    "Heights of the terrain are uncertain (second band); one metre moves such a link by 3 to 6 dB.",
    "Between its recorded start and end a drive is taken to be even.",
)
NO_BODY = "The rover's body, and the bearing under which it is seen, are not modelled; the fixed loss stands for them."
BODY = (
    "The rover's body is a loss by the bearing from its heading: that of motion in a drive, the recorded one at a stop; "
    "where none is recorded, the mean over all headings. A fixed loss that stands for the body too counts it twice."
)
STRAIGHT = (
    "Antennas and bodies are seen along the straight line, also where terrain makes the wave arrive from elsewhere; what "
    "turned polarisation costs is not counted."
)
SEAM = "The terrain is made of several rasters, and nothing is smoothed where they meet. "
HINDSIGHT = "The terrain is as it is known now: on the day itself less of it was known (a hindcast)."
FORESIGHT = (
    "The terrain is as it was known on the day, but drives and flights are those that were then made: a forecast of the "
    "ground, given the routes. A link over ground that nobody had surveyed is unknown, not closed."
)


def link_basis(world: World) -> dict[str, Any]:
    """The keys `budget`, `modes`, `assumptions` and `limits` of geometry.json."""
    budget = world.link.radio.budget
    terms = ("name", "value", "unit", "sigma_db", "kind", "source", "low", "high")
    modes = ("name", "rate_bps", "goodput_bps", "kind", "sensitivity_dbm", "source")
    return {
        "budget": [{key: getattr(term, key) for key in terms} for term in budget.terms],
        "modes": [
            {key: getattr(mode, key) for key in modes}
            | {"threshold_loss_db": round(budget.threshold_loss_db(mode), 3)}
            for mode in world.modes
        ],
        "assumptions": [
            {"what": a.what, "value": a.value, "kind": a.kind, "source": a.source} for a in world.assumptions
        ],
        "limits": list(_limits(world)),
    }


def _limits(world: World) -> Iterator[str]:
    yield from _propagation_limit(world)
    yield from WAVE_LIMITS
    yield from _antenna_limits(world)
    yield from GROUND_LIMITS
    yield FORESIGHT if world.is_forecast else HINDSIGHT
    yield from (f"{SEAM}{seam}." for seam in world.seams)
    yield from world.limits


def _antenna_limits(world: World) -> list[str]:
    """What is to be said of patterns and bodies, in force or left out."""
    body, plain = bool(world.link.rover_mount.body.sectors), world.link.has_plain_antennas
    return [BODY if body else NO_BODY, *([] if plain else [STRAIGHT])]


def _propagation_limit(world: World) -> list[str]:
    """What is to be said of a propagation model that does not look at the ground."""
    model = propagation_model(world.link.radio.propagation)
    return [] if model.uses_terrain else [f"Propagation {model.name} ignores the terrain: {model.summary}."]
