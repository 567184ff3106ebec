"""The economy that the flows engine is given: from official tables to arrays, or drawn at random for tests."""

from rebonds.flows.economy.build import derive
from rebonds.flows.economy.synthetic import synthetic
from rebonds.flows.economy.tables import load, zones_held
from rebonds.flows.economy.territories import zones_of

__all__ = ["derive", "load", "synthetic", "zones_held", "zones_of"]
