"""``rebonds synergies``."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import typer

from rebonds.commands.delivering import check_format, hand_over
from rebonds.errors import UsageError
from rebonds.quiet import quiet
from rebonds.text import Text


def synergies(  # noqa: PLR0917
    firms: str = typer.Argument(
        "", help="Table des entreprises (CSV ou XLSX).", metavar="FIRMS", show_default=False
    ),
    flows: str = typer.Argument(
        "", help="Table des offres et des besoins.", metavar="FLOWS", show_default=False
    ),
    max_km: float = typer.Option(50.0, "--max-km", help="Distance la plus longue d'un lien."),
    per_km: float = typer.Option(0.1, "--per-km", help="Coût d'une unité déplacée d'un kilomètre."),
    fixed: float = typer.Option(100.0, "--fixed", help="Coût pour monter un lien."),
    seconds: float = typer.Option(55.0, "--seconds", help="Temps de calcul, au plus."),
    template: str = typer.Option("", "--template", help="Écrire dans ce dossier deux tables d'exemple."),
    format: str = typer.Option("text", "--format", help="text, json, html, pdf, xlsx ou csv."),
    out: str = typer.Option("", "--out", help="Fichier à écrire ; sinon la sortie standard."),
    full: bool = typer.Option(False, "--full", help="PDF : toutes les lignes des tableaux."),
    lang: str = typer.Option("fr", "--lang", envvar="REBONDS_LANG", help="fr ou en."),
) -> None:
    """Chercher qui pourrait fournir qui : matières, énergie, eau, espaces, compétences."""
    check_format(format)
    from rebonds.matching import declared

    if template:
        for path in declared.template(Path(template)):
            print(Text(f"Écrit : {path}", f"Written: {path}").to(lang), file=sys.stderr)
        return
    if not firms or not flows:
        raise UsageError(
            Text(
                "Il faut deux tables : entreprises, puis offres et besoins.",
                "Two tables are needed: firms, then flows.",
            ),
            Text(
                "« rebonds synergies --template DOSSIER » en écrit deux exemples.",
                "'rebonds synergies --template FOLDER' writes two examples.",
            ),
        )
    if min(max_km, per_km, fixed) < 0 or seconds <= 0:
        raise UsageError(
            Text("Distances, coûts et temps sont positifs.", "Distances, costs and time are positive.")
        )
    from rebonds.matching.links import Rules
    from rebonds.matching.synergies import synergies as search
    from rebonds.reporting.synergies import synergies_report
    from rebonds.warehouse.progress import on_stderr

    known, told = declared.read(Path(firms), Path(flows))
    with on_stderr(lang) as progress, quiet():
        progress(Text("Recherche de synergies", "Looking for synergies"))
        found = search(known, told, Rules(per_km, fixed, max_km, seconds=seconds))
    found = replace(found, sources=(Path(firms).name, Path(flows).name))
    hand_over(synergies_report(found), format, out, lang, full)
