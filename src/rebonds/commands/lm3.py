"""``rebonds lm3``."""

from __future__ import annotations

import sys
from pathlib import Path

import typer

from rebonds.commands.delivering import check_format, hand_over
from rebonds.errors import UsageError
from rebonds.text import Text


def lm3(
    answers: str = typer.Argument(
        "", help="Réponses à l'enquête (CSV ou XLSX).", metavar="ANSWERS", show_default=False
    ),
    template: str = typer.Option("", "--template", help="Écrire dans ce dossier questionnaire et tableau."),
    format: str = typer.Option("text", "--format", help="text, json, html, pdf, xlsx ou csv."),
    out: str = typer.Option("", "--out", help="Fichier à écrire ; sinon la sortie standard."),
    full: bool = typer.Option(False, "--full", help="PDF : toutes les lignes des tableaux."),
    lang: str = typer.Option("fr", "--lang", envvar="REBONDS_LANG", help="fr ou en."),
) -> None:
    """Multiplicateur local en trois tours (LM3) d'une enquête, avec ses bornes."""
    check_format(format)
    from rebonds.reporting import lm3 as report

    if template:
        for path in report.template(Path(template), lang):
            print(Text(f"Écrit : {path}", f"Written: {path}").to(lang), file=sys.stderr)
        return
    if not answers:
        raise UsageError(
            Text("Il faut un tableau de réponses.", "A table of answers is needed."),
            Text(
                "« rebonds lm3 --template DOSSIER » écrit le questionnaire et le tableau.",
                "'rebonds lm3 --template FOLDER' writes the questionnaire and the table.",
            ),
        )
    from rebonds.lenses.lm3 import answers_of
    from rebonds.lenses.lm3 import lm3 as computed

    path = Path(answers)
    hand_over(report.lm3_report(computed(answers_of(path), (path.name,))), format, out, lang, full)
