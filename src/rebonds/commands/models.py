"""``rebonds models``."""

from __future__ import annotations

import typer

from rebonds.commands.delivering import check_format, hand_over


def models(
    chosen: list[str] = typer.Argument(
        None, help="Modèles à mêler (cwb, doughnut…) ; aucun : tous.", metavar="MODELES"
    ),
    policy: str = typer.Option(
        "", "--policy", help="Une politique réécrite : welcome, land, subsidies, procurement."
    ),
    format: str = typer.Option("text", "--format", help="text, json, html, pdf, xlsx, csv ou svg."),
    out: str = typer.Option("", "--out", help="Fichier à écrire ; sinon la sortie standard."),
    full: bool = typer.Option(False, "--full", help="PDF : toutes les lignes des tableaux."),
    lang: str = typer.Option("fr", "--lang", envvar="REBONDS_LANG", help="fr ou en."),
) -> None:
    """Comparer sept modèles de développement, les mêler, réécrire une politique sous chacun."""
    check_format(format)
    from rebonds.reporting.models import models_report

    hand_over(models_report(chosen or [], policy), format, out, lang, full)
