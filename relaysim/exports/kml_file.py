"""Layers as KML 2.2, with Google's extension for tracks in time.

Reference: OGC 07-147r2; Google, KML Reference, gx:Track and the attribute `hint` ("target=mars", "target=moon").
"""

from __future__ import annotations

from html import escape
from xml.etree import ElementTree as ET

from relaysim.exports.feature import PLAIN_COLOUR, RIDGE_COLOUR, STATE_COLOURS, Feature, Layer, Timeline
from relaysim.exports.geojson_file import degrees
from relaysim.exports.run_layers import RunLayers
from relaysim.records.csv_table import utc_text

_KML, _GX = "http://www.opengis.net/kml/2.2", "http://www.google.com/kml/ext/2.2"
_COLOURS = (*STATE_COLOURS.values(), PLAIN_COLOUR, RIDGE_COLOUR)
# Contacts and blackouts lie on one another by the hundred: shown when asked for.
_HIDDEN = ("contacts", "blackouts")


def kml(run: RunLayers) -> bytes:
    """One document, a folder for each layer."""
    root = ET.Element("kml", {"xmlns": _KML, "xmlns:gx": _GX})
    if run.globe.label.isalpha() and not run.globe.is_earth:
        root.set("hint", f"target={run.globe.label.lower()}")
    document = ET.SubElement(root, "Document")
    _text(document, "name", run.title)
    # Descriptions are taken as HTML.
    _text(document, "description", escape("\n".join([f"{run.kind}; {run.globe.words}", *run.left_out])))
    for colour in _COLOURS:
        _style(document, colour)
    if run.timelines:
        folder = _folder(document, "vehicles in time")
        for line in run.timelines:
            _track(folder, line)
    for layer in run.layers:
        folder = _folder(document, f"{layer.name}: {layer.title}", visible=layer.name not in _HIDDEN)
        for feature in layer.features:
            _placemark(folder, layer, feature)
    ET.indent(root, " ")
    text: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return text + b"\n"


def _text(parent: ET.Element, tag: str, text: str) -> None:
    ET.SubElement(parent, tag).text = text


def _folder(document: ET.Element, name: str, *, visible: bool = True) -> ET.Element:
    folder = ET.SubElement(document, "Folder")
    _text(folder, "name", name)
    if not visible:
        _text(folder, "visibility", "0")
    return folder


def _style(document: ET.Element, colour: str) -> None:
    """KML writes colours as aabbggrr."""
    style = ET.SubElement(document, "Style", {"id": f"c{colour[1:]}"})
    code = f"ff{colour[5:7]}{colour[3:5]}{colour[1:3]}"
    for tag in ("IconStyle", "LineStyle"):
        part = ET.SubElement(style, tag)
        _text(part, "color", code)
        _text(part, *(("scale", "0.8") if tag == "IconStyle" else ("width", "3")))


def _track(folder: ET.Element, line: Timeline) -> None:
    mark = ET.SubElement(folder, "Placemark")
    _text(mark, "name", line.name)
    _text(mark, "styleUrl", f"#c{PLAIN_COLOUR[1:]}")
    track = ET.SubElement(mark, "gx:Track")
    _text(track, "altitudeMode", "relativeToGround")
    for utc_s in line.utc_s.tolist():
        _text(track, "when", utc_text(utc_s))
    for place in zip(
        line.longitude_deg.tolist(), line.latitude_deg.tolist(), line.height_m.tolist(), strict=True
    ):
        _text(track, "gx:coord", "{:.8f} {:.8f} {:.1f}".format(*place))


def _placemark(folder: ET.Element, layer: Layer, feature: Feature) -> None:
    mark = ET.SubElement(folder, "Placemark")
    _text(mark, "name", feature.name)
    if layer.name in _HIDDEN:
        _text(mark, "visibility", "0")
    span = ET.SubElement(mark, "TimeSpan")
    _text(span, "begin", utc_text(feature.start_utc_s))
    _text(span, "end", utc_text(feature.end_utc_s))
    _text(mark, "styleUrl", f"#c{feature.colour[1:]}")
    data = ET.SubElement(mark, "ExtendedData")
    days = {"start_sol": feature.start_day, "end_sol": feature.end_day}
    for name, value in {**days, **feature.values}.items():
        if value is not None:
            _text(ET.SubElement(data, "Data", {"name": name}), "value", _words(value))
    _geometry(mark, layer, feature)


def _words(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:.10g}" if isinstance(value, float) else str(value)


def _geometry(mark: ET.Element, layer: Layer, feature: Feature) -> None:
    shape = ET.SubElement(mark, layer.shape)
    if layer.shape == "LineString" and feature.height_m is None:
        _text(shape, "tessellate", "1")  # over the ground
    if feature.height_m is not None:
        _text(shape, "altitudeMode", "relativeToGround")
    heights = [0.0] * len(feature.longitude_deg) if feature.height_m is None else feature.height_m.tolist()
    places = zip(*degrees(feature), heights, strict=True)
    _text(shape, "coordinates", " ".join(f"{lon:.8f},{lat:.8f},{height:.1f}" for lon, lat, height in places))
