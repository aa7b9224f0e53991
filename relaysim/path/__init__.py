"""Poses along a route: where a vehicle is, and how high its antenna stands, at any instant."""
