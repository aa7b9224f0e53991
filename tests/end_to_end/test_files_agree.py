"""What one file of a run says, the others say too: counts, volumes, instants, causes."""

from __future__ import annotations

import csv
import json
from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

import relaysim

Rows = list[dict[str, str]]
Once = Callable[[str, Callable[[Path], Path]], Path]
# Everything that competes for the way: small stores, commands in parts, software, a lander, data that expire.
BUSY = (
    "end=sol 66",
    "rover.storage=120 Mbit",
    "rover.when_full=drop-lowest-priority",
    "helicopter.daily_products=[{kind: telemetry, name: report, size: 400 kbit, priority: 1, expires: 5 h}]",
    "landers=[{name: camp, latitude: 18.9 deg, longitude: 77.9 deg, storage: 8 Mbit, when_full: drop-oldest,"
    " daily_products: [{kind: log, name: weather, count: 3, size: 3 Mbit, priority: 2}]}]",
    "commands=[{name: patch, kind: software, size: 8 Mbit, parts: 16, priority: 3, send: sol 58 16:00 LMST,"
    " sets: {alarm: 10:00 LMST}}, {name: health, kind: housekeeping, size: 20 kbit, priority: 2,"
    " send: daily 07:00 LMST, expires: 20 h}]",
    "decisions={lead: 3 h, near: 100 m, products: [image, log], kind: assumed, source: crew}",
)


class Run:
    """A run's tables, as their texts."""

    def __init__(self, folder: Path) -> None:
        for name in (
            "products",
            "contacts",
            "blackouts",
            "blackout_causes",
            "decisions",
            "data_per_sol",
            "flights",
        ):
            with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
                setattr(self, name, list(csv.DictReader(file)))
        self.summary: dict[str, Any] = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
        self.events: list[dict[str, Any]] = pq.read_table(folder / "events.parquet").to_pylist()
        self.start_s, self.end_s = seconds(self.summary["start_utc"]), seconds(self.summary["end_utc"])

    products: Rows
    contacts: Rows
    blackouts: Rows
    blackout_causes: Rows
    decisions: Rows
    data_per_sol: Rows
    flights: Rows

    def data(self) -> Rows:
        """The helicopter's products for Earth."""
        return [
            row for row in self.products if (row["source"], row["destination"]) == ("helicopter", "earth")
        ]

    def day(self, utc: str) -> str:
        """The local day of an instant."""
        clock = self.summary["clock"]
        return str(int((seconds(utc) - seconds(clock["day_zero_utc"])) // clock["day_length_s"]))


def seconds(utc: str) -> float:
    """UTC seconds since 1970."""
    return datetime.fromisoformat(utc.replace("Z", "+00:00")).timestamp()


@pytest.fixture(scope="module", params=["main", "first-flight", "busy"])
def run(request: pytest.FixtureRequest, once: Once) -> Run:
    """The main job, the first flight, and the first flight with much more to carry."""
    if request.param == "main":
        return Run(request.getfixturevalue("main_folder"))
    overrides = BUSY if request.param == "busy" else ()
    name = f"files of {request.param}"
    return Run(once(name, lambda folder: relaysim.run("first-flight", folder / "run", overrides=overrides)))


def test_every_product_is_created_and_ends_once(run: Run) -> None:
    """As many events as rows for each fate, at the row's instants; the summary counts the same."""
    counts = Counter(row["status"] for row in run.products)
    assert run.summary["counts"]["products_created"] == len(run.products) == sum(counts.values())
    at: dict[str, dict[str, str]] = defaultdict(dict)
    for event in run.events:
        if event["event"].startswith("product ") and event["event"] != "product arrived":
            what = event["event"].removeprefix("product ")
            assert what not in at[event["subject"]], f"{event['subject']} was {what} twice"
            at[event["subject"]][what] = event["t_utc"]
    assert set(at) == {row["product_id"] for row in run.products}
    for status in ("delivered", "queued", "expired", "dropped"):
        assert run.summary["counts"][f"products_{status}"] == counts[status]
    for row in run.products:
        told = at[row["product_id"]]
        assert set(told) == {"created"} | ({row["status"]} - {"queued"})
        assert seconds(told["created"]) == pytest.approx(seconds(row["created_utc"]), abs=0.06)
        if row["status"] == "delivered":
            assert seconds(told["delivered"]) == pytest.approx(seconds(row["delivered_utc"]), abs=0.06)


def test_a_products_row_is_in_order(run: Run) -> None:
    """Made, at the rover, delivered; the hops begin with the source, end with the destination of what was delivered,
    and name the rover wherever the helicopter is an end; a reason stands where something was lost, or never could go on."""
    for row in run.products:
        hops = row["hops"].split(">")
        assert hops[0] == row["source"]
        stops = [row[key] for key in ("created_utc", "at_rover_utc", "delivered_utc") if row[key]]
        assert [seconds(stop) for stop in stops] == sorted(map(seconds, stops))
        assert bool(row["delivered_utc"]) == bool(row["latency_s"]) == (row["status"] == "delivered")
        assert bool(row["reason"]) == (row["status"] in ("expired", "dropped")) or row["status"] == "queued"
        if row["status"] == "delivered":
            assert hops[-1] == row["destination"]
            passed = seconds(row["delivered_utc"]) - seconds(row["created_utc"])
            assert float(row["latency_s"]) == pytest.approx(passed, abs=0.16)
            if "helicopter" in (row["source"], row["destination"]):
                assert "rover" in hops and row["at_rover_utc"]
            if row["deadline_utc"]:
                assert seconds(row["delivered_utc"]) <= seconds(row["deadline_utc"]) + 0.06


def test_the_days_add_up_to_the_products(run: Run) -> None:
    """data_per_sol.csv and the summary's volumes are sums over the helicopter's rows of products.csv."""
    made: Counter[str] = Counter()
    heard: Counter[str] = Counter()
    arrived: Counter[str] = Counter()
    count: Counter[str] = Counter()
    for row in run.data():
        bits = int(row["size_bits"])
        made[run.day(row["created_utc"])] += bits
        if row["at_rover_utc"]:
            heard[run.day(row["at_rover_utc"])] += bits
        if row["delivered_utc"]:
            arrived[run.day(row["delivered_utc"])] += bits
            count[run.day(row["delivered_utc"])] += 1
    for day in run.data_per_sol:
        sol = day["sol"]
        assert int(day["created_bits"]) == made[sol]
        assert int(day["at_rover_bits"]) == heard[sol]
        assert int(day["to_earth_bits"]) == arrived[sol]
        assert int(day["to_earth_products"]) == count[sol]
    assert run.summary["totals"]["to_earth_bits"] == sum(arrived.values())
    assert run.summary["delivered_bits_per_sol"] == dict(arrived)


def test_windows_carry_what_arrived(run: Run) -> None:
    """No window carries more than its capacity, none of a pair overlaps another, each was opened once; what went into
    Earth is at least what was delivered there, and no more than what was made for it; what the helicopter's windows
    carried, those of its flights among them, is what came to the rover and at most the beginnings of what did not."""
    ways: dict[tuple[str, str], Rows] = defaultdict(list)
    for row in run.contacts:
        ways[row["source"], row["destination"]].append(row)
        assert int(row["carried_bits"] or 0) <= int(row["capacity_bits"]), row
        assert run.start_s - 0.06 <= seconds(row["start_utc"]) < seconds(row["end_utc"]) <= run.end_s + 0.06
    opened = Counter(event["subject"] for event in run.events if event["event"] == "window opened")
    for (source, end), rows in ways.items():
        for one, next_one in pairwise(rows):
            assert seconds(next_one["start_utc"]) >= seconds(one["end_utc"]) - 0.11, (source, end)
        if "helicopter" not in (source, end):
            assert opened.pop(f"{source}-{end}") == len(rows)
    assert not opened
    into = sum(int(row["carried_bits"]) for (_, end), rows in ways.items() if end == "earth" for row in rows)
    bound = [row for row in run.products if row["destination"] == "earth"]
    assert sum(int(row["size_bits"]) for row in bound if row["status"] == "delivered") <= into
    assert into <= sum(int(row["size_bits"]) for row in bound)
    heard = sum(int(row["carried_bits"]) for row in ways["helicopter", "rover"])
    came = sum(int(row["size_bits"]) for row in run.data() if row["at_rover_utc"])
    begun = sum(int(row["size_bits"]) for row in run.data() if not row["at_rover_utc"] and ">" in row["hops"])
    assert came <= heard <= came + begun


def test_stations_keep_no_commands(run: Run) -> None:
    """What Earth sends to a station in a window, the station sends on before its own ends: it may not see the body again
    for weeks."""
    sent: Counter[tuple[str, str]] = Counter()
    stations = {
        row["source"] for row in run.contacts if row["destination"] == "earth" and row["source"] != "rover"
    }
    for row in run.contacts:
        if row["source"] == "earth" and row["destination"] in stations:
            sent[row["destination"], run.day(row["end_utc"])] += int(row["carried_bits"])
        elif row["source"] in stations and row["destination"] != "earth":
            sent[row["source"], run.day(row["end_utc"])] -= int(row["carried_bits"])
    assert set(sent.values()) <= {0}


def test_causes_fill_their_blackouts(run: Run) -> None:
    """The parts of a blackout cover it from end to end, reach no further, and the cause of most of it is the row's."""
    parts: dict[str, Rows] = defaultdict(list)
    for part in run.blackout_causes:
        parts[part["blackout_id"]].append(part)
    assert set(parts) == {row["blackout_id"] for row in run.blackouts}
    for row in run.blackouts:
        own, since = parts[row["blackout_id"]], seconds(row["start_utc"])
        lasted: Counter[str] = Counter()
        for part in own:
            start, end = seconds(part["start_utc"]), seconds(part["end_utc"])
            assert part["level"] == row["level"] and start <= since + 0.11
            lasted[part["cause"]] += end - start
            since = max(since, end)
        assert min(seconds(part["start_utc"]) for part in own) == seconds(row["start_utc"])
        assert since == pytest.approx(seconds(row["end_utc"]), abs=0.11)
        assert lasted[row["cause"]] >= max(lasted.values()) - 0.3
    assert [row["blackout_id"] for row in run.blackouts] == [
        str(row["blackout_id"]) for row in run.summary["blackouts"]
    ]


def test_decisions_count_the_products(run: Run) -> None:
    """On time, late and missing are what products.csv says of the flight's images (and logs) at the deadline."""
    for row in run.decisions:
        kinds = ("image", "log") if run.summary["scenario"] == "first-flight" else ("image",)
        needed = [one for one in run.data() if one["flight"] == row["flight"] and one["kind"] in kinds]
        deadline, arrived = seconds(row["deadline_utc"]), [one["delivered_utc"] for one in needed]
        on_time = sum(1 for instant in arrived if instant and seconds(instant) <= deadline)
        missing = arrived.count("")
        assert int(row["needed_products"]) == len(needed) and row["needed_kinds"] == ", ".join(kinds)
        assert (int(row["on_time_products"]), int(row["missing_products"])) == (on_time, missing)
        assert int(row["late_products"]) == len(needed) - on_time - missing
        assert bool(row["why"]) == (on_time < len(needed) or not needed)


def test_flights_and_events_are_the_same(run: Run) -> None:
    """Each take-off and touchdown is an event at the row's instant; first data are rows of products.csv."""
    for event, key in (("take-off", "takeoff_utc"), ("touchdown", "landing_utc")):
        told = [seconds(one["t_utc"]) for one in run.events if one["event"] == event]
        assert told == pytest.approx([seconds(row[key]) for row in run.flights if row[key]], abs=0.06)
    rows = {row["product_id"]: row for row in run.products}
    for passage in run.summary["first_data"]:
        row = rows[passage["product_id"]]
        assert passage["stops"][-1]["utc"] == row["delivered_utc"]
        same = [one for one in run.data() if (one["flight"], one["kind"]) == (row["flight"], row["kind"])]
        assert row["delivered_utc"] == min(one["delivered_utc"] for one in same if one["delivered_utc"])


def test_events_are_in_time(run: Run) -> None:
    """Time never runs backward in events.parquet, and stays within the run."""
    instants = [event["t_utc"] for event in run.events]
    assert instants == sorted(instants)
    assert run.start_s <= seconds(instants[0]) + 0.06 and seconds(instants[-1]) <= run.end_s + 0.06
