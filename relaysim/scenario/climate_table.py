"""The table of the air by season or by date."""

from __future__ import annotations

import numpy as np

from relaysim.helicopter.power.climate import Climate
from relaysim.scenario.csv_table import CsvTable

CLIMATE_COLUMNS = ("density_kg_m3", "optical_depth", "night_c", "day_c")
SEASON, DATE = "solar_longitude_deg", "utc"


def read_climate(table: CsvTable) -> Climate:
    """The air by Ls of Mars (column solar_longitude_deg, 0 to below 360) or by date (column utc), rising."""
    by_season = SEASON in table.header
    if not by_season and DATE not in table.header:
        table.fault_at(
            table.header_line, 1, "", f"the rows go by nothing; add a column '{SEASON}' or '{DATE}'"
        )
        return Climate.constant(1.0, 0.0, 0.0, 0.0)
    column = SEASON if by_season else DATE
    at = table.floats(SEASON, 0.0, 359.999) if by_season else table.instants(DATE)
    for row in np.flatnonzero(np.diff(at) <= 0.0) + 1:
        table.fault(int(row), column, "the value is not greater than in the row above")
    night, day = table.floats("night_c", -273.0, 1000.0), table.floats("day_c", -273.0, 1000.0)
    for row in np.flatnonzero(day < night):
        table.fault(int(row), "day_c", "the day is colder than the night")
    return Climate(
        "solar-longitude" if by_season else "date",
        at,
        table.floats("density_kg_m3", 1e-9, 100.0),
        table.floats("optical_depth", 0.0, 20.0),
        night,
        day,
    )
