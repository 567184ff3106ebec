"""``rebonds models``."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from rebonds.commands.delivering import check_format, hand_over
from rebonds.errors import UsageError
from rebonds.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rebonds.content.models import Compass
    from rebonds.lenses.compass_here import Through


def models(  # noqa: PLR0917
    chosen: list[str] = typer.Argument(
        None, help="Modèles à mêler (cwb, doughnut…) ; aucun : tous.", metavar="MODELES"
    ),
    policy: str = typer.Option(
        "", "--policy", help="Une politique réécrite : welcome, land, subsidies, procurement."
    ),
    file: str = typer.Option(
        "", "--file", help="Boussole de l'équipe (TOML) à la place de celle de Rebonds."
    ),
    strategies: str = typer.Option(
        "", "--strategies", help="Stratégies locales (TOML, CSV ou XLSX) : finalités et instruments."
    ),
    territory: str = typer.Option("", "--territory", help="Territoire où lire les indicateurs des modèles."),
    points: float = typer.Option(
        None,
        "--points",
        help="Avec --territory : points des achats publics confiés à des fournisseurs d'ici (0 à 100).",
    ),
    format: str = typer.Option("text", "--format", help="text, json, html, pdf, xlsx, csv ou svg."),
    out: str = typer.Option("", "--out", help="Fichier à écrire ; sinon la sortie standard."),
    full: bool = typer.Option(False, "--full", help="PDF : toutes les lignes des tableaux."),
    lang: str = typer.Option("fr", "--lang", envvar="REBONDS_LANG", help="fr ou en."),
) -> None:
    """Comparer sept modèles de développement, les mêler, réécrire une politique sous chacun."""
    check_format(format)
    from rebonds.content import compass_file
    from rebonds.content import strategies as declared
    from rebonds.content.models import compass, mixed
    from rebonds.lenses.compass_here import checked_points
    from rebonds.reporting.models import models_report

    held = compass_file.load(Path(file)) if file else None
    known = declared.load(Path(strategies), held or compass()) if strategies else ()
    mixed(chosen or (), held)  # an unknown model is said before a territory is read
    checked_points(points)
    if points is not None and not territory:
        raise UsageError(
            Text("--points demande un territoire.", "--points needs a territory."),
            Text("Ajoutez --territory TERRITOIRE.", "Add --territory TERRITORY."),
        )
    read = _read(territory, held or compass(), chosen or (), points, lang) if territory else None
    report = models_report(chosen or (), policy, held=held, strategies=known, read=read)
    hand_over(report, format, out, lang, full)


def _read(name: str, held: Compass, chosen: Sequence[str], points: float | None, lang: str) -> Through:
    from rebonds import pipeline, territory
    from rebonds.lenses import compass_here, registry

    with pipeline.open_warehouse(lang=lang) as wh:
        place = territory.resolve(name)
        return compass_here.through(held, place, chosen, partial(registry.read, wh, place), points)
