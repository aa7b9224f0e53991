"""The stretches of a contact in which one mode is the fastest that closes."""

from __future__ import annotations

from relaysim.radio.budget import Budget, Mode

Samples = list[tuple[float, float]]  # (instant, total loss)


def mode_stretches(budget: Budget, samples: Samples) -> list[tuple[Mode, Samples]]:
    """(mode, its samples) in time; the last sample of a stretch is where the next begins, or the contact ends.

    A stretch without a length is none, but for the first: a contact may be that short.
    """
    found: list[tuple[Mode, Samples]] = []
    for instant, loss in samples:
        if found:
            found[-1][1].append((instant, loss))
        mode = budget.highest_closing_mode(loss)
        if mode is not None and not (found and found[-1][0] is mode):
            found.append((mode, [(instant, loss)]))
    return [row for n, row in enumerate(found) if n == 0 or row[1][-1][0] > row[1][0][0]]
