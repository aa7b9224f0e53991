"""What the picture of one link is drawn from."""

from __future__ import annotations

from dataclasses import dataclass

from relaysim.links.single import LinkExplanation
from relaysim.links.way import Way
from relaysim.sightline import End


@dataclass(frozen=True, eq=False)
class LinkScene:
    """A link's two ends, its explanation, what lies along its way, its frequency, and the terrain's name."""

    first: End
    second: End
    found: LinkExplanation
    way: Way
    frequency_hz: float
    terrain_name: str
