"""The way to Earth from files that a user has: a SPICE kernel, a plan that relaysim itself wrote."""

from __future__ import annotations

import csv
import importlib
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from relaysim.clock.rotation import body_axes
from relaysim.clock.tdb import tdb_s
from relaysim.clock.utc import parse_utc
from relaysim.scenario.build_orbiters import mean_orbit
from relaysim.scenario.loader import load_scenario

SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"
SHORT = ("start=sol 57", "end=sol 60")
TARGET = -202
RATES = (
    "rates: [128 kbit/s, 2048 kbit/s], reference_range: 400 km, storage: 5 Gbit, to_earth: {rate: 500 kbit/s},"
    " kind: given, source: a kernel"
)
BY_ELEMENTS = (
    "earth.orbiters=[{name: tgo, orbit: {periapsis: 400 km, apoapsis: 420 km, inclination: 74 deg, node: 40 deg,"
    f" argument: 10 deg, anomaly: 20 deg}}, {RATES}}}]"
)
NODES = """    nodes:
      - {name: goldstone, type: station}
      - {name: madrid, type: station}
      - {name: canberra, type: station}
      - {name: mro, type: orbiter, storage: 5 Gbit}
      - {name: tgo, type: orbiter, storage: 5 Gbit}
      - {name: odyssey, type: orbiter, storage: 500 Mbit}
      - {name: maven, type: orbiter, storage: 4 Gbit}
"""
Done = Any
Command = Callable[..., Done]


def products(folder: Path) -> list[dict[str, str]]:
    """The rows of a run's products.csv."""
    with (folder / "products.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def sets(*overrides: str) -> list[str]:
    """The overrides as a command line has them."""
    return [part for one in overrides for part in ("--set", one)]


@pytest.fixture(scope="module")
def mine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A user's copy of the scenarios."""
    folder = tmp_path_factory.mktemp("study") / "mine"
    shutil.copytree(SCENARIOS, folder)
    return folder


@pytest.fixture(scope="module")
def kernel(mine: Path) -> Path:
    """An SPK, and no other kernel, of the mean orbit of BY_ELEMENTS, states a minute apart."""
    pytest.importorskip("spiceypy.cyice", reason="spiceypy (the optional extra 'spice') is not installed")
    spice: Any = importlib.import_module("spiceypy")
    scenario = load_scenario(mine / "first-flight.yaml", (*SHORT, BY_ELEMENTS))
    orbit = mean_orbit(scenario, "tgo", scenario.model.earth.orbiters[0].orbit)
    utc_s = np.arange(scenario.model.start_utc_s - 600.0, scenario.model.end_utc_s + 1800.0, 60.0)

    def still(at: np.ndarray) -> np.ndarray:
        fixed: np.ndarray = np.einsum("nji,nj->ni", body_axes("Mars", at), orbit.position_km(at))
        return fixed

    states = np.hstack([still(utc_s), (still(utc_s + 1.0) - still(utc_s - 1.0)) / 2.0])
    ets = tdb_s(utc_s)
    handle = spice.spkopn(str(mine / "orbiter.bsp"), "made from mean elements", 0)
    spice.spkw09(handle, TARGET, 499, "J2000", ets[0], ets[-1], "orbiter", 7, len(ets), states, ets)
    spice.spkcls(handle)
    return mine / "orbiter.bsp"


def by_kernel(name: str, number: int = TARGET) -> str:
    """The orbiter of BY_ELEMENTS by a kernel."""
    return f"earth.orbiters=[{{name: tgo, kernel: {name}, id: {number}, {RATES}}}]"


def test_an_orbiter_from_a_kernel_is_the_one_of_the_elements(
    kernel: Path, mine: Path, command: Command
) -> None:
    """An SPK alone is enough: the same products by the same way, each within two seconds."""
    for name, orbiter in (("elements", BY_ELEMENTS), ("kernel", by_kernel(kernel.name))):
        done = command(mine, "run", "first-flight.yaml", "--out", name, "--quiet", *sets(*SHORT, orbiter))
        assert (done.returncode, done.stderr) == (0, "")
    plain, mined = products(mine / "elements"), products(mine / "kernel")
    assert any("tgo" in row["hops"] and row["status"] == "delivered" for row in plain)
    for one, other in zip(plain, mined, strict=True):
        assert (one["hops"], one["status"]) == (other["hops"], other["status"])
        if one["delivered_utc"]:
            apart = parse_utc(one["delivered_utc"]) - parse_utc(other["delivered_utc"])
            assert abs(apart) <= 2.0


@pytest.mark.parametrize(
    ("name", "number", "said"),
    [
        ("nowhere.bsp", TARGET, "there is no SPICE kernel 'nowhere.bsp' (paths are relative to the scenario file)"),
        ("orbiter.bsp", -74, "none of the SPICE kernels holds it (orbiter.bsp); name an SPK of this orbiter"),
        ("[orbiter.bsp, lost.tpc]", TARGET, "there is no SPICE kernel 'lost.tpc'"),
    ],
)  # fmt: skip
def test_kernels_that_do_not_serve_are_named_with_their_place(
    kernel: Path, mine: Path, command: Command, name: str, number: int, said: str
) -> None:
    """The file, the key and what is wrong; no run is begun."""
    done = command(mine, "run", "first-flight.yaml", "--out", "never", *sets(*SHORT, by_kernel(name, number)))
    assert done.returncode == 2
    assert said in done.stderr and "earth.orbiters" in done.stderr
    assert not (mine / "never").exists()


def test_without_spiceypy_it_says_how_to_get_it(mine: Path, tmp_path: Path, command: Command) -> None:
    """A scenario with a kernel on a machine without the extra: the command that installs it."""
    (mine / "any.bsp").touch()
    shim = tmp_path / "spiceypy.py"
    shim.write_text("raise ImportError('not here')\n", encoding="ascii")
    start = "import sys; sys.path.insert(0, sys.argv.pop(1)); from relaysim.cli.app import main; main()"
    arguments = ["scenarios", "check", str(mine / "kernel.yaml")]
    text = (mine / "first-flight.yaml").read_text(encoding="utf-8")
    orbit = "      orbit: {periapsis: 400 km, apoapsis: 400 km, inclination: 74 deg}\n"
    assert orbit in text
    swapped = text.replace(orbit, "      kernel: any.bsp\n      id: -143\n")
    (mine / "kernel.yaml").write_text(swapped, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", start, str(tmp_path), *arguments], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert 'SPICE kernels need spiceypy 8 or later: pip install "relaysim[spice]"' in done.stderr


@pytest.fixture(scope="module")
def windows(mine: Path, command: Command) -> Path:
    """The first flight as it ships, run."""
    done = command(mine, "run", "first-flight.yaml", "--out", "windows", "--quiet")
    assert (done.returncode, done.stderr) == (0, "")
    return mine / "windows"


@pytest.mark.parametrize(("form", "late_s"), [("tvg", 0.0), ("ion", 60.0)])
def test_a_plan_that_relaysim_wrote_is_the_scenario_again(
    mine: Path, windows: Path, command: Command, form: str, late_s: float
) -> None:
    """The first flight's plan in place of its windows: with float seconds the very same products; with whole ones the
    same fates, and all but a few deliveries within a minute (a pass ended a second earlier, and cut them)."""
    plan = command(mine, "contacts", "first-flight", "--format", form, "--out", f"plan.{form}", "--force")
    assert plan.returncode == 0, plan.stderr
    text = (mine / "first-flight.yaml").read_text(encoding="utf-8")
    head, tail = text[: text.index("earth:\n")], text[text.index("flights:\n  - flight") :]
    middle = (
        f"earth:\n  light_time: ephemeris\n  contacts:\n    file: plan.{form}\n{NODES}"
        "  kind: given\n  source: relaysim\n"
    )
    (mine / f"{form}.yaml").write_text(head + middle + tail, encoding="utf-8")
    done = command(mine, "run", f"{form}.yaml", "--out", form, "--quiet")
    assert (done.returncode, done.stderr) == (0, "")
    before, after = products(windows), products(mine / form)
    if late_s == 0.0:
        assert after == before
        return
    apart = [
        abs(parse_utc(one["delivered_utc"]) - parse_utc(other["delivered_utc"]))
        for one, other in zip(before, after, strict=True)
        if one["delivered_utc"] and other["delivered_utc"]
    ]
    assert [row["status"] for row in after] == [row["status"] for row in before]
    assert 0 < sum(one > late_s for one in apart) <= 4


def test_what_looks_odd_in_a_plan_is_told_at_once(mine: Path, command: Command) -> None:
    """A rate an eighth of the others (bytes for bits?) is no fault, but the check and the summary say it."""
    rows = [(1, 2, 0, 2000), (1, 2, 86_400, 2000), (1, 2, 172_800, 250), (2, 1, 36_000, 300_000)]
    plan = {
        "contacts": [
            {"contact": n, "source": a, "dest": b, "startTime": start, "endTime": start + 3600,
             "rateBitsPerSec": rate, "owlt": 960}
            for n, (a, b, start, rate) in enumerate(rows)
        ]
    }  # fmt: skip
    (mine / "odd.json").write_text(json.dumps(plan), encoding="utf-8")
    earth = (
        "earth={light_time: 960 s, contacts: {file: odd.json, epoch: 2021-04-19T00:00:00Z,"
        " names: {1: earth, 2: rover}}, kind: given, source: x}"
    )
    done = command(mine, "scenarios", "check", "first-flight.yaml", "--set", earth)
    assert done.returncode == 0, done.stderr
    assert "note: contact plan: earth to rover: the rates are 250 and 2000 bit/s" in done.stdout
    done = command(mine, "run", "first-flight.yaml", "--out", "odd", *sets("start=sol 57", earth))
    assert done.returncode == 0, done.stderr
    assert "Contact plan: earth to rover: the rates are 250 and 2000 bit/s" in done.stdout
