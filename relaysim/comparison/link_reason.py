"""Which part of the link carries the difference of a sightline's or a radio blackout's edge."""

from __future__ import annotations

from dataclasses import dataclass

from relaysim.comparison.edge import EdgeDifference
from relaysim.comparison.link_view import LinkView, link_view, section
from relaysim.comparison.reason import LinkThere, Quantity, Reason
from relaysim.comparison.recorded_link import recorded_budget_shares, recorded_link, recorded_threshold_db
from relaysim.comparison.shares import Placed, Share, budget_shares, shares
from relaysim.comparison.side import RunSide
from relaysim.comparison.whereabouts import whereabouts
from relaysim.comparison.wording import signed
from relaysim.scenario.world import World

_LEAST_ON_FILE = 0.01
# Files hold an edge to a tenth of a second: so much after it the one side has passed it, the other not yet.
_JUST_AFTER_S = 0.05
_LEAST_JUMP_DB = 1.0
_NO_SHARES = "The places of one run lie where the other's terrain has no height: no shares."


@dataclass(frozen=True)
class Rebuilt:
    """A run, and its world built again; None where that cannot be done."""

    side: RunSide
    world: World | None

    def placed(self, utc_s: float) -> Placed | None:
        """The link model, with the vehicles where they were."""
        return (
            None if self.world is None else Placed(self.world.link, whereabouts(self.side, self.world, utc_s))
        )


def link_reason(level: str, difference: EdgeDifference, a: Rebuilt, b: Rebuilt) -> Reason:
    """The link of both runs just after the earlier of the two edges, and the shares in the difference.

    Without the worlds only what the runs' files hold: margins, and the budget's share.

    Raises:
        InputError: a value of a run's files is not what it should be.
    """
    edge_utc_s = min(difference.a_utc_s, difference.b_utc_s)
    at = edge_utc_s + _JUST_AFTER_S
    ours, theirs = a.placed(at), b.placed(at)
    if ours is None or theirs is None:
        return _from_files(level, difference, edge_utc_s, a.side, b.side)
    views = link_view(ours.model, ours.places), link_view(theirs.model, theirs.places)
    found = _shares(level, ours, theirs)
    words = [] if found is not None else [_NO_SHARES]
    if level == "radio":
        before = [run.placed(edge_utc_s - 2.0 * _JUST_AFTER_S) for run in (a, b)]
        for name, placed, after in zip(("A", "B"), before, views, strict=True):
            words += [] if placed is None else jump(name, link_view(placed.model, placed.places), after)
    return Reason(
        level,
        difference.edge,
        edge_utc_s,
        "link",
        "clearance" if level == "sightline" else "margin",
        _there(views[0], a.side, at, ours),
        _there(views[1], b.side, at, theirs),
        _by_size(found or ()),
        tuple(words),
    )


def jump(name: str, before: LinkView, after: LinkView) -> list[str]:
    """That the margin of A or B leaps at an edge, and by what; nothing where it passes through zero as it should."""
    gained = after.margin_db - before.margin_db
    if not abs(gained) >= _LEAST_JUMP_DB:
        return []
    by_antennas = after.antenna_db - before.antenna_db
    cause = "antennas and bodies" if abs(by_antennas) > 0.5 * abs(gained) else "the path loss"
    margins = f"from {signed(before.margin_db, 2)} to {signed(after.margin_db, 2, 'dB')}"
    return [f"In {name} the margin jumps there, {margins}, by {cause}."]


def _shares(level: str, a: Placed, b: Placed) -> tuple[Share, ...] | None:
    """The shares in the clearance of the sightline, or in the margin; None where they cannot be told."""
    if level == "sightline":
        return shares(a, b, lambda view: view.clearance_m)
    found = shares(a, b, lambda view: view.antenna_db - view.path_loss_db)
    return None if found is None else (*found, *budget_shares(a.model.radio.budget, b.model.radio.budget))


def _there(view: LinkView, side: RunSide, utc_s: float, placed: Placed) -> LinkThere:
    return LinkThere(
        view.margin_db,
        view.path_loss_db,
        view.antenna_db,
        view.threshold_db,
        view.clearance_m,
        view.distance_m,
        view.obstacle,
        recorded_link(side, utc_s).margin_db,
        placed.places.words,
        section(placed.model, placed.places),
    )


def _from_files(level: str, difference: EdgeDifference, utc_s: float, a: RunSide, b: RunSide) -> Reason:
    """What the runs' own files tell: no ground in the way, and path loss and places not told apart."""
    at = utc_s + _JUST_AFTER_S
    ours, theirs = link_from_files(a, at), link_from_files(b, at)
    quantity: Quantity = "clearance" if level == "sightline" else "margin"
    found = () if level == "sightline" else (*recorded_budget_shares(a, b), *_recorded_shares(ours, theirs))
    return Reason(level, difference.edge, utc_s, "link", quantity, ours, theirs, _by_size(found))


def _recorded_shares(ours: LinkThere, theirs: LinkThere) -> tuple[Share, ...]:
    """What path loss and antennas, as the files have them to the hundredth, add to B's margin over A's."""
    pairs = (
        ("path loss: terrain, places, antenna heights, wave", ours.path_loss_db, theirs.path_loss_db, -1.0),
        ("antennas and bodies", ours.antenna_db, theirs.antenna_db, 1.0),
    )
    return tuple(
        Share(cause, sign * (other - one))
        for cause, one, other, sign in pairs
        if one is not None and other is not None and abs(other - one) >= _LEAST_ON_FILE
    )


def link_from_files(side: RunSide, utc_s: float) -> LinkThere:
    """The link of a run at an instant as its files have it."""
    link, threshold = recorded_link(side, utc_s), recorded_threshold_db(side)
    gain = None
    if link.margin_db is not None and link.path_loss_db is not None and threshold is not None:
        gain = link.margin_db - threshold + link.path_loss_db
    return LinkThere(
        link.margin_db, link.path_loss_db, gain, threshold, link.clearance_m, None, None, link.margin_db
    )


def _by_size(found: tuple[Share, ...]) -> tuple[Share, ...]:
    return tuple(sorted(found, key=lambda share: -abs(share.value)))
