"""Adding up when cells are seen: a numba kernel on plain arrays."""

from __future__ import annotations

import numpy as np

from relaysim.compiled import compiled


@compiled(counted=False)
def _change(n, before, now, at, first, last, open_least, open_most, least, most):  # type: ignore[no-untyped-def]
    """Note that cell n is seen otherwise from `at` on; signs as in `add_stand`."""
    if before == 0:
        least[n] = max(least[n], at - open_least[n])
    elif now == 0:
        open_least[n] = at
    if now == 1:
        if np.isnan(first[n]):
            first[n] = at
        most[n] = max(most[n], at - open_most[n])
    elif before == 1:
        last[n] = open_most[n] = at


@compiled()
def add_stand(seen, before, at, first, last, open_least, open_most, least, most):  # type: ignore[no-untyped-def]
    """Add a stand that begins at `at`, and ends the one before, to flat arrays of a number for every cell.

    seen, before: signs from this stand and from the one before, 1 yes, 0 no, -1 unknown. `first` is the begin of the first
    stand that sees the cell, `last` the end of the last one, nan for none. `open_*` is since when the cell is not
    seen, `least` and `most` the longest such time that has ended: for `least` an unknown stand is taken as one that sees
    the cell. What is seen now has no end yet.
    """
    at = np.float32(at)
    now, then = seen.reshape(-1), before.reshape(-1)
    whole = now.size - now.size % 8
    eights, eights_then = now[:whole].view(np.int64), then[:whole].view(np.int64)
    for eight in range(eights.size):  # neighbouring stands see nearly the same: eight cells at a glance
        if eights[eight] == eights_then[eight]:
            continue
        for n in range(8 * eight, 8 * eight + 8):
            if now[n] != then[n]:
                _change(n, then[n], now[n], at, first, last, open_least, open_most, least, most)
    for n in range(whole, now.size):
        if now[n] != then[n]:
            _change(n, then[n], now[n], at, first, last, open_least, open_most, least, most)
