"""Contact while the rover drives: looked for only where it could change an answer, and ever closer together there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from relaysim.planning.landing.silence import Contacts, deciding
from relaysim.planning.landing.stand_margins import APART, Margins, StandMargins

Indices = NDArray[np.intp]

# How far a margin may rise above both of its neighbours on the way, or fall below them, this many metres apart. Measured
# along 430 m of real drives to 9,000 cells within a kilometre: in 99.9 % of all cases it is less than 0.6, 1.1, 2.5, 5.2
# and 11.4 dB for 5, 10, 20, 40 and 80 m. An assumption for any other ground.
CHANGE_DB, CHANGE_DB_PER_M = 0.3, 0.14


def most_change_db(length_m: float) -> float:
    """How far the margin of a link may stray between two places of the rover, beyond those that it has there."""
    return CHANGE_DB + CHANGE_DB_PER_M * length_m


@dataclass(frozen=True, eq=False)
class _Piece:
    """Part of a leg that some places may be heard from.

    Attributes:
        begin, end: as shares of the leg's length.
        wanted: the places, rising; plain_db: (2, k) their margins at both ends, between isotropic antennas.
    """

    leg: int
    begin: float
    end: float
    wanted: Indices
    plain_db: Margins

    @property
    def middle(self) -> float:
        return (self.begin + self.end) / 2

    def only(self, keep: NDArray[np.bool_]) -> _Piece:
        return _Piece(self.leg, self.begin, self.end, self.wanted[keep], self.plain_db[:, keep])


def look_along_drives(
    margins: StandMargins,
    contacts: Contacts,
    plain_db: Margins,
    step_m: float,
    pool: Executor,
    say: Callable[[str], None],
) -> int:
    """Fills the legs of `contacts`; how many places of the rover on its way were looked at.

    A place is asked from the middle of a piece of a drive as long as that is longer than the step, its margin at one end
    is within `most_change_db` of closing, and contact would change an answer. What is left open so may be contact.

    plain_db: (stands, n) margins between isotropic antennas at the stands.
    """
    for n, drive in enumerate(contacts.drives):
        worst = plain_db[n : n + 2].min(axis=0) + margins.antennas.least_db
        contacts.legs[n].sure[:] = worst >= most_change_db(drive.length_m)
    pieces = [_first_piece(contacts, n, plain_db) for n in range(len(contacts.legs))]
    for piece in pieces:
        _unknown(contacts, piece)
    pieces = [_ambiguous(margins, contacts, piece) for piece in pieces]
    asked = 0
    while True:
        decides = list(deciding(contacts))
        ready, left = _sorted_out(contacts, pieces, decides, step_m)
        if not ready:
            break
        say(f"listening on the way, from {len(ready)} more places")
        pieces = left
        for piece, middle_db in zip(
            ready, pool.map(lambda one: _asked(margins, contacts, one), ready), strict=True
        ):
            pieces += _halved(margins, contacts, piece, middle_db)
        asked += len(ready)
    for piece in pieces:
        contacts.legs[piece.leg].may[piece.wanted] = True
    return asked


def _first_piece(contacts: Contacts, n: int, plain_db: Margins) -> _Piece:
    wanted = np.flatnonzero(contacts.between_closed(n))
    return _Piece(n, 0.0, 1.0, wanted, plain_db[n : n + 2, wanted])


def _unknown(contacts: Contacts, piece: _Piece) -> None:
    """Marks what unknown ground leaves open."""
    contacts.legs[piece.leg].may[piece.wanted[np.isnan(piece.plain_db).any(axis=0)]] = True


def _ambiguous(margins: StandMargins, contacts: Contacts, piece: _Piece) -> _Piece:
    """The places for which contact within the piece cannot be ruled out by its ends."""
    length_m = contacts.drives[piece.leg].length_m * (piece.end - piece.begin)
    best = piece.plain_db.max(axis=0, initial=-np.inf) + margins.antennas.most_db
    return piece.only(best + most_change_db(length_m) >= 0.0)


def _sorted_out(
    contacts: Contacts, pieces: Iterable[_Piece], decides: list[NDArray[np.bool_]], step_m: float
) -> tuple[list[_Piece], list[_Piece]]:
    """(pieces to be halved now, what is left as it is)."""
    ready, left = [], []
    for piece in pieces:
        now = decides[piece.leg][piece.wanted]
        if contacts.drives[piece.leg].length_m * (piece.end - piece.begin) <= step_m:
            now = np.zeros(now.shape, dtype=bool)
        if now.any():
            ready.append(piece.only(now))
        if not now.all():
            left.append(piece.only(~now))
    return ready, left


def _asked(margins: StandMargins, contacts: Contacts, piece: _Piece) -> tuple[Margins, Margins]:
    """(margins between isotropic antennas, with the real ones) from the middle of a piece."""
    stand = contacts.drives[piece.leg].stand(piece.middle)
    plain = margins.plain_db(stand, piece.wanted, apart=APART)
    return plain, (plain + margins.antennas_db(stand, piece.wanted)).astype(np.float32)


def _halved(
    margins: StandMargins, contacts: Contacts, piece: _Piece, middle_db: tuple[Margins, Margins]
) -> Iterator[_Piece]:
    """Notes the contacts from the middle; the halves in which the others may still be heard."""
    plain, margin = middle_db
    leg, drive = contacts.legs[piece.leg], contacts.drives[piece.leg]
    leg.add(drive.stand(piece.middle).start_utc_s, piece.wanted[margin >= 0.0])
    leg.may[piece.wanted[np.isnan(margin)]] = True
    for begin, end, edge in ((piece.begin, piece.middle, 0), (piece.middle, piece.end, 1)):
        ends = np.stack([piece.plain_db[edge], plain])
        half = _Piece(piece.leg, begin, end, piece.wanted, ends).only(margin < 0.0)
        half = _ambiguous(margins, contacts, half)
        if half.wanted.size:
            yield half
