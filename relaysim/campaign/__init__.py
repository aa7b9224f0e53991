"""Campaigns: one scenario many times over, with what differs and what is not known, told as a distribution."""
