"""An instant as an option names it."""

from __future__ import annotations

from relaysim.clock.local_clock import LocalClock
from relaysim.errors import InputError
from relaysim.scenario.times import InstantForm, Reading


def read_instant(clock: LocalClock, text: str, option: str) -> float:
    """The instant that a text names, UTC or local, s since 1970.

    Raises: InputError with the option's name.
    """
    try:
        return InstantForm().read(text, Reading(clock))
    except ValueError as error:
        raise InputError(f"{option}: {error}") from error
