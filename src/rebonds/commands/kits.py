"""``rebonds kits``."""

from __future__ import annotations

from pathlib import Path

import typer

from rebonds.commands.delivering import check_format, hand_over


def kits(
    kit: str = typer.Argument(
        "", help="Un kit (problems, shifts, workshops…) ; aucun : la liste.", metavar="KIT"
    ),
    file: str = typer.Option(
        "", "--file", help="Votre kit : un fichier TOML ou un dossier, vérifié puis montré."
    ),
    toml: bool = typer.Option(False, "--toml", help="Le fichier du kit, à recopier pour écrire le vôtre."),
    format: str = typer.Option("text", "--format", help="text, json, html, pdf, xlsx ou csv."),
    out: str = typer.Option("", "--out", help="Fichier à écrire ; sinon la sortie standard."),
    full: bool = typer.Option(False, "--full", help="PDF : toutes les lignes des tableaux."),
    lang: str = typer.Option("fr", "--lang", envvar="REBONDS_LANG", help="fr ou en."),
) -> None:
    """Lire les kits (problèmes, changements, « Et si ? », ateliers…), vérifier le vôtre."""
    check_format(format)
    if (file or toml) and not kit:
        from rebonds.errors import UsageError
        from rebonds.text import Text

        raise UsageError(
            Text("De quel kit s'agit-il ?", "Which kit is it?"),
            Text("Exemple : rebonds kits problems --toml", "Example: rebonds kits problems --toml"),
        )
    if toml:
        from rebonds.commands.delivering import deliver
        from rebonds.content.kits import source

        text = source(kit)
        deliver("text", out, lang, lambda: print(text, end=""), text.encode)
        return
    from rebonds.reporting.kits import kit_report, kits_report

    report = kit_report(kit, Path(file) if file else None) if kit else kits_report()
    hand_over(report, format, out, lang, full)
