"""The whole mission, run: which flights went as recorded, which not and why, nights without charge, the long silence."""

from __future__ import annotations

import csv
import json
import re
import tempfile
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markdown_parts import numbers, table

import relaysim
from flight_record.record import SCENARIO, recorded
from relaysim.scenario.loader import load_scenario

MODES = ("replay", "observe")
HEADING = re.compile(r"^### On `([^`]+)`", re.MULTILINE)
SILENT_AFTER = "52"


@dataclass(frozen=True)
class Played:
    """What one run left: its summary and its tables."""

    summary: dict[str, Any]
    flights: list[dict[str, str]]
    blackouts: list[dict[str, str]]
    power: list[dict[str, str]]

    @property
    def misses(self) -> list[dict[str, Any]]:
        return list(self.summary["replay"]["misses"])

    def missed(self, *outcomes: str) -> list[dict[str, Any]]:
        """Misses of these outcomes; of all without any."""
        return [one for one in self.misses if not outcomes or one["outcome"] in outcomes]


def play(mode: str, terrain: str | None) -> Played:
    """Run the mission with a gate of this mode on its own terrain, or on another."""
    with tempfile.TemporaryDirectory() as folder:
        run = relaysim.run(SCENARIO, Path(folder) / "run", overrides=[f"gate.mode={mode}"], terrain=terrain)
        return Played(
            json.loads((run / "summary.json").read_text(encoding="utf-8")),
            *(_rows(run / f"{name}.csv") for name in ("flights", "blackouts", "power")),
        )


def section(rasters: list[str]) -> str:
    """Text and tables: the terrain of the scenario first, then each raster."""
    parts = [
        "## 7. The mission",
        f"`relaysim run {SCENARIO}` flies all flights in their order. In a *replay* a flight that the gate refuses is tried again until the next recorded "
        "take-off; if it never may, it is held, and the helicopter is put where the record has it. With `gate.mode=observe` every flight goes as recorded, and "
        "the gate only says what it would have said. All real flights did take off: each that is refused is a miss of the model, unless the link crosses ground that "
        "the terrain does not know. There nothing can be said. The faults of flights 6 and 53 are injected by the scenario. With `observe` nothing ends a flight early, "
        "LAND_NOW neither.",
    ]
    for terrain in [None, *rasters]:
        parts += _on({mode: play(mode, terrain) for mode in MODES})
    return "\n\n".join(parts)


def faults(text: str) -> list[str]:
    """What is wrong with the form of a section 7, in words; empty for nothing."""
    source = load_scenario(SCENARIO).model.terrain.source
    own = source if isinstance(source, str) else source[0]
    found, terrains = [], HEADING.findall(text)
    if not terrains or terrains[0] != own:
        found.append(f"section 7 was made on {terrains[:1] or 'nothing'}, the scenario has {own}")
    for terrain, part in zip(terrains, HEADING.split(text)[2::2], strict=True):
        rows = _first_table(part)
        try:
            sums = [sum(int(rows[name][n].split(":")[0]) for name in PARTS) for n in range(2)]
            total = int(rows["flights"][0])
        except (KeyError, IndexError, ValueError) as error:
            found.append(f"{terrain}: the table has not the rows it should: {error}")
            continue
        if sums != [total, total]:
            found.append(f"{terrain}: {sums} flights told of {total}")
    return found


def _first_table(part: str) -> dict[str, list[str]]:
    """The cells of the first table's rows, by the first of each."""
    shown = part[part.index("| ") :].split("\n\n")[0] if "| " in part else ""
    rows = ([cell.strip() for cell in line.split("|")[1:-1]] for line in shown.split("\n"))
    return {cells[0]: cells[1:] for cells in rows if cells}


# The outcomes of a miss in summary.json, as the page calls them; with those as recorded they are all flights.
OUTCOMES = {
    "late": "late",
    "held for good": "held",
    "refused, but flown as recorded": "refused, but flown as recorded",
}
PARTS = ("as recorded", *OUTCOMES)


def _on(played: dict[str, Played]) -> list[str]:
    replay, observe = (played[mode] for mode in MODES)
    both = (replay, observe)
    terrain = replay.summary["terrain"]
    rows = [
        ("flights", *(str(one.summary["replay"]["flights"]) for one in both)),
        ("as recorded", *(str(one.summary["replay"]["as_recorded"]) for one in both)),
        *((name, *(_count(one.missed(outcome)) for one in both)) for name, outcome in OUTCOMES.items()),
        ("of these over unknown ground", *(_count([m for m in one.misses if m["link"] == "unknown"]) for one in both)),
        ("of these with a closed link", *(_count([m for m in one.misses if m["link"] == "closed"]) for one in both)),
        ("how they ended", *(_outcomes(one) for one in both)),
        ("landed with less charge than the reserve", *(_into_reserve(one) for one in both)),
        ("ended by LAND_NOW", *(_ended(one) for one in both)),
        ("sols on which the charge gave out (documented: every night from sol 426)", *(_nights(one) for one in both)),
        *((f"silence after flight {SILENT_AFTER}, {level}", *(_silence(one, level) for one in both)) for level in ("session", "radio")),
        ("sessions: contact, failed, unknown", *(_sessions(one) for one in both)),
    ]  # fmt: skip
    return [
        f"### On `{terrain}`",
        table(("", "replay", "observe"), rows),
        f"Documented: {_documented(replay)}.",
        "What was refused at the recorded take-off, and by which checks; the margin is that of the lowest rate at take-off in `observe`, where it is known:",
        table(
            ("flights", "in the replay", "link then", "refused by", "margin, dB"), _reasons(replay, observe)
        ),
    ]


def _reasons(replay: Played, observe: Played) -> list[tuple[str, ...]]:
    margin = {
        int(row["flight"]): float(row["margin_at_takeoff_db"])
        for row in observe.flights
        if row["margin_at_takeoff_db"]
    }
    groups: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    days: dict[int, float] = {}
    for one in replay.misses:
        groups[one["outcome"], one["link"], ", ".join(one["checks"])].append(one["flight"])
        days[one["flight"]] = one["late_days"] or 0.0
    found: list[tuple[str, ...]] = []
    for (outcome, link, checks), flights in sorted(groups.items(), key=lambda item: item[1]):
        if outcome == "late":
            outcome = "late by " + ", ".join(_days(days[flight]) for flight in flights) + " days"
        known = [f"{margin[flight]:+.1f}" for flight in flights if flight in margin]
        found.append((numbers(flights), outcome, link, checks, ", ".join(known)))
    only = [one for one in observe.misses if one["flight"] not in {m["flight"] for m in replay.misses}]
    for one in only:
        known = [f"{margin[one['flight']]:+.1f}"] if one["flight"] in margin else []
        found.append((numbers([one["flight"]]), "as recorded; refused in `observe` only", one["link"], ", ".join(one["checks"]), ", ".join(known)))  # fmt: skip
    return found


def _days(days: float) -> str:
    return f"{days:.1f}" if days >= 0.05 else "less than 0.1"


def _count(misses: list[dict[str, Any]]) -> str:
    return f"{len(misses)}: {numbers(one['flight'] for one in misses)}" if misses else "0"


def _ended(one: Played) -> str:
    ended = [row for row in one.flights if row["land_now_condition"]]
    return "; ".join(f"flight {row['flight']}, {row['land_now_condition']}" for row in ended) or "none"


def _outcomes(one: Played) -> str:
    counts = Counter(row["outcome"] for row in one.flights)
    return ", ".join(f"{count} {what.replace('_', ' ')}" for what, count in sorted(counts.items()))


def _into_reserve(one: Played) -> str:
    power = recorded().power.plan.battery
    left = {int(row["flight"]): row["charge_at_landing_wh"] for row in one.flights}
    low = [flight for flight, wh in left.items() if wh and float(wh) < power.reserve_wh]
    return f"{len(low)}: {numbers(low)}" if low else "none"


def _nights(one: Played) -> str:
    sols = [int(row["sol"]) for row in one.power if int(row["brown_outs"])]
    prescribed = sum(float(row["scripted_wh"]) > 0.0 for row in one.power)
    script = f", {prescribed} of them prescribed" if prescribed else ""
    return f"{len(sols)}{script}: {numbers(sols, 'sol')}" if sols else "none"


def _silence(one: Played, level: str) -> str:
    """The blackout of a level within which that flight landed."""
    landed = next(row["landing_utc"] for row in one.flights if row["flight"] == SILENT_AFTER)
    for row in one.blackouts:
        if landed and row["level"] == level and row["start_utc"] <= landed < row["end_utc"]:
            return f"sol {row['start_sol']} to {row['end_sol']}, {float(row['duration_sols']):.1f} sols ({row['cause']})"
    return "none"


def _sessions(one: Played) -> str:
    counts = one.summary["counts"]
    return ", ".join(str(counts[f"sessions_{what}"]) for what in ("contact", "failed", "unknown"))


def _documented(one: Played) -> str:
    told = next(
        a
        for a in one.summary["answers"]
        if a["level"] == "happened" and f"flight {SILENT_AFTER}" in a["what"]
    )
    return f"silence after flight {SILENT_AFTER} from sol {told['start_sol']} to {told['end_sol']}, {told['duration_sols']:.1f} sols"


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
