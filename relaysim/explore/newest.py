"""Only the newest question of a kind is worth an answer: a drag asks faster than maps are made."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import TypeVar

Made = TypeVar("Made")

# Pages that may be open at a time; of those before, the number of the last question is forgotten.
_MOST_PAGES = 32


class Stale(Exception):  # not an error of anybody's: the answer would be of no use
    """A newer question of this kind has come."""


class Lane:
    """Answers questions of one kind one at a time. Of those that wait, and of that at work, only the newest goes on."""

    def __init__(self) -> None:
        self._working, self._noting = threading.Lock(), threading.Lock()
        self._newest: OrderedDict[str, int] = OrderedDict()
        self._closed = False

    def answer(self, page: str, number: int, work: Callable[[Callable[[], None]], Made]) -> Made:
        """What the work makes of a page's question.

        Args:
            number: rises from question to question of one page.
            work: is given what it calls now and then; that raises Stale once the question is not the newest any more.

        Raises: Stale; whatever the work raises.
        """
        self._note(page, number)

        def go_on() -> None:
            if self._closed or self._newest.get(page, number) > number:
                raise Stale

        with self._working:
            go_on()
            return work(go_on)

    def close(self) -> None:
        """No question is worth an answer any more."""
        self._closed = True

    def _note(self, page: str, number: int) -> None:
        with self._noting:
            self._newest[page] = max(number, self._newest.get(page, number))
            self._newest.move_to_end(page)
            while len(self._newest) > _MOST_PAGES:
                self._newest.popitem(last=False)
