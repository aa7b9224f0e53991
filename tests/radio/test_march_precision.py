"""What single precision costs, that the grid is fine enough on real ground, and what is refused."""

import sys
from pathlib import Path

import numpy as np
import pytest

from relaysim.errors import InputError
from relaysim.radio.ground import Ground
from relaysim.radio.parabolic_equation import choose_grid, parabolic_equation_losses_db
from relaysim.radio.profile import Profile
from relaysim.radio.two_ray import two_ray_loss_db

sys.path.insert(0, str(Path(__file__).parent))
from plain_march import plain_loss_db

REGOLITH = Ground(3.6, 0.017)
FREQUENCY_HZ = 914e6
JEZERO = Path(__file__).parents[3] / "shared" / "data" / "dem" / "jezero_fused_5m.tif"


def losses(profiles: list[Profile], refine: int = 1) -> np.ndarray:
    return parabolic_equation_losses_db(profiles, frequency_hz=FREQUENCY_HZ, ground=REGOLITH, refine=refine)


@pytest.mark.parametrize("relief_m", [0.0, 8.0])
def test_single_precision_costs_a_thousandth_of_a_decibel(relief_m: float) -> None:
    """The lanes give what whole matrices in double precision give, in the light and in the shadow."""
    distance = np.linspace(0.0, 60.0, 61)
    height = relief_m * np.sin(distance / 19) + 0.1 * relief_m * np.sin(distance / 3)
    profile = Profile(distance, height, 1.2, 0.5)
    known = plain_loss_db(profile, choose_grid(profile, FREQUENCY_HZ), FREQUENCY_HZ, REGOLITH)
    assert losses([profile])[0] == pytest.approx(known, abs=0.003)


def jezero_profiles(count: int) -> list[Profile]:
    """Real ground, 22-1500 m, anywhere on the raster; one in three receivers is in flight."""
    rasterio = pytest.importorskip("rasterio")
    with rasterio.open(JEZERO) as raster:
        heights, cell = raster.read(1).astype(float), abs(raster.transform.a)
    draw = np.random.default_rng(8)
    profiles: list[Profile] = []
    while len(profiles) < count:
        length, bearing = np.exp(draw.uniform(np.log(22), np.log(1500))), draw.uniform(0, 2 * np.pi)
        distance = np.linspace(0, length, int(length) + 2)
        rows = draw.uniform(0, heights.shape[0]) + distance * np.cos(bearing) / cell
        columns = draw.uniform(0, heights.shape[1]) + distance * np.sin(bearing) / cell
        inside = min(rows.min(), columns.min()) > 1
        if not (inside and rows.max() < heights.shape[0] - 2 and columns.max() < heights.shape[1] - 2):
            continue
        i, j = rows.astype(int), columns.astype(int)
        y, x = rows - i, columns - j
        ground = (1 - y) * ((1 - x) * heights[i, j] + x * heights[i, j + 1])
        ground += y * ((1 - x) * heights[i + 1, j] + x * heights[i + 1, j + 1])
        if np.isfinite(ground).all():
            up = (0.5, 0.5, float(draw.choice([3, 5, 10, 25])))[len(profiles) % 3]
            profiles.append(Profile(distance, ground, 1.2, up))
    return profiles


@pytest.mark.skipif(
    not JEZERO.exists(), reason="no shared/data/dem/jezero_fused_5m.tif beside the repository"
)
def test_halving_the_grid_changes_little_on_real_ground() -> None:
    """On 60 real profiles: half a decibel (95 %) between the grid taken and one three times as fine, a fifth of that
    between twice and three times."""
    profiles = jezero_profiles(60)
    once, twice, thrice = (losses(profiles, refine) for refine in (1, 2, 3))
    assert np.percentile(np.abs(once - thrice), 95) < 0.5
    assert np.percentile(np.abs(twice - thrice), 95) < 0.1
    assert np.abs(once - thrice).max() < 1.5


@pytest.mark.parametrize(
    ("distance_m", "height_m", "antenna_m"),
    [
        ([0.0], [0.0], 1.0),
        ([0.0, 1.0], [0.0], 1.0),
        ([0.0, 0.0], [0.0, 0.0], 1.0),
        ([0.0, 1.0], [0.0, 0.0], -1.0),
    ],
)
def test_a_profile_that_is_none_is_refused(
    distance_m: list[float], height_m: list[float], antenna_m: float
) -> None:
    """Two rows of one length, rising distances, antennas above the ground."""
    with pytest.raises(InputError):
        Profile(np.array(distance_m), np.array(height_m), antenna_m, 1.0)


def test_ten_million_points_are_answered_or_refused_at_once() -> None:
    """What counts is the grid, not the points: 2 km in fifths of a millimetre are marched, 10,000 km are refused with
    the grid they would take, and so is a wall of 1000 km."""
    points = np.arange(10_000_001.0)
    fine = Profile(points * 2e-4, np.zeros(points.size), 1.2, 0.5)
    np.testing.assert_allclose(
        losses([fine]), losses([Profile(np.array([0, 2000.0]), np.zeros(2), 1.2, 0.5)]), atol=1e-6
    )
    with pytest.raises(InputError, match=r"columns of .* rows"):
        losses([Profile(points, np.zeros(points.size), 1.2, 0.5)])
    with pytest.raises(InputError, match="or than 200000 rows"):
        losses([Profile(np.array([0.0, 50.0, 100.0]), np.array([0.0, 1e6, 0.0]), 1.2, 0.5)])


def test_antennas_in_one_point_and_near_the_ground_have_a_loss() -> None:
    """Touching antennas lose nothing, or little; two a third of a wavelength up lose what two-ray says."""
    touching = Profile(np.array([0.0, 1e-9]), np.zeros(2), 1.0, 1.0)
    low = Profile(np.array([0.0, 50.0]), np.zeros(2), 0.11, 0.11)
    found = losses([touching, low])
    assert 0.0 <= found[0] < 1.0
    assert found[1] == pytest.approx(
        float(two_ray_loss_db(50.0, 0.11, 0.11, FREQUENCY_HZ, REGOLITH)), abs=0.5
    )


def test_a_coarser_grid_than_the_method_s_is_refused() -> None:
    """refine makes the grid finer, never coarser."""
    with pytest.raises(InputError, match="refine 0"):
        losses([Profile(np.array([0.0, 50.0]), np.zeros(2), 1.0, 1.0)], refine=0)
