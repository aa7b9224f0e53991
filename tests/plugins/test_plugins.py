"""What other packages announce is found by its name, loaded when asked for, and told when it cannot be."""

from __future__ import annotations

import pytest

from relaysim.errors import InputError
from relaysim.plugins import VEHICLES, installed_plugins, load_plugin, plugin_package
from relaysim.scenario.plugin_name import PluginName


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
