"""Indicators: their cards, and the engine that computes them on every territory at once."""

from rebonds.indicators.card import IndicatorCard, Threshold
from rebonds.indicators.compute import derive
from rebonds.indicators.loader import cards, get
from rebonds.indicators.query import (
    columns,
    latest,
    missing,
    series_of_level,
    sorted_values,
    sources_of,
    table,
    values,
)
from rebonds.indicators.values import Value

__all__ = [
    "IndicatorCard",
    "Threshold",
    "Value",
    "cards",
    "columns",
    "derive",
    "get",
    "latest",
    "missing",
    "series_of_level",
    "sorted_values",
    "sources_of",
    "table",
    "values",
]
