"""``rebonds survey``."""

from __future__ import annotations

import sys
from pathlib import Path

import typer

from rebonds.commands.delivering import check_format, hand_over
from rebonds.errors import UsageError
from rebonds.text import Text


def survey(
    answers: str = typer.Argument(
        "", help="Réponses, une personne par ligne (CSV ou XLSX).", metavar="REPONSES", show_default=False
    ),
    card: str = typer.Option("", "--card", help="Fiche de l'enquête (TOML) : questions, échelle, groupes."),
    territory: str = typer.Option("", "--territory", help="Territoire interrogé, pour --export."),
    export: str = typer.Option(
        "", "--export", help="Écrire dans ce dossier une table et une fiche pour « rebonds data import »."
    ),
    template: str = typer.Option("", "--template", help="Écrire dans ce dossier un exemple inventé."),
    format: str = typer.Option("text", "--format", help="text, json, html, pdf, xlsx ou csv."),
    out: str = typer.Option("", "--out", help="Fichier à écrire ; sinon la sortie standard."),
    lang: str = typer.Option("fr", "--lang", envvar="REBONDS_LANG", help="fr ou en."),
) -> None:
    """Dépouiller une enquête auprès de personnes : scores, groupes, avant et après, avec leurs intervalles."""
    check_format(format)
    from rebonds.lenses import survey_data

    if template:
        for path in survey_data.template(Path(template)):
            _written(path, lang)
        return
    if not answers or not card:
        raise UsageError(
            Text("Il faut les réponses et la fiche (--card).", "Answers and their card (--card) are needed."),
            Text(
                "« rebonds survey --template DOSSIER » en écrit un exemple.",
                "'rebonds survey --template FOLDER' writes an example.",
            ),
        )
    if bool(export) != bool(territory):
        raise UsageError(
            Text("--export et --territory vont ensemble.", "--export and --territory go together."),
            Text("Donnez les deux, ou aucun.", "Give both, or none."),
        )
    from rebonds.lenses.survey import read_survey
    from rebonds.lenses.survey_card import load
    from rebonds.reporting.survey import survey_report

    described = load(Path(card))
    found = read_survey(Path(answers), described)
    if export:
        from rebonds import territory as territories

        for path in survey_data.export(found, described, territories.resolve(territory), Path(export)):
            _written(path, lang)
    hand_over(survey_report(found), format, out, lang, True)


def _written(path: Path, lang: str) -> None:
    print(Text(f"Écrit : {path}", f"Written: {path}").to(lang), file=sys.stderr)
