"""Makes p526_vectors.json: diffraction losses of an independent implementation of delta-Bullington.

Origin: pycraf 2.1.0 from PyPI (B. Winkel et al., an implementation of ITU-R P.452-16), run here; nothing of
it is in this repository. P.452's median diffraction loss L_d50 is the delta-Bullington loss of P.526, and this
script stores that number as `pycraf.pathprof.PathProp` and `loss_diffraction` give it, for 50 % of time, before
anything is added for other percentages of time, gases or ducts, and without clutter.

P.452 sets the effective Earth radius from the refractivity lapse rate dN: 6371 km * 157 / (157 - dN). So a dN
of 0 is Earth without an atmosphere, 39.25 is 4/3 of its radius, and -137.5 about the radius of Mars. pycraf
knows land of one kind, permittivity 22 and conductivity 0.003 S/m, which relaysim is told as a loss tangent
(18 * 0.003 / f_GHz / 22, the recommendation's own rounding).

The profiles are drawn from a fixed seed and rounded as stored, so that both sides see the same numbers. Heights
are above sea level, without the bulge. To make the file again, in an environment with pycraf:

    python tests/radio/make_p526_vectors.py
"""

import json
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
DISTANCES_KM = (0.5, 1.2, 3.0, 7.5, 18.0, 40.0, 90.0, 200.0)
RELIEF_M = (0.0, 15.0, 60.0, 400.0)
FREQUENCIES_MHZ = (100.0, 250.0, 914.0, 2400.0, 6000.0)
LAPSE_RATES = (0.0, 39.25, -137.5)


def ground_m(draw: np.random.Generator, share: np.ndarray, relief: float) -> np.ndarray:
    """Hills of several lengths on a slope, to a tenth of a metre."""
    hills = sum(
        np.sin(2 * np.pi * (n * share + draw.uniform())) * draw.uniform(0.3, 1.0) / n
        for n in (1, 2, 3, 5, 11)
    )
    base = draw.uniform(0, 300) + draw.uniform(-1, 1) * relief * share
    return np.round(base + 0.5 * relief * np.asarray(hills), 1)


def vector(number: int, distance_km: float, relief: float) -> dict[str, object]:
    """One path, as stored, but for its loss."""
    draw = np.random.default_rng(1000 + number)
    points = int(draw.integers(24, 90))
    share = np.linspace(0.0, 1.0, points)
    if number % 4 == 2:  # not every profile is evenly spaced
        share = np.sort(np.concatenate(([0.0, 1.0], draw.uniform(0.01, 0.99, points - 2))))
    lapse = LAPSE_RATES[number % 3]
    low = number % 2  # antennas near the ground, where its constants count, or well above it
    return {
        "distance_km": np.round(share * distance_km, 5).tolist(),
        "height_m": ground_m(draw, share, relief).tolist(),
        "transmitter_height_m": round(float(10 ** draw.uniform(0, 0.5 if low else 2.2)), 1),
        "receiver_height_m": round(float(10 ** draw.uniform(-0.3, 0.5 if low else 1.8)), 1),
        "frequency_mhz": FREQUENCIES_MHZ[number % 5],
        "polarisation": ("vertical", "horizontal")[int(draw.integers(2))],
        "effective_radius_km": 6371.0 * 157.0 / (157.0 - lapse),
    }


def loss_by_pycraf(path: dict[str, object], lapse: float) -> tuple[bool, float]:
    """Whether the path is blocked, and its median diffraction loss, dB."""
    from astropy import units
    from pycraf import pathprof

    geometry = pathprof.PathProp(
        path["frequency_mhz"] / 1e3 * units.GHz, 290 * units.K, 1013 * units.hPa,
        0 * units.deg, 45 * units.deg, 1 * units.deg, 45 * units.deg,
        path["transmitter_height_m"] * units.m, path["receiver_height_m"] * units.m,
        100 * units.m, 50 * units.percent,
        polarization=1 if path["polarisation"] == "vertical" else 0, version=16,
        delta_N=lapse / units.km, N0=0 * units.dimensionless_unscaled,
        hprof_dists=np.array(path["distance_km"]) * units.km, hprof_heights=np.array(path["height_m"]) * units.m,
        hprof_bearing=90 * units.deg, hprof_backbearing=-90 * units.deg,
    )  # fmt: skip
    assert abs(geometry.a_e_50.to_value(units.km) - path["effective_radius_km"]) < 1e-6
    return int(geometry.path_type_50) == 1, float(pathprof.loss_diffraction(geometry)[0].to_value(units.dB))


def main() -> None:
    """Writes the file."""
    paths = []
    for distance_km in DISTANCES_KM:
        for relief in RELIEF_M:
            for _ in range(2):
                number = len(paths)
                path = vector(number, distance_km, relief)
                path["blocked"], loss = loss_by_pycraf(path, LAPSE_RATES[number % 3])
                paths.append(path | {"diffraction_db": round(loss, 6)})
    content = {
        "about": "Median diffraction loss L_d50 by pycraf 2.1.0 (ITU-R P.452-16, delta-Bullington), made by"
        " make_p526_vectors.py; heights without the bulge",
        "relative_permittivity": 22.0,
        "conductivity_s_m": 0.003,
        "paths": paths,
    }
    lines = json.dumps(content).replace('{"distance_km"', '\n{"distance_km"')
    (HERE / "p526_vectors.json").write_text(lines + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
