"""One plug-in of each kind, as small as can be; every figure is invented."""

from __future__ import annotations

import math

import numpy as np
from rasterio.crs import CRS
from rasterio.transform import Affine

from relaysim import Body, Box, Terrain
from relaysim.helicopter.vehicles.rotorcraft import Rotorcraft
from relaysim.relay.topology import rank_routes

RADIUS_M, CELL_M = 3396190.0, 10.0
METRES_PER_DEG = math.pi * RADIUS_M / 180.0
ALL_OF_IT = Box(18.44, 77.44, 18.45, 77.46)


class Scout(Rotorcraft):
    """A rotorcraft by another name."""


class Loss:
    """So many decibels a decade, and more over unknown ground than anyone can say."""

    uses_terrain = True
    needs_ground = False
    summary = "60 dB at a metre, 25 dB a decade"

    def losses_db(self, profiles, wave):
        return [60.0 + 25.0 * np.log10(profile.slant_m) for profile in profiles]


class Curve:
    """Differential phase shift keying."""

    def bit_error(self, snr):
        return 0.5 * np.exp(-snr)


class Ways:
    """By rank, but never by the orbiter that comes last in the alphabet."""

    def next_hops(self, relay, contacts):
        last = max(name for name, rank in relay.ranks.items() if rank == 2)
        return {pair: hops - {last} for pair, hops in rank_routes(relay).items() if last not in pair}


class Plain:
    """Level ground, gently rising to the east."""

    body = Body.sphere("Mars", RADIUS_M)

    def open(self, *, body, as_of_sol, around):
        box = around or ALL_OF_IT
        west, south, east, north = (
            int(edge * METRES_PER_DEG // CELL_M)
            for edge in (box.west_deg, box.south_deg, box.east_deg, box.north_deg)
        )
        row = 0.01 * CELL_M * (np.arange(west - 3, east + 4) - west)
        return Terrain(
            name="plain",
            body=self.body,
            heights_m=np.tile(row, (north - south + 7, 1)),
            sigma_m=None,
            transform=Affine(CELL_M, 0.0, (west - 3) * CELL_M, 0.0, -CELL_M, (north + 4) * CELL_M),
            crs=CRS.from_proj4(f"+proj=eqc +R={RADIUS_M} +units=m"),
            sha256="",
            source="an invented plain",
        )
