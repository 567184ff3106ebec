"""Refresh the vendored front-end assets (maintainers only: users need no Node).

``npm pack`` fetches each published package; the listed files are copied with their licence, and name,
version, npm integrity, licence and SHA-256 go to the ``MANIFEST.toml`` beside them, which a test checks.

    python tools/vendor_static.py
"""

from __future__ import annotations

import base64
import hashlib
import json
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Package:
    """A package of the npm registry and what is kept of it."""

    name: str
    version: str
    licence: str
    files: tuple[tuple[str, str], ...]
    folder: Path


PACKAGES = (
    Package(
        name="@picocss/pico",
        version="2.1.1",
        licence="MIT",
        files=(("css/pico.classless.min.css", "pico.classless.min.css"), ("LICENSE.md", "LICENSE-pico.md")),
        folder=ROOT / "src/rebonds/web/static/vendor",
    ),
    Package(
        name="cytoscape",
        version="3.34.4",
        licence="MIT",
        files=(("dist/cytoscape.min.js", "cytoscape.min.js"), ("LICENSE", "LICENSE-cytoscape")),
        folder=ROOT / "src/rebonds/web/static/vendor",
    ),
    Package(
        name="axe-core",
        version="4.10.3",
        licence="MPL-2.0",
        files=(("axe.min.js", "axe.min.js"), ("LICENSE", "LICENSE-axe-core")),
        folder=ROOT / "tests/e2e/vendor",
    ),
)


def vendor(package: Package) -> str:
    """Download ``package``, copy its kept files and return its table of the manifest."""
    with tempfile.TemporaryDirectory() as folder:
        packed = subprocess.run(
            ["npm", "pack", "--json", f"{package.name}@{package.version}"],
            cwd=folder,
            check=True,
            capture_output=True,
            text=True,
        )
        description = json.loads(packed.stdout)[0]
        archive = Path(folder) / Path(description["filename"]).name
        integrity = "sha512-" + base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
        if integrity != description["integrity"]:
            raise SystemExit(f"{package.name}: the archive does not match its integrity")
        package.folder.mkdir(parents=True, exist_ok=True)
        lines = [
            "[[package]]",
            f'name = "{package.name}"',
            f'version = "{package.version}"',
            f'licence = "{package.licence}"',
            f'integrity = "{integrity}"',
            "",
        ]
        with tarfile.open(archive) as tar:
            for member, target in package.files:
                extracted = tar.extractfile(f"package/{member}")
                assert extracted is not None, member
                content = extracted.read()
                (package.folder / target).write_bytes(content)
                digest = hashlib.sha256(content).hexdigest()
                lines += ["[[package.file]]", f'name = "{target}"', f'sha256 = "{digest}"', ""]
    return "\n".join(lines)


def main() -> None:
    """Vendor every package and write one manifest per folder."""
    tables: dict[Path, list[str]] = {}
    for package in PACKAGES:
        tables.setdefault(package.folder, []).append(vendor(package))
        sys.stdout.write(f"{package.name} {package.version}\n")
    for folder, texts in tables.items():
        head = "# Written by tools/vendor_static.py: do not edit by hand.\n\n"
        (folder / "MANIFEST.toml").write_text(head + "\n".join(texts), encoding="utf-8")


if __name__ == "__main__":
    main()
