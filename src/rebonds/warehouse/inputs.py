"""What a build starts from: the embedded tables, and the files that were imported or fetched."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rebonds.errors import DataError
from rebonds.sources import SourceCard, load_card
from rebonds.text import Text
from rebonds.warehouse.files import sha256_of
from rebonds.warehouse.paths import Layout

EMBEDDED = Path(__file__).parent / "embedded"


@dataclass(frozen=True)
class Input:
    """A file and the card that describes it.

    Attributes
    ----------
    card : SourceCard
    path : Path
        The data file.
    sha256 : str
        Of the data file.
    embedded : bool
        Whether it ships with Rebonds.
    imported_at : str
        Moment (ISO 8601, UTC) when it was brought in; empty for an embedded one.
    origin : str
        Name of the file as it was given.
    """

    card: SourceCard
    path: Path
    sha256: str
    embedded: bool
    imported_at: str = ""
    origin: str = ""


def read_index(layout: Layout) -> dict[str, dict[str, Any]]:
    """Return the entries of ``raw/index.json`` by source (empty where there is none).

    Raises
    ------
    DataError
        The index is not readable.
    """
    try:
        entries: dict[str, dict[str, Any]] = json.loads(layout.index.read_text(encoding="utf-8"))["sources"]
    except FileNotFoundError:
        return {}
    except (ValueError, KeyError) as broken:
        raise DataError(
            Text(
                f"La liste des sources importées ({layout.index}) est abîmée : {broken}.",
                f"The list of imported sources ({layout.index}) is damaged: {broken}.",
            ),
            Text(
                "Supprimez ce fichier et importez de nouveau vos sources ; l'entrepôt en service n'est pas "
                "touché.",
                "Delete this file and import your sources again; the warehouse in use is not affected.",
            ),
        ) from broken
    return entries


def embedded_pairs(folder: Path | None = None) -> list[tuple[Path, Path]]:
    """Return (card, data file) for each embedded table: two files of the same name side by side.

    Raises
    ------
    DataError
        A card without its data file.
    """
    folder = folder or EMBEDDED
    pairs = []
    for card in sorted(folder.glob("*.toml")):
        data = [p for p in sorted(folder.glob(f"{card.stem}.*")) if p.suffix != ".toml"]
        if not data:
            raise DataError(
                Text(
                    f"La table embarquée {card.stem} n'a pas de données à côté de sa fiche.",
                    f"The embedded table {card.stem} has no data beside its card.",
                ),
                Text("Réinstallez Rebonds.", "Install Rebonds again."),
            )
        pairs.append((card, data[0]))
    return pairs


def gather(layout: Layout, embedded: Path | None = None) -> list[Input]:
    """Return every input, sorted by source; an imported source takes the place of an embedded one.

    Parameters
    ----------
    layout : Layout
    embedded : Path, optional
        Folder of the embedded tables (that of the package by default).

    Raises
    ------
    DataError
        A card that cannot be read, or a raw file that is gone.
    """
    found: dict[str, Input] = {}
    for card_path, data in embedded_pairs(embedded):
        card = load_card(card_path)
        found[card.id] = Input(card, data, sha256_of(data), embedded=True, origin=data.name)
    for source, entry in read_index(layout).items():
        path = layout.raw / entry["file"]
        if not path.is_file():
            raise DataError(
                Text(
                    f"Le fichier importé de la source {source} a disparu ({path}).",
                    f"The imported file of the source {source} is gone ({path}).",
                ),
                Text(
                    f"Importez-le de nouveau, ou récupérez-le par « rebonds data fetch {source} ».",
                    f"Import it again, or get it with 'rebonds data fetch {source}'.",
                ),
            )
        found[source] = Input(
            load_card(layout.raw / entry["card"]),
            path,
            entry["sha256"],
            embedded=False,
            imported_at=entry["imported_at"],
            origin=entry["origin"],
        )
    return [found[source] for source in sorted(found)]
