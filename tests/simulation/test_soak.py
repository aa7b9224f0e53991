"""A long run takes no more memory than a short one, but for the rows that its tables need."""

from __future__ import annotations

import gc
import json
import tracemalloc
from pathlib import Path
from typing import Any

import pytest

import relaysim
from relaysim.records import event_log, product_log
from tests.fuzz import bases

DAYS, WARM_UP = 200, 60
# Contacts and sessions, a few hundred bytes each, stay until the tables are written.
MOST_BYTES_A_DAY = 8_000


def busy_valley() -> dict[str, Any]:
    """The valley with data every day and a way to send them on, for many days."""
    data = json.loads(bases.as_yaml(bases.valley_data()))
    product = {"kind": "telemetry", "name": "report", "size": "100 kbit", "priority": 1}
    data["helicopter"]["daily_products"] = [product]
    data["rover"]["daily_products"] = [product | {"at": "10:00 local", "count": 3}]
    data["sessions"]["after_contact"] = ["12:00 local"]
    passes = [
        {"at": f"{hour}:00 local", "duration": "20 min", "rate": "1 Mbit/s", "latency": "10 s"}
        for hour in (14,)
    ]
    data["earth"] |= {"passes": passes, "pass_time_sigma": "0 s", "normal_gap": 1}
    return data | {"end": f"day {DAYS} 00:00 local"}


def test_memory_does_not_grow_with_the_days(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From day 60 to day 199 what is held in memory grows by its rows alone: nothing delivered is kept."""
    # What waits to be written is bounded, and not what grows.
    monkeypatch.setattr(product_log, "ROWS_AT_ONCE", 50)
    monkeypatch.setattr(event_log, "ROWS_A_GROUP", 100)
    for name, content in bases.valley_files().items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / bases.VALLEY).write_bytes(bases.as_yaml(busy_valley()))
    held: dict[int, int] = {}

    def say(told: str) -> None:
        words = told.split()
        if words[0] == "simulating" and int(words[2]) in (WARM_UP, DAYS - 1):
            gc.collect()
            held[int(words[2])] = tracemalloc.get_traced_memory()[0]

    tracemalloc.start()
    try:
        relaysim.run(tmp_path / bases.VALLEY, tmp_path / "run", progress=say)
    finally:
        tracemalloc.stop()
    assert json.loads((tmp_path / "run" / "summary.json").read_text())["counts"]["products_delivered"] > 3 * (
        DAYS - 2
    )
    growth = (held[DAYS - 1] - held[WARM_UP]) / (DAYS - 1 - WARM_UP)
    assert growth < MOST_BYTES_A_DAY, f"{growth:.0f} bytes a day"
