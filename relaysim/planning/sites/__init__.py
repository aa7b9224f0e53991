"""Landing places ranked by the silence to be expected there."""
