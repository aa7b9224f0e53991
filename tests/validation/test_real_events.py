"""The documented events of the real link: what docs/validation.md says of them."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

import relaysim
from relaysim.validation.ending import ending, likely_days
from relaysim.validation.likelihood import interval_95
from relaysim.validation.prediction import share_above_threshold

REPOSITORY = Path(__file__).parents[2]
FUSED = REPOSITORY.parent / "shared" / "data" / "dem" / "jezero_fused_5m.tif"
PAGE = (REPOSITORY / "docs" / "validation.md").read_text(encoding="utf-8")
SCENARIO = "flight-52-blackout"


@pytest.fixture(scope="module")
def fused() -> relaysim.Fit:
    """The fit on the terrain that validation uses."""
    if not FUSED.is_file():
        pytest.skip("no shared/data/dem/jezero_fused_5m.tif beside the repository")
    return relaysim.calibrate(scenario=SCENARIO, terrain=str(FUSED))


def test_the_fit_is_the_one_the_page_and_the_scenario_have(fused: relaysim.Fit) -> None:
    """Posterior means and intervals as they are printed; the scenario flies with the means."""
    after = fused.calibration.posterior
    for name, mean, values, weight in zip(
        ("fixed loss", "loss of the rover's body, in its bearings"), after.mean_db,
        (after.fixed_loss_db, after.body_loss_db), (after.fixed_weight, after.body_weight), strict=True,
    ):  # fmt: skip
        printed = re.search(rf"\| {re.escape(name)} \| (\S+) dB \| (\S+) to (\S+) dB \|", PAGE)
        assert printed is not None
        assert [float(n) for n in printed.groups()] == pytest.approx(
            [mean, *interval_95(values, weight)], abs=0.06
        )
    link, rover = fused.bench.model.radio.budget, relaysim.load_scenario(SCENARIO).model
    assert {term.name: term.value for term in link.terms}["fixed loss"] == 0.0, "thresholds are without it"
    fixed = next(term for term in rover.link.budget if term.name == "fixed loss")
    assert fixed.value == pytest.approx(-after.mean_db[0], abs=0.05)
    assert rover.radios.rover.body_loss[0].loss_db == pytest.approx(after.mean_db[1], abs=0.05)


def test_take_offs_to_sol_741_are_above_the_threshold(fused: relaysim.Fit) -> None:
    """At least 95 % of the rows that may calibrate, with the calibrated set."""
    above, of = share_above_threshold(fused.predictions)
    assert of == 48
    assert above >= 0.95 * of


def test_flight_17_is_lost_in_its_descent(fused: relaysim.Fit) -> None:
    """Within the scatter of the 3 m at which it was lost."""
    lost = next(p for p in fused.predictions if p.event.event == "flight-17-landing")
    assert abs(lost.residual_db) < 6.0
    assert not lost.missed


@pytest.mark.parametrize(("terrain", "told"), [(None, 1), (str(FUSED), 2)])
def test_a_run_of_flight_17_loses_it_as_low_as_the_page_says(
    terrain: str | None, told: int, tmp_path: Path
) -> None:
    """Its mode closes at cruise height and not on the ground; where it stops is what the page admits."""
    if terrain is not None and not FUSED.is_file():
        pytest.skip("no shared/data/dem/jezero_fused_5m.tif beside the repository")
    run = relaysim.run("flight-17-landing", tmp_path / "run", terrain=terrain)
    with (run / "flights.csv").open(encoding="utf-8", newline="") as file:
        flight = next(row for row in csv.DictReader(file) if row["flight"] == "17")
    printed = re.search(r"`flight-17-landing` (\S+) m\s+\((\S+) m on the fused terrain\)", PAGE)
    assert printed is not None
    assert 0.5 < float(flight["link_lost_altitude_m"]) < float(flight["max_altitude_m"])
    assert float(flight["link_lost_altitude_m"]) == pytest.approx(float(printed[told]), abs=0.06)


@pytest.mark.parametrize("terrain", ["fused", "jezero-survey"])
def test_the_day_on_which_the_blackout_ended_is_among_the_likely(fused: relaysim.Fit, terrain: str) -> None:
    """Sol 837 is one of the days that hold two thirds of all endings, with the fit made on events to sol 741."""
    fit = fused if terrain == "fused" else relaysim.calibrate(scenario=SCENARIO, terrain=terrain)
    silence = next(p.event for p in fit.predictions if p.event.state == "down")
    found = ending(fit.bench, silence, fused.calibration.posterior, seed=52)
    assert 837 in likely_days(found, 0.67)
    assert found.never_silent < 0.05
    assert f"| 837 | {found.of(837, 837):.2f} |" in PAGE or terrain != "fused"


def test_what_is_never_fitted_does_not_move_the_fit(fused: relaysim.Fit, tmp_path: Path) -> None:
    """Without the rows of calibrate = no the fit is the same number."""
    rows = (REPOSITORY / "scenarios" / "jezero" / "link_events.csv").read_text(encoding="utf-8").splitlines()
    kept = [rows[0], *(row for row in csv.reader(rows[1:]) if row[1] == "yes")]
    table = tmp_path / "events.csv"
    with table.open("w", newline="", encoding="utf-8") as file:
        file.write(f"{kept[0]}\n")
        csv.writer(file).writerows(kept[1:])
    again = relaysim.calibrate(table, scenario=SCENARIO, terrain=str(FUSED))
    # The local frame is laid around the table's places: another one rounds otherwise.
    assert again.calibration.posterior.mean_db == pytest.approx(fused.calibration.posterior.mean_db, abs=1e-3)


def test_the_page_s_terrain_table_is_whole() -> None:
    """The generated part stands between its marks and has every event of the scenario's table."""
    part = re.search(r"<!-- begin: relaysim validate -->(.*)<!-- end: relaysim validate -->", PAGE, re.S)
    assert part is not None
    for event in relaysim.load_scenario(SCENARIO).tables.link_events:
        assert f"| {event.event} |" in part[1]
