"""A first scenario of one's own: places found on a terrain, the rest a commented template.

ground    the part of a terrain to begin on
site      where rover and helicopter stand, and a landing place that the ground hides
day       the local day and the way to Earth of well-known bodies
cruise    how high its flights fly
draft     the scenario as text
write     its files
"""
