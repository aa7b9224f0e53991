"""Routers of other packages: their routes carry the products, and what cannot be is told with their names."""

from __future__ import annotations

import pytest

from relaysim.errors import InputError
from relaysim.relay.routers import named_router, routed
from relaysim.relay.topology import BaseLink, EarthLeg, EarthSide, Rank, Scout, Surface, relay_map

ROVER = Surface("rover")
SIDES = [EarthSide("earth", Rank.CENTRE), EarthSide("one", Rank.ORBITER), EarthSide("two", Rank.ORBITER)]
RELAY = relay_map(
    [EarthLeg(*pair) for side in SIDES[1:] for one in ((SIDES[0], side), (side, ROVER)) for pair in (one, one[::-1])]
    + [BaseLink(Scout("helicopter", ROVER))]
)  # fmt: skip

ROUTER = """
class Router:
    def next_hops(self, relay, contacts):
        return {}
"""
ONLY_ONE = (
    "{('rover', 'earth'): ['one'], ('one', 'earth'): ['earth'],"
    " ('earth', 'rover'): ['one'], ('one', 'rover'): ['rover']}"
)


def test_an_added_router_is_followed(install):
    """Its hops are taken as they are; the helicopter's come of themselves."""
    install("ways_a", "routers", "only-one = ways_a:Router", ROUTER.format(ONLY_ONE))
    found = routed("only-one", RELAY, [])
    assert found["rover", "earth"] == found["earth", "helicopter"] == {"one"}
    assert found["helicopter", "earth"] == {"rover"}
    assert not any("two" in hops for hops in found.values())


@pytest.mark.parametrize(
    ("name", "hops", "told"),
    [
        ("past-the-rover", "{('earth', 'helicopter'): ['helicopter']}", "a helicopter has a link with its base alone"),
        ("round", "{('one', 'earth'): ['rover'], ('rover', 'earth'): ['one']}", "goes round: rover to one to rover"),
        ("no-mapping", "[1, 2]", "gave list, not a mapping from .node, destination. to neighbours"),
        ("no-pair", "{'rover': ['one']}", "its key 'rover' is no pair"),
        ("one-name", "{('rover', 'earth'): 'one'}", "it gave 'one', not a list or set of neighbours"),
        ("broken", "1 / 0", "ZeroDivisionError"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_the_packages_mistake(install, name, hops, told):
    """One message names the router, its package, and what is wrong."""
    install("ways_b", "routers", f"{name} = ways_b:Router", ROUTER.format(hops))
    with pytest.raises(
        InputError, match=rf"the router '{name}' of ways_b 1\.0 (failed|cannot be used) .*{told}"
    ):
        routed(name, RELAY, [])


def test_a_router_that_nobody_brings():
    """The names there are stand in the message."""
    with pytest.raises(InputError, match="no router is called 'sabr'; there are by-rank, least-delay"):
        named_router("sabr")
