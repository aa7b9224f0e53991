"""The key of a kept loss: everything that decides it, and nothing else."""

import subprocess
import sys

import numpy as np

from relaysim.links.loss_key import LossConditions, solver_version
from relaysim.radio.ground import Ground
from relaysim.radio.profile import Profile

CONDITIONS = LossConditions(
    solver="parabolic-equation",
    solver_version="1",
    frequency_hz=914e6,
    ground=Ground(3.6, 0.017),
    polarisation="vertical",
    body_radius_m=3_396_190.0,
)
OTHERS = {
    "solver": "p526",
    "solver_version": "2",
    "frequency_hz": np.nextafter(914e6, 1e9),
    "ground": Ground(3.6, 0.018),
    "polarisation": "horizontal",
    "body_radius_m": 3_389_500.0,
}
DISTANCE_M, HEIGHT_M = np.array([0.0, 1.0, 2.5]), np.array([3.0, -1.0, 0.25])
LINK = Profile(DISTANCE_M, HEIGHT_M, 1.2, 0.5)


def test_everything_that_decides_a_loss_is_in_the_key() -> None:
    """Any change of a condition, by one bit too, of any point of the ground, of either antenna, is another key."""
    keys = set(CONDITIONS.keys([LINK]))
    for name, other in OTHERS.items():
        keys |= set(LossConditions(**(vars(CONDITIONS) | {name: other})).keys([LINK]))
    assert set(vars(CONDITIONS)) == set(OTHERS)
    changed = [
        Profile(DISTANCE_M, np.where(np.arange(3) == n, np.nextafter(HEIGHT_M, 9.0), HEIGHT_M), 1.2, 0.5)
        for n in range(3)
    ]
    changed += [Profile(np.nextafter(DISTANCE_M, 9.0), HEIGHT_M, 1.2, 0.5), LINK.reversed()]
    changed += [Profile(DISTANCE_M, HEIGHT_M, 1.3, 0.5), Profile(DISTANCE_M, HEIGHT_M, 1.2, 0.4)]
    keys |= set(CONDITIONS.keys(changed))
    assert len(keys) == 1 + len(OTHERS) + len(changed)
    assert all(len(key) == 16 for key in keys)
    assert CONDITIONS.keys([]) == []


def test_a_key_is_the_same_in_every_process() -> None:
    """Another process finds what this one has put."""
    code = (
        "import numpy as np\nfrom relaysim.links.loss_key import LossConditions as C\nfrom relaysim.radio.ground import Ground\n"
        "from relaysim.radio.profile import Profile\n"
        "c = C('parabolic-equation', '1', 914e6, Ground(3.6, 0.017), 'vertical', 3396190.0)\n"
        "print(c.keys([Profile(np.array([0.0, 1.0, 2.5]), np.array([3.0, -1.0, 0.25]), 1.2, 0.5)])[0].hex())"
    )
    there = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
    assert there.strip() == CONDITIONS.keys([LINK])[0].hex()


def test_the_version_is_that_of_the_sources() -> None:
    """Eight bytes of digest, the same each time it is asked."""
    assert solver_version() == solver_version()
    assert len(solver_version()) == 16
