"""What is documented about a real link, against what the model says of it.

stands       where the rover stood, since when, and how it was turned
evidence     an event as an interval of the one loss that is not known
likelihood   how probable the events are for a fixed loss and a body loss
calibration  the two losses that the events allow
bench        the terrain and the radio that events are held against
prediction   every event's probability, with the calibrated losses
ending       the date a blackout ends, as probabilities
score        how well the margin tells contact from silence
history      the margin through a whole mission
against      from a scenario and a table to a fit or a validation
validate     all of it, and the same fit on other things
variants     those other things: antenna heights, ground, propagation models
page, figure, files   what of it people read

The documented events themselves are a table of the scenario (relaysim.scenario.link_events).

docs/decisions/0009-likelihood.md says what each event counts as. It was written before the first fit.
"""
