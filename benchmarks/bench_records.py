"""What it costs to write down a run of 1,000 sols: 2,000,000 events, 400,000 products, 200,000 contacts.

    python benchmarks/bench_records.py [--quick]

Prints the machine, the processor time a record takes with everything (telling, formatting, compressing), and how far the
memory rises above what the process held before. Every tenth product waits for a hundred sols before its fate is known.
What was written is read again: the counts, the order and some rows must be those that were told. --quick is a tenth of it.
"""

from __future__ import annotations

import csv
import gc
import os
import platform
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq

from relaysim.clock.local_clock import LocalClock
from relaysim.clock.utc import format_utc
from relaysim.records.event_log import EventLog
from relaysim.records.product_log import ProductLog
from relaysim.records.rows import ContactRow, ProductRow

SCALE = 10 if "--quick" in sys.argv else 1
EVENTS, PRODUCTS, CONTACTS = 2_000_000 // SCALE, 400_000 // SCALE, 200_000 // SCALE
BATCH = 100_000
LONGEST_WAIT = PRODUCTS // 10  # in products made meanwhile
CLOCK = LocalClock(88775.244, 1613622255.8)
STEP_S = 1000 * CLOCK.day_length_s / EVENTS
NODES = ("earth", "rover", "helicopter", "mro")
NAMES = ("product created", "product arrived", "product delivered", "session started", "window opened")


def resident_mb() -> float:
    """Memory that the process holds now."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024.0
    raise SystemExit("this system does not say how much memory a process holds")


def peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024.0


def events(first: int, count: int) -> Iterator[tuple[float, str, str, str, str]]:
    for n in range(first, first + count):
        yield (
            1.6137e9 + n * STEP_S,
            NODES[n % 4],
            NAMES[n % 5],
            f"P{n // 5:06d}",
            f"margin {n % 97 / 7:.2f} dB",
        )


def product(n: int) -> ProductRow:
    made = 1.6137e9 + n * 5 * STEP_S
    there = made + (LONGEST_WAIT * 5 * STEP_S if n % 10 == 0 else 7000.0)
    return ProductRow(
        f"P{n:06d}", "image", n % 72, "helicopter", "earth", 800_000 + n, 3, made, there - 3000.0, there, there - made,
        None, "helicopter>rover>mro>earth", "delivered", "", None,
    )  # fmt: skip


def products() -> Iterator[ProductRow]:
    """In the order of their fates."""
    for n in range(PRODUCTS + LONGEST_WAIT):
        if n < PRODUCTS and n % 10:
            yield product(n)
        if n >= LONGEST_WAIT and (n - LONGEST_WAIT) % 10 == 0:
            yield product(n - LONGEST_WAIT)


def contact(n: int) -> ContactRow:
    start = 1.6137e9 + n * 400.0
    return ContactRow(
        n + 1, "rover", "mro", start, start + 61.5, n // 200, 61.5, -1.0 + n % 7, 3.5 + n % 7, 128e3, 1.1e5 + n, 6_500_000,
        0.0021, False, False, n,
    )  # fmt: skip


def write_events(log: EventLog, path: Path) -> float:
    """Processor seconds to tell the events and finish their file; what makes them up is not counted."""
    spent = 0.0
    for first in range(0, EVENTS, BATCH):
        made = list(events(first, min(BATCH, EVENTS - first)))
        began = time.process_time()
        add = log.add
        for t_utc, node, event, subject, detail in made:
            add(t_utc, node, event, subject, detail)
        spent += time.process_time() - began
        del made
    began = time.process_time()
    log.write(path)
    return spent + time.process_time() - began


def write_products(log: ProductLog, path: Path) -> float:
    """The same for products."""
    spent, some = 0.0, []
    for row in products():
        some.append(row)
        if len(some) == 10_000:
            began = time.process_time()
            for one in some:
                log.ended(one)
            spent += time.process_time() - began
            some = []
    began = time.process_time()
    for one in some:
        log.ended(one)
    log.write(path)
    return spent + time.process_time() - began


def check(folder: Path, events_log: EventLog, log: ProductLog) -> None:
    """What stands in the files is what was told."""
    assert len(events_log) == EVENTS and len(log) == PRODUCTS
    with pq.ParquetFile(folder / "events.parquet") as file:
        assert file.metadata.num_rows == EVENTS
        last = file.read_row_group(file.num_row_groups - 1).to_pylist()[-1]
    t_utc, *texts = next(events(EVENTS - 1, 1))
    assert list(last.values()) == [format_utc(t_utc, 3), CLOCK.day(t_utc), CLOCK.format_time(t_utc), *texts]
    with (folder / "products.csv").open(encoding="utf-8", newline="") as lines:
        count = 0
        for count, row in enumerate(csv.DictReader(lines), 1):
            assert row["product_id"] == f"P{count - 1:06d}"
    assert count == PRODUCTS
    assert sum(log.days.to_earth_bits.values()) == sum(product(n).size_bits for n in range(PRODUCTS))


def main() -> None:
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    gc.collect()
    with tempfile.TemporaryDirectory() as name:
        folder, before_mb = Path(name), resident_mb()
        event_log, product_log = EventLog(folder / "events.parquet", CLOCK), ProductLog(folder, CLOCK)
        spent = write_events(event_log, folder / "events.parquet")
        size_mb = (folder / "events.parquet").stat().st_size / 1e6
        print(f"{EVENTS:9,} events    {1e6 * spent / EVENTS:6.2f} us each, {size_mb:.0f} MB on disk")
        print(f"{'':19} peak {peak_mb() - before_mb:.0f} MB above {before_mb:.0f}")
        spent = write_products(product_log, folder / "products.csv")
        size_mb = (folder / "products.csv").stat().st_size / 1e6
        print(f"{PRODUCTS:9,} products  {1e6 * spent / PRODUCTS:6.2f} us each, {size_mb:.0f} MB on disk")
        print(f"{'':19} peak {peak_mb() - before_mb:.0f} MB above {before_mb:.0f}")
        held_mb = resident_mb()
        contacts = [contact(n) for n in range(CONTACTS)]
        print(f"{CONTACTS:9,} contacts  {resident_mb() - held_mb:6.0f} MB while they are kept")
        print(f"{'':19} peak {peak_mb() - before_mb:.0f} MB above {before_mb:.0f}")
        del contacts
        check(folder, event_log, product_log)


if __name__ == "__main__":
    main()
