"""Adding up when cells are seen: a numba kernel on plain arrays."""

from __future__ import annotations

import numpy as np

from relaysim.compiled import compiled


@compiled(counted=False)
def _add(n, sign, begin, end, first, last, open_least, open_most, least, most):  # type: ignore[no-untyped-def]
    """Add a stand that sees cell n, or that may see it."""
    least[n] = max(least[n], begin - open_least[n])
    open_least[n] = end
    if sign == 1:
        if np.isnan(first[n]):
            first[n] = begin
        last[n] = end
        most[n] = max(most[n], begin - open_most[n])
        open_most[n] = end


@compiled()
def add_stand(seen, begin, end, first, last, open_least, open_most, least, most):  # type: ignore[no-untyped-def]
    """Add a stand from `begin` to `end` to flat arrays of a number for every cell.

    seen: 1 yes, 0 no, -1 unknown, shape (rows, columns). `first` is the begin of the first stand that sees the cell,
    `last` the end of the last one, nan for none. `open_*` is since when the cell has not been seen, `least` and
    `most` the longest such time that has ended: for `least` an unknown stand is taken as one that sees the cell.
    """
    flat = seen.reshape(-1)
    begin, end = np.float32(begin), np.float32(end)
    eights = flat[: flat.size - flat.size % 8].view(np.int64)  # most cells are not seen: eight at a glance
    for eight in range(eights.size):
        if eights[eight] == 0:
            continue
        for n in range(8 * eight, 8 * eight + 8):
            if flat[n] != 0:
                _add(n, flat[n], begin, end, first, last, open_least, open_most, least, most)
    for n in range(8 * eights.size, flat.size):
        if flat[n] != 0:
            _add(n, flat[n], begin, end, first, last, open_least, open_most, least, most)
