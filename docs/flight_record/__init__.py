"""The sections of docs/validation-flights.md, one a module: each gives its text and tables from the project's own code."""
