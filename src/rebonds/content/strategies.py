"""Local strategies as a file: which aims they take up, which instruments they use."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rebonds.content.models import Compass, Strategy
from rebonds.errors import DataError
from rebonds.sources import sheet
from rebonds.text import Text, typeset

_COLUMNS = {
    "name": ("name", "nom", "strategie", "stratégie"),
    "date": ("date",),
    "aims": ("aims", "finalites", "finalités", "modeles", "modèles"),
    "tools": ("tools", "instruments", "outils"),
    "source": ("source",),
}


def load(path: Path, held: Compass) -> tuple[Strategy, ...]:
    """Read strategies from TOML (``[[strategy]]``) or from a table (CSV, XLSX: lists separated by commas or spaces).

    Raises
    ------
    DataError
        A file that cannot be read, a strategy without a name, an aim that is no model, a tool that is no instrument.
    """
    rows = _toml(path) if path.suffix.casefold() == ".toml" else _table(path)
    found = []
    for rank, row in enumerate(rows, start=1):
        name = str(row.get("name", "")).strip()
        where = f"{path.name}, {name or rank}"
        if not name:
            raise _wrong(where, Text("la stratégie n'a pas de nom", "the strategy has no name"))
        aims, tools = _list(row.get("aims"), where), _list(row.get("tools"), where)
        for given, known, fr, en in (
            (aims, held.models, "modèle inconnu", "unknown model"),
            (tools, held.tools, "instrument inconnu", "unknown instrument"),
        ):
            strange = [one for one in given if one not in known]
            if strange:
                listed = ", ".join(strange)
                raise _wrong(
                    where,
                    Text(
                        f"{fr} ({listed}) ; choix : {', '.join(known)}",
                        f"{en} ({listed}); choose among: {', '.join(known)}",
                    ),
                )
        found.append(Strategy(name, str(row.get("date", "")), aims, tools, str(row.get("source", ""))))
    if not found:
        raise _wrong(path.name, Text("aucune stratégie", "no strategy"))
    return tuple(found)


def _toml(path: Path) -> list[Mapping[str, Any]]:
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise DataError(Text(f"{path} n'existe pas.", f"{path} does not exist.")) from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise _wrong(
            path.name, Text(f"ce n'est pas du TOML ({error})", f"it is not TOML ({error})")
        ) from error
    rows = given.get("strategy", [])
    if not isinstance(rows, list) or not all(isinstance(one, Mapping) for one in rows):
        raise _wrong(
            path.name, Text("une stratégie s'écrit [[strategy]]", "a strategy is written [[strategy]]")
        )
    return rows


def _table(path: Path) -> list[Mapping[str, Any]]:
    table = sheet.cells(path)
    heads = [cell.strip().casefold() for cell in table[0]] if table else []
    at = {key: next((heads.index(n) for n in names if n in heads), None) for key, names in _COLUMNS.items()}
    if at["name"] is None or at["tools"] is None:
        raise _wrong(
            path.name, Text("il faut les colonnes name et tools", "the columns name and tools are needed")
        )
    return [
        {key: row[place] if place is not None and place < len(row) else "" for key, place in at.items()}
        for row in table[1:]
        if any(cell.strip() for cell in row)
    ]


def _list(given: Any, where: str) -> tuple[str, ...]:
    if given is None:
        return ()
    if isinstance(given, str):
        given = given.replace(",", " ").replace("|", " ").split()
    if not isinstance(given, list) or not all(isinstance(one, str) for one in given):
        raise _wrong(
            where, Text("aims et tools sont des listes de noms", "aims and tools are lists of names")
        )
    return tuple(dict.fromkeys(given))


def _wrong(where: str, what: Text) -> DataError:
    return DataError(
        Text(typeset(f"{where} : {what.fr}."), f"{where}: {what.en}."),
        Text("docs/lenses.md montre un exemple.", "docs/lenses.md shows an example."),
    )
