"""One run of a study: its row is that of the same scenario run by itself, whatever ran before it and wherever it ran."""

from __future__ import annotations

import csv
import json
import pickle
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

import relaysim.flow
from relaysim.campaign.runs.base import Base, losses_come_again
from relaysim.campaign.runs.one_run import campaign_work, do, jobs, prepare, world_of
from relaysim.campaign.study.numbers import NUMBERS
from relaysim.campaign.study.study import Study, SummaryOutcome, Variant
from relaysim.engine.job import Row, Work
from relaysim.errors import InputError
from relaysim.links.loss_store import LossMemory
from relaysim.resources import data_folder
from relaysim.scenario.builtin import copy_scenario
from relaysim.simulation.run_files import write_run
from relaysim.simulation.simulate import simulate

sys.path.insert(0, str(Path(__file__).parent))
from studies import DRAWN_GROUND, FORECAST, HIGHER, HINDCAST, OUTCOMES, blackout, study

LOSSES_DB = [-3.7, -8.0]
HOP = "flight-54-hop"


def base_of(work: Work) -> Base:
    """A fresh worker's, from what could have come from another machine."""
    arrays = {name: np.array(array) for name, array in work.arrays.items()}
    for array in arrays.values():
        array.setflags(write=False)  # as a memory map's
    found = prepare(pickle.loads(pickle.dumps(work.context)), arrays)
    assert isinstance(found, Base)
    return found


def rows_of(asked: Study, numbers: Sequence[int], work: Work | None = None) -> list[Row]:
    """Rows of some runs by one fresh worker, in that order."""
    work = work or campaign_work(asked)
    base, every = base_of(work), {job.number: job.payload for job in jobs(asked, work)}
    return [do(base, pickle.loads(pickle.dumps(every[number]))) for number in numbers]


def written_blackouts(folder: Path) -> list[dict[str, str]]:
    """The rows of a run's blackouts.csv of a local day or more, at the levels that stand in a row."""
    with (folder / "blackouts.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [one for one in rows if one["level"] != "sightline" and float(one["duration_sols"]) >= 1.0]


@pytest.fixture(scope="module")
def drawn() -> Study:
    """Two variants over drawn ground, two draws."""
    return study(variants=[HINDCAST, HIGHER], losses_db=LOSSES_DB, terrain=DRAWN_GROUND)


@pytest.fixture(scope="module")
def drawn_rows(drawn: Study) -> list[Row]:
    """Its runs 0, 2 and 0 again, of one worker."""
    return rows_of(drawn, [0, 2, 0])


def test_row_holds_what_the_same_run_writes(tmp_path: Path) -> None:
    """Without anything drawn a row says what `relaysim run` writes: its blackouts and every number of its summary."""
    asked = [SummaryOutcome(path.replace(".", "_"), "", path, "") for path in NUMBERS]
    given = study(settings=["uncertainty=null"], outcomes=[blackout("silence", "session"), *asked])
    [row] = rows_of(given, [0])
    relaysim.flow.run("flight-52-blackout", tmp_path / "run", overrides=given.settings, seed=row["seed"])

    long = written_blackouts(tmp_path / "run")
    assert [(one["level"], one["start_utc"], one["end_utc"]) for one in long] == [
        (one["level"], one["start_utc"], one["end_utc"]) for one in row["blackouts"]
    ]
    [silence] = [one for one in long if one["level"] == "session"]
    assert row["silence_days"] == pytest.approx(float(silence["duration_sols"]), abs=1e-3)
    assert (row["silence_start_utc"], row["silence_end_utc"]) == (silence["start_utc"], silence["end_utc"])
    assert row["silence_end_day"] == int(silence["end_sol"])

    summary = json.loads((tmp_path / "run" / "summary.json").read_text(encoding="utf-8"))
    for path in NUMBERS:
        part, _, name = path.partition(".")
        if part in ("counts", "totals"):
            assert row[path.replace(".", "_")] == summary[part][name], path
    outcomes = [one["outcome"] for one in summary["flights"]]
    assert (row["flights_completed"], row["flights_land_now"]) == (3, 1)
    assert (outcomes.count("completed"), outcomes.count("land_now")) == (3, 1)
    radio = [float(one["duration_sols"]) for one in summary["blackouts"] if one["level"] == "radio"]
    assert row["radio_closed_days"] == pytest.approx(sum(radio), abs=1e-3 * len(radio))
    assert row["radio_longest_days"] == pytest.approx(max(radio), abs=1e-3)


def test_a_run_made_whole_agrees_with_its_row(
    drawn: Study, drawn_rows: Sequence[Row], tmp_path: Path
) -> None:
    """The world of one run, drawn ground and all, writes the blackouts that its row holds."""
    row, world = drawn_rows[1], world_of(drawn, 2)
    assert "drawn" in world.link.terrain.name
    write_run(simulate(world), tmp_path, 0.0)
    assert row["fixed_loss"] == LOSSES_DB[1]
    assert row["blackouts"] == [
        {
            "level": one["level"],
            "start_utc": one["start_utc"],
            "end_utc": one["end_utc"],
            "duration_days": pytest.approx(float(one["duration_sols"]), abs=1e-3),
            "open_start": one["open_start"] == "true",
            "open_end": one["open_end"] == "true",
        }
        for one in written_blackouts(tmp_path)
    ]


def test_a_row_does_not_depend_on_what_ran_before(drawn: Study, drawn_rows: Sequence[Row]) -> None:
    """Runs A, B, A in one worker give the rows A, B, A; another draw is another answer; rows fit the schema."""
    first, other, again = drawn_rows
    assert first == again
    assert first["blackouts"] != other["blackouts"]
    schema = campaign_work(drawn).schema
    assert pa.Table.from_pylist([first, other], schema=schema).to_pylist() == [first, other]
    assert set(first) == set(schema.names)


def test_workers_need_none_of_the_users_files(
    drawn: Study, drawn_rows: Sequence[Row], tmp_path: Path
) -> None:
    """Scenario, tables and raster reach a worker whole: after the user's folder is gone the row is still the same."""
    copy_scenario("flight-52-blackout", tmp_path / "mine")
    raster = data_folder("terrain") / "jezero-survey.tif"
    (tmp_path / "mine" / "ground.tif").write_bytes(raster.read_bytes())
    given = study(
        scenario=tmp_path / "mine" / "flight-52-blackout.yaml",
        settings=["terrain.source=ground.tif"],
        variants=drawn.variants,
        losses_db=LOSSES_DB,
        terrain=DRAWN_GROUND,
    )
    work = campaign_work(given)
    (tmp_path / "mine").rename(tmp_path / "elsewhere")
    assert rows_of(given, [2], work) == [drawn_rows[1]]


def test_losses_kept_in_memory_change_nothing() -> None:
    """Runs that share their links, over ground that is not drawn, have the rows they would have had alone."""
    given = study(scenario=HOP, draws=2, outcomes=OUTCOMES[1:])
    base, alone = base_of(campaign_work(given)), base_of(campaign_work(given))
    both = [do(base, given.run(number)) for number in range(2)]
    assert both[1] == do(alone, given.run(1))
    assert isinstance(base.losses, LossMemory)
    assert len(base.losses) > 100


def test_losses_are_kept_only_where_they_come_again() -> None:
    """Over drawn ground no link comes twice, unless variants differ in something else than ground and antennas."""
    patient = Variant(1, "patient", {"policy": "landing"}, ("gate.policy=landing-site",))
    assert not losses_come_again(study(terrain=DRAWN_GROUND))
    assert not losses_come_again(study(variants=[HINDCAST, HIGHER], terrain=DRAWN_GROUND))
    assert losses_come_again(study(variants=[HINDCAST, patient], terrain=DRAWN_GROUND))
    assert losses_come_again(study(losses_db=LOSSES_DB))


def test_what_lies_under_unsurveyed_ground_is_not_said_to_be_nothing() -> None:
    """As of sol 776 the rover drives onto ground nobody knew: the silence is cut at both ends, not one of 0 days."""
    [row] = rows_of(study(variants=[FORECAST]), [0])
    assert (row["silence_days"], row["silence_open_start"], row["silence_open_end"]) == (0.0, True, True)
    assert row["silence_end_utc"] is None


def test_no_flight_no_silence_after_it() -> None:
    """After a flight that did not land no blackout is short or long: nothing is said of it."""
    [row] = rows_of(study(scenario=HOP, outcomes=[blackout("silence", "session", 99)]), [0])
    assert (row["silence_days"], row["silence_open_end"], row["silence_start_utc"]) == (None, None, None)


def test_an_impossible_draw_names_its_setting() -> None:
    """A value that the scenario cannot have makes its run fail with the setting, and no other run."""
    given = study(scenario=HOP, losses_db=[40.0, -3.7], outcomes=OUTCOMES[1:])
    base = base_of(campaign_work(given))
    with pytest.raises(InputError, match=r"fixed loss\.value=40 dB: .*outside its range"):
        do(base, given.run(0))
    assert do(base, given.run(1))["fixed_loss"] == -3.7


def test_an_impossible_variant_is_found_before_the_first_run() -> None:
    """A variant that cannot be is one plain message with its name and the setting."""
    bad = Variant(1, "too low", {"knowledge": "x"}, ("radios.rover.antenna_height=-1 m",))
    with pytest.raises(InputError, match=r"variant 1 \(too low\).*antenna_height=-1 m"):
        campaign_work(study(variants=[HINDCAST, bad]))


def test_keys_hold_all_that_defines_an_answer() -> None:
    """Keys are the same for the same study, differ from run to run, and change with settings, ground and outcomes."""
    two = [HINDCAST, HIGHER]

    def keys(given: Study) -> list[str]:
        return [job.key for job in jobs(given, campaign_work(given))]

    first = keys(study(variants=two, losses_db=LOSSES_DB))
    assert first == keys(study(variants=two, losses_db=LOSSES_DB))
    assert len(set(first)) == 4
    others = [
        study(variants=two, losses_db=[-3.7, -8.1]),
        study(variants=two, losses_db=LOSSES_DB, terrain=DRAWN_GROUND),
        study(variants=two, losses_db=LOSSES_DB, outcomes=OUTCOMES[:1]),
        study(variants=two, losses_db=LOSSES_DB, settings=["gate.policy=whole-flight"]),
    ]
    changed = [sum(a != b for a, b in zip(first, keys(other), strict=True)) for other in others]
    assert changed == [2, 4, 4, 4]


def test_runs_are_made_one_at_a_time() -> None:
    """A study of a hundred million runs has its first job at once; a run beyond the last is refused."""
    given = study(draws=100_000_000)
    first = next(jobs(given, campaign_work(study())))
    assert (first.number, first.payload.draw) == (0, 0)
    with pytest.raises(InputError, match="has runs 0 to 99999999"):
        world_of(given, 100_000_000)


def test_variants_of_a_draw_share_their_chances() -> None:
    """Seed and ground are the same in all variants of a draw, others in the next; the world has them."""
    given = study(scenario=HOP, variants=[HINDCAST, HIGHER], losses_db=LOSSES_DB, terrain=DRAWN_GROUND)
    one, other, later = (world_of(given, number) for number in range(3))
    assert one.seed == other.seed != later.seed
    assert np.array_equal(one.link.terrain.heights_m, other.link.terrain.heights_m, equal_nan=True)
    assert not np.array_equal(one.link.terrain.heights_m, later.link.terrain.heights_m, equal_nan=True)
    assert (one.link.rover_antenna_m, other.link.rover_antenna_m) == (1.2, 1.5)
