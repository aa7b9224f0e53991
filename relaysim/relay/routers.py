"""Who gets a product next: routers by name, those that ship and those that installed packages add."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Protocol

from relaysim.errors import InputError
from relaysim.plans.contact import Contact
from relaysim.plugins import ROUTERS as KIND
from relaysim.plugins import BadAnswer, blamed_on, installed_plugins, plugin_object
from relaysim.relay.least_delay import least_delay_routes
from relaysim.relay.route_check import completed, in_order, route_fault
from relaysim.relay.topology import RelayMap, Routes, rank_routes

Hops = Mapping[tuple[str, str], Collection[str]]


class Router(Protocol):
    """Says once, before a run, to whom a product may go; the group of its entry points is `relaysim.routers`."""

    def next_hops(self, relay: RelayMap, contacts: Sequence[Contact]) -> Hops:
        """The neighbours that a product may go to, by (node where it is, node where it is to go).

        It goes to whichever of them it can be sent to first; where none is given it stays. The helicopter need not be
        thought of: what is for it goes to its base, what it sends does.

        Args:
            contacts: the planned windows of every link but the helicopter's, by start.
        """
        ...


class _ByRank:
    """Any neighbour that is nearer in rank (topology.rank_routes)."""

    def next_hops(self, relay: RelayMap, contacts: Sequence[Contact]) -> Hops:
        return rank_routes(relay)


class _LeastDelay:
    """Any neighbour farther on in rank whose expected delay over the planned windows is less (least_delay).

    By delay alone an orbiter with few passes would send commands back to another station.
    """

    def next_hops(self, relay: RelayMap, contacts: Sequence[Contact]) -> Hops:
        ranks = relay.ranks
        out = [contact for contact in contacts if ranks[contact.source] < ranks[contact.destination]]
        home = [contact for contact in contacts if ranks[contact.source] > ranks[contact.destination]]
        return least_delay_routes(out) | least_delay_routes(home)


BY_RANK = "by-rank"
ROUTERS: Mapping[str, Router] = MappingProxyType({BY_RANK: _ByRank(), "least-delay": _LeastDelay()})


def named_router(name: str) -> Router:
    """The router of that name.

    Raises: InputError for a name that neither relaysim nor an installed package has, or a package that cannot be loaded.
    """
    if name in ROUTERS:
        return ROUTERS[name]
    installed = [plugin.name for plugin in installed_plugins(KIND)]
    if name not in installed:
        raise InputError(f"no router is called '{name}'; there are {', '.join([*ROUTERS, *installed])}")
    router: Router = plugin_object(KIND, name, ("next_hops",))
    return router


def routed(name: str, relay: RelayMap, contacts: Sequence[Contact]) -> Routes:
    """Next hops by (node, destination), as the named router says, with the helicopters' own hops.

    Raises: InputError for a router of another package that fails, or whose routes cannot be: over links that do not
    exist, in a loop, or to a node that has no way on.
    """
    router = named_router(name)
    if name in ROUTERS:
        return in_order(relay, completed(relay, router.next_hops(relay, contacts)))
    with blamed_on(KIND, name):
        said = router.next_hops(relay, contacts)
        _check_form(said)
        hops = completed(relay, said)
        if fault := route_fault(relay, hops):
            raise BadAnswer(fault)
    return in_order(relay, hops)


def _check_form(said: Any) -> None:
    """Raises BadAnswer where what a router gave is no mapping from pairs of names to several names each."""
    if not isinstance(said, Mapping):
        raise BadAnswer(
            f"next_hops gave {type(said).__name__}, not a mapping from (node, destination) to neighbours"
        )
    for pair, towards in said.items():
        if not (isinstance(pair, tuple) and len(pair) == 2):
            raise BadAnswer(f"its key {pair!r} is no pair (node, destination)")
        # A name by itself is a collection, too: of its letters.
        if isinstance(towards, str) or not isinstance(towards, Collection):
            raise BadAnswer(f"for {pair} it gave {towards!r}, not a list or set of neighbours")
