"""What our own JSON files say beside the plan, under a key that their readers pass over: epoch and names of nodes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from relaysim.clock.utc import format_utc, parse_utc
from relaysim.plans.draft import Draft

KEY = "relaysim"
UNIX = "1970-01-01T00:00:00Z"


def statement(epoch_utc_s: float, extra: Mapping[str, Any], remarks: tuple[str, ...]) -> dict[str, Any]:
    """The object under the key `relaysim`."""
    found: dict[str, Any] = {
        "times": "seconds from epoch, at the sender",
        "epoch": format_utc(epoch_utc_s),
        **extra,
    }
    return found | ({"notes": list(remarks)} if remarks else {})


def epoch_of(data: Mapping[str, Any], draft: Draft, given: float | None) -> float:
    """What the times of a file count from: as it states, or else as given; a fault if neither says it."""
    stated = data.get(KEY)
    epoch = stated.get("epoch") if isinstance(stated, Mapping) else None
    if isinstance(epoch, str):
        try:
            return parse_utc(epoch)
        except ValueError as error:
            draft.fault(0, f"{KEY}.epoch", str(error))
            return 0.0
    if given is None:
        draft.fault(
            0, "", f"the file does not say what its times count from: give the epoch (Unix times: {UNIX})"
        )
        return 0.0
    return given


def names_of(data: Mapping[str, Any]) -> dict[int, str]:
    """The names of nodes by their numbers, as far as a file states them."""
    stated = data.get(KEY)
    nodes = stated.get("nodes") if isinstance(stated, Mapping) else None
    if not isinstance(nodes, Mapping):
        return {}
    return {
        int(n): name for n, name in nodes.items() if n.isdecimal() and len(n) < 18 and isinstance(name, str)
    }
