"""The scout: its flights as routes in time, and the checks before each."""
