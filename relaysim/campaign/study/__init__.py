"""The study file: read, checked, made into variants, draws and outcomes."""
