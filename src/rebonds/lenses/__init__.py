"""Lenses: functions from data to a reading."""

from rebonds.lenses.content import dimensions, themes, threshold_sets
from rebonds.lenses.doughnut import doughnut, doughnut_all
from rebonds.lenses.pair import pair
from rebonds.lenses.reading import PairReading, Reading
from rebonds.lenses.serialise import schema, to_json

__all__ = [
    "PairReading",
    "Reading",
    "dimensions",
    "doughnut",
    "doughnut_all",
    "pair",
    "schema",
    "themes",
    "threshold_sets",
    "to_json",
]
