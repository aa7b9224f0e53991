"""When the places around a route are seen from it, and for how long they are not."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from relaysim.errors import InputError, NoResult
from relaysim.sightline.disc import beyond
from relaysim.sightline.ends import End
from relaysim.sightline.fan import halves
from relaysim.sightline.outlook import check_heights, look_out
from relaysim.sightline.surface import Floats, Heights, Surface
from relaysim.sightline.viewshed import THREADS

_CELLS_AT_A_TIME = 250_000

Signs = NDArray[np.int8]
Times = NDArray[np.float32]


@dataclass(frozen=True)
class Stands:
    """Where an antenna stands, and when: at place n from time[n] to time[n + 1], at the last one until `until`.

    Arrays (or lists) of one length: places in degrees, the antenna's height above the ground there in metres, and ascending
    times in any unit.
    """

    latitude_deg: Floats
    longitude_deg: Floats
    antenna_m: Floats
    time: Floats
    until: float

    def __post_init__(self) -> None:
        for name in ("latitude_deg", "longitude_deg", "antenna_m", "time"):
            object.__setattr__(self, name, np.asarray(getattr(self, name), dtype=np.float64))

    def check(self) -> None:
        """Refuses stands that are none, or out of order.

        Raises: InputError.
        """
        arrays = self.latitude_deg, self.longitude_deg, self.antenna_m, self.time
        if any(np.shape(values) != (np.size(self.time),) for values in arrays):
            raise InputError(
                "the stands' places, antennas and times differ in number: give one of each for every stand"
            )
        if np.size(self.time) == 0:
            raise InputError("no stands: give at least one place with its time")
        times = np.append(self.time, self.until)
        if not (np.isfinite(times).all() and (np.diff(times) >= 0.0).all()):
            raise InputError(
                "the times of the stands do not ascend: sort them, and let the last one end after it began"
            )

    def end(self, n: int) -> End:
        """The antenna at stand n."""
        return End(float(self.latitude_deg[n]), float(self.longitude_deg[n]), float(self.antenna_m[n]))


@dataclass(frozen=True)
class BlackoutMap:
    """When each cell of a raster is seen from the stands of a route; shape (rows, columns), in the stands' unit.

    first_visible: begin of the first stand from which a target in the cell is seen; nan: from none.
    last_visible: end of the last one; nan: none.
    longest_without_at_least: longest unbroken time without sight of it, where unknown ground is taken to hide
        nothing; the begin and the end of the route bound it.
    longest_without_at_most: the same, where unknown ground is taken to hide it.
    All are nan where the cell's own ground is unknown, and where the cell is beyond the radius of every stand. From a
    stand whose radius it is beyond a cell is not seen.
    """

    first_visible: Times
    last_visible: Times
    longest_without_at_least: Times
    longest_without_at_most: Times


def blackout_map(
    terrain: Surface,
    stands: Stands,
    target_m: float,
    *,
    radius_m: float | None = None,
    threads: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> BlackoutMap:
    """For every cell: when a target there is first and last seen from a route, and how long at most it is not.

    `target_m` is the target's height above the ground at the cell's centre. Whether it is seen is as exact as a
    viewshed (see `relaysim.sightline.viewshed`); times are exact to float32. `progress` is told how many stands are done,
    of how many.

    Raises: InputError for no stands, times that do not ascend, heights that are negative or no numbers, a radius
    within which a stand has no cell; NoResult for a stand outside the raster or on unknown ground.
    """
    stands.check()
    for antenna_m in stands.antenna_m:
        check_heights(float(antenna_m), target_m, radius_m)
    tally = _Tally(terrain.heights_m, float(stands.time[0]), limited=radius_m is not None)
    for n, sights in enumerate(_seen_in_turn(terrain, stands, target_m, radius_m, threads or THREADS)):
        tally.look(sights)
        tally.add(sights.signs, float(stands.time[n]))
        if progress is not None:
            progress(n + 1, stands.time.size)
    return tally.closed(stands.until)


class _Sights(NamedTuple):
    """What is seen of the whole raster from one place: 1 yes, 0 no, -1 unknown.

    beyond: which nodes of a window lie beyond the radius, and where the window begins; None without a radius.
    """

    signs: Signs
    beyond: NDArray[np.bool_] | None
    first_row: int
    first_column: int


def _seen_in_turn(
    terrain: Surface, stands: Stands, target_m: float, radius_m: float | None, threads: int
) -> Iterator[_Sights]:
    """What is seen from each stand, in their order; a few are worked on at a time."""
    terrain.ceilings  # noqa: B018 - made once, before the threads ask for it
    with ThreadPoolExecutor(threads) as pool:
        coming: deque[Future[_Sights]] = deque()
        for n in range(stands.time.size):
            coming.append(pool.submit(_seen_from, terrain, stands, n, target_m, radius_m))
            if len(coming) > threads:
                yield coming.popleft().result()
        while coming:
            yield coming.popleft().result()


def _seen_from(terrain: Surface, stands: Stands, n: int, target_m: float, radius_m: float | None) -> _Sights:
    """What is seen from stand n; says which one it is where that fails."""
    try:
        return _seen(terrain, stands.end(n), target_m, radius_m)
    except (InputError, NoResult) as error:
        raise type(error)(
            f"stand {n + 1} of {stands.time.size}, at time {stands.time[n]:g}: {error}"
        ) from error


def _seen(terrain: Surface, observer: End, target_m: float, radius_m: float | None) -> _Sights:
    """What is seen from one place."""
    outlook = look_out(terrain, observer, radius_m)
    rows, columns = outlook.heights_m.shape
    seen, far = np.zeros((rows, columns), dtype=np.int8), None
    for half in halves(terrain, outlook, radius_m):
        half.sweep(outlook, target_m, seen)
    if radius_m is not None:
        far = beyond(terrain, observer, outlook, radius_m)
        seen[far] = 0
    if outlook.column == round(outlook.column) and outlook.row == round(outlook.row):
        seen[round(outlook.row), round(outlook.column)] = 1
    top, left = outlook.first_row, outlook.first_column
    if (rows, columns) == terrain.heights_m.shape:
        return _Sights(seen, far, top, left)
    whole = np.zeros(terrain.heights_m.shape, dtype=np.int8)
    whole[top : top + rows, left : left + columns] = seen
    return _Sights(whole, far, top, left)


class _Tally:
    """What is known of every cell so far; times count from the route's begin.

    first, last: as in the map; open_least, open_most: since when it has not been seen; least, most: the longest such
    time that has ended; before: what the latest stand sees; unknown, blank: the cells that have no answer, for
    their ground is unknown, or, where sight is limited, for they are beyond the radius of all stands so far.
    """

    def __init__(self, heights_m: Heights, begin: float, *, limited: bool) -> None:
        self.begin, self.unknown = begin, np.isnan(heights_m)
        self.blank = np.ones(heights_m.shape, dtype=bool) if limited else self.unknown
        self.before: Signs = np.zeros(heights_m.shape, dtype=np.int8)
        self.first, self.last = (np.full(heights_m.shape, np.nan, dtype=np.float32) for _ in range(2))
        # Zeros take no memory before they are written to, and most cells never change.
        self.open_least, self.open_most, self.least, self.most = (
            np.zeros(heights_m.shape, dtype=np.float32) for _ in range(4)
        )

    def look(self, sights: _Sights) -> None:
        """Note which cells are within the radius of one more stand."""
        far = sights.beyond
        if far is not None:
            (rows, columns), top, left = far.shape, sights.first_row, sights.first_column
            self.blank[top : top + rows, left : left + columns] &= far

    def add(self, seen: Signs, begin: float) -> None:
        """One more stand."""
        from relaysim.sightline.tally import add_stand

        arrays = (self.first, self.last, self.open_least, self.open_most, self.least, self.most)
        add_stand(seen, self.before, begin - self.begin, *(a.reshape(-1) for a in arrays))
        self.before = seen

    def closed(self, until: float) -> BlackoutMap:
        """The map, at the route's end; it is made of the tally's own arrays, some rows at a time."""
        self.add(np.zeros_like(self.before), until)
        whole = np.float32(until - self.begin)
        rows, columns = self.unknown.shape
        for top in range(0, rows, high := max(_CELLS_AT_A_TIME // columns, 1)):
            here = np.s_[top : top + high]
            blank = self.unknown[here] | self.blank[here]
            for done, since in ((self.least, self.open_least), (self.most, self.open_most)):
                done[here] = np.where(blank, np.nan, np.maximum(done[here], whole - since[here]))
            for times in (self.first, self.last):
                times[here] = np.where(blank, np.nan, times[here].astype(np.float64) + self.begin)
        return BlackoutMap(self.first, self.last, self.least, self.most)
