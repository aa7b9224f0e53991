"""Named random streams: what one source draws depends on the seed and its name alone."""

from __future__ import annotations

from relaysim.streams import Streams


def drawn(streams: Streams, name: str, count: int = 5) -> list[float]:
    return [float(streams.named(name).random()) for _ in range(count)]


def test_the_same_seed_and_name_draw_the_same() -> None:
    """Two runs of one seed are one run."""
    assert drawn(Streams(52), "orbiter passes") == drawn(Streams(52), "orbiter passes")


def test_another_source_of_chance_shifts_nothing() -> None:
    """Draws of other names, before and between, leave a stream's own draws as they were."""
    alone = drawn(Streams(52), "retries rover")
    streams, among = Streams(52), []
    drawn(streams, "a new source", 3)
    for _ in range(5):
        among += drawn(streams, "retries rover", 1)
        drawn(streams, "retries helicopter", 7)
    assert among == alone


def test_another_seed_draws_other_numbers() -> None:
    """Seeds next to each other, and names that differ by a letter, have nothing in common."""
    rows = [tuple(drawn(Streams(seed), name)) for seed in (0, 1, 2**31, 2**63) for name in ("a", "b", "")]
    assert len({value for row in rows for value in row}) == len(rows) * 5


def test_a_stream_goes_on_where_it_was() -> None:
    """Asking for a stream again gives the same one, not its beginning."""
    streams = Streams(7)
    assert streams.named("x") is streams.named("x")
    first, second = drawn(streams, "x"), drawn(streams, "x")
    assert first + second == drawn(Streams(7), "x", 10)
    assert first != second
