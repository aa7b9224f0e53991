"""The runs of a study: what a worker makes ready, one run, its row."""
