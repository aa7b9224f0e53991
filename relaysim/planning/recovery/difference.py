"""What a forecast and a hindcast have not in common, in sentences."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np

from relaysim.clock.local_clock import LocalClock
from relaysim.planning.helicopter_site import Site
from relaysim.planning.recovery.answer import RouteContact, View
from relaysim.planning.recovery.links import place_links


def differences(views: Sequence[View], site: Site, clock: LocalClock) -> tuple[str, ...]:
    """Sentences on two views, hindcast first; none for one view."""
    if len(views) != 2:
        return ()
    return tuple(_sentences(views[0], views[1], site, clock))


def _sentences(known: View, foreseen: View, site: Site, clock: LocalClock) -> Iterator[str]:
    as_of = foreseen.world.link.terrain.as_of or "then"
    yield (
        f"Of its corridor the forecast (as of {as_of}) has no answer for {foreseen.no_answer_share:.0%}, the hindcast "
        f"of its own for {known.no_answer_share:.0%}: ground unknown to it, there or on the way to the helicopter. Each "
        "corridor ends at the first stop with contact."
    )
    a, b = _when(known.first_stop, clock), _when(foreseen.first_stop, clock)
    same = a == b
    yield (
        f"On the route itself both have contact back {a}."
        if same
        else f"On the route itself the hindcast has contact back {a}, the forecast {b}."
    )
    if foreseen.spots:
        first = foreseen.spots[0]
        links = place_links(known.world, site, np.array([first.place.x_m]), np.array([first.place.y_m]))
        margin = float(links.margin_db[0])
        truth = (
            "on ground that the hindcast does not know either" if math.isnan(margin)
            else f"in hindcast it {'closes' if margin >= 0 else 'does not close'}, margin {margin:+.1f} dB"
        )  # fmt: skip
        yield f"Where the forecast sends the rover first (margin {first.margin_db:+.1f} dB, chance {first.chance:.2f}): {truth}."
        if known.spots:
            apart = math.hypot(
                first.place.x_m - known.spots[0].place.x_m, first.place.y_m - known.spots[0].place.y_m
            )
            yield f"The first spots of the two lie {apart:.0f} m apart."
    elif known.spots:
        yield "The forecast can name no good spot at all; the hindcast can."


def _when(stop: RouteContact | None, clock: LocalClock) -> str:
    return (
        "at none of its stops" if stop is None else f"at the stop of {clock.day_name} {clock.day(stop.utc_s)}"
    )
