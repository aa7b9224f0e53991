"""The base station's vehicle: its drives as routes in time."""
