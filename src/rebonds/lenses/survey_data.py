"""A survey as a table and a card that ``rebonds data import`` takes: the whole territory only, never a group."""

from __future__ import annotations

import json
from pathlib import Path

from rebonds.errors import UsageError
from rebonds.lenses.survey_card import SurveyCard
from rebonds.lenses.survey_results import CellReading, SurveyReading
from rebonds.territory.model import COG_VINTAGE, Territory
from rebonds.text import Text, number

#: Levels whose figures can be imported.
LEVELS = ("commune", "epci", "departement")


def export(found: SurveyReading, card: SurveyCard, place: Territory, folder: Path) -> tuple[Path, Path]:
    """Write the table and the card of a survey of one territory; return both paths.

    Figures are marked estimated: they come from a sample. With two waves, the second one is written.

    Raises
    ------
    UsageError
        A grouping, which no source describes; a score that names no variable.
    """
    scale = card.scale
    if place.level not in LEVELS:
        raise UsageError(
            Text(
                f"On n'importe pas une enquête pour « {place.name} ».",
                f"No survey can be imported for “{place.name}”.",
            ),
            Text(
                "Donnez une commune, un EPCI ou un département.", "Give a commune, an EPCI or a département."
            ),
        )
    if not scale.variable:
        raise UsageError(
            Text("La fiche ne nomme pas de variable.", "The card names no variable."),
            Text("Ajoutez « variable » à [scale].", "Add 'variable' to [scale]."),
        )
    last = found.waves[-1] if found.waves else found.whole
    mean = last.mean.value or 0.0
    heads, row = ["code", "year", scale.variable], [place.code, found.date[:4], f"{mean:.4f}"]
    variables = [_variable(scale.variable, "level", scale.label)]
    if scale.share_variable and last.share.value is not None:
        heads += [scale.share_variable, f"{scale.share_variable}_answers"]
        row += [f"{100 * last.share.value:.4f}", str(last.count)]
        more = f'denominator = "{scale.share_variable}_answers"\nscale = 100\nexact = false\n'
        variables.append(_variable(scale.share_variable, "ratio", scale.cut_label, more, "%"))
    folder.mkdir(parents=True, exist_ok=True)
    table, described = folder / f"{card.id}.csv", folder / f"{card.id}.source.toml"
    table.write_text(";".join(heads) + "\n" + ";".join(row) + "\n", encoding="utf-8")
    described.write_text(
        f"""id = {_toml(card.id)}
title = {{ fr = {_toml(card.title.fr)}, en = {_toml(card.title.en)} }}
producer = {_toml(card.producer)}
licence_in = "Données locales"
notes = {_toml(_about(found, last))}
vintage = {found.date[:4]}
cog = {COG_VINTAGE}
reader = "table"

[format]
kind = "csv"
encoding = "utf-8"
separator = ";"
decimal = "."

[keys]
level = {_toml(place.level)}
code = "code"
vintage = "year"
"""
        + "".join(variables),
        encoding="utf-8",
    )
    return table, described


def _about(found: SurveyReading, last: CellReading) -> str:
    """Say how many answered, and how sure the mean is."""
    share = round(100 * found.level)
    return (
        f"{last.count} réponses complètes ; moyenne entre {number(last.mean.low, 'fr', 1)} et "
        f"{number(last.mean.high, 'fr', 1)} (intervalle à {share} %)."
    )


def _toml(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _variable(name: str, kind: str, label: Text, more: str = "", unit: str = "") -> str:
    return f"""
[[variable]]
name = {_toml(name)}
kind = {_toml(kind)}
value = {_toml(name)}
{more}unit = {_toml(unit)}
state = "estimated"
label = {{ fr = {_toml(label.fr)}, en = {_toml(label.en)} }}
"""


#: An invented survey: it says so. Twelve people a wave, two neighbourhoods.
EXAMPLE_CARD = """# Exemple inventé / invented example
id = "enquete_exemple"
title = { fr = "Enquête inventée sur le bien-être", en = "Invented survey of well-being" }
producer = "Collectivité imaginaire"
date = 2026-03-15
scoring = "who5"
items = ["q1", "q2", "q3", "q4", "q5"]
groups = ["quartier"]
missing = ["", "NSP"]
invited = 60
"""


def template(folder: Path) -> list[Path]:
    """Write an invented card and its answers; existing files are left as they are."""
    lines = ["quartier;q1;q2;q3;q4;q5"]
    for rank in range(24):
        marks = [str((rank * (2 * item + 1) + item) % 6) for item in range(5)]
        if rank == 7:
            marks[2] = "NSP"
        lines.append(";".join(["Les Hauts" if rank % 2 else "Le Bas", *marks]))
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, text in (("enquete.toml", EXAMPLE_CARD), ("reponses.csv", "\n".join(lines) + "\n")):
        path = folder / name
        if not path.exists():
            path.write_text(text, encoding="utf-8")
            written.append(path)
    return written
