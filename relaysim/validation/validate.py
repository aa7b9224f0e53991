"""Everything that is documented, predicted: on one terrain, by one model, and how that changes with others."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from relaysim.errors import NoResult
from relaysim.scenario.link_events import LinkEvent
from relaysim.scenario.scenario import Scenario
from relaysim.validation.calibration import Answered, Bench, Calibration, answer, calibrate
from relaysim.validation.ending import CORRELATION_M, Ending, ending
from relaysim.validation.history import History, history
from relaysim.validation.likelihood import Posterior
from relaysim.validation.prediction import Prediction, predict
from relaysim.validation.score import Score, score
from relaysim.validation.variants import changed_benches

Say = Callable[[str], None]


@dataclass(frozen=True)
class Outage:
    """A documented silence, and when the model lets it end.

    Attributes:
        endings: by what the error is taken to be along the rover's way: the assumption first, then its two extremes.
    """

    event: LinkEvent
    endings: dict[str, Ending]


@dataclass(frozen=True)
class Variant:
    """The same posterior on something else: another terrain, another model, other heights, another ground.

    Attributes:
        outages: endings of the `down` events; the first of each is the one with the assumed correlation.
    """

    name: str
    predictions: tuple[Prediction, ...]
    score: Score
    outages: tuple[Outage, ...]


@dataclass(frozen=True)
class Fit:
    """What may be fitted, fitted on one terrain, and every event with it.

    Attributes:
        bench: the terrain and the radio.
        answers, predictions: one for each event, in their order.
    """

    bench: Bench
    calibration: Calibration
    answers: tuple[Answered, ...]
    predictions: tuple[Prediction, ...]

    @property
    def terrain(self) -> str:
        """The terrain the fit was made on."""
        return named(self.bench)


@dataclass(frozen=True)
class Validation:
    """What is documented beside what is predicted.

    Attributes:
        variants: the same fit on other things; the first is where it was made.
    """

    scenario: Scenario
    fit: Fit
    score: Score
    outages: tuple[Outage, ...]
    history: History
    variants: tuple[Variant, ...]


def fit(bench: Bench, events: Sequence[LinkEvent]) -> Fit:
    """Fit on the events that may shape the losses; predict them all.

    Raises: NoResult if no event says anything, most often because the terrain is another one.
    """
    answers = answer(bench, events)
    if all(answered.evidence is None for answered in answers):
        why = ", ".join(sorted({answered.why_not for answered in answers}))
        raise NoResult(
            f"none of the {len(answers)} documented events says anything on {named(bench)} ({why}): name the terrain, or "
            "the scenario, that they belong to"
        )
    found = calibrate(answers)
    return Fit(bench, found, tuple(answers), tuple(predict(answers, found.posterior)))


def validate(
    scenario: Scenario,
    bench: Bench,
    events: Sequence[LinkEvent],
    others: Sequence[Bench] = (),
    say: Say = lambda _: None,
) -> Validation:
    """Fit on the bench's terrain, predict everything there, then elsewhere with the same fit.

    Args:
        others: benches of other terrains, for the same events.
        say: told what is being done.
    """
    say("losses of the documented events")
    made = fit(bench, events)
    found, seed = made.calibration.posterior, scenario.model.seed
    say("the margin through the mission")
    through = history(bench, scenario, found)
    outages = tuple(_outage(bench, a, found, seed) for a in made.answers if _ends(a))
    here = Variant(named(bench), made.predictions, score(made.predictions), outages)
    variants = [here]
    doubt = scenario.model.uncertainty
    changes = changed_benches(bench, doubt.permittivity_sigma if doubt else 0.0)
    for name, changed in [*((named(other), other) for other in others), *changes]:
        say(f"with {name}")
        variants.append(_variant(name, changed, events, found, seed))
    return Validation(scenario, made, here.score, outages, through, tuple(variants))


def named(bench: Bench) -> str:
    """The terrain of a bench, with its day if it is not of all that is known."""
    terrain = bench.model.terrain
    return f"{terrain.name} as of {terrain.as_of}" if terrain.as_of else terrain.name


def _ends(answered: Answered) -> bool:
    return answered.event.state == "down" and answered.evidence is not None


def _outage(bench: Bench, answered: Answered, found: Posterior, seed: int) -> Outage:
    lengths = {
        f"correlated over {CORRELATION_M:g} m of the rover's way": CORRELATION_M,
        "one error for the whole outage": math.inf,
        "a new error at every place": 0.0,
    }
    return Outage(
        answered.event,
        {name: ending(bench, answered.event, found, seed, way) for name, way in lengths.items()},
    )


def _variant(name: str, bench: Bench, events: Sequence[LinkEvent], found: Posterior, seed: int) -> Variant:
    answers = answer(bench, events)
    predictions = tuple(predict(answers, found))
    outages = tuple(Outage(a.event, {"": ending(bench, a.event, found, seed)}) for a in answers if _ends(a))
    return Variant(name, predictions, score(predictions), outages)
