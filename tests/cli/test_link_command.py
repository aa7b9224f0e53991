"""`relaysim link`: one link explained, and the places it will not take."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from relaysim.cli import ticking
from relaysim.cli.progress import Progress

Here = Callable[..., tuple[int, str, str]]
Refused = Callable[..., str]
SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "dem"
FIRST, SECOND = "18.4799,77.3688,0.5", "18.4805,77.3601,1.2"
KEYS = {
    "state", "distance_m", "clearance_m", "obstruction", "path_loss_db", "margin_db", "rate_bps", "propagation", "terms",
    "ridges", "fresnel_clearance", "seams", "required_margin_db",
    "probability", "probabilities", "path_loss_sigma_db", "grid", "antennas", "total_loss_db",
    "k_factor",
}  # fmt: skip


def test_it_tells_how_the_air_bends_rays(here: Here) -> None:
    """The scenario's k stands in the text and in the object; where nothing bends them the text is silent of it."""
    ends = "--from", "37.193933,-110.805746,4", "--to", "37.194087,-110.796871,0.3"
    _, text, _ = here("link", "--scenario", "canyon-rescue", *ends)
    assert "refraction    k = 1.333: rays as over a body of 1.333 times the radius" in text
    _, output, _ = here("link", "--scenario", "canyon-rescue", *ends, "--json")
    assert json.loads(output)["k_factor"] == 1.333
    code, text, _ = here("link", "--from", FIRST, "--to", SECOND)
    assert code == 0 and "refraction" not in text


def test_its_json_is_the_contract(here: Here) -> None:
    """One object with the documented keys; an obstruction and terms with theirs."""
    code, output, errors = here("link", "--from", FIRST, "--to", SECOND, "--json")
    found = json.loads(output)
    assert (code, errors) == (0, "")
    assert set(found) == KEYS
    assert found["k_factor"] == 1.0
    assert set(found["obstruction"]) == {"lat_deg", "lon_deg", "height_m", "above_sightline_m", "distance_m"}
    assert {frozenset(term) for term in found["terms"]} == {
        frozenset(
            (
                "name",
                "value_db",
                "favourable_db",
                "adverse_db",
                "mean_db",
                "sigma_db",
                "distribution",
                "source",
                "kind",
            )
        )
    }
    assert found["clearance_m"] == pytest.approx(-found["obstruction"]["above_sightline_m"])


def test_it_tells_people_the_same(here: Here) -> None:
    """The words hold the same distance, obstruction and margin."""
    found = json.loads(here("link", "--from", FIRST, "--to", SECOND, "--json")[1])
    code, output, errors = here("link", "--from", FIRST, "--to", SECOND)
    assert (code, errors) == (0, "")
    assert f"{found['distance_m']:.1f} m" in output
    assert f"{found['obstruction']['above_sightline_m']:.2f} m above the line" in output
    assert f"margin {found['margin_db']:+.1f} dB" in output


def test_it_tells_the_grid_of_the_parabolic_equation(here: Here) -> None:
    """Step, spacing and top in the JSON and, rounded, in the words; no model without a grid claims one."""
    ends = ("link", "--from", FIRST, "--to", SECOND)
    found = json.loads(here(*ends, "--json")[1])
    grid = found["grid"]
    assert set(grid) == {"step_m", "height_step_m", "top_m"}
    assert (
        0.0
        < grid["height_step_m"]
        < grid["step_m"]
        <= 2.0
        < found["obstruction"]["above_sightline_m"]
        < grid["top_m"]
    )
    words = f"grid {grid['step_m']:.1f} m by {grid['height_step_m']:.2f} m, up to {grid['top_m']:.1f} m above the line"
    assert words in here(*ends)[1]
    other = ("--propagation", "p526")
    assert json.loads(here(*ends, *other, "--json")[1])["grid"] is None
    assert "grid" not in here(*ends, *other)[1]


def test_the_grid_of_a_short_wave_keeps_its_digits(here: Here) -> None:
    """Rows some centimetres apart are told within 5 %, not rounded to the next of them."""
    ends = "--from", "37.193933,-110.805746,4", "--to", "37.194087,-110.796871,0.3"
    asked = "link", "--scenario", "canyon-rescue", "--propagation", "parabolic-equation", *ends
    grid = json.loads(here(*asked, "--json")[1])["grid"]
    told = re.search(r"grid (\S+) m by (\S+) m", here(*asked)[1])
    assert told is not None
    assert [float(number) for number in told.groups()] == pytest.approx(
        [grid["step_m"], grid["height_step_m"]], rel=0.05
    )


def test_the_design_control_table_adds_up(here: Here) -> None:
    """Aligned, at most 100 columns; the design column sums to the received power, whose sigma is the terms'."""
    found = json.loads(here("link", "--from", FIRST, "--to", SECOND, "--json")[1])
    output = here("link", "--from", FIRST, "--to", SECOND)[1]
    lines = output.splitlines()
    table = lines[lines.index("") + 1 : lines.index("", lines.index("") + 1)]
    assert table[0].split() == [
        "design", "control", "table", "design", "favourable", "adverse", "mean", "sigma", "kind"
    ]  # fmt: skip
    assert max(map(len, lines)) <= 100
    rule = next(n for n, line in enumerate(table) if line.startswith("---"))
    received = [float(word) for word in table[rule + 1].removeprefix("received power, dBm").split()]
    rows = [[float(word) for word in line[35:90].split()] for line in table[1:rule]]
    assert len(rows) == len(found["terms"]) + 1
    assert received[0] == pytest.approx(sum(row[0] for row in rows), abs=0.03)
    sigmas = [found["path_loss_sigma_db"], *(term["sigma_db"] for term in found["terms"])]
    assert received[4] == pytest.approx(sum(sigma**2 for sigma in sigmas) ** 0.5, abs=0.01)
    margin = next(line for line in table if line.startswith("margin low, dB"))
    assert float(margin.split()[3]) == pytest.approx(found["margin_db"], abs=0.01)
    for term in found["terms"]:
        assert any(line.strip().startswith(f"{term['name']} [{term['kind']}]: ") for line in lines)


def test_the_required_margin_closes_the_link(
    here: Here, valley: Callable[..., Path], raster: Callable[..., Path]
) -> None:
    """What is asked to be left is taken off the margin, and stands in the table and the JSON."""
    raster("valley.tif")
    ends = ("link", "--from", "46.5,8.1,3", "--to", "46.501,8.102,1")
    before = json.loads(here(*ends, "--scenario", str(valley()), "--json")[1])
    kept = str(valley(("  sweep: fixed loss\n", "  sweep: fixed loss\n  required_margin: 90 dB\n")))
    code, output, _ = here(*ends, "--scenario", kept, "--json")
    after = json.loads(output)
    assert (code, before["state"], after["state"]) == (0, "open", "closed")
    assert (before["required_margin_db"], after["required_margin_db"]) == (0.0, 90.0)
    assert after["margin_db"] == pytest.approx(before["margin_db"] - 90.0)
    assert any(
        line.split() == ["required", "margin,", "dB", "90.00"]
        for line in here(*ends, "--scenario", kept)[1].splitlines()
    )


@pytest.mark.parametrize(
    "place",
    [
        "",
        "1,2",
        "a,b,c",
        "1,2,3,4",
        "18.48;77.36;1",
        "91,0,1",
        "nan,0,1",
        "0,361,1",
        "18.48,77.36,-1",
        "18.48,77.36,inf",
    ],
)
def test_a_place_that_is_none(refused: Refused, place: str) -> None:
    """Too few numbers, too many, no numbers, off the globe, underground: the option and what is right."""
    for args in (("--from", place, "--to", SECOND), ("--from", FIRST, "--to", place)):
        message = refused("link", *args)
        assert message.startswith("relaysim: --")
        assert "LAT,LON,HEIGHT_M" in message or "latitude -90 to 90" in message


def test_a_link_needs_two_places(refused: Refused) -> None:
    """Twice the same place is a mistake, not a perfect link."""
    assert "the same place" in refused("link", "--from", FIRST, "--to", FIRST)


def test_antennas_on_the_ground_and_above_one_another(here: Here) -> None:
    """Height 0 and equal places of different height have finite answers."""
    for one, other in (("18.4799,77.3688,0", "18.4805,77.3601,0"), (FIRST, "18.4799,77.3688,3")):
        code, output, errors = here("link", "--from", one, "--to", other, "--json")
        assert (code, errors) == (0, "")
        assert all(
            isinstance(json.loads(output)[key], float) for key in ("distance_m", "path_loss_db", "margin_db")
        )


@pytest.mark.parametrize("place", ["18.495,77.37,1", "0,0,1", "-18.4,77,1"])
def test_an_end_on_unknown_ground_has_no_answer(here: Here, place: str) -> None:
    """No height there: exit code 1, the place named, nothing on standard output, not even with --json."""
    code, output, errors = here("link", "--from", FIRST, "--to", place, "--json")
    assert (code, output) == (1, "")
    assert place.split(",")[0] in errors


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (
            ("--propagation", "magic"),
            "--propagation magic: no propagation model is called 'magic'; there are parabolic-equation,",
        ),
        (("--scenario", "nope"), "no built-in scenario of this name"),
        (("--terrain", "nope"), "no terrain is called 'nope'"),
        (("--terrain", "nope.tif"), "there is no raster 'nope.tif'"),
    ],
)
def test_what_it_does_not_know(refused: Refused, args: tuple[str, ...], says: str) -> None:
    """Propagation, scenario, terrain: named with what there is."""
    assert says in refused("link", "--from", FIRST, "--to", SECOND, *args)


@pytest.mark.parametrize("name", ["jezero_fused_5m", "jezero_composite_20m", "jezero_places_grid118m_west"])
def test_real_rasters_agree_on_the_hill(here: Here, name: str) -> None:
    """Terrain models of the site, in frames of their own, all see the ground between the two places."""
    if not SHARED.is_dir():
        pytest.skip("the shared folder with real rasters is not beside this checkout")
    code, output, _ = here(
        "link", "--from", FIRST, "--to", SECOND, "--json", "--terrain", str(SHARED / f"{name}.tif")
    )
    assert code == 0
    assert json.loads(output)["distance_m"] == pytest.approx(490.4, abs=0.5)
    assert json.loads(output)["obstruction"]["above_sightline_m"] == pytest.approx(3.5, abs=1.0)


def test_a_long_link_says_what_it_does(here: Here, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten kilometres over 48 grounds take half a minute, the first link of an installation compiles: neither is silent."""
    said: list[str] = []
    monkeypatch.setattr(ticking, "TICK_S", 1e-4)
    monkeypatch.setattr(Progress, "__call__", lambda _, what: said.append(what))
    assert here("link", "--from", FIRST, "--to", SECOND)[0] == 0
    assert any(what.startswith("following the wave, ") for what in said)
