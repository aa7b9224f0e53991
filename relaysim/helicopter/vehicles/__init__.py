"""Kinds of vehicles: how each gets from place to place, where it may land, and how it comes down early."""
