"""What is not known of the link apart from its budget: the ground's heights and what it is made of."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from relaysim.scenario.quantities import Quantity
from relaysim.scenario.scalars import Number, Whole
from relaysim.scenario.section import Sourced, written

HeightSigma = Annotated[float, Quantity("length", "1 m", low="0 m", high="1000 m")]
CorrelationLength = Annotated[float, Quantity("length", "30 m", low="1 m", high="1000 km")]


class Uncertainty(Sourced):
    """What is not known: it gives the link a probability, and blackouts an earliest and a latest start and end."""

    grounds: Annotated[int, Whole(2, 1000)] = Field(
        default=48, description="how many grounds are drawn: more take longer and say it more finely"
    )
    height_sigma_m: HeightSigma | None = Field(
        default=None,
        alias="height_sigma",
        description="standard deviation of the terrain's heights; the terrain's own band if absent",
    )
    correlation_length_m: CorrelationLength = Field(
        default=written("30 m"),
        alias="correlation_length",
        description="distance over which errors of the heights belong together: exp(-(d / length)^2)",
    )
    permittivity_sigma: Annotated[float, Number(0.0, 50.0)] = Field(
        default=0.0, description="standard deviation of the ground's relative permittivity"
    )
