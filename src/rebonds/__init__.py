"""Rebonds: read a territory from open data, and work out together what to do about it."""

__version__ = "0.1.0"
