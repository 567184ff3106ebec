"""``rebonds parcels``."""

from __future__ import annotations

import sys
from pathlib import Path

import typer

from rebonds.commands.delivering import check_format, hand_over
from rebonds.errors import UsageError
from rebonds.text import Text


def parcels(
    table: str = typer.Argument(
        "", help="Table des parcelles (CSV ou XLSX).", metavar="PARCELS", show_default=False
    ),
    criteria: str = typer.Option("", "--criteria", help="Fiche des critères et des vetos (TOML)."),
    weights: str = typer.Option("", "--weights", help="Poids de plusieurs personnes (CSV ou XLSX)."),
    template: str = typer.Option("", "--template", help="Écrire dans ce dossier un exemple inventé."),
    format: str = typer.Option("text", "--format", help="text, json, html, pdf, xlsx, csv ou svg."),
    out: str = typer.Option("", "--out", help="Fichier à écrire ; sinon la sortie standard."),
    full: bool = typer.Option(False, "--full", help="PDF : toutes les lignes des tableaux."),
    lang: str = typer.Option("fr", "--lang", envvar="REBONDS_LANG", help="fr ou en."),
) -> None:
    """Choisir entre des parcelles : vetos d'abord, puis quels poids mettent qui en premier."""
    check_format(format)
    from rebonds.lenses import parcels_given as given
    from rebonds.sources.sheet import Given

    if template:
        for path in given.template(Path(template)):
            print(Text(f"Écrit : {path}", f"Written: {path}").to(lang), file=sys.stderr)
        return
    if not table or not criteria:
        raise UsageError(
            Text(
                "Il faut une table de parcelles et --criteria FICHE.",
                "A table of parcels and --criteria CARD are needed.",
            ),
            Text(
                "« rebonds parcels --template DOSSIER » en écrit un exemple.",
                "'rebonds parcels --template FOLDER' writes an example.",
            ),
        )
    from rebonds.lenses.parcels import parcels as choose
    from rebonds.reporting.parcels import parcels_report

    card = given.card_of(Given.of(Path(criteria)))
    found = choose(Given.of(Path(table)), card, Given.of(Path(weights)) if weights else None)
    hand_over(parcels_report(found), format, out, lang, full)
