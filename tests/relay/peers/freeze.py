"""Writes what aiodtnsim answers on the plans of mission_plans.py and exported_plans.py: `python tests/relay/peers/freeze.py`.

Needs aiodtnsim 0.3.1 and dtn-tvg-util 0.1.6 (`pip install relaysim[peers]`). tests/relay/test_aiodtnsim.py reads the files, and
where both are installed holds them against a new answer.
"""

from __future__ import annotations

import json
from importlib.metadata import version
from pathlib import Path

from aiodtnsim_run import deliveries
from exported_plans import CASES as EXPORTED
from mission_plans import CASES as MADE
from mission_plans import Case

HERE = Path(__file__).parent
CASES = MADE | EXPORTED


def answer(case: Case) -> list[float | None]:
    """When each product of the traffic is delivered, to the millisecond."""
    return [None if at is None else round(at, 3) for at in deliveries(case.contacts, case.traffic)]


def main() -> None:
    for name, make in CASES.items():
        programs = ", ".join(f"{one} {version(one)}" for one in ("aiodtnsim", "dtn-tvg-util"))
        origin = f"{programs}, NGSABRNode; plan and traffic {name} of {'mission' if name in MADE else 'exported'}_plans.py; by freeze.py"
        text = json.dumps(
            {"origin": origin, "delivered_s": answer(make())}, separators=(", ", ": "), indent=None
        )
        (HERE / f"{name}.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
