"""Propagation models and modulations of other packages: used like ours, looked at before anything is built on them."""

from __future__ import annotations

import numpy as np
import pytest

from relaysim.errors import InputError
from relaysim.radio.ground import Ground
from relaysim.radio.packets import ErrorCurve, bit_error
from relaysim.radio.profile import Profile
from relaysim.radio.propagation import path_losses_db, propagation_model

GROUND = Ground(4.0, 0.02)
LEVEL = Profile(np.arange(100.0), np.zeros(100), 1.0, 2.0)
GAP = Profile(np.arange(100.0), np.where(np.arange(100) == 50, np.nan, 0.0), 1.0, 2.0)

MODEL = """
import numpy as np

class Model:
    uses_terrain = True
    needs_ground = False
    summary = "so many decibels a metre"

    def losses_db(self, profiles, wave):
        return {}
"""


def _losses(name: str, *profiles: Profile) -> np.ndarray:
    return path_losses_db(name, profiles, frequency_hz=900e6, ground=GROUND)


def test_an_added_model_answers_like_ours(install):
    """Its losses are taken as they are, unknown ones too; its key names the package, and changes with its source."""
    source = MODEL.format("[np.nan if np.isnan(p.height_m).any() else 2.0 * p.length_m for p in profiles]")
    install("losses_a", "propagation", "linear-a = losses_a:Model", source, version="2.1")
    np.testing.assert_array_equal(_losses("linear-a", LEVEL, GAP), [198.0, np.nan])
    model = propagation_model("linear-a")
    assert model.identity.startswith("linear-a of losses_a 2.1 (")
    install("losses_b", "propagation", "linear-a2 = losses_b:Model", source.replace("2.0", "3.0"))
    assert propagation_model("linear-a2").identity.split("(")[1] != model.identity.split("(")[1]


@pytest.mark.parametrize(
    ("name", "answer", "told"),
    [
        ("short", "[1.0]", r"losses of shape \(1,\) for 2 profiles"),
        ("infinite", "[1.0, np.inf]", "a loss is infinite"),
        ("unknown", "[1.0, np.nan]", "nan over known ground"),
        ("words", "['a', 'b']", "could not convert string to float"),
        ("nothing", "1 / 0", "ZeroDivisionError"),
        ("gone", "self.gone", "AttributeError"),
        ("gain", "[-1.0, 1.0]", "a loss of -1 dB over 99 m"),
        ("ending", "__import__('sys').exit('done')", "SystemExit: done"),
        ("changing", "[p.height_m.sort() for p in profiles]", "read-only"),
    ],
)
def test_rubbish_is_the_packages_mistake(install, name, answer, told):
    """What a model may not answer is refused in one message that names it and its package."""
    install("losses_c", "propagation", f"{name} = losses_c:Model", MODEL.format(answer))
    with pytest.raises(
        InputError, match=rf"'{name}' of losses_c 1\.0 (failed|cannot be used) .*{told}"
    ) as caught:
        _losses(name, LEVEL, LEVEL)
    assert caught.value.__cause__ is not None  # where in the package, for who writes it


def test_a_model_without_what_it_takes_is_refused(install):
    """What is missing is named when the model is first asked for."""
    install("losses_d", "propagation", "half = losses_d:Half", "class Half: uses_terrain = True\n")
    with pytest.raises(InputError, match="it has no needs_ground, summary, losses_db"):
        propagation_model("half")
    with pytest.raises(
        InputError, match="no propagation model is called 'none'; there are parabolic-equation"
    ):
        propagation_model("none")


CURVE = """
import numpy as np

class Curve:
    def bit_error(self, snr):
        return {}
"""


def test_an_added_modulation_is_tied_to_the_sensitivity(install):
    """Whatever its scale: 99 of 100 packets of 20 octets arrive at the sensitivity; the same shape is the same curve."""
    install("curves_a", "modulations", "dpsk = curves_a:Curve", CURVE.format("0.5 * np.exp(-7.0 * snr)"))
    curve = ErrorCurve.anchored("dpsk")
    assert float(curve.packet_error(0.0, 160)) == pytest.approx(0.01)
    assert float(curve.packet_error(-3.0, 160)) > 0.3
    above = np.linspace(-10.0, 3.0, 27)
    wanted = 0.5 * np.exp(np.log(2 * float(curve.bit_error(0.0))) * 10 ** (above / 10))
    np.testing.assert_allclose(curve.bit_error(above), wanted, rtol=1e-9)


@pytest.mark.parametrize(
    ("name", "answer", "told"),
    [
        ("large", "snr / (1 + snr)", "a probability from 0 to 0.5"),
        ("rising", "0.5 * snr / (1 + snr)", "rises with the signal"),
        ("cut", "snr[:1]", r"bit errors of shape \(1,\)"),
        ("none-at-all", "None", "shape|probability"),
    ],
)
def test_no_curve_that_is_none(install, name, answer, told):
    """A curve lies between 0 and 0.5, and falls: anything else is refused with the package's name."""
    install("curves_b", "modulations", f"{name} = curves_b:Curve", CURVE.format(answer))
    with pytest.raises(InputError, match=f"'{name}' of curves_b 1.0 (failed|cannot be used) .*({told})"):
        bit_error([1.0], name)


def test_an_unknown_signal_stays_unknown(install):
    """A curve of steps has an answer to nan, too: it does not count, and no curve changes what it is asked."""
    install(
        "curves_d", "modulations", "steps = curves_d:Curve", CURVE.format("np.where(snr > 1.0, 0.0, 0.5)")
    )
    np.testing.assert_array_equal(bit_error([0.1, np.nan, 2.0], "steps"), [0.5, np.nan, 0.0])
    changing = "np.minimum(snr, 0.5, out=snr)"
    install("curves_e", "modulations", "changing = curves_e:Curve", CURVE.format(changing))
    with pytest.raises(InputError, match=r"'changing' of curves_e 1\.0 failed .*read-only"):
        bit_error([1.0], "changing")


def test_a_curve_that_never_reaches_the_success(install):
    """Errors that stay whatever the signal cannot be tied to a sensitivity."""
    install("curves_c", "modulations", "floor = curves_c:Curve", CURVE.format("0.1 + 0.4 * np.exp(-snr)"))
    with pytest.raises(InputError, match=r"modulation floor: no signal gives a packet .* the success 0\.99"):
        ErrorCurve.anchored("floor")
