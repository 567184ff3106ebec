"""The economy that the flows engine is given: from official tables to arrays, or drawn at random for tests."""

from rebonds.flows.economy.synthetic import synthetic

__all__ = ["synthetic"]
