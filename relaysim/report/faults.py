"""What of a run could not be read or shown, gathered so that the page can say so and show the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from relaysim.errors import InputError
from relaysim.report.node import MEND

T = TypeVar("T")
U = TypeVar("U")


class Faults:
    """Sentences about what is missing, each once, in the order in which it was found."""

    def __init__(self, sentences: Iterable[str] = (), lost: Iterable[str] = ()) -> None:
        self._sentences: list[str] = list(sentences)
        self._lost: set[str] = set(lost)

    @property
    def sentences(self) -> tuple[str, ...]:
        """What could not be read or shown; empty for a run that is whole."""
        return tuple(self._sentences)

    @property
    def lost(self) -> frozenset[str]:
        """The names of the files that are not whole: that they hold nothing does not mean that there was nothing."""
        return frozenset(self._lost)

    def note(self, sentence: str, file: str = "") -> None:
        """Add a sentence, and the name of the file that is not whole."""
        if sentence not in self._sentences:
            self._sentences.append(sentence)
        if file:
            self._lost.add(file)

    def part(self, make: Callable[[], T], otherwise: U) -> T | U:
        """What `make` answers; `otherwise`, and a sentence more, where a file holds what it should not.

        Values that are of the right kind but make no sense (a year 9 * 10^9) are faults of the file as well.
        """
        try:
            return make()
        except InputError as error:
            message = str(error).removesuffix(f"; {MEND}")
            self.note(message, message.partition(":")[0].partition(" row ")[0])
        except (ArithmeticError, ValueError) as error:
            self.note(f"a part of the page is left out: its values make no sense ({error})")
        return otherwise
