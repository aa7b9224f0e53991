"""What is uncertain, drawn: distributions, samplers, correlations."""
