"""The scenario: the YAML file's schema, its loader, the tables it names, overrides, built-in scenarios.

`loader.load_scenario` reads and checks a file; the `schema_*` modules are the checked models, one part of
the file each; every fault is reported at once with its place, as `relaysim.errors.ScenarioError`.
"""
