"""A terrain of the registry from its address to this machine: whole and checked, or not at all."""

from __future__ import annotations

import contextlib
import os
import shutil
import warnings
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Literal
from urllib.parse import quote, urlsplit

from relaysim.errors import InputError, NoResult, OutputError, TerrainError
from relaysim.terrain.download import Download, Patience, download, silent
from relaysim.terrain.fetched import PINS, Pin, check_size, fetched_folder, file_sha256, read_pins, write_pin
from relaysim.terrain.lock import Held, locked
from relaysim.terrain.part_file import PartFile, writing
from relaysim.terrain.registry import KnownTerrain
from relaysim.terrain.transfer import ELSEWHERE, Remote, Say

Vouched = Literal["registry", "pin", "first"]
SPARE_BYTES = 1_000_000  # for the record, and so as not to fill a disk to the brim


@dataclass(frozen=True)
class Fetched:
    """A terrain that is here and checked.

    here         True if it lay in its place already
    kept_bytes   of its bytes, how many were here before
    vouched      who says that this is its checksum: "registry", "pin", or "first" (it was recorded just now)
    since_utc    when that record was made, if vouched is "pin"
    """

    path: Path
    here: bool
    url: str
    size_bytes: int
    kept_bytes: int
    sha256: str
    vouched: Vouched
    since_utc: str | None = None


def fetch(
    entry: KnownTerrain,
    folder: Path | None = None,
    *,
    address: str | None = None,
    force: bool = False,
    patience: Patience | None = None,
    say: Say = silent,
) -> Fetched:
    """Brings a terrain to `folder` (None: `fetched_folder()`), from `address` or the registry's own.

    A file that is there is checked whole and kept, unless `force`. Size and checksum must be the registry's;
    where it has no checksum, the one on record in the folder (pins.json), which is made at the first fetch.
    A fetch that breaks off leaves NAME.part, from which the next one goes on; NAME is only ever a whole,
    checked file.

    Raises: InputError for an address that is none; TerrainError for a file in its place that is another;
    OutputError if the folder cannot take it; NoResult if it cannot be had, or another fetch is under way.
    """
    folder = folder or fetched_folder()
    url = address_of(entry, address)
    path = folder / entry.file_name
    if path.is_file() and not force:
        return _checked(entry, folder, say)
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
    try:
        with locked(folder / f".{entry.file_name}.lock", wait=False):
            if path.is_file() and not force:  # another fetch has just brought it
                return _checked(entry, folder, say)
            return _brought(entry, folder, url, patience, say)
    except Held:
        raise NoResult(
            f"terrain {entry.name} is being fetched by another process, to {path}: wait until that is done"
        ) from None


def address_of(entry: KnownTerrain, given: str | None = None) -> str:
    """The URL to fetch from: the registry's, or `given`, the URL of the file or of the folder it lies in.

    A URL is that of the file if it ends in its suffix or holds a query, else that of the folder.

    Raises: InputError.
    """
    if entry.address is None:
        raise InputError(f"terrain {entry.name} comes with relaysim: there is nothing to fetch")
    name = PurePosixPath(entry.address).name
    if given is None:
        return f"https://{quote(entry.address)}"
    try:
        parts = urlsplit(given)
        right = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        right = False
    if not right or "@" in parts.netloc or any(not 32 < ord(letter) < 127 for letter in given):
        raise InputError(
            f"--from: {given!r} is no address to fetch from; give https://HOST/PATH, of the file or of the folder it lies in"
        )
    if parts.query or PurePosixPath(parts.path).suffix.lower() == PurePosixPath(name).suffix.lower():
        return given.partition("#")[0]
    return f"{given.partition('#')[0].rstrip('/')}/{quote(name)}"


def _checked(entry: KnownTerrain, folder: Path, say: Say) -> Fetched:
    """The file that is there, read whole; put on record if it is not."""
    path, pins = folder / entry.file_name, read_pins(folder)
    check_size(path, entry)
    pin, got = pins.get(entry.name), file_sha256(path, say)
    expected = entry.sha256 or (pin.sha256 if pin else None)
    if expected not in (None, got):
        raise TerrainError(
            f"{path}: its sha256 is {got}, expected {expected}; "
            f"`relaysim terrain fetch {entry.name} --force` fetches it again"
        )
    if expected is None and (why := _no_raster(path)):
        raise TerrainError(
            f"{path}: is no raster ({why}); `relaysim terrain fetch {entry.name} --force` fetches it again"
        )
    size, modified = path.stat().st_size, path.stat().st_mtime_ns
    if pin is None or (pin.sha256, pin.modified_ns) != (got, modified):
        made = Pin(path.name, got, size, modified, "", _now())
        # A folder that others keep for us need not take the record, unless it is the only one.
        with contextlib.suppress(OutputError) if expected else contextlib.nullcontext():
            write_pin(folder, entry.name, replace(pin, sha256=got, modified_ns=modified) if pin else made)
    return Fetched(path, True, pin.url if pin else "", size, size, got, *_vouched(entry, pin))


def _brought(entry: KnownTerrain, folder: Path, url: str, patience: Patience | None, say: Say) -> Fetched:
    """The file, fetched, checked, on record and in its place."""
    assert entry.size_bytes is not None
    path, pin = folder / entry.file_name, read_pins(folder).get(entry.name)
    part = PartFile(folder / f"{entry.file_name}.part")
    expected = entry.sha256 or (pin.sha256 if pin else None)
    remote = Remote(url, entry.size_bytes, checked=expected is not None)
    _check_room(folder, entry.size_bytes - part.have)
    done = download(remote, part, patience=patience, say=say)
    got = file_sha256(part.path, say)
    if expected not in (None, got) and done.pieced:  # the pieces may be of two versions: once more, in one
        part.drop()
        done = download(remote, part, patience=patience, say=say)
        got = file_sha256(part.path, say)
    if expected not in (None, got):
        part.drop()
        raise NoResult(_another(entry, folder, url, got, pin))
    if expected is None and (why := _no_raster(part.path)):
        part.drop()
        raise NoResult(f"{url}: what it sends is no raster ({why}), and was thrown away; {ELSEWHERE}")
    return _put(entry, part, path, done, got, url, pin)


def _put(
    entry: KnownTerrain, part: PartFile, path: Path, done: Download, got: str, url: str, pin: Pin | None
) -> Fetched:
    """On record first, then in its place: a file that nothing vouches for never has the name."""
    with writing(path):
        with part.path.open("rb+") as file:
            os.fsync(file.fileno())
        stat = part.path.stat()
        write_pin(path.parent, entry.name, Pin(path.name, got, stat.st_size, stat.st_mtime_ns, url, _now()))
        part.path.replace(path)
        part.forget()
    return Fetched(path, False, url, stat.st_size, done.kept_bytes, got, *_vouched(entry, pin))


def _vouched(entry: KnownTerrain, pin: Pin | None) -> tuple[Vouched, str | None]:
    """Who says what its checksum is, and since when."""
    if entry.sha256 is not None:
        return "registry", None
    return ("first", None) if pin is None else ("pin", pin.fetched_utc)


def _another(entry: KnownTerrain, folder: Path, url: str, got: str, pin: Pin | None) -> str:
    """What is said of a file of the right size and the wrong content."""
    if entry.sha256 or pin is None:
        return (
            f"{url}: sends other bytes than the registry expects (sha256 {got}, expected {entry.sha256}); "
            f"they were thrown away; {ELSEWHERE}"
        )
    return (
        f"{url}: sends other bytes than at the first fetch on {pin.fetched_utc[:10]} (sha256 {got}, expected "
        f"{pin.sha256}); they were thrown away: give another address with --from or, if its makers have replaced "
        f"it, take {entry.name} out of {folder / PINS} and fetch again"
    )


def _check_room(folder: Path, needed_bytes: int) -> None:
    """Raises: OutputError if the disk has not enough room; what is needed is said at once, not hours later."""
    with writing(folder):
        free = shutil.disk_usage(folder).free
    if free < needed_bytes + SPARE_BYTES:
        raise OutputError(
            f"{folder}: has room for {free / 1e6:,.0f} MB, {(needed_bytes + SPARE_BYTES) / 1e6:,.0f} MB are needed; "
            "make room, or name another folder in the environment variable RELAYSIM_DATA"
        )


def _no_raster(path: Path) -> str:
    """Why a file is no raster; "" if it is one. Asked before its checksum is put on record for ever."""
    import rasterio
    from rasterio.errors import NotGeoreferencedWarning, RasterioError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", NotGeoreferencedWarning)
            rasterio.open(path).close()
    except RasterioError as error:
        return " ".join(str(error).split())
    return ""


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
