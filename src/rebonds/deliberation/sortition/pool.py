"""Reading the candidates: a table with a column ``id``, perhaps ``name``, and one column for each category."""

from __future__ import annotations

import difflib
import unicodedata
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from rebonds.deliberation.sortition.records import Candidate, Pool, Quota
from rebonds.errors import DataError
from rebonds.sources import sheet
from rebonds.text import Text

_NAMES = {"id": ("id", "identifiant", "numero", "numéro"), "name": ("name", "nom")}
MOST_CANDIDATES = 20_000


def tidy(cell: str) -> str:
    """Return a cell without stray blanks, its accents composed: what is compared."""
    return " ".join(unicodedata.normalize("NFC", cell).split())


def wrong(where: Text, what: Text, hint: Text | None = None) -> DataError:
    """Build the error of a line that says nothing usable."""
    return DataError(Text(f"{where.fr} : {what.fr}.", f"{where.en}: {what.en}."), hint)


def line_of(path: Path, line: int) -> Text:
    """Say where a line is."""
    return Text(f"{path.name}, ligne {line}", f"{path.name}, line {line}")


def rows_of(path: Path) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """Return the head of a table and its lines that say something, with their numbers.

    Raises
    ------
    DataError
        An empty table, or a column named twice.
    """
    rows = sheet.cells(path)
    if not rows or not any(cell.strip() for cell in rows[0]):
        raise DataError(Text(f"{path.name} est vide.", f"{path.name} is empty."))
    head = [tidy(cell) for cell in rows[0]]
    twice = [name for name, count in Counter(h.casefold() for h in head if h).items() if count > 1]
    if twice:
        said = Text(f"deux colonnes « {twice[0]} »", f"two columns “{twice[0]}”")
        raise wrong(line_of(path, 1), said)
    kept = []
    for line, row in enumerate(rows[1:], start=2):
        if not any(cell.strip() for cell in row):
            continue
        if len(row) > len(head) and any(cell.strip() for cell in row[len(head) :]):
            raise wrong(
                line_of(path, line),
                Text(
                    f"{len(row)} cellules pour {len(head)} colonnes",
                    f"{len(row)} cells for {len(head)} columns",
                ),
            )
        kept.append((line, [tidy(cell) for cell in row[: len(head)]] + [""] * (len(head) - len(row))))
    return head, kept


def place(head: Sequence[str], *names: str) -> int | None:
    """Return the place of a column under one of its names, whatever the case."""
    lower = [cell.casefold() for cell in head]
    return next((lower.index(name.casefold()) for name in names if name.casefold() in lower), None)


def needed(path: Path, head: Sequence[str], *names: str) -> int:
    """Return the place of a column that must be there.

    Raises
    ------
    DataError
        It is not; the columns read are listed.
    """
    at = place(head, *names)
    if at is None:
        listed = ", ".join(cell for cell in head if cell)
        near = difflib.get_close_matches(names[0], head, n=1)
        meant = f" « {near[0]} » ?" if near else ""
        raise DataError(
            Text(
                f"{path.name} : colonne absente ({names[0]}).", f"{path.name}: missing column ({names[0]})."
            ),
            Text(f"Colonnes lues : {listed}.{meant}", f"Columns read: {listed}."),
        )
    return at


def read(path: Path, quotas: Sequence[Quota], same_address: str = "") -> Pool:
    """Read the candidates.

    Parameters
    ----------
    path : Path
        Columns ``id`` (each once), ``name`` if wanted, those of the categories that bear a quota; others are ignored.
    quotas : sequence of Quota
    same_address : str
        Column of the address, for at most one member of the panel at each; an empty cell stands alone.

    Returns
    -------
    Pool

    Raises
    ------
    DataError
        A missing column or identifier, one there twice, a value without a quota.
    """
    head, rows = rows_of(path)
    ident = needed(path, head, *_NAMES["id"])
    name = place(head, *_NAMES["name"])
    categories = tuple(dict.fromkeys(q.category for q in quotas))
    places = [needed(path, head, category) for category in categories]
    address = needed(path, head, same_address) if same_address else None
    known = {(q.category, q.value) for q in quotas}
    if len(rows) > MOST_CANDIDATES:
        said = Text(f"plus de {MOST_CANDIDATES} candidats", f"more than {MOST_CANDIDATES} candidates")
        raise wrong(Text(path.name, path.name), said)
    found: dict[str, Candidate] = {}
    for line, row in rows:
        where = line_of(path, line)
        if not row[ident]:
            raise wrong(where, Text("l'identifiant manque", "the identifier is missing"))
        if row[ident] in found:
            said = Text(
                f"l'identifiant « {row[ident]} » y est déjà", f"identifier “{row[ident]}” is there already"
            )
            raise wrong(where, said)
        values = tuple(row[at] for at in places)
        for category, value in zip(categories, values, strict=True):
            if (category, value) not in known:
                raise _unlisted(where, category, value, quotas)
        home = row[address].casefold() if address is not None else ""
        found[row[ident]] = Candidate(row[ident], row[name] if name is not None else "", values, home)
    if not found:
        raise DataError(Text(f"{path.name} n'a aucun candidat.", f"{path.name} has no candidate."))
    return Pool(categories, tuple(found[key] for key in sorted(found)), same_address)


def _unlisted(where: Text, category: str, value: str, quotas: Sequence[Quota]) -> DataError:
    listed = [q.value for q in quotas if q.category == category]
    if not value:
        return wrong(
            where,
            Text(f"« {category} » est vide", f"“{category}” is empty"),
            Text(
                "Complétez, ou donnez un quota à une valeur « non renseigné ».",
                "Fill it in, or give a quota to a value “not told”.",
            ),
        )
    near = difflib.get_close_matches(value, listed, n=1)
    meant = (
        Text(f" Vouliez-vous dire « {near[0]} » ?", f" Did you mean “{near[0]}”?") if near else Text("", "")
    )
    names = ", ".join(listed)
    return wrong(
        where,
        Text(
            f"« {value} » ({category}) n'est pas dans les quotas",
            f"“{value}” ({category}) is not in the quotas",
        ),
        Text(
            f"Valeurs connues : {names}.{meant.fr} Sans limite voulue : min 0, max la taille du panel.",
            f"Known values: {names}.{meant.en} If no limit is wanted: min 0, max the size of the panel.",
        ),
    )
