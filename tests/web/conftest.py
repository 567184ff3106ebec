"""Fixtures."""

from tests.installed import installed, warehouse_folder

__all__ = ["installed", "warehouse_folder"]
