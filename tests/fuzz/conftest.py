"""One fixture: the hunt on a surface, which fails with what it found."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.fuzz.hunt import Case, hunt


@pytest.fixture
def no_flaw() -> Callable[[str, float, Case], None]:
    """no_flaw(surface, share of all cases, case): asks them, and fails with every flaw found."""

    def look(surface: str, share: float, case: Case) -> None:
        found = hunt(surface, share, case).found
        assert not found, "\n\n".join(found.values())

    return look
