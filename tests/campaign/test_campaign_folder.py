"""Whose folder it is, when two campaigns want the same at once."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest

import relaysim.campaign.folder as folder_module
from relaysim.campaign.folder import CampaignFolder
from relaysim.engine.shards import Shards
from relaysim.errors import OutputError


def test_the_first_to_write_its_manifest_has_the_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two that found nothing there: the slower one is refused, and the manifest stays the quicker one's."""
    quick, slow = CampaignFolder(tmp_path / "c", "quick"), CampaignFolder(tmp_path / "c", "slow")

    def meanwhile(path: Path, *, force: bool) -> None:
        monkeypatch.undo()
        assert quick.open({"name": "quick"}, resume=False)

    monkeypatch.setattr(folder_module, "check_output_folder", meanwhile)
    with pytest.raises(OutputError, match="holds another campaign \\('quick'\\)"):
        slow.open({"name": "slow"}, resume=True)
    quick.check()


def test_a_folder_is_given_up_only_while_nothing_is_in_it(tmp_path: Path) -> None:
    """Neither one in which another process writes, nor one with a shard (be it of failures) is removed."""
    place = CampaignFolder(tmp_path / "c", "digest")
    assert place.open({"name": "c"}, resume=False)
    with Shards(place.shards, pa.schema([]), "digest") as shards:
        assert not place.give_up()
        name = shards.write(shards.schema.empty_table())
    assert not place.give_up()
    place.check()
    (place.shards / name).unlink()
    assert place.give_up() and not place.path.exists()
