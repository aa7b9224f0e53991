"""Statistics made for durations that may be cut short by the edge of what was simulated."""
