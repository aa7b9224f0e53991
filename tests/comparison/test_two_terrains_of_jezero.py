"""The 63 days over two grounds of Jezero: why the blackout ends a quarter of an hour later over the other raster."""

from __future__ import annotations

from pathlib import Path

import pytest

import relaysim
from relaysim.comparison.sentences import answer_sentences

FUSED = Path(__file__).resolve().parents[3] / "shared" / "data" / "dem" / "jezero_fused_5m.tif"


@pytest.mark.skipif(
    not FUSED.exists(), reason="the fused terrain of Jezero lies beside the checkout only where it was made"
)
def test_the_end_is_told_by_the_link_that_differs(main_folder: Path, tmp_path: Path) -> None:
    """Both runs built again to the hundredth of a decibel; the terrain's share is the whole; another rise is in the way."""
    fused = relaysim.run("flight-52-blackout", tmp_path / "fused", terrain=str(FUSED))
    found = relaysim.compare(main_folder, fused, look_in=[FUSED.parent])
    assert not found.remarks
    assert found.longest is not None and found.longest.match.level == "radio"
    end = found.longest.reason("end")
    assert end is not None and end.a is not None and end.b is not None
    assert [share.cause for share in end.shares] == ["terrain"]
    assert end.a.margin_db == pytest.approx(0.0, abs=0.05) and end.b.margin_db == pytest.approx(-1.7, abs=0.3)
    for there in (end.a, end.b):
        assert there.recorded_margin_db == pytest.approx(there.margin_db, abs=0.05)
        assert there.doing == "Perseverance on drive 229 (sol 836), Ingenuity where flight 52 landed"
    assert end.a.obstacle is not None and end.b.obstacle is not None
    assert end.a.obstacle.from_rover_m - end.b.obstacle.from_rover_m > 100.0
    assert answer_sentences(found)[0].startswith("The radio blackout ends 15.4 min later in B: ")
