"""Readers by name: the module that holds each, its version and the options that it accepts.

Only names live here, so that listing the cards loads no reader and no DuckDB.
"""

from __future__ import annotations

#: name -> (module, version). Raise the version when the same file would give other rows.
READERS: dict[str, tuple[str, str]] = {
    "table": ("rebonds.sources.table", "1"),
    "tally": ("rebonds.sources.tally", "1"),
    "flow": ("rebonds.sources.flow", "1"),
    "decp": ("rebonds.sources.decp", "1"),
    "sispea": ("rebonds.sources.sispea", "1"),
    "establishments": ("rebonds.sources.establishments", "2"),
    "sites": ("rebonds.sources.sites", "1"),
}

#: name -> keys accepted under ``[options]``.
OPTIONS: dict[str, tuple[str, ...]] = {
    "flow": ("kind", "other", "code_is", "product"),
    "decp": ("sentinels",),
    "sispea": ("communes",),
    "establishments": ("siret", "activity", "size", "legal", "social", "head_office"),
    "sites": ("table",),
}
