"""Survey tables: read, cut at a sol, and every fault told at its place."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from relaysim.errors import ScenarioError
from relaysim.terrain.survey import read_survey


def table(folder: Path, text: str, name: str = "stops.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_tables_are_joined(tmp_path: Path) -> None:
    """Tables follow each other; the kind is the table's name; columns in any order, others left alone."""
    one = table(
        tmp_path,
        "sol,latitude_deg,longitude_deg,height_m,source\n5,18.1,77.1,-2500,x\n\n6,18.2,77.2,-2501.5,y\n",
    )
    two = table(tmp_path, "height_m,extra,longitude_deg,sol,latitude_deg\n-2,?,-77,1,18\n", "track.csv")
    points = read_survey(one, two)
    assert len(points) == 3 and points.dated
    assert points.kind.tolist() == ["stops", "stops", "track"]
    assert points.source.tolist() == ["x", "y", ""]
    assert points.sol.tolist() == [5, 6, 1]
    np.testing.assert_array_equal(points.height_m, [-2500, -2501.5, -2])
    assert points.as_of(5).sol.tolist() == [5, 1]


def test_without_dates(tmp_path: Path) -> None:
    """A table without sols is good, but has no date."""
    assert not read_survey(table(tmp_path, "latitude_deg,longitude_deg,height_m\n1,2,3\n")).dated


def test_every_fault_at_once(tmp_path: Path) -> None:
    """All bad values are told together, each at its line and column, with what is allowed."""
    path = table(
        tmp_path,
        "sol,latitude_deg,longitude_deg,height_m\n5,98.1,77.1,-2500\n1.5,18,77,x\n5,18,77\n5,18,77,nan\n",
    )
    with pytest.raises(ScenarioError) as caught:
        read_survey(path)
    assert str(caught.value).splitlines() == [
        f"{path}:2:3: latitude_deg: '98.1' is not a latitude (-90 to 90)",
        f"{path}:3:1: sol: '1.5' is not a whole sol number",
        f"{path}:3:11: height_m: 'x' is not a height in metres (-100000 to 100000)",
        f"{path}:4:1: 3 values for 4 columns",
        f"{path}:5:9: height_m: 'nan' is not a height in metres (-100000 to 100000)",
    ]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "column latitude_deg, longitude_deg, height_m is missing"),
        ("sol,lat\n1,2\n", "is missing: a survey table has"),
        ("sol,latitude_deg,longitude_deg,height_m\n\n", "the table has no rows"),
    ],
)
def test_no_table(tmp_path: Path, text: str, says: str) -> None:
    """A table without its columns or rows is told what it needs."""
    with pytest.raises(ScenarioError, match=says):
        read_survey(table(tmp_path, text))


def test_no_file(tmp_path: Path) -> None:
    """A file that is missing, or is no text, is named."""
    with pytest.raises(ScenarioError, match=r"gone\.csv: No such file"):
        read_survey(tmp_path / "gone.csv")
    (tmp_path / "image.csv").write_bytes(b"\xff\xfe\x00\x81")
    with pytest.raises(ScenarioError, match="not a CSV table"):
        read_survey(tmp_path / "image.csv")
