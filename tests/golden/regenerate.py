"""Rewrites the golden summaries of the built-in scenarios: look at the difference before committing it."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import relaysim
from relaysim.scenario.builtin import builtin_scenarios

HERE = Path(__file__).parent


def main() -> None:
    for name, _ in builtin_scenarios():
        if name == "ingenuity-mission":  # as long as all others together: tests/simulation/test_mission.py
            continue
        with tempfile.TemporaryDirectory() as folder:
            run = relaysim.run(name, Path(folder) / "run")
            summary = json.loads((run / "summary.json").read_text(encoding="utf-8"))
        (HERE / f"{name}.json").write_text(
            json.dumps(summary, indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
        )
        print(f"{name}.json")


if __name__ == "__main__":
    main()
