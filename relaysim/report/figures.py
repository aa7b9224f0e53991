"""All figures of the page, each drawn only where there is something to draw."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from markupsafe import Markup

from relaysim.report.blackouts import Blackout
from relaysim.report.faults import Faults
from relaysim.report.geometry_file import Geometry, HeightMap
from relaysim.report.map_figure import draw_map
from relaysim.report.map_relief import contour_interval_m, draw_relief
from relaysim.report.margin_figure import budget_sigma_db, choose_motions, draw_margin, draw_motion
from relaysim.report.node import Node
from relaysim.report.power_figure import draw_power, power_sentence
from relaysim.report.profile_figure import draw_profile, exaggeration
from relaysim.report.reading import RunFiles
from relaysim.report.svg import PANEL, in_both_layouts
from relaysim.report.sweep_figure import draw_sweep
from relaysim.report.timeline_closeups import closeups, moments_json
from relaysim.report.timeline_figure import draw_timeline
from relaysim.report.timeline_lanes import TimelineData
from relaysim.report.times import Times, figure
from relaysim.report.waterfall import delays, fallen, waterfall, waterfall_sentence
from relaysim.report.waterfall_figure import draw_delays, draw_waterfall

Values = dict[str, Any]


def all_figures(
    files: RunFiles,
    geometry: Geometry,
    blackouts: tuple[Blackout, ...],
    main: Blackout | None,
    times: Times,
    faults: Faults,
) -> Values:
    """The figures by the names the templates use; None or an empty list where there is nothing to show.

    Where the files hold something that cannot be drawn, `faults` has it noted.
    """
    drawn: list[tuple[Callable[[], Values], Values]] = [
        (
            lambda: _timeline(files, geometry, blackouts, times),
            {"timeline": None, "closeups": [], "moments": None},
        ),
        (
            lambda: _waterfall(files, times),
            {"waterfall": None, "waterfall_words": "", "delays": None, "delay_rows": 0},
        ),
        (lambda: _power(files, times), {"power": None, "power_words": ""}),
        (lambda: _sweep(geometry, times), {"sweep_figure": None}),
        (lambda: _map(geometry, main, times), dict(_NO_MAP)),
        (lambda: _profiles(geometry, times), {"profiles": [], "exaggeration": "", "has_sigma": False}),
        (lambda: _margins(geometry, main, times), {"margin": None, "motions": [], "sigma_db": ""}),
    ]
    view: Values = {}
    for draw, nothing in drawn:
        view |= faults.part(draw, nothing)
    return view


def delivered_bits(summary: Node) -> dict[int, float]:
    """Bits that arrived at Earth by number of the local day."""
    node = summary.child("delivered_bits_per_sol")
    if node is None:
        return {}
    if not all(day.lstrip("-").isdigit() for day in node.values):
        raise summary.fault("delivered_bits_per_sol", "an object with the numbers of days as names")
    return {int(day): node.need(day) for day in node.values}


def _timeline(files: RunFiles, geometry: Geometry, blackouts: tuple[Blackout, ...], times: Times) -> Values:
    delivered = delivered_bits(files.summary)
    data = TimelineData(
        geometry,
        blackouts,
        files.flights,
        delivered,
        times,
        files.contacts,
        files.blackout_causes,
        files.gate,
        files.far_end,
    )
    if not data.has_anything():
        return {"timeline": None, "closeups": [], "moments": None}
    return {
        "timeline": in_both_layouts(lambda layout: draw_timeline(data, layout)),
        "closeups": closeups(data),
        "moments": moments_json(data),
    }


def _waterfall(files: RunFiles, times: Times) -> Values:
    products = fallen(files.products)
    fall, rows = waterfall(products), delays(products)
    return {
        "waterfall": fall
        and in_both_layouts(lambda layout: draw_waterfall(fall, times, layout, files.far_end)),
        "waterfall_words": waterfall_sentence(fall, times, files.far_end) if fall else "",
        "delays": in_both_layouts(lambda layout: draw_delays(rows, times, layout, files.far_end))
        if rows
        else None,
        "delay_rows": len(rows),
    }


def _power(files: RunFiles, times: Times) -> Values:
    if not files.power:
        return {"power": None, "power_words": ""}
    drawing = in_both_layouts(lambda layout: draw_power(files.power, times, layout))
    return {"power": drawing, "power_words": power_sentence(files.power, times)}


def _sweep(geometry: Geometry, times: Times) -> Values:
    sweep = geometry.node.child("sweep")
    drawing: Markup | None = None
    if sweep is not None and sweep.children("rows"):
        drawing = in_both_layouts(lambda layout: draw_sweep(sweep, times, layout))
    return {"sweep_figure": drawing}


_NO_MAP: Values = {"map": None, "map_tall": False, "relief": None, "contour_m": "", "unknown_share": 0.0}


def _map(geometry: Geometry, main: Blackout | None, times: Times) -> Values:
    ground: HeightMap | None = geometry.map
    if ground is None:
        return dict(_NO_MAP)
    relief = draw_relief(ground)
    return {
        "map": in_both_layouts(lambda layout: draw_map(geometry, ground, relief, main, times, layout)),
        "map_tall": ground.size_m[0] < 1.1 * ground.size_m[1],
        "relief": relief.markup,
        "contour_m": f"{contour_interval_m(ground):g}",
        "unknown_share": float(np.isnan(ground.heights_m).mean()),
    }


def _profiles(geometry: Geometry, times: Times) -> Values:
    drawn = []
    names = (geometry.rover, geometry.helicopter)
    for index, profile in enumerate(geometry.profiles):
        if index == 0:
            picture = in_both_layouts(lambda layout: draw_profile(geometry.profiles[0], *names, layout, 0))
        else:
            picture = draw_profile(profile, *names, PANEL, index)
        margin = "unknown" if profile.margin_db is None else figure(profile.margin_db, 1, "dB")
        loss = "unknown" if profile.loss_db is None else figure(profile.loss_db, 1, "dB")
        words = f"{times.local(profile.utc_s)} · path loss {loss} · margin {margin}"
        drawn.append(
            (profile.title, words, picture, profile.margin_db is not None and profile.margin_db >= 0.0)
        )
    first = geometry.profiles[0] if geometry.profiles else None
    stretched = "" if first is None else figure(exaggeration(first), 0)
    return {
        "profiles": drawn,
        "exaggeration": stretched,
        "has_sigma": first is not None and first.sigma_m is not None,
    }


def _margins(geometry: Geometry, main: Blackout | None, times: Times) -> Values:
    if not np.isfinite(geometry.link.margin_db).any():
        return {"margin": None, "motions": [], "sigma_db": ""}
    sigma_db = budget_sigma_db(geometry)
    motions = choose_motions(geometry, times, main)
    return {
        "margin": in_both_layouts(lambda layout: draw_margin(geometry, times, layout)),
        "motions": [
            (motion.title, draw_motion(motion, sigma_db, times, PANEL, number))
            for number, motion in enumerate(motions)
        ],
        "sigma_db": figure(sigma_db, 1),
    }
