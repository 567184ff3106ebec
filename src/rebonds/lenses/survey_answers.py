"""Answers to a survey, read with its card: one person a row, each answer on the scale or missing."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from rebonds.errors import DataError
from rebonds.lenses.survey_card import SurveyCard
from rebonds.sources import sheet
from rebonds.text import Text, typeset

Array = np.ndarray


@dataclass(frozen=True)
class Answers:
    """Answers to a survey: ``raw`` (N, items) with NaN where missing, weights, groups and waves as written."""

    raw: Array
    weights: Array
    groups: dict[str, list[str]]
    waves: list[str]


def read_answers(path: Path, card: SurveyCard) -> Answers:
    """Read the answers that a card describes, one person a row.

    Raises
    ------
    DataError
        A missing column, an answer out of the scale, a weight that is not positive, a wave that is not declared.
    """
    table = sheet.cells(path)
    heads = [cell.strip() for cell in table[0]]
    wanted = [*card.items, *card.groups, *(name for name in (card.weight, card.wave) if name)]
    lacking = [name for name in wanted if name not in heads]
    if lacking:
        raise DataError(
            Text(
                f"{path.name} : colonne absente ({', '.join(lacking)}).",
                f"{path.name}: missing column ({', '.join(lacking)}).",
            ),
            Text(f"Colonnes lues : {', '.join(heads)}.", f"Columns read: {', '.join(heads)}."),
        )
    at = {name: heads.index(name) for name in wanted}
    raw, weights, waves = [], [], []
    groups: dict[str, list[str]] = {name: [] for name in card.groups}
    for line, cells in enumerate(table[1:], start=2):
        if not any(cell.strip() for cell in cells):
            continue
        row = {name: cells[place].strip() if place < len(cells) else "" for name, place in at.items()}
        raw.append([_item(row[name], name, card, f"{path.name}, {{}} {line}") for name in card.items])
        weights.append(_weight(row[card.weight], f"{path.name}, {{}} {line}") if card.weight else 1.0)
        if card.wave and row[card.wave] not in card.waves:
            raise _wrong(
                f"{path.name}, {{}} {line}",
                Text(f"vague inconnue « {row[card.wave]} »", f"unknown wave “{row[card.wave]}”"),
            )
        waves.append(row[card.wave] if card.wave else "")
        for name in card.groups:
            groups[name].append("" if row[name] in card.missing else row[name])
    size = (len(raw), len(card.items))
    return Answers(np.array(raw, dtype=float).reshape(size), np.array(weights), groups, waves)


def _item(written: str, name: str, card: SurveyCard, where: str) -> float:
    if written in card.missing:
        return math.nan
    scale = card.scale
    try:
        found = float(written.replace(",", "."))
    except ValueError:
        found = math.nan
    if not scale.low <= found <= scale.high:
        raise _wrong(
            where,
            Text(
                f"« {written} » à {name} : hors de l'échelle de {scale.low:g} à {scale.high:g}",
                f"“{written}” at {name}: outside the scale from {scale.low:g} to {scale.high:g}",
            ),
        )
    return scale.low + scale.high - found if name in card.reverse else found


def _weight(written: str, where: str) -> float:
    try:
        found = float(written.replace(",", "."))
    except ValueError:
        found = math.nan
    if not (math.isfinite(found) and found > 0):
        raise _wrong(
            where, Text(f"poids « {written} » : un nombre positif", f"weight “{written}”: a positive number")
        )
    return found


def _wrong(where: str, what: Text) -> DataError:
    return DataError(
        Text(typeset(f"{where.format('ligne')} : {what.fr}."), f"{where.format('line')}: {what.en}."),
        Text(
            "Corrigez cette ligne, ou déclarez cette réponse dans « missing ».",
            "Correct this line, or declare this answer in 'missing'.",
        ),
    )
