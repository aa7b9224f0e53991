"""Routes from files that people have: CSV, GeoJSON, GPX, KML, and the traverse layers of NASA's MMGIS."""
