"""The style QGIS loads with a raster: a .qml of the same name beside it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from xml.sax.saxutils import quoteattr

from relaysim.terrain.colours import ColourClass


def style_text(classes: Sequence[ColourClass], lowest: float, *, band: int = 1) -> str:
    """The style that shows one band of a raster in classes; cells without a value are transparent.

    Args:
        classes: from low to high; the last one without an end.
        lowest: where the first class begins, for the legend alone.
        band: its number, from 1.

    Reference: QGIS 3, QgsSingleBandPseudoColorRenderer and QgsColorRampShader (discrete: up to and with a value).
    """
    finite = [one.most for one in classes if math.isfinite(one.most)]
    low, high = _number(min([lowest, *finite])), _number(max([lowest, *finite]))
    items = "\n".join(
        f'     <item value={quoteattr(_number(one.most))} color={quoteattr(one.colour)} alpha="255" label={quoteattr(one.label)}/>'
        for one in classes
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE qgis>
<qgis version="3.22.0" styleCategories="Symbology">
 <pipe>
  <rasterrenderer type="singlebandpseudocolor" band="{band}" opacity="1" alphaBand="-1" nodataColor="" classificationMin="{low}" classificationMax="{high}">
   <rasterTransparency/>
   <rastershader>
    <colorrampshader colorRampType="DISCRETE" classificationMode="1" clip="0" minimumValue="{low}" maximumValue="{high}" labelPrecision="6">
{items}
    </colorrampshader>
   </rastershader>
  </rasterrenderer>
  <brightnesscontrast brightness="0" contrast="0" gamma="1"/>
  <huesaturation saturation="0" grayscaleMode="0" colorizeOn="0"/>
  <rasterresampler maxOversampling="2"/>
 </pipe>
 <blendMode>0</blendMode>
</qgis>
"""


def _number(value: float) -> str:
    """A number as QGIS reads it."""
    return "inf" if value == math.inf else repr(float(value))
