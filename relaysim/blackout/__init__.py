"""Blackouts: when there was no contact, at which level, and what stood in the way."""
