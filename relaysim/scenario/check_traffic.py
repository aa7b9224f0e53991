"""Faults of what is sent: commands that nobody knows, data that fit nowhere.

The checks look at partial models, too: any value may be None (see `partial`).
"""

from __future__ import annotations

from collections.abc import Iterator

from relaysim.scenario.document import Path_
from relaysim.scenario.places import FaultList
from relaysim.scenario.scalars import nearest
from relaysim.scenario.schema import ScenarioModel
from relaysim.scenario.schema_flights import Commands
from relaysim.scenario.schema_traffic import Command
from relaysim.units import format_volume

Sized = tuple[Path_, float]

SET = ("alarm", "awake", "image_tolerance")


def check_traffic(model: ScenarioModel, faults: FaultList) -> None:
    """Adds the faults of commands, products and their sizes."""
    _check_commands(model, faults)
    _check_software(model, faults)
    _check_parts(model, faults)
    for path, size_bits, stores in _on_their_way(model):
        for what, room_bits in stores:
            if room_bits is not None and size_bits > room_bits:
                message = f"{format_volume(size_bits)} never fits into {what}, which holds {format_volume(room_bits)}"
                faults.add(path, f"{message}: make several smaller ones of it, or the storage larger")
                break


def _check_commands(model: ScenarioModel, faults: FaultList) -> None:
    seen: set[str] = set()
    for index, command in enumerate(model.commands or ()):
        if command is None:
            continue
        path = ("commands", index)
        if command.name is not None and command.name in seen:
            faults.add((*path, "name"), f"the command '{command.name}' stands in the list twice")
        seen |= {command.name} if command.name is not None else set()
        if command.kind not in (None, "software") and faults.given(*path, "sets"):
            faults.add((*path, "sets"), f"only software changes the helicopter; this is {command.kind}")
        if command.sets is not None and not any(faults.given(*path, "sets", key) for key in SET):
            faults.add(
                (*path, "sets"), f"nothing is set: give at least one of {', '.join(SET)}, or remove it"
            )
        if faults.given(*path, "sets", "image_tolerance") and not faults.given("helicopter", "images"):
            message = (
                "there are no navigation images to be out of step: add 'helicopter.images', or remove it"
            )
            faults.add((*path, "sets", "image_tolerance"), message, at_key=True)
        send = command.send
        if send is None or send.utc_s is None or model.start_utc_s is None or model.end_utc_s is None:
            continue
        if not model.start_utc_s <= send.utc_s < model.end_utc_s:
            side = "before the scenario starts" if send.utc_s < model.start_utc_s else "after it ends"
            faults.add((*path, "send"), f"'{command.name}' is ready on Earth {side}")


def _check_software(model: ScenarioModel, faults: FaultList) -> None:
    commands = model.commands if model.commands is not None else None
    if commands is None or any(c is None or c.name is None or c.kind is None for c in commands):
        return
    software = [command.name for command in commands if command.kind == "software"]
    for index, flight in enumerate(model.flights or ()):
        name = flight.needs_software if flight is not None else None
        if name is not None and name not in software:
            there = ", ".join(software) or "none"
            hint = nearest(name, software) or ";"
            message = f"'{name}' is no software of the section commands{hint} there are: {there}"
            faults.add(("flights", index, "needs_software"), message)


def _check_parts(model: ScenarioModel, faults: FaultList) -> None:
    """No part without a bit in it."""
    sent_of: list[tuple[Path_, Commands | Command | None]] = [
        (("flights", n, "commands"), f.commands) for n, f in enumerate(model.flights or ()) if f is not None
    ]
    sent_of += [(("commands", n), command) for n, command in enumerate(model.commands or ())]
    for path, sent in sent_of:
        if sent is None or sent.size_bits is None or sent.parts is None or sent.parts <= sent.size_bits:
            continue
        faults.add(
            (*path, "parts"),
            f"{sent.parts} parts of {format_volume(sent.size_bits)}: a part has a bit at least",
        )


def _on_their_way(model: ScenarioModel) -> Iterator[tuple[Path_, float, list[tuple[str, float | None]]]]:
    """(path of its size, bits of one product, the stores that it has to pass, each with what it holds)."""
    rover = ("the rover's storage", model.rover.storage_bits if model.rover is not None else None)
    scout = model.helicopter
    own = ("the helicopter's storage", scout.storage_bits if scout is not None else None)
    orbit = _largest_orbiter(model)
    if scout is not None:
        for key in ("daily_products", "flight_products"):
            for path, size in _sizes(getattr(scout, key), ("helicopter", key)):
                yield path, size, [own, rover, orbit]
    if model.rover is not None:
        for path, size in _sizes(model.rover.daily_products, ("rover", "daily_products")):
            yield path, size, [rover, orbit]
    for index, lander in enumerate(model.landers or ()):
        if lander is not None:
            store = (f"the storage of {lander.name}", lander.storage_bits)
            for path, size in _sizes(lander.daily_products, ("landers", index, "daily_products")):
                yield path, size, [store, orbit]
    commands: list[tuple[Path_, Command | Commands | None]] = [
        (("commands", n, "size"), command) for n, command in enumerate(model.commands or ())
    ]
    commands += [
        (("flights", n, "commands", "size"), flight.commands)
        for n, flight in enumerate(model.flights or ())
        if flight is not None
    ]
    for where, command in commands:
        if command is not None and command.size_bits is not None and command.parts is not None:
            yield where, command.size_bits / command.parts, [rover, own]


def _sizes(products: object, path: Path_) -> Iterator[Sized]:
    for index, product in enumerate(products if isinstance(products, tuple) else ()):
        if product is not None and product.size_bits is not None:
            yield (*path, index, "size"), product.size_bits


def _largest_orbiter(model: ScenarioModel) -> tuple[str, float | None]:
    """The largest of the orbiters' stores where nothing reaches Earth but through one of them."""
    earth = model.earth
    nothing = ("an orbiter's storage", None)
    if earth is None or not earth.orbiters or earth.passes or earth.direct is not None:
        return nothing
    stores = [orbiter.storage_bits if orbiter is not None else None for orbiter in earth.orbiters]
    known = [store for store in stores if store is not None]
    return ("the largest orbiter's storage", max(known)) if len(known) == len(stores) else nothing
