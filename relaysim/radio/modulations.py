"""Bit errors by signal over noise, by name: the shapes of IEEE 802.15.4, and those that installed packages add."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import cache
from types import MappingProxyType
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from relaysim.errors import InputError
from relaysim.plugins import MODULATIONS as KIND
from relaysim.plugins import BadAnswer, blamed_on, installed_plugins, plugin_object

Floats = NDArray[np.float64]
Shape = Callable[[Floats], Floats]

# The sum of IEEE 802.15.4-2006, annex E.4.1.8: over k = 2 to 16 of (-1)^k C(16, k) exp(20 SINR (1 / k - 1)).
_K = np.arange(2, 17)
_DECAY = 1.0 / _K - 1.0
_WEIGHTS = np.array([(-1) ** k * math.comb(16, k) for k in _K.tolist()], dtype=np.float64)
# A curve that rises by less than this has not risen: the last bits of its arithmetic.
_ROUNDING = 1e-9


class Modulation(Protocol):
    """How bits get lost in noise; the group of its entry points is `relaysim.modulations`.

    relaysim ties the curve to the sensitivity of the mode that has it (ErrorCurve): only its shape counts.
    """

    def bit_error(self, snr: Floats) -> Floats:
        """Probability that a bit arrives wrong, 0 to 0.5, by signal over noise, a ratio of 0 or more; nan gives nan.

        It falls as the ratio rises, from about 0.5 to about nothing; the shape of the array is that of snr.
        """
        ...


def _bpsk(snr: Floats) -> Floats:
    # Q(sqrt(2 x)) = erfc(sqrt(x)) / 2; numpy has no erfc.
    tail = np.frompyfunc(math.erfc, 1, 1)(np.sqrt(11.25 * snr))
    return 0.5 * np.asarray(tail, dtype=np.float64)


def _o_qpsk(snr: Floats) -> Floats:
    found = np.exp(20.0 * snr[..., np.newaxis] * _DECAY) @ _WEIGHTS * (8.0 / 15.0 / 16.0)
    # Not numpy.clip: at the few values that are asked at once it takes as long as all the rest.
    return np.asarray(np.minimum(np.maximum(found, 0.0), 0.5), dtype=np.float64)


MODULATIONS: Mapping[str, Shape] = MappingProxyType({"o-qpsk": _o_qpsk, "bpsk": _bpsk})


def modulation_shape(name: str) -> Shape:
    """The curve of that name.

    Raises: InputError for a name that neither relaysim nor an installed package has, or a package that cannot be loaded.
    """
    return MODULATIONS.get(name) or _added(name)


@cache
def _added(name: str) -> Shape:
    """The curve of another package, looked up once and looked over: it must lie in its bounds and never rise."""
    installed = [plugin.name for plugin in installed_plugins(KIND)]
    if name not in installed:
        there = ", ".join([*MODULATIONS, *installed])
        raise InputError(f"no modulation is called '{name}'; there are {there}")
    modulation: Modulation = plugin_object(KIND, name, ("bit_error",))

    def shape(snr: Floats) -> Floats:
        asked = snr.view()
        asked.flags.writeable = False
        with blamed_on(KIND, name):
            found = np.asarray(modulation.bit_error(asked), dtype=np.float64)
            if found.shape != snr.shape:
                raise BadAnswer(f"bit errors of shape {found.shape} for ratios of shape {snr.shape}")
            if not ((found >= 0.0) & (found <= 0.5) | np.isnan(snr)).all():
                raise BadAnswer("a bit error must be a probability from 0 to 0.5")
        # A curve of steps compares nan with a number, and would count an unknown signal as none at all.
        return np.where(np.isnan(snr), np.nan, found)

    errors = shape(10.0 ** (np.linspace(-20.0, 6.0, 261)))
    with blamed_on(KIND, name):
        if (np.diff(errors) > _ROUNDING).any():
            raise BadAnswer("the bit error rises with the signal")
    return shape
