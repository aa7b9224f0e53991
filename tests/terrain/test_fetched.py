"""Fetched terrain: where it is kept, what is on record about it, one fetch at a time."""

from __future__ import annotations

import hashlib
import json
import os
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from relaysim.errors import InputError, OutputError, TerrainError
from relaysim.terrain.fetch import address_of, fetch
from relaysim.terrain.fetched import PINS, fetched_file, fetched_folder, file_sha256, read_pins
from relaysim.terrain.lock import Held, locked

sys.path.insert(0, str(Path(__file__).parent))
from unreliable_site import WHOLE, Desk, desk_of, rest, small_raster, status, whole


@pytest.fixture
def raster(raster_file: Callable[..., Path]) -> bytes:
    """What the site offers."""
    return small_raster(raster_file)


@pytest.fixture
def desk(raster: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """Fetches a terrain whose checksum is known, without a proxy of the tester's on the way."""
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with desk_of(raster, tmp_path / "kept" / "here") as found:
        yield found


def test_a_file_that_is_here(desk: Desk) -> None:
    """It is read whole and kept; --force fetches it again."""
    desk()
    assert desk().here and len(desk.site.asked) == 1
    assert not desk(force=True).here and len(desk.site.asked) == 2
    assert desk.here == WHOLE


def test_a_bad_file_replaces_no_good_one(desk: Desk, raster: bytes) -> None:
    """With --force the old file stays until a new one is whole and checked."""
    desk()
    desk.site.plan = [whole(raster[:-1] + b"!")]
    desk.refused(force=True)
    assert (desk.file.read_bytes(), desk.here) == (raster, WHOLE)
    desk.site.plan = [status(404)]
    desk.refused(force=True)
    assert fetched_file(desk.entry, desk.folder) == desk.file


def test_pinned_at_first_use(desk: Desk, raster: bytes) -> None:
    """Where no checksum is known, the first one seen is recorded, with its date; later fetches are held to it."""
    desk = desk.unvouched
    first = desk()
    assert (first.vouched, first.sha256) == ("first", hashlib.sha256(raster).hexdigest())
    pin = json.loads((desk.folder / PINS).read_text())["terrains"]["hill"]
    assert (pin["sha256"], pin["url"], pin["size_bytes"]) == (first.sha256, desk.site.url, len(raster))
    again = desk()
    assert (again.here, again.vouched, again.since_utc) == (True, "pin", pin["fetched_utc"])
    desk.file.unlink()
    desk.site.plan = [whole(raster[:-1] + b"!")]
    said = desk.refused()
    assert (
        f"than at the first fetch on {pin['fetched_utc'][:10]}" in said
        and f"take hill out of {desk.folder / PINS}" in said
    )
    desk.site.plan = [rest()]
    assert desk().vouched == "pin"


def test_no_raster_is_pinned(desk: Desk, raster: bytes) -> None:
    """Bytes that only begin like a raster are not recorded as one."""
    desk.site.plan = [whole(raster[:4] + bytes(len(raster) - 4))]
    assert "is no raster" in desk.unvouched.refused()
    assert desk.here == []


def test_a_file_brought_by_hand(desk: Desk, raster: bytes) -> None:
    """A file put in its place by other means is checked, and recorded where it is the first."""
    desk.folder.mkdir(parents=True)
    desk.file.write_bytes(raster)
    assert fetched_file(desk.entry, desk.folder) == desk.file
    with pytest.raises(TerrainError, match="no checksum of it is on record; `relaysim terrain fetch hill`"):
        fetched_file(desk.unvouched.entry, desk.folder)
    assert desk.unvouched().vouched == "first"
    assert fetched_file(desk.unvouched.entry, desk.folder) == desk.file
    assert desk.site.asked == []


@pytest.mark.parametrize("change", ["shorter", "other", "no raster"])
def test_another_file_in_its_place(desk: Desk, raster: bytes, change: str) -> None:
    """A file that is not the one is left alone, and --force said to replace it."""
    wrong = {"shorter": raster[:-1], "other": raster[:-1] + b"!", "no raster": bytes(len(raster))}[change]
    desk.folder.mkdir(parents=True)
    desk.file.write_bytes(wrong)
    used = desk.unvouched if change == "no raster" else desk
    said = used.refused(TerrainError)
    assert f"{desk.file}: " in said and "`relaysim terrain fetch hill --force`" in said
    assert (desk.file.read_bytes(), desk.here, desk.site.asked) == (wrong, ["hill.tif"], [])
    used(force=True)
    assert desk.file.read_bytes() == raster


def test_opened_and_changed(desk: Desk, raster: bytes) -> None:
    """A file changed after the fetch is refused at the next opening; one only touched is hashed again, once."""
    desk = desk.unvouched
    desk()
    before = read_pins(desk.folder)["hill"]
    desk.file.touch()
    assert fetched_file(desk.entry, desk.folder) == desk.file
    assert read_pins(desk.folder)["hill"].modified_ns == desk.file.stat().st_mtime_ns != before.modified_ns
    desk.file.write_bytes(raster[:-1] + b"!")
    with pytest.raises(TerrainError, match=r"has changed: its sha256 is .*, expected .*--force"):
        fetched_file(desk.entry, desk.folder)
    desk.file.write_bytes(raster[:-1])
    with pytest.raises(TerrainError, match=f"has {len(raster) - 1:,} bytes, expected {len(raster):,}"):
        fetched_file(desk.entry, desk.folder)


def test_not_hashed_at_every_opening(desk: Desk, raster: bytes) -> None:
    """While size and time of the file are those on record, its content is not read (it may be gigabytes)."""
    desk()
    stat = desk.file.stat()
    desk.file.write_bytes(raster[:-1] + b"!")
    os.utime(desk.file, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert fetched_file(desk.entry, desk.folder) == desk.file
    assert "expected" in desk.refused(TerrainError), "a fetch reads it whole"


def test_a_record_that_cannot_be_read(desk: Desk) -> None:
    """A damaged record is no reason to trust, nor to fall over."""
    desk()
    for text in ("{", "[]", '{"terrains": {"hill": {}}}', '{"terrains": {"hill": []}}', "\udcff"):
        (desk.folder / PINS).write_bytes(text.encode("utf-8", "surrogateescape"))
        with pytest.raises(TerrainError, match=r"cannot be read .* move it away"):
            fetched_file(desk.entry, desk.folder)
    (desk.folder / PINS).unlink()
    assert desk().here and desk.here == WHOLE


def test_no_room(desk: Desk) -> None:
    """Too small a disk is said before anything is fetched, with what is needed."""
    entry = replace(desk.entry, size_bytes=10**18)
    with pytest.raises(
        OutputError, match=r"has room for [\d,]+ MB, 1,000,000,000,001 MB are needed; .*RELAYSIM_DATA"
    ):
        fetch(entry, desk.folder, address=desk.site.url)
    assert desk.site.asked == []


def test_one_at_a_time(desk: Desk) -> None:
    """A second fetch of the same file is told so; the first one's end, whatever it was, frees the way."""
    desk.folder.mkdir(parents=True)
    with locked(desk.folder / ".hill.tif.lock", wait=False):
        said = desk.refused()
    assert f"being fetched by another process, to {desk.file}" in said
    assert desk.site.asked == []
    (desk.folder / ".hill.tif.lock").touch()  # left by a process that was killed
    desk()
    assert desk.here == WHOLE


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    """A disk or a right that fails is said in words."""
    with pytest.raises(TerrainError, match=r"cannot be read \(Is a directory\)"):
        file_sha256(tmp_path)


def test_a_lock_waits_its_turn(tmp_path: Path) -> None:
    """Whoever waits gets the lock when it is free, never beside another, though its file comes and goes."""
    path, inside, most = tmp_path / "lock", 0, 0

    def work() -> None:
        nonlocal inside, most
        for _ in range(50):
            with locked(path, wait=True):
                inside += 1
                most = max(most, inside)
                inside -= 1

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (most, list(tmp_path.iterdir())) == (1, [])
    with locked(path, wait=False), pytest.raises(Held), locked(path, wait=False):
        pass


def test_a_folder_that_takes_nothing(desk: Desk, tmp_path: Path) -> None:
    """A file where the folder should be, a system's folder: the cause and RELAYSIM_DATA."""
    (tmp_path / "file").write_text("")
    for folder in (tmp_path / "file", tmp_path / "file" / "deep", Path("/proc/relaysim")):
        with pytest.raises(OutputError, match=r"cannot be written .*RELAYSIM_DATA"):
            fetch(desk.entry, folder, address=desk.site.url)


def test_where_it_is_kept(tmp_path: Path) -> None:
    """$RELAYSIM_DATA itself; else below $XDG_DATA_HOME, if absolute; else below the home folder."""
    assert fetched_folder({"RELAYSIM_DATA": str(tmp_path), "XDG_DATA_HOME": "/x"}) == tmp_path
    assert fetched_folder({"XDG_DATA_HOME": "/x"}) == Path("/x/relaysim/terrain")
    assert fetched_folder({"RELAYSIM_DATA": "data"}).is_absolute()
    home = Path.home() / ".local/share/relaysim/terrain"
    assert fetched_folder({}) == fetched_folder({"XDG_DATA_HOME": "relative", "RELAYSIM_DATA": ""}) == home


def test_addresses(desk: Desk) -> None:
    """The registry's address by https; or the URL of the file, or of the folder it lies in."""
    entry = desk.entry
    assert address_of(entry) == "https://example.org/data/hill.tif"
    folder = "http://127.0.0.1:8000/mirror"
    for given in (folder, f"{folder}/", f"{folder}/hill.tif", f"{folder}#top"):
        assert address_of(entry, given) == f"{folder}/hill.tif"
    assert address_of(entry, "http://host") == "http://host/hill.tif"
    for full in ("https://host/other.TIF", "https://host/get?file=5"):
        assert address_of(entry, full) == full
    with pytest.raises(InputError, match="comes with relaysim"):
        address_of(replace(entry, address=None))


@pytest.mark.parametrize(
    "given",
    ["", "host/file.tif", "ftp://host/file.tif", "file:///etc/passwd", "http://", "http://h:x/", "http://[::1/",
     "http://me:secret@host/", "http://host/a b.tif", "http://host/ä.tif"],
)  # fmt: skip
def test_addresses_that_are_none(desk: Desk, given: str) -> None:
    """What cannot be fetched from is refused at once, in words."""
    with pytest.raises(InputError, match=r"--from: .* is no address"):
        fetch(desk.entry, desk.folder, address=given)
    assert not desk.folder.exists()
