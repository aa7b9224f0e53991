"""Where fetched terrain lives, and what is on record about it: a checksum for each file, seen once and held to."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING

from relaysim.aside_names import drop, name_aside
from relaysim.errors import OutputError, TerrainError
from relaysim.terrain.lock import locked
from relaysim.terrain.part_file import writing

if TYPE_CHECKING:
    from relaysim.terrain.registry import KnownTerrain

PINS = "pins.json"
VARIABLE = "RELAYSIM_DATA"
CHUNK_BYTES = 1 << 20


@dataclass(frozen=True)
class Pin:
    """What a fetched file was when it was checked whole: `modified_ns` tells later whether to check again."""

    file: str
    sha256: str
    size_bytes: int
    modified_ns: int
    url: str
    fetched_utc: str


def fetched_folder(environment: Mapping[str, str] | None = None) -> Path:
    """The folder of fetched terrain, which need not exist yet.

    $RELAYSIM_DATA if set, else relaysim/terrain in $XDG_DATA_HOME, else in ~/.local/share.

    Raises: OutputError if none of these is known.
    """
    given = os.environ if environment is None else environment
    if chosen := given.get(VARIABLE):
        return Path(chosen).absolute()
    base = Path(given.get("XDG_DATA_HOME") or "~/.local/share")
    if not base.is_absolute():  # the standard has relative ones ignored
        try:
            base = Path("~/.local/share").expanduser()
        except RuntimeError as error:
            raise OutputError(
                f"there is no home folder to keep terrain in: name a folder in the environment variable {VARIABLE}"
            ) from error
    return base / "relaysim" / "terrain"


def is_fetched(entry: KnownTerrain) -> bool:
    """True if a file of it is in the folder of fetched terrain; its content is not looked at."""
    try:
        return (fetched_folder() / entry.file_name).is_file()
    except OutputError:
        return False


def fetched_file(entry: KnownTerrain, folder: Path) -> Path:
    """The file of a fetched terrain, checked: size always, checksum if the file changed since it was checked.

    Raises: TerrainError if it is not there, or not the file it should be.
    """
    path = folder / entry.file_name
    again = f"`relaysim terrain fetch {entry.name}"
    if not path.is_file():
        size = f", {entry.size_bytes / 1e6:,.0f} MB" if entry.size_bytes else ""
        raise TerrainError(
            f"terrain {entry.name} is not on this machine ({entry.what}{size}): {again}` brings it"
        )
    pin = read_pins(folder).get(entry.name)
    expected = entry.sha256 or (pin.sha256 if pin else None)
    if expected is None:
        raise TerrainError(f"{path}: no checksum of it is on record; {again}` makes the record")
    stat = path.stat()
    if pin and (pin.sha256, pin.size_bytes, pin.modified_ns) == (expected, stat.st_size, stat.st_mtime_ns):
        return path
    check_size(path, entry)
    if (got := file_sha256(path)) != expected:
        raise TerrainError(
            f"{path}: has changed: its sha256 is {got}, expected {expected}; {again} --force` fetches it again"
        )
    if pin:
        with suppress(OutputError):  # a folder that others keep for us: hashed again next time
            write_pin(folder, entry.name, replace(pin, sha256=got, modified_ns=stat.st_mtime_ns))
    return path


def check_size(path: Path, entry: KnownTerrain) -> None:
    """Raises: TerrainError if a file has not the size of the registry."""
    if (size := path.stat().st_size) != entry.size_bytes:
        raise TerrainError(
            f"{path}: has {size:,} bytes, expected {entry.size_bytes:,}; "
            f"`relaysim terrain fetch {entry.name} --force` fetches it again"
        )


def read_pins(folder: Path) -> dict[str, Pin]:
    """The record of a folder, by terrain; empty if there is none yet.

    Raises: TerrainError if it cannot be read.
    """
    path = folder / PINS
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        names = {field.name: field.type for field in fields(Pin)}
        pins = {
            terrain: Pin(**{name: pin[name] for name in names}) for terrain, pin in raw["terrains"].items()
        }
        if not all(isinstance(pin.sha256, str) for pin in pins.values()):
            raise TypeError("a checksum that is no text")
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise TerrainError(
            f"{path}: the record of checksums cannot be read ({type(error).__name__}: {error}); move it away, "
            "and `relaysim terrain fetch` makes it anew"
        ) from error
    return pins


def write_pin(folder: Path, terrain: str, pin: Pin) -> None:
    """Puts a terrain on record, whatever other terrains are being put there.

    Raises: OutputError if the folder cannot be written.
    """
    path = folder / PINS
    aside = name_aside(path)
    with locked(folder / f".{PINS}.lock", wait=True), writing(path):
        pins = read_pins(folder) | {terrain: pin}
        content = {"terrains": {name: asdict(one) for name, one in sorted(pins.items())}}
        try:
            aside.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
            aside.replace(path)
        finally:
            drop(aside)


def file_sha256(path: Path, say: Callable[[str, int, int], None] | None = None) -> str:
    """SHA-256 of a file as hexadecimal digits; `say` hears of it as it goes on.

    Raises: TerrainError if it cannot be read.
    """
    digest, done = hashlib.sha256(), 0
    try:
        with path.open("rb") as file:
            total = os.fstat(file.fileno()).st_size
            while chunk := file.read(CHUNK_BYTES):
                digest.update(chunk)
                done += len(chunk)
                if say is not None:
                    say("checking", done, total)
    except OSError as error:
        raise TerrainError(
            f"{path}: cannot be read ({error.strerror or error}); make it readable, or fetch it again with --force"
        ) from error
    return digest.hexdigest()
