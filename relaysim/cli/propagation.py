"""Another propagation model than the scenario's, as it is typed: --propagation NAME."""

from __future__ import annotations

from relaysim.errors import InputError


def read_propagation(name: str | None) -> list[str]:
    """What the option overrides in the scenario; nothing without it.

    Raises: InputError naming the option, for a name that no model has.
    """
    from relaysim.radio.propagation import propagation_model

    if name is None:
        return []
    try:
        propagation_model(name)
    except InputError as error:
        raise InputError(f"--propagation {name}: {error}") from error
    return [f"link.propagation={name}"]
