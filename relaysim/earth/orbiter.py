"""Orbiters between a site and Earth, as contacts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np

from relaysim.clock.local_clock import LocalClock
from relaysim.clock.windows import Window, subtract
from relaysim.earth.earth_leg import EarthRadio, station_contacts
from relaysim.earth.light_steps import LightTime
from relaysim.earth.occultation import earth_windows
from relaysim.earth.orbit import Floats, Orbit
from relaysim.earth.pass_rates import RatedWindow, RateTable, rated
from relaysim.earth.passes import passes
from relaysim.earth.radio_turns import RadioRule, best_of_each_day, one_at_a_time
from relaysim.earth.site import Site
from relaysim.plans.contact import Contact
from relaysim.radio.free_space import SPEED_OF_LIGHT_M_S

# What others leave of a pass may be milliseconds, less than its edges are good for: two radios need longer to meet.
_SLIVER_S = 1.0


@dataclass(frozen=True)
class Orbiter:
    """One relay orbiter.

    Attributes:
        name: its node. orbit: where it is.
        mask_deg: elevation from which the site's radio works with it.
        return_rates: site -> orbiter. forward_rates: orbiter -> site; None: it forwards nothing.
        earth: its radio to Earth; None: its data do not go on to the stations (another model carries them).
    """

    name: str
    orbit: Orbit
    mask_deg: float
    return_rates: RateTable
    forward_rates: RateTable | None = None
    earth: EarthRadio | None = None


@dataclass(frozen=True)
class GroundRadio:
    """The radio at the site: its node's name, where it stands, its rule, and the clock whose days the rule counts."""

    name: str
    site: Site
    clock: LocalClock
    rule: RadioRule = field(default_factory=RadioRule)


@dataclass(frozen=True)
class EarthSide:
    """What the orbiters' way to Earth takes from the sky.

    Attributes:
        direction: (n,) UTC seconds -> (n, 3) body-fixed unit vectors to Earth (`FarDirection.at`).
        one_way_light_time_s: at (n,) UTC seconds at the body, (n,) s.
        radius_km: of the sphere that hides Earth.
        stations: by orbiter's name, or "" for all that are not named: windows of each station, in the orbiter's time.
    """

    direction: Callable[[Floats], Floats]
    one_way_light_time_s: LightTime
    radius_km: float
    stations: Mapping[str, Mapping[str, Sequence[Window]]]


def orbiter_contacts(
    orbiters: Sequence[Orbiter],
    ground: GroundRadio,
    start_utc_s: float,
    end_utc_s: float,
    earth: EarthSide | None = None,
    engaged: Mapping[str, Sequence[Window]] = MappingProxyType({}),
) -> list[Contact]:
    """All contacts of the orbiters with the site and with Earth in [start, end), sorted by start and nodes.

    Passes are cut where an orbiter is `engaged`, by its name: it talks with another site and has one radio for the ground.
    They are cut where the site's radio is another orbiter's (`GroundRadio.rule`), then rated. The two directions of
    a pass run side by side (Proximity-1 full duplex). A contact from a station begins at the station's
    time, never before `start_utc_s`. Without `earth` there are no contacts with stations.
    """
    above = {}
    for o in orbiters:
        own = passes(o.orbit, ground.site, o.mask_deg, start_utc_s, end_utc_s)
        above[o.name] = subtract(own, engaged.get(o.name, ()))
    contacts = _site_contacts(orbiters, ground, above)
    for orbiter in orbiters:
        if earth is not None and orbiter.earth is not None:
            contacts += _earth_contacts(orbiter, orbiter.earth, earth, start_utc_s, end_utc_s)
    return sorted(contacts, key=lambda c: (c.start_utc_s, c.source, c.destination))


def _site_contacts(
    orbiters: Sequence[Orbiter], ground: GroundRadio, above: Mapping[str, Sequence[Window]]
) -> list[Contact]:
    turns = one_at_a_time(above, ground.rule)
    returns: dict[str, Sequence[Sequence[RatedWindow]]]
    returns = {o.name: rated(o.orbit, ground.site, o.return_rates, turns[o.name]) for o in orbiters}
    if ground.rule.most_per_day is not None:
        returns = {**best_of_each_day(returns, ground.clock, ground.rule.most_per_day)}
    contacts = []
    for orbiter in orbiters:
        own = [
            stretch
            for stretches in returns[orbiter.name]
            for stretch in stretches
            if stretch[1] - stretch[0] >= _SLIVER_S
        ]
        contacts += _contacts(ground.name, orbiter.name, own, orbiter.orbit, ground.site)
        if orbiter.forward_rates is not None:
            windows = [(start, end) for start, end, _ in own]
            forward = rated(orbiter.orbit, ground.site, orbiter.forward_rates, windows)
            flat = [stretch for stretches in forward for stretch in stretches]
            contacts += _contacts(orbiter.name, ground.name, flat, orbiter.orbit, ground.site)
    return contacts


def _contacts(
    source: str, destination: str, windows: Sequence[RatedWindow], orbit: Orbit, site: Site
) -> list[Contact]:
    """Contacts whose light time is that of the middle: milliseconds."""
    middles = np.array([0.5 * (start + end) for start, end, _ in windows])
    _, range_km = site.sight(orbit.position_km(middles), middles)
    light_s = (range_km * 1000.0 / SPEED_OF_LIGHT_M_S).tolist()
    return [
        Contact(source, destination, start, end, steps, own_s)
        for (start, end, steps), own_s in zip(windows, light_s, strict=True)
    ]


def _earth_contacts(
    orbiter: Orbiter, radio: EarthRadio, earth: EarthSide, start_utc_s: float, end_utc_s: float
) -> list[Contact]:
    visible = earth_windows(orbiter.orbit, earth.direction, earth.radius_km, start_utc_s, end_utc_s)
    stations = earth.stations.get(orbiter.name, earth.stations.get("", {}))
    found = station_contacts(orbiter.name, radio, visible, stations, earth.one_way_light_time_s)
    return [cut for contact in found if (cut := _from(contact, start_utc_s)) is not None]


def _from(contact: Contact, start_utc_s: float) -> Contact | None:
    """What of a contact lies after an instant."""
    if contact.start_utc_s >= start_utc_s:
        return contact
    return contact.cut(start_utc_s, contact.end_utc_s) if contact.end_utc_s > start_utc_s else None
