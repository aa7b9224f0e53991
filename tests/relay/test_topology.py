"""Who is next to whom: ranks, the links that can be written, and the routes that follow."""

from __future__ import annotations

import pytest

from relaysim.relay.topology import BaseLink, EarthLeg, EarthSide, Rank, Scout, Surface, routes

CENTRE = EarthSide("centre", Rank.CENTRE)
STATION = EarthSide("station", Rank.STATION)
MRO, TGO = EarthSide("mro", Rank.ORBITER), EarthSide("tgo", Rank.ORBITER)
ROVER, LANDER = Surface("rover"), Surface("lander")
SCOUT = Scout("scout", ROVER)


def both(one: EarthSide | Surface, other: EarthSide | Surface) -> list[EarthLeg]:
    return [EarthLeg(one, other), EarthLeg(other, one)]


def test_no_leg_joins_earth_and_a_helicopter() -> None:
    """Such a link cannot be written: mypy refuses `EarthLeg(CENTRE, SCOUT)` for its type, and so does the constructor."""
    for source, destination in ((CENTRE, SCOUT), (SCOUT, CENTRE), (ROVER, SCOUT), (SCOUT, MRO)):
        with pytest.raises(TypeError, match="talks to its base alone"):
            EarthLeg(source, destination)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("one", "other"), [(MRO, TGO), (ROVER, LANDER), (CENTRE, EarthSide("other", Rank.CENTRE)), (ROVER, ROVER)]
)
def test_nodes_of_one_rank_are_not_joined(one: EarthSide | Surface, other: EarthSide | Surface) -> None:
    """So nothing can go round in a loop: every hop moves up or down."""
    with pytest.raises(ValueError, match="are of one rank"):
        EarthLeg(one, other)


@pytest.mark.parametrize("rank", [Rank.SURFACE, Rank.SCOUT])
def test_earths_side_ends_at_the_orbiters(rank: Rank) -> None:
    """A node of the surface, or a helicopter, cannot be passed off as one of Earth's side."""
    with pytest.raises(ValueError, match="not on Earth's side"):
        EarthSide("sneak", rank)


def test_a_name_has_one_rank() -> None:
    """The same name as an orbiter and as a station is a mistake."""
    with pytest.raises(ValueError, match="mro is given two ranks"):
        routes([EarthLeg(ROVER, MRO), EarthLeg(EarthSide("mro", Rank.STATION), CENTRE)])


def test_routes_lead_through_every_rank_there_is_a_link_for() -> None:
    """Down over either orbiter or straight to the station, up the same ways; the helicopter's one hop is its base."""
    links = [*both(CENTRE, STATION), *both(STATION, MRO), *both(STATION, ROVER), *both(MRO, ROVER),
             EarthLeg(ROVER, TGO), EarthLeg(TGO, STATION), BaseLink(SCOUT)]  # fmt: skip
    found = routes(links)
    assert {here: hops for (here, there), hops in found.items() if there == "centre"} == {
        "scout": {"rover"},
        "rover": {"mro", "tgo", "station"},
        "mro": {"station"},
        "tgo": {"station"},
        "station": {"centre"},
    }
    assert {here: hops for (here, there), hops in found.items() if there == "scout"} == {
        "centre": {"station"},
        "station": {"mro", "rover"},
        "mro": {"rover"},
        "rover": {"scout"},
    }


def test_a_link_is_one_way() -> None:
    """Where nothing leads back there is no route back."""
    found = routes([EarthLeg(ROVER, MRO), EarthLeg(MRO, CENTRE)])
    assert ("rover", "centre") in found and ("centre", "rover") not in found and ("mro", "rover") not in found


def test_a_neighbour_from_which_there_is_no_way_on_is_none() -> None:
    """An orbiter that no station hears gets nothing to keep forever."""
    found = routes([EarthLeg(ROVER, MRO), EarthLeg(MRO, STATION), EarthLeg(STATION, CENTRE), EarthLeg(ROVER, TGO)])  # fmt: skip
    assert found["rover", "centre"] == {"mro"}
    assert found["rover", "tgo"] == {"tgo"}


def test_no_route_between_a_helicopter_and_earth_leaves_its_base_out() -> None:
    """Following any hops from one to the other passes the base; another rover is no way either."""
    links = [*both(CENTRE, MRO), *both(MRO, ROVER), *both(MRO, LANDER), BaseLink(SCOUT)]
    found = routes(links)

    def ways(here: str, there: str) -> list[list[str]]:
        if here == there:
            return [[there]]
        return [[here, *way] for hop in found.get((here, there), ()) for way in ways(hop, there)]

    assert ways("scout", "centre") == [["scout", "rover", "mro", "centre"]]
    assert ways("centre", "scout") == [["centre", "mro", "rover", "scout"]]
    assert ways("scout", "lander") == []
