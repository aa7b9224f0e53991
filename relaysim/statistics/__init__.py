"""Statistics made for durations that may be cut short by the edge of what was simulated.

`survival` makes the curve of one outcome; `quantiles`, `exceedance` and `restricted_mean` read it. `comparison` sets two
variants against each other draw by draw, `sensitivity` asks which factor decides, `convergence` whether there were runs
enough, `histogram` and `numbers` describe what needs no curve. Arrays go in, frozen records come out; nan means that the
data do not say. What the intervals are of stands in docs/explanation/statistics.md.
"""
