"""What other packages announce is found by its name, loaded when asked for, and told when it cannot be."""

from __future__ import annotations

import dataclasses

import pytest

from relaysim import plugins
from relaysim.cli.app import main
from relaysim.errors import InputError
from relaysim.plugins import (
    PROPAGATION,
    VEHICLES,
    installed_code,
    installed_plugins,
    load_plugin,
    plugin_package,
    refuse_other_code,
)
from relaysim.radio.propagation import propagation_model
from relaysim.relay.routers import ROUTERS, named_router
from relaysim.scenario.build_world import build_world
from relaysim.scenario.loader import load_scenario
from relaysim.scenario.plugin_name import PluginName
from relaysim.scenario.plugins_used import plugins_used


def test_an_announced_class_is_found_and_loaded(install):
    """The entry point's object is what a name loads, with the package that brings it."""
    install("walkers_a", "vehicles", "walker-a = walkers_a:Walker", "class Walker: legs = 6\n")
    assert "walker-a" in [plugin.name for plugin in installed_plugins(VEHICLES)]
    assert load_plugin(VEHICLES, "walker-a").legs == 6
    assert plugin_package(VEHICLES, "walker-a") == "walkers_a 1.0"
    assert plugin_package(VEHICLES, "nobody") is None


def test_of_two_packages_the_first_by_name_wins(install):
    """Which of two packages with the same word counts does not hang on the order of folders."""
    install("walkers_y", "vehicles", "twice = walkers_y:A", "class A: who = 'y'\n")
    install("walkers_x", "vehicles", "twice = walkers_x:A", "class A: who = 'x'\n")
    assert load_plugin(VEHICLES, "twice").who == "x"


def test_what_cannot_be_loaded_is_the_packages_mistake(install):
    """A package that breaks on import is named, with what it said; a name nobody announces too."""
    install("walkers_b", "vehicles", "broken = walkers_b:Walker", "raise RuntimeError('no legs')\n")
    with pytest.raises(
        InputError, match=r"'broken' of walkers_b 1\.0 cannot be loaded \(RuntimeError: no legs\)"
    ):
        load_plugin(VEHICLES, "broken")
    install("walkers_e", "vehicles", "leaving = walkers_e:Walker", "raise SystemExit\n")
    with pytest.raises(InputError, match=r"'leaving' of walkers_e 1\.0 cannot be loaded \(SystemExit"):
        load_plugin(VEHICLES, "leaving")
    with pytest.raises(InputError, match="no vehicle 'glider' is installed"):
        load_plugin(VEHICLES, "glider")


def test_a_name_is_one_of_ours_or_an_installed_one(install):
    """A scenario may name either; for anything else the nearest is suggested, and all there are."""
    install("walkers_c", "vehicles", "walker-c = walkers_c:Walker", "class Walker: pass\n")
    names = PluginName(VEHICLES, ("rotorcraft", "hopper"))
    assert names.read("hopper", None) == "hopper"
    assert names.read("walker-c", None) == "walker-c"
    with pytest.raises(
        ValueError, match=r"'hoper' is not a vehicle; did you mean hopper\? allowed: rotorcraft"
    ):
        names.read("hoper", None)
    with pytest.raises(ValueError, match="3 is not a vehicle"):
        names.read(3, None)


def test_a_campaign_refuses_other_code(install):
    """What is of another version, or of changed sources, or gone, would mix runs that differ: the first is named."""
    source = "class Model: uses_terrain = needs_ground = True\n"
    install("models_e", "propagation", "mixed = models_e:Model", source)
    here = installed_code(PROPAGATION, "mixed")
    assert here is not None
    refuse_other_code([here])
    with pytest.raises(InputError, match=r"'mixed' is of models_e 0\.9 .* here of models_e 1\.0"):
        refuse_other_code([dataclasses.replace(here, package="models_e 0.9")])
    with pytest.raises(InputError, match=r"'mixed' is of models_e 1\.0 \(0\) .* here of models_e 1\.0"):
        refuse_other_code([dataclasses.replace(here, sources="0")])
    with pytest.raises(InputError, match="here of no package"):
        refuse_other_code([dataclasses.replace(here, name="gone")])


def test_a_strangers_mistake_is_shown_where_it_was_made(install, monkeypatch, capsys):
    """One message for who uses a package; with RELAYSIM_TRACEBACK set, the lines of its code for who writes it."""
    source = (
        "class Model:\n    uses_terrain, needs_ground, summary = False, False, 'none'\n"
        "    def losses_db(self, profiles, wave):\n        return profiles.gone\n"
    )
    install("models_f", "propagation", "faulty = models_f:Model", source)
    ends = "--from", "18.482727,77.368632,1.2", "--to", "18.480451,77.360141,0.5"
    for wish in ("", "1"):
        monkeypatch.setenv("RELAYSIM_TRACEBACK", wish)
        monkeypatch.setattr("sys.argv", ["relaysim", "link", "--propagation", "faulty", *ends])
        with pytest.raises(SystemExit) as stopped:
            main()
        assert stopped.value.code == 2
        told = capsys.readouterr().err
        assert "the propagation model 'faulty' of models_f 1.0 failed (AttributeError" in told
        assert ("return profiles.gone" in told) == bool(wish)


def test_what_ships_is_found_without_a_search(monkeypatch):
    """Nobody who uses relaysim's own names waits for the metadata of other packages to be read."""
    monkeypatch.setattr(plugins, "_found_in", None)  # whoever searches, fails
    scenario = load_scenario("first-flight")
    world = build_world(scenario)
    assert plugins_used(world.resolved) == ()
    assert propagation_model(world.link.radio.propagation).uses_terrain
    assert named_router(world.earth.router) is ROUTERS["by-rank"]
    with pytest.raises(TypeError):
        load_scenario("first-flight", ["earth.router=nobodys"])


def test_what_is_installed_later_is_found(install):
    """A process that has looked before finds what is installed meanwhile."""
    install("walkers_l", "vehicles", "walker-l = walkers_l:Walker", "class Walker: pass\n")
    assert plugin_package(VEHICLES, "walker-m") is None
    install("walkers_m", "vehicles", "walker-m = walkers_m:Walker", "class Walker: pass\n")
    assert plugin_package(VEHICLES, "walker-m") == "walkers_m 1.0"


def test_a_plug_in_by_a_name_of_ours_is_told_in_the_list(install, monkeypatch, capsys):
    """It is never asked: who looks whether their package is there learns why nothing changes. So with another's name."""
    install("models_o", "propagation", "p526 = models_o:Model\np527 = models_o:Model", "")
    install("models_p", "propagation", "p527 = models_o:Model", "")
    monkeypatch.setattr("sys.argv", ["relaysim", "plugins"])
    with pytest.raises(SystemExit):
        main()
    told = [line.split(maxsplit=2)[2] for line in capsys.readouterr().out.splitlines() if " models_" in line]
    assert [" ".join(line.split()) for line in told] == [
        "p526 models_o 1.0 never used: relaysim has one of that name",
        "p527 models_o 1.0",
        "p527 models_p 1.0 never used: models_o 1.0 has one of that name",
    ]
