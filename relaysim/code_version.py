"""The version of relaysim with a digest of its sources: two that are equal compute the same."""

from __future__ import annotations

import hashlib
from pathlib import Path

from relaysim.version import VERSION


def _digest() -> str:
    """Of every source file, by its place in the package."""
    package = Path(__file__).resolve().parent
    found = hashlib.blake2b(digest_size=6)
    for source in sorted(package.rglob("*.py"), key=lambda one: one.relative_to(package).as_posix()):
        found.update(f"{source.relative_to(package).as_posix()}\n".encode())
        found.update(source.read_bytes())
    return found.hexdigest()


# Read at the first import: some 5 MB of sources.
CODE_VERSION = f"{VERSION}+{_digest()}"
