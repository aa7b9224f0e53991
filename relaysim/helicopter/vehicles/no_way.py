"""There is no way from here to there for a vehicle."""

from __future__ import annotations

from collections.abc import Callable

Places = tuple[tuple[float, float], ...]


class NoWay(Exception):
    """A route that the vehicle cannot take at all.

    Attributes:
        waypoint: on the way to which it is, from 0.
        words: what stands in the way and what to do about it; {0}, {1} ... stand for the places.
        places: (x_m, y_m) of these, local.
    """

    def __init__(self, waypoint: int, words: str, places: Places = ()) -> None:
        super().__init__(words)
        self.waypoint, self.words, self.places = waypoint, words, places

    def told(self, place: Callable[[float, float], str]) -> str:
        """The words, with each place in those of the caller ("latitude 18.48000, longitude 77.36000")."""
        return self.words.format(*(place(x, y) for x, y in self.places))
