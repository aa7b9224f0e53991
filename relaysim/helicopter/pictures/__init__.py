"""Cameras of the scout: what ground a picture covers, and whether the rover is in it."""
