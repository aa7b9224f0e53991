"""The link between two antennas: path x path -> margin, rate, crossings.

`model` answers for positions, `track` for a stretch of motion, `state` names what an answer can be. It
takes positions, not vehicles.
"""
