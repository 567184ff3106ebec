"""Where the warehouse lives, and what its folder holds."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

#: Environment variable that chooses the folder for every command.
ENVIRONMENT = "REBONDS_DATA"


def folder(chosen: str | Path | None = None) -> Path:
    """Return the folder of the warehouse: ``chosen``, else ``$REBONDS_DATA``, else the user's data folder."""
    if chosen:
        return Path(chosen).expanduser().absolute()
    named = os.environ.get(ENVIRONMENT)
    if named:
        return Path(named).expanduser().absolute()
    import platformdirs

    return Path(platformdirs.user_data_dir("rebonds")) / "warehouse"


@dataclass(frozen=True)
class Layout:
    """Paths inside the folder of a warehouse.

    Attributes
    ----------
    root : Path
        The folder itself.
    """

    root: Path

    @classmethod
    def of(cls, chosen: str | Path | Layout | None = None) -> Layout:
        """Return the layout of a folder (see `folder`)."""
        return chosen if isinstance(chosen, Layout) else cls(folder(chosen))

    @property
    def raw(self) -> Path:
        """Files as received, named by their content."""
        return self.root / "raw"

    @property
    def index(self) -> Path:
        """Which raw file and which card stand for each source."""
        return self.raw / "index.json"

    @property
    def downloads(self) -> Path:
        """Files on their way from their producer; what is cut stays here to be resumed."""
        return self.root / "downloads"

    @property
    def core(self) -> Path:
        """Sources read, one folder of Parquet files per key."""
        return self.root / "core"

    @property
    def versions(self) -> Path:
        """Warehouses built, one folder each."""
        return self.root / "versions"

    @property
    def current(self) -> Path:
        """Symbolic link to the version in use."""
        return self.root / "current"

    @property
    def lock(self) -> Path:
        """File held by whoever is writing."""
        return self.root / "lock"

    def make(self) -> None:
        """Create the folders."""
        for path in (self.raw, self.downloads, self.core, self.versions):
            path.mkdir(parents=True, exist_ok=True)


DATABASE = "rebonds.duckdb"
MANIFEST = "manifest.json"
UNFINISHED = ".tmp"
