"""A finished run as features on the body's ground, in formats that other programs read."""
