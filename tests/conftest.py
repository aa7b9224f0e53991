"""Settings of all tests, and what workers share when several run them (`./run-tests`, pytest-xdist)."""

from __future__ import annotations

import asyncio
import os
import pickle
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from relaysim.terrain.lock import locked

# A busy machine is no reason to fail: nothing here is a test of speed.
settings.register_profile(
    "relaysim", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
settings.load_profile("relaysim")

Once = Callable[[str, Callable[[Path], Any]], Any]
TESTS = Path(__file__).resolve().parent
IS_WORKER = "PYTEST_XDIST_WORKER" in os.environ
# A file goes to one worker as a whole. These take longest, so they go first: no worker is left with one at the end.
LONGEST = (
    "docs/test_tutorial.py",
    "fuzz/test_fuzz_scenarios.py",
    "kill/test_killed_commands.py",
    "simulation/test_mission.py",
    "end_to_end/test_earth_from_files.py",
    "end_to_end/test_run_command.py",
    "end_to_end/test_interrupted_run.py",
    "cli/test_validate_command.py",
    "sightline/test_blackout_map.py",
    "explore/test_explore_page.py",
    "docs/test_notebook.py",
    "campaign/test_campaign_command.py",
    "engine/test_run_jobs.py",
    "campaign/test_one_run.py",
    "engine/test_dask_pool.py",
    "cli/test_terrain_fetch.py",
    "simulation/test_first_flight.py",
    "radio/test_diffraction.py",
    "kernels/test_kernel_files.py",
    "end_to_end/test_commands_on_a_run.py",
    "relay/test_conservation.py",
    "planning/test_landing_map.py",
    "cli/test_link_heading.py",
    "cli/test_viewshed_command.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files first, where workers share the files out; else the order stays."""
    if IS_WORKER:
        place = {TESTS / name: n for n, name in enumerate(LONGEST)}
        items.sort(key=lambda item: place.get(item.path, len(place)))


@pytest.fixture(scope="session")
def all_workers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of this test run, the same for all workers."""
    mine = tmp_path_factory.getbasetemp()
    folder = (mine.parent if IS_WORKER else mine) / "of-all-workers"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def once(all_workers: Path) -> Once:
    """once(name, make): what make(folder) answered to whichever worker asked first; the others wait for it."""

    def call(name: str, make: Callable[[Path], Any]) -> Any:
        folder, answer = all_workers / name, all_workers / f"{name}.pickle"
        with locked(all_workers / f"{name}.lock", wait=True):
            if not answer.exists():
                shutil.rmtree(folder, ignore_errors=True)
                folder.mkdir()
                answer.write_bytes(pickle.dumps(make(folder)))
        return pickle.loads(answer.read_bytes())

    return call


@pytest.fixture(scope="session")
def main_folder(once: Once) -> Path:
    """The main job as it ships, run in Python. Tests leave this run as it is."""
    import relaysim

    run: Path = once("main", lambda folder: relaysim.run("flight-52-blackout", folder / "run"))
    return run


@pytest.fixture(autouse=True)
def _no_loop_left_running() -> Iterator[None]:
    """A test that leaves an event loop behind, as some simulators do, makes browsers fail in a later test.

    A browser that several tests share has one of its own, from before the first to after the last.
    """
    before = asyncio._get_running_loop()
    yield
    assert asyncio._get_running_loop() in (None, before)


@pytest.fixture(scope="session", autouse=True)
def _nothing_fetched(tmp_path_factory: pytest.TempPathFactory, all_workers: Path) -> Iterator[None]:
    """The terrain that someone has fetched to this machine is not there for the tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RELAYSIM_DATA", str(tmp_path_factory.mktemp("nothing-fetched")))
        # Nor are losses that someone has computed here: what the tests find in the cache they have put there.
        patch.setenv("RELAYSIM_CACHE_DIR", str(all_workers / "losses"))
        yield
