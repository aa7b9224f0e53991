"""Letters of 5 x 7 dots, enough for the numbers on a map: no font is needed."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Ink = NDArray[np.bool_]

HEIGHT, ADVANCE = 7, 6
# Seven rows of five dots each, the leftmost dot is the highest bit.
_DOTS = {
    "0": "0e11131519110e", "1": "040c040404040e", "2": "0e11010204081f", "3": "1f02040201110e",
    "4": "02060a121f0202", "5": "1f101e0101110e", "6": "0608101e11110e", "7": "1f010204080808",
    "8": "0e11110e11110e", "9": "0e11110f01020c", "-": "0000001f000000", ".": "00000000000c0c",
    "+": "0004041f040400", "N": "11191513111111", "S": "0f10100e01011e", "E": "1f10101e10101f",
    "W": "1111111515150a", "k": "1010121418141 2".replace(" ", ""), "m": "00001a15151515", "°": "0609090600 0000".replace(" ", ""),
}  # fmt: skip


def lettering(text: str, scale: int = 2) -> Ink:
    """The text as dots, True where there is ink; what has no letter is a space."""
    out = np.zeros((HEIGHT, max(ADVANCE * len(text) - 1, 0)), dtype=np.bool_)
    for n, letter in enumerate(text):
        for row, bits in enumerate(bytes.fromhex(_DOTS.get(letter, ""))):
            for dot in range(5):
                out[row, n * ADVANCE + dot] = bool(bits >> (4 - dot) & 1)
    return np.repeat(np.repeat(out, scale, axis=0), scale, axis=1)
