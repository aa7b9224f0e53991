"""`relaysim link --heading` and `--attitude`: antennas and bodies of the scenario in one link."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

Here = Callable[..., tuple[int, str, str]]
Refused = Callable[..., str]
ENDS = ("link", "--from", "18.4799,77.3688,1.2", "--to", "18.4805,77.3601,0.5")
# The helicopter lies at bearing 274 deg; the rover's body stands in 169 to 259 deg of its heading.
IN_THE_WAY, AHEAD = "60", "274"


def found(here: Here, *args: str) -> dict[str, object]:
    code, output, errors = here(*ENDS, "--json", *args)
    assert (code, errors) == (0, "")
    return dict(json.loads(output))


def rows(here: Here, *args: str) -> dict[str, list[float]]:
    """The lines of the design control table, by name."""
    lines = here(*ENDS, *args)[1].splitlines()
    table = lines[lines.index("") + 2 : next(n for n, line in enumerate(lines) if line.startswith("---"))]
    return {line[:35].strip(" *"): [float(word) for word in line[35:90].split()] for line in table}


def test_the_body_stands_in_table_and_json(here: Here) -> None:
    """Its term as the scenario's own, the margin less its loss; every other row as without a heading."""
    plain, turned = found(here), found(here, "--heading", IN_THE_WAY)
    (body,) = [term for term in turned["terms"] if term["name"] == "rover body"]  # type: ignore[attr-defined]
    assert (body["value_db"], body["sigma_db"], body["kind"]) == (-9.1, 4.7, "fitted")
    assert body["source"].endswith("within 169 to 259 deg; fitted with the fixed loss, 95 % from 0.8 to 18.3 dB; the sector's width is assumed")  # fmt: skip
    assert turned["terms"][:-1] == plain["terms"]  # type: ignore[index]
    assert turned["margin_db"] == pytest.approx(plain["margin_db"] - 9.1, abs=2e-3)  # type: ignore[operator]
    assert turned["path_loss_db"] == plain["path_loss_db"] == plain["total_loss_db"]
    assert turned["total_loss_db"] == pytest.approx(plain["path_loss_db"] + 9.1, abs=2e-3)  # type: ignore[operator]
    assert turned["probability"] < plain["probability"]  # type: ignore[operator]
    assert rows(here, "--heading", IN_THE_WAY) == rows(here) | {
        "rover body, dB": [-9.1, 0.3, -18.5, -9.1, 4.7]
    }


def test_without_a_heading_one_line_says_so(here: Here) -> None:
    """Isotropic, with a remark; with a heading that line names the direction, and no line grows too long."""
    plain, turned = here(*ENDS)[1].splitlines(), here(*ENDS, "--heading", IN_THE_WAY)[1].splitlines()
    assert "antennas      taken as isotropic: give --heading" in plain
    (line,) = [line for line in turned if line.startswith("antennas")]
    assert line == "antennas      rover's heading 60 deg: --to is 214.2 deg clockwise of it, 0.1 deg down"
    lean = here(*ENDS, "--attitude", "-12.25,-10.75,-359.25")[1].splitlines()
    assert "  lean        roll -12.25 deg, pitch -10.75 deg" in lean
    assert max(map(len, [*turned, *lean])) <= 100
    nothing = {"heading_deg": None, "pitch_deg": None, "roll_deg": None, "azimuth_deg": None, "elevation_deg": None}  # fmt: skip
    assert found(here)["antennas"] == {"directional": True, "counted": False} | nothing


def test_ahead_nothing_is_lost(here: Here) -> None:
    """The same margin as between isotropic antennas; the term stands there with 0 dB."""
    plain, turned = found(here), found(here, "--heading", AHEAD)
    assert turned["margin_db"] == plain["margin_db"]
    assert turned["terms"][-1]["value_db"] == 0.0  # type: ignore[index]


def test_a_heading_goes_round_the_circle(here: Here) -> None:
    """Whole turns change nothing; an attitude without a lean is a heading."""
    assert found(here, "--heading", IN_THE_WAY)["margin_db"] == found(here, "--heading=-300")["margin_db"]
    level, leaning = found(here, "--attitude", f"0,0,{IN_THE_WAY}"), found(here, "--attitude=2.5,-4,60")
    assert level["margin_db"] == found(here, "--heading", IN_THE_WAY)["margin_db"]
    assert leaning["antennas"]["pitch_deg"] == -4.0 and leaning["antennas"]["roll_deg"] == 2.5  # type: ignore[index]
    assert leaning["antennas"]["elevation_deg"] < level["antennas"]["elevation_deg"]  # type: ignore[index]


def test_an_unknown_heading_is_the_mean(here: Here) -> None:
    """90 of 360 degrees at 9.1 dB; words and JSON say that it is not known."""
    plain, lost = found(here), found(here, "--heading", "unknown")
    assert lost["margin_db"] == pytest.approx(plain["margin_db"] - 9.1 / 4, abs=2e-3)  # type: ignore[operator]
    assert lost["antennas"]["counted"] and lost["antennas"]["heading_deg"] is None  # type: ignore[index]
    assert "rover's heading not known, the mean over all of them" in here(*ENDS, "--heading", "unknown")[1]


def test_patterns_of_both_ends_count(
    here: Here, raster: Callable[..., Path], valley: Callable[..., Path], tmp_path: Path
) -> None:
    """A table and a built-in one: a row each, whose gains are those towards the other end, in the margin."""
    raster("valley.tif")
    table = "".join(f"0,{elevation},-3\n" for elevation in (-90, -45, 0, 45, 90))
    (tmp_path / "mast.csv").write_text(f"azimuth_deg,elevation_deg,gain_dbi\n{table}")
    valley()
    bare = ("--from", "46.5,8.1,3", "--to", "46.501,8.102,1", "--scenario", "valley.yaml")
    before = json.loads(here("link", *bare, "--heading", "90", "--json")[1])
    assert "the heading changes nothing" in here("link", *bare, "--heading", "90")[1]
    assert "antennas  " not in here("link", *bare)[1]
    own = "antenna: {{pattern: {}, kind: assumed, source: a test}}, antenna_height:".format
    valley(
        ("rover: {antenna_height:", f"rover: {{{own('mast.csv')}"),
        ("helicopter: {antenna_height:", f"helicopter: {{{own('short-monopole')}"),
    )
    code, output, errors = here("link", *bare, "--heading", "90", "--json")
    assert (code, errors) == (0, "")
    after = json.loads(output)
    added = {term["name"]: term["value_db"] for term in after["terms"][len(before["terms"]) :]}
    assert added["rover antenna pattern"] == -3.0
    assert added["helicopter antenna pattern"] == pytest.approx(1.76, abs=0.2)
    assert after["margin_db"] == pytest.approx(before["margin_db"] + sum(added.values()), abs=2e-3)
    assert "helicopter antenna pattern, dBi" in here("link", *bare, "--heading", "90")[1]


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (
            ("--heading", "north"),
            "--heading north: not in degrees; write DEG, clockwise from north, or unknown",
        ),
        (("--heading", "nan"), "--heading nan: not in degrees"),
        (("--heading", "inf"), "--heading inf: not in degrees"),
        (("--heading", ""), "--heading : not in degrees"),
        (("--heading", "1,2"), "--heading 1,2: not in degrees"),
        (("--heading", "400"), "--heading 400: heading 400 deg: it must be -360 to 360 degrees"),
        (("--attitude", "236"), "write ROLL,PITCH,HEADING, as in --attitude 1.5,-2,236"),
        (("--attitude", "1,2,x"), "write ROLL,PITCH,HEADING"),
        (("--attitude", "1,2,unknown"), "write ROLL,PITCH,HEADING"),
        (("--attitude", "200,2,3"), "roll 200 deg: it must be -180 to 180"),
        (("--attitude", "2,91,3"), "pitch 91 deg: it must be -90 to 90"),
        (("--heading", "1", "--attitude", "0,0,1"), "give one of the two"),
    ],
)
def test_headings_that_are_none(refused: Refused, args: tuple[str, ...], says: str) -> None:
    """No number, too many, off the circle, both options: the option, and how it is written."""
    assert says in refused(*ENDS, *args)
