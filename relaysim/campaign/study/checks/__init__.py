"""What may be wrong with a study, found before anything runs; all of it at once."""
