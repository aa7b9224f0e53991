"""The link of a scenario: its radio, its packets, what is not known of its ground."""

from __future__ import annotations

from relaysim.links.ensemble import LinkUncertainty
from relaysim.links.loss_store import LossStore
from relaysim.links.model import LinkModel, RadioSettings
from relaysim.links.terrain_error import TerrainError
from relaysim.radio.budget import Budget, BudgetTerm, Mode
from relaysim.radio.ground import Ground
from relaysim.radio.packets import ErrorCurve, Packets, modulation_at
from relaysim.scenario.build_antennas import mount
from relaysim.scenario.scenario import Scenario
from relaysim.scenario.world import RoverPlan
from relaysim.terrain.frame import LocalFrame
from relaysim.terrain.grid import Terrain


def link_model(
    scenario: Scenario,
    terrain: Terrain,
    frame: LocalFrame,
    rover: RoverPlan,
    cache: LossStore | None,
    threads: int,
) -> LinkModel:
    """The link between rover and helicopter over this terrain; `cache` and `threads` as for `build_world`."""
    radios = scenario.model.radios
    return LinkModel(
        terrain=terrain,
        frame=frame,
        radio=radio_settings(scenario),
        rover_antenna_m=radios.rover.antenna_height_m,
        helicopter_antenna_m=radios.helicopter.antenna_height_m,
        rover_mount=mount(scenario, "rover"),
        helicopter_mount=mount(scenario, "helicopter"),
        rover_attitudes=rover.attitudes,
        cache=cache,
        threads=threads,
    )


def radio_settings(scenario: Scenario) -> RadioSettings:
    """The radio of a scenario: budget, modes, ground, propagation model."""
    link = scenario.model.link
    terms = tuple(
        BudgetTerm(t.name, t.value, t.unit, t.sigma_db, t.source, t.kind, t.low, t.high, t.distribution)
        for t in link.budget
    )
    modes = tuple(
        Mode(m.name, m.rate_bps, m.goodput_bps, m.sensitivity_dbm, m.source, m.kind) for m in link.modes
    )
    ground = link.ground
    return RadioSettings(
        propagation=link.propagation,
        frequency_hz=link.frequency_hz,
        # Free space looks at no ground; any will do for the comparison without terrain.
        ground=Ground(ground.relative_permittivity, ground.loss_tangent) if ground else Ground(1.0, 0.0),
        polarisation=link.polarisation,
        budget=Budget(terms, modes, link.required_margin_db),
    )


def packets(scenario: Scenario) -> dict[str, Packets]:
    """The packets of each mode, by its name."""
    link = scenario.model.link
    return {
        mode.name: Packets(
            ErrorCurve.anchored(mode.modulation or modulation_at(mode.rate_bps), link.packet.success),
            link.packet.size_bits,
        )
        for mode in link.modes
    }


def link_uncertainty(scenario: Scenario) -> LinkUncertainty | None:
    """What a scenario does not know of its ground; None if it says nothing of that."""
    doubt = scenario.model.uncertainty
    if doubt is None:
        return None
    heights = TerrainError(doubt.height_sigma_m, doubt.correlation_length_m)
    return LinkUncertainty(heights, doubt.permittivity_sigma, doubt.grounds, scenario.model.seed)
