"""What `relaysim map` prints."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from relaysim.planning.landing.summary import GroundShares, ground_shares, ground_words, place_answers
from relaysim.planning.landing.words import AS_PLANNED, place_words, time_words
from relaysim.planning.wording import one_line

if TYPE_CHECKING:
    from relaysim.planning.landing.landing_map import LandingMap

WIDTH = 98
MOST_LOST = 6
LONGEST_TITLE, LONGEST_LINE = 90, 400


def map_lines(found: LandingMap) -> list[str]:
    """The answer in sentences, the shares as a table, what it rests on."""
    shares, world = ground_shares(found), found.world
    stops = len(found.way.stops)
    around = (
        f"the rover's {stops} stop{'' if stops == 1 else 's'}"
        if found.wish.place_deg is None
        else "the place given"
    )
    opening = (
        f"A helicopter that stands within {found.wish.radius_m:,.0f} m of {around}, from {time_words(found)}, with the rover "
        f"on its planned way of {sum(leg.length_m for leg in found.way.legs):,.0f} m:"
    )
    lines = [one_line(world.title, LONGEST_TITLE), *_wrapped(opening)]
    lines += _places(found)
    lines += ["", *_table(found, shares), ""]
    lines += _labelled("ground", one_line(ground_words(found), LONGEST_LINE))
    if not found.ground.is_hindcast:
        lines += _labelled("plan", AS_PLANNED)
    for seam in found.ground.seams:
        lines += _labelled("seam", one_line(seam, LONGEST_LINE))
    if found.blind_stands:
        lines += _labelled("no ground", _blind_words(found))
    return lines


def _places(found: LandingMap) -> list[str]:
    """A sentence for each place whose ground is known; the others in one."""
    lines, lost = [], []
    for one in place_answers(found):
        name = one_line(one.name, LONGEST_TITLE)
        if one.known:
            lines += _wrapped(f"- {name}: {place_words(found, one)}")
        else:
            lost.append(name)
    named = [*lost[:MOST_LOST], *([f"{len(lost) - MOST_LOST} more"] if len(lost) > MOST_LOST else [])]
    return [*lines, *(_wrapped(f"- on unknown ground: {', '.join(named)}.") if lost else [])]


def _table(found: LandingMap, shares: GroundShares) -> list[str]:
    """Shares of the ground."""
    day, cell = found.world.clock.day_name, max(found.cells.cell_m)
    rows = [("heard all the time", shares.always, shares.always_perhaps)]
    rows += [
        (f"silent for more than {days:g} {day}{'' if days == 1 else 's'}", a, b)
        for days, a, b in shares.longer
    ]
    rows += [("never heard", shares.never, shares.never_perhaps)]
    rows += [("closed as the time begins", shares.closed_now, shares.closed_now + shares.unknown_now)]
    head = f"share of {shares.area_km2:.3g} km2 ({shares.cells:,} cells of {cell:.3g} m)"
    lines = [f"{head:<46} {'surely':>8} {'perhaps':>8}"]
    lines += [f"{name:<46} {sure:>8.1%} {perhaps:>8.1%}" for name, sure, perhaps in rows]
    if shares.unknown_km2 > 0 or shares.uncertain > 0:
        lines.append(f"{'unknown ground on the way from some stop':<46} {shares.uncertain:>8.1%}")
        lines.append(
            f"{'unknown ground in the circle, not in the shares':<46} {shares.unknown_km2:>7.2f} km2"
        )
    return lines


def _blind_words(found: LandingMap) -> str:
    stands, clock = [found.way.stands[n] for n in found.blind_stands], found.world.clock
    lost = sum(stand.end_utc_s - stand.start_utc_s for stand in stands)
    return (
        f"the rover's way leaves the known ground: from {clock.format(stands[0].start_utc_s)} on, {len(stands)} of "
        f"{len(found.way.stands)} of its places, {clock.days(lost):.1f} {clock.day_name}s in all, have no link that could be known"
    )


def _labelled(label: str, text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent=f"{label:<12}", subsequent_indent=" " * 12)


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, subsequent_indent="  " if text.startswith("- ") else "")
