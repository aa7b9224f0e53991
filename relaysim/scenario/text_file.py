"""Reading a text file that a user named: every way in which that can fail, as one fault."""

from __future__ import annotations

from pathlib import Path

from relaysim.errors import Fault


def read_text(path: Path, file: str, most_bytes: int, what: str) -> str | Fault:
    """The text of a UTF-8 file, a byte-order mark dropped; or the fault that says why there is none.

    Args:
        file: how messages name the file.
        most_bytes: larger files are refused unread.
        what: what the file should be ("scenario", "table").
    """
    try:
        if path.is_dir():
            return Fault(file, 0, 0, "", f"this is a folder, not a {what} file")
        if path.stat().st_size > most_bytes:
            return Fault(
                file, 0, 0, "", f"the file is larger than {most_bytes // 1_000_000} MB: no {what} is"
            )
        data = path.read_bytes()
    except FileNotFoundError:
        return Fault(file, 0, 0, "", f"there is no such {what} file")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        return Fault(file, 0, 0, "", f"the {what} file cannot be read: {reason}")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return Fault(file, 0, 0, "", f"the {what} file is UTF-16 text: save it as UTF-8")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line, column = before.count(b"\n") + 1, error.start - (before.rfind(b"\n") + 1) + 1
        return Fault(
            file, line, column, "", f"the {what} file is not UTF-8 text (byte 0x{data[error.start]:02x})"
        )
