"""The text of a file from its bytes, or why it is no text."""

from __future__ import annotations

from relaysim.path.files.route_points import NoRouteError

MOST_BYTES = 50_000_000
_UTF_16 = "the file is UTF-16 text: save it as UTF-8"


def check_bytes(data: bytes) -> None:
    """Raises what is wrong with the bytes of any route file.

    Raises:
        NoRouteError: empty, too large, or no text.
    """
    if not data.strip():
        raise NoRouteError(0, "the file is empty")
    if len(data) > MOST_BYTES:
        raise NoRouteError(
            0, f"the file is larger than {MOST_BYTES // 1_000_000} MB: no route is; thin its points"
        )
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise NoRouteError(0, _UTF_16)
    if data.startswith(b"PK\x03\x04"):
        raise NoRouteError(
            0, "the file is a zip archive (KMZ, XLSX): unpack it and name the KML or CSV file inside"
        )
    zero = data.find(b"\0")
    if zero >= 0:
        wide = data[:200].count(b"\0") * 3 > len(data[:200])
        line = data.count(b"\n", 0, zero) + 1
        raise NoRouteError(line, _UTF_16 if wide else "the file holds a zero byte: it is no text")


def text_of(data: bytes) -> str:
    """UTF-8 text, a byte-order mark dropped.

    Raises:
        NoRouteError: other bytes, with the line of the first.
    """
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise NoRouteError(line, f"the file is not UTF-8 text (byte 0x{data[error.start]:02x})") from None
