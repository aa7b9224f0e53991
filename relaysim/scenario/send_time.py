"""When commands are ready on Earth: once ("sol 58 08:00 LMST") or every local day ("daily 08:00 LMST")."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from relaysim.scenario.scalars import Scalar, show
from relaysim.scenario.times import TIME_OF_DAY_PATTERN, InstantForm, TimeOfDayForm

DAILY = "daily"
_INSTANT, _TIME = InstantForm(), TimeOfDayForm()


@dataclass(frozen=True)
class Send:
    """Once, at an instant, or daily, at a time of the local dial; the other is None."""

    utc_s: float | None = None
    seconds_of_day: float | None = None


@dataclass(frozen=True)
class SendForm(Scalar):
    """An instant, or the word daily and a time of day."""

    def read(self, value: object, context: Any) -> Send:
        """When they are sent."""
        if isinstance(value, str) and value.split()[:1] == [DAILY]:
            return Send(seconds_of_day=_TIME.read(value.strip()[len(DAILY) :].strip(), context))
        if isinstance(value, str) and ":" in value.split(" ")[0] and "T" not in value.split(" ")[0]:
            raise ValueError(
                f"{show(value)} is a time of day: write '{DAILY} {value.strip()}', or name the day"
            )
        return Send(utc_s=_INSTANT.read(value, context))

    def json_schema(self) -> dict[str, Any]:
        """A string with a pattern and examples."""
        instant = _INSTANT.json_schema()["pattern"]
        pattern = rf"({instant})|(^\s*{DAILY} +{TIME_OF_DAY_PATTERN}\s*$)"
        return {
            "type": "string",
            "pattern": pattern,
            "examples": ["daily 08:00 LMST", "sol 58 08:00 LMST", "2021-04-19T00:00:00Z"],
        }


SendTime = Annotated[Send, SendForm()]
