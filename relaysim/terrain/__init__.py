"""Heights of the ground in a planetary frame, as of a date.

    body        a planet's figure and distances on it
    frame       a local metric frame about a site
    projection  latitude and longitude to a raster's own coordinates
    grid        Terrain: heights on a raster, sampled
    raster      any raster GDAL reads -> Terrain
    survey      tables of surveyed points
    kriging     the surface through them, and how far to trust it
    build       survey points -> Terrain, as of a sol
    fuse        a terrain model pulled onto survey points
    write       Terrain -> GeoTIFF
    registry    terrains by name
    source      those that other packages bring
    describe    what a terrain is, in words

Nothing is imported here, so that starting up stays cheap.
"""
