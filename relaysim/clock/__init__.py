"""Time: UTC as seconds, the local day ("sol") and its clock, one-way light time, where Earth and Sun stand.

`utc` turns ISO 8601 into seconds and back; `local_clock` knows the length and start of the local day;
`light_time` interpolates the one-way light time to Earth; `ephemeris`, `rotation` and `sky` say where Earth and Sun
stand, `season` gives Ls; `windows` and `daily` handle stretches of time.
"""
