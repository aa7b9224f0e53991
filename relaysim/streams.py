"""Named random streams from one seed: adding a source of chance never shifts another's draws."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field

import numpy as np


@dataclass
class Streams:
    """Generators by name, each seeded from (seed, name) alone."""

    seed: int
    _generators: dict[str, np.random.Generator] = field(default_factory=dict)

    def named(self, name: str) -> np.random.Generator:
        """The stream of this name; the same object each time."""
        if name not in self._generators:
            sequence = np.random.SeedSequence([self.seed, zlib.crc32(name.encode())])
            self._generators[name] = np.random.Generator(np.random.PCG64(sequence))
        return self._generators[name]
