"""Parcels to choose between, the criteria of those who choose, and their weights: three files, checked line by line.

One line is one choice: a parcel, or a parcel for one use. The card of criteria says which columns count, which way,
on what scale, and what rules a parcel out whatever the weights.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from rebonds.errors import DataError
from rebonds.sources import sheet
from rebonds.sources.sheet import Given
from rebonds.text import Text

#: A choice among more than this is no longer one that people discuss.
MOST = 500
_HERE = Path(__file__).with_name("examples")
EXAMPLE = ("parcels.csv", "criteria.toml", "weights.csv")
_HINT = Text(
    "« rebonds parcels --template DOSSIER » écrit un exemple complet.",
    "'rebonds parcels --template FOLDER' writes a whole example.",
)
_wrong = partial(sheet.wrong, hint=_HINT)


@dataclass(frozen=True)
class Criterion:
    """A criterion.

    Attributes
    ----------
    scale : tuple of float, optional
        Lowest and highest figure of the scale; without one, those met among the parcels.
    direction : str
        ``higher`` or ``lower``: which end is preferred.
    grades : mapping of str to float
        Worth in [0, 1] of each word, where the column holds words.
    error : float
        Figures are right to within this, in their unit.
    weight : float
        Of whoever wrote the card; only proportions count.
    """

    id: str
    column: str
    label: Text
    unit: str
    direction: str
    scale: tuple[float, float] | None
    grades: Mapping[str, float]
    error: float
    weight: float


@dataclass(frozen=True)
class Veto:
    """What rules a parcel out: a figure above or below a limit, or one of some words; for all uses, or for some."""

    id: str
    column: str
    label: Text
    above: float | None
    below: float | None
    words: tuple[str, ...]
    uses: tuple[str, ...]


@dataclass(frozen=True)
class Card:
    """Criteria and vetoes; ``columns`` names those of the identifier, the name, the use and the area."""

    title: Text
    columns: Mapping[str, str]
    criteria: tuple[Criterion, ...]
    vetoes: tuple[Veto, ...]


@dataclass(frozen=True)
class Parcel:
    """A line: what it is, and its cells as they were written."""

    line: int
    id: str
    name: str
    use: str
    area: float | None
    cells: Mapping[str, str]


def example() -> tuple[Given, Given, Given]:
    """Return the shipped example, whose parcels and people are invented: parcels, criteria, weights."""
    first, second, third = (Given.of(_HERE / name) for name in EXAMPLE)
    return first, second, third


def template(folder: Path) -> list[Path]:
    """Write the example to a folder; existing files are left as they are."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for one in example():
        path = folder / one.name
        if not path.exists():
            path.write_bytes(one.content)
            written.append(path)
    return written


def card_of(given: Given) -> Card:
    """Read a card of criteria.

    Raises
    ------
    DataError
        No TOML, no criterion, a direction, a scale, a weight or a veto that makes no sense.
    """
    try:
        told = tomllib.loads(given.content.decode("utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise DataError(
            Text(
                f"{given.name} n'est pas un fichier TOML : {error}.",
                f"{given.name} is no TOML file: {error}.",
            ),
            _HINT,
        ) from error
    place = Text(given.name, given.name)
    listed = told.get("criterion", [])
    if not isinstance(listed, list) or not listed:
        raise _wrong(place, Text("aucun [[criterion]]", "no [[criterion]]"))
    try:
        card = Card(
            title=Text.of(told.get("title", Text("Choisir entre des parcelles", "Choosing between parcels"))),
            columns={str(k): str(v).casefold() for k, v in told.get("parcel", {}).items()},
            criteria=tuple(_criterion(one, place) for one in listed),
            vetoes=tuple(_veto(one, place) for one in told.get("veto", [])),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        said = Text(f"fiche incomplète ou mal formée ({error})", f"incomplete or malformed card ({error})")
        raise _wrong(place, said) from error
    names = [one.id for one in card.criteria]
    if len(set(names)) < len(names):
        raise _wrong(place, Text("deux critères ont le même id", "two criteria have the same id"))
    if not sum(one.weight for one in card.criteria) > 0:
        raise _wrong(place, Text("tous les poids sont nuls", "all weights are nil"))
    return card


def _criterion(told: Mapping[str, Any], place: Text) -> Criterion:
    name = str(told["id"])
    scale, grades = told.get("scale"), told.get("grades", {})
    direction = told.get("direction", "higher")
    weight, error = float(told.get("weight", 1)), float(told.get("error", 0))

    def refuse(fr: str, en: str) -> DataError:
        return _wrong(place, Text(f"critère « {name} », {fr}", f"criterion “{name}”, {en}"))

    if direction not in {"higher", "lower"}:
        raise refuse("direction : higher ou lower", "direction: higher or lower")
    if scale is not None and (len(scale) != 2 or not float(scale[0]) < float(scale[1])):
        raise refuse("scale : deux nombres, le plus petit d'abord", "scale: two numbers, the smaller first")
    if weight < 0 or error < 0:
        raise refuse("weight et error sont positifs", "weight and error are positive")
    if any(not 0 <= float(x) <= 1 for x in grades.values()):
        raise refuse("grades : de 0 (le pire) à 1 (le mieux)", "grades: from 0 (worst) to 1 (best)")
    return Criterion(
        id=name,
        column=str(told.get("column", name)).casefold(),
        label=Text.of(told.get("label", name)),
        unit=str(told.get("unit", "")),
        direction=direction,
        scale=(float(scale[0]), float(scale[1])) if scale is not None else None,
        grades={str(k).casefold(): float(v) for k, v in grades.items()},
        error=error,
        weight=weight,
    )


def _veto(told: Mapping[str, Any], place: Text) -> Veto:
    name = str(told["id"])
    words = told.get("is", ())
    kinds = sum(key in told for key in ("above", "below", "is"))
    if kinds != 1:
        raise _wrong(
            place,
            Text(
                f"veto « {name} » : une règle et une seule parmi above, below, is",
                f"veto “{name}”: one rule and only one among above, below, is",
            ),
        )
    return Veto(
        id=name,
        column=str(told.get("column", name)).casefold(),
        label=Text.of(told.get("label", name)),
        above=float(told["above"]) if "above" in told else None,
        below=float(told["below"]) if "below" in told else None,
        words=tuple(str(w).casefold() for w in ([words] if isinstance(words, str) else words)),
        uses=tuple(str(u).casefold() for u in told.get("use", ())),
    )


def parcels_of(given: Given, card: Card) -> tuple[Parcel, ...]:
    """Read the parcels.

    Raises
    ------
    DataError
        A missing column, no parcel, one without identifier or given twice for the same use, an area that is no number.
    """
    own = {key: (card.columns.get(key, key),) for key in ("id", "name", "use", "area")}
    judged = [one.column for one in card.criteria] + [one.column for one in card.vetoes]
    wanted = {column: (column,) for column in judged}
    clash = {key: names for key, names in wanted.items() if key not in own}
    found: list[Parcel] = []
    seen = set()
    for line, row in sheet.rows(given, {**clash, **own}, (*clash, "id"), MOST):
        place = sheet.where(given.name, line)
        if not row["id"]:
            raise _wrong(place, Text("la parcelle n'a pas d'identifiant", "the parcel has no identifier"))
        use = row.get("use", "")
        if (row["id"], use.casefold()) in seen:
            raise _wrong(
                place,
                Text(
                    f"la parcelle « {row['id']} » y est déjà pour cet usage",
                    f"parcel “{row['id']}” is there already for this use",
                ),
            )
        seen.add((row["id"], use.casefold()))
        area = sheet.number(row["area"], place, own["area"][0], _HINT) if row.get("area") else None
        cells = {**{own[key][0]: cell for key, cell in row.items() if key in own}, **row}
        found.append(Parcel(line, row["id"], row.get("name") or row["id"], use, area, cells))
    if not found:
        raise _wrong(Text(given.name, given.name), Text("aucune parcelle", "no parcel"))
    return tuple(found)


def weights_of(given: Given, card: Card) -> tuple[tuple[str, ...], np.ndarray]:
    """Read the weights of several people: a line each, a column per criterion (its id or its column).

    Returns
    -------
    names, weights : tuple of str, array (P, C)
        Each row adds up to one.

    Raises
    ------
    DataError
        A missing column, a weight that is no positive number, a person whose weights are all nil.
    """
    columns: dict[str, Sequence[str]] = {"person": ("person", "personne", "nom", "name", "qui")}
    columns |= {one.id: (one.id.casefold(), one.column) for one in card.criteria}
    names, found = [], []
    for line, row in sheet.rows(given, columns, tuple(columns), MOST):
        place = sheet.where(given.name, line)
        said = [sheet.number(row[one.id], place, one.id, _HINT) for one in card.criteria]
        if min(said) < 0 or not sum(said) > 0:
            raise _wrong(place, Text("des poids positifs, non tous nuls", "positive weights, not all nil"))
        names.append(row["person"] or str(line))
        found.append(np.array(said) / sum(said))
    if not found:
        raise _wrong(
            Text(given.name, given.name), Text("personne n'y a de poids", "nobody has weights in it")
        )
    return tuple(names), np.array(found)


def values_of(parcels: Sequence[Parcel], card: Card, name: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the values in [0, 1] and their ends, (A, C) each; an unknown value is NaN.

    ``u = (x - worst) / (best - worst)``; an error widens it; an unknown cell may be anything, from 0 to 1.

    Raises
    ------
    DataError
        A figure outside its scale, an unknown word.
    """
    shape = (len(parcels), len(card.criteria))
    middle, low, high = np.full(shape, np.nan), np.zeros(shape), np.ones(shape)
    for k, one in enumerate(card.criteria):
        written = [p.cells.get(one.column, "") for p in parcels]
        if one.grades:
            told = [_grade(cell, one, p, name) for cell, p in zip(written, parcels, strict=True)]
            bounds, error = (0.0, 1.0), 0.0
        else:
            told = [_figure(cell, one, p, name) for cell, p in zip(written, parcels, strict=True)]
            known = [x for x in told if x is not None]
            bounds = one.scale or ((min(known), max(known)) if known else (0.0, 1.0))
            error = one.error
        span = (bounds[1] - bounds[0]) or 1.0
        for a, x in enumerate(told):
            if x is None:
                continue
            around = np.array([x, x - error, x + error])
            values = np.clip((around - bounds[0]) / span, 0.0, 1.0)
            if one.direction == "lower" and not one.grades:
                values = 1 - values[[0, 2, 1]]
            middle[a, k], low[a, k], high[a, k] = values
    return middle, low, high


def _grade(cell: str, one: Criterion, parcel: Parcel, name: str) -> float | None:
    if not cell:
        return None
    if cell.casefold() not in one.grades:
        listed = ", ".join(one.grades)
        said = Text(
            f"{one.column} : « {cell} » n'est pas dans la fiche ({listed})",
            f"{one.column}: “{cell}” is not in the card ({listed})",
        )
        raise _wrong(sheet.where(name, parcel.line), said)
    return one.grades[cell.casefold()]


def _figure(cell: str, one: Criterion, parcel: Parcel, name: str) -> float | None:
    if not cell:
        return None
    place = sheet.where(name, parcel.line)
    found = sheet.number(cell, place, one.column, _HINT)
    if one.scale and not one.scale[0] <= found <= one.scale[1]:
        said = Text(
            f"{one.column} : {cell} sort de l'échelle {one.scale[0]:g} à {one.scale[1]:g}",
            f"{one.column}: {cell} is outside the scale {one.scale[0]:g} to {one.scale[1]:g}",
        )
        raise _wrong(place, said)
    return found
