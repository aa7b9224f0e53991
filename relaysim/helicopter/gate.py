"""The flight gate: may it take off now? A pure function that returns every check with its value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from relaysim.links.state import LinkState

Policy = Literal["takeoff", "whole-flight", "landing-site"]
POLICIES: tuple[Policy, ...] = ("takeoff", "whole-flight", "landing-site")


@dataclass(frozen=True)
class Check:
    """One check: what was asked, what was found, what is required."""

    name: str
    value: str
    limit: str
    passed: bool


@dataclass(frozen=True)
class GateInputs:
    """What the gate looks at.

    Attributes:
        awake: the helicopter is awake for this flight.
        commands_on_board: all parts of the flight's commands are there.
        software: (name of the software the flight needs, whether all its parts are loaded); None when it needs none.
        link: state of the link now; `margin_db` at the lowest rate (nan when unknown).
        whole_flight_margin_db, landing_margin_db: least margin at the lowest rate along the planned flight, and
            at its landing place; nan where the ground is unknown; looked at only by the policies that ask for it.
    """

    awake: bool
    commands_on_board: bool
    link: LinkState
    margin_db: float
    whole_flight_margin_db: float
    landing_margin_db: float
    software: tuple[str, bool] | None = None


def checks(inputs: GateInputs, policy: Policy) -> list[Check]:
    """Every check of an attempt, in order; the flight may start when all passed.

    An unknown link is not an open one: nan never passes.
    """
    found = [
        Check("awake", _yes(inputs.awake), "yes", inputs.awake),
        Check("commands on board", _yes(inputs.commands_on_board), "yes", inputs.commands_on_board),
        Check("link", inputs.link.value, "open", inputs.link is LinkState.OPEN),
        _margin("margin at take-off", inputs.margin_db),
    ]
    if inputs.software is not None:
        name, loaded = inputs.software
        found.append(Check(f"software {name} loaded", _yes(loaded), "yes", loaded))
    if policy == "whole-flight":
        found.append(_margin("least margin along the flight", inputs.whole_flight_margin_db))
    if policy == "landing-site":
        found.append(_margin("margin at the landing place", inputs.landing_margin_db))
    return found


def _yes(value: bool) -> str:
    return "yes" if value else "no"


def _margin(name: str, margin_db: float) -> Check:
    value = "unknown" if margin_db != margin_db else f"{margin_db:.2f} dB"
    return Check(name, value, ">= 0 dB", margin_db >= 0.0)
