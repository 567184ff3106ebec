"""``rebonds models``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from rebonds.commands.delivering import check_format, hand_over

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rebonds.content.models import Compass
    from rebonds.lenses.reading import Reading


def models(
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
    from rebonds.reporting.models import models_report

    held = compass_file.load(Path(file)) if file else None
    known = declared.load(Path(strategies), held or compass()) if strategies else ()
    mixed(chosen or (), held)  # an unknown model is said before a territory is read
    readings = _read(territory, held or compass(), chosen or (), lang) if territory else ()
    report = models_report(chosen or (), policy, held=held, strategies=known, readings=readings)
    hand_over(report, format, out, lang, full)


def _read(name: str, held: Compass, chosen: Sequence[str], lang: str) -> Sequence[Reading]:
    from rebonds import pipeline, territory
    from rebonds.lenses import registry
    from rebonds.reporting.models_here import lenses_named

    with pipeline.open_warehouse(lang=lang) as wh:
        readings, _ = registry.read_all(wh, territory.resolve(name), lenses_named(held, chosen))
    return readings
