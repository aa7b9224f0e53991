"""The long hunt: python tests/fuzz/fuzz.py [--cases 10000] [--seed N] [--kept DIR] [WHICH].

Asks that many cases over all surfaces and prints a line of the log for each. What breaks the rule is left in DIR, as small
as it could be made, in the form of tests/fuzz/kept: moved there it stays a test.
"""

from __future__ import annotations

import argparse
import json
import os
import secrets
import subprocess
import sys
import tempfile
from pathlib import Path

HOME = Path(__file__).resolve().parents[2]


def main() -> int:
    """Exit code 1 if anything was found."""
    options = argparse.ArgumentParser(description="Look for input that relaysim does not bear.")
    options.add_argument("which", nargs="?", default="", help="only tests whose name has this in it")
    options.add_argument("--cases", type=int, default=10_000)
    options.add_argument("--seed", type=int, default=secrets.randbelow(1_000_000))
    options.add_argument("--kept", type=Path, default=Path("fuzz-found"))
    asked = options.parse_args()
    print(f"{asked.cases:,} cases, seed {asked.seed}, what is found goes to {asked.kept}", flush=True)
    with tempfile.NamedTemporaryFile(suffix=".jsonl") as log:
        settings = {"CASES": asked.cases, "SEED": asked.seed, "KEPT": asked.kept.absolute(), "LOG": log.name}
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "tests/fuzz", "-q", "--tb=no", "--show-capture=no", "-k", f"test_no_ {asked.which and 'and'} {asked.which}",
             "-p", "no:cacheprovider"],
            cwd=HOME, check=False,
            env=os.environ | {f"RELAYSIM_FUZZ_{name}": str(value) for name, value in settings.items()},
        )  # fmt: skip
        lines = [json.loads(line) for line in Path(log.name).read_text(encoding="utf-8").splitlines()]
    print(table(lines))
    return done.returncode


def table(lines: list[dict[str, object]]) -> str:
    """The log as the table of docs/robustness.md."""
    rows = [
        (str(one["surface"]), int(str(one["cases"])), len(list(one["found"])), float(str(one["seconds"])))
        for one in lines
    ]  # type: ignore[call-overload]
    rows.append(("together", *(sum(row[n] for row in rows) for n in (1, 2, 3))))  # type: ignore[misc]
    head = ["| surface | cases | faults | seconds |", "|---|---|---|---|"]
    return "\n".join(
        [
            *head,
            *(f"| {name} | {cases:,} | {found} | {seconds:.0f} |" for name, cases, found, seconds in rows),
        ]
    )


if __name__ == "__main__":
    sys.exit(main())
