"""A scenario drafted from a terrain: its text, and the table of the rover's way."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from relaysim.draft.cruise import CLIMB_MPS, SPEED_MPS, cruise_m
from relaysim.draft.day import Day, day_on
from relaysim.draft.ground import Ground
from relaysim.draft.site import HELICOPTER_ANTENNA_M, ROVER_ANTENNA_M, Site
from relaysim.draft.way import Way

_HERE = Path(__file__).resolve().parent
_PLAIN = re.compile(r"[A-Za-z/][\w./+-]*")
_COMMENT_COLUMN = 35


@dataclass(frozen=True)
class Draft:
    """What a draft is made of.

    file        its name, as it is typed at a prompt in its folder: for the commands that its comments show
    name        of the scenario
    terrain     as the scenario names it
    way         of the rover
    """

    file: str
    name: str
    terrain: str
    ground: Ground
    site: Site
    way: Way

    @property
    def day(self) -> Day:
        """The local day of the place."""
        return day_on(self.ground.body)

    def scenario_text(self) -> str:
        """The commented scenario."""
        environment = Environment(
            loader=FileSystemLoader(_HERE),
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            undefined=StrictUndefined,
        )
        environment.filters.update(yaml=scalar, degrees=lambda angle_deg: f"{angle_deg:.6f}")
        text = environment.get_template("scenario.yaml.j2").render(self._view())
        return re.sub(r"[ \t]+$", "", text, flags=re.MULTILINE)

    def landing_words(self) -> str:
        """How the first flight's landing place lies to the rover's start."""
        site = self.site
        if not site.hidden_m:
            return f"{site.distance_m:.0f} m from the rover, in sight: no ground near hides a place from it"
        return f"{site.distance_m:.0f} m from the rover, behind ground {site.hidden_m:.1f} m above the straight line"

    def _view(self) -> Mapping[str, Any]:
        """What the template asks for."""
        day, site, way = self.day, self.site, self.way
        return {
            "file": self.file, "name": self.name, "title": f"A first draft on {Path(self.terrain).name}"[:200], "terrain": self.terrain,
            "day": day, "day_zero": day.zero_utc(site.rover[1], way.first_utc_s),
            "body": day.body, "radius_m": self.ground.body.equatorial_radius_m,
            "polar_radius_m": self.ground.body.polar_radius_m,
            "cell_m": self.ground.cell_m, "site": site, "way": way,
            "rover_antenna_m": ROVER_ANTENNA_M, "helicopter_antenna_m": HELICOPTER_ANTENNA_M,
            "cruise_m": partial(cruise_m, self.ground.terrain), "speed_mps": SPEED_MPS, "climb_mps": CLIMB_MPS,
            "landing_words": self.landing_words(), "second_day": 4 + way.days_on(day), "pad": pad,
        }  # fmt: skip


def scalar(text: str) -> str:
    """Text as one YAML scalar, in quotes where it needs them."""
    return text if _PLAIN.fullmatch(text) else json.dumps(text, ensure_ascii=False)


def pad(text: str, used: int) -> str:
    """The spaces from a value that begins in column `used` to the comment after it."""
    return " " * max(1, _COMMENT_COLUMN - used - len(text))
