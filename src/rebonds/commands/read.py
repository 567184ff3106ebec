"""``rebonds read`` and ``rebonds compare``."""

from __future__ import annotations

import io
import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from rebonds.commands.delivering import check_choice, check_format, deliver, hand_over
from rebonds.errors import UsageError
from rebonds.text import Text

if TYPE_CHECKING:
    from rebonds.lenses.naf import Typology
    from rebonds.lenses.reading import PairReading, Reading
    from rebonds.reporting.report import Report
    from rebonds.warehouse import Warehouse

DOUGHNUT = "doughnut"
#: Lenses that take over two seconds on a national warehouse.
_SLOW = ("wealth", "all")

_TERRITORY = typer.Argument(help="Code, nom ou groupement (g:…).", metavar="TERRITOIRE", show_default=False)
_LENS = typer.Option(
    "doughnut",
    "--lens",
    help="Lunettes : doughnut, ordinary, wealth, land, inclusive, wellbeing, circular, functional ; all pour le dossier.",
)
_THEME = typer.Option("", "--theme", help="Donut thématique (logement, travail_revenus…).")
_SET = typer.Option("reference", "--set", help="Jeu de seuils (reference, national, policy_2030).")
_TYPOLOGY = typer.Option(
    "", "--typology", help="Typologies d'activités de l'équipe : fichier TOML ou dossier (avec --lens)."
)
_FORMAT = typer.Option("text", "--format", help="text, json, html, pdf, xlsx, csv ou svg.")
_OUT = typer.Option("", "--out", help="Fichier à écrire ; sinon la sortie standard.")
_FULL = typer.Option(False, "--full", help="PDF : le dossier complet plutôt que la note.")
_LANG = typer.Option("fr", "--lang", envvar="REBONDS_LANG", help="fr ou en.")


def read(
    territory: str = _TERRITORY,
    lens: str = _LENS,
    theme: str = _THEME,
    threshold_set: str = _SET,
    typology: str = _TYPOLOGY,
    format: str = _FORMAT,
    out: str = _OUT,
    full: bool = _FULL,
    lang: str = _LANG,
) -> None:
    """Lire un territoire : son donut, ce qui est franchi, ce qui manque ; ou à travers d'autres lunettes."""
    _check(lens, format, theme, threshold_set, typology)
    brought = _brought(typology)
    from rebonds import lenses, pipeline

    with pipeline.open_warehouse(lang=lang) as wh:
        if lens != DOUGHNUT:
            hand_over(_through(wh, territory, lens, lang, brought), format, out, lang, full)
            return
        found = lenses.doughnut(wh, territory, threshold_set=threshold_set, theme=theme or None)
    _deliver(found, format, out, lang, full)


def compare(  # noqa: PLR0917
    a: str = typer.Argument(help="Premier territoire.", metavar="A", show_default=False),
    b: str = typer.Argument(help="Second territoire.", metavar="B", show_default=False),
    lens: str = _LENS,
    theme: str = _THEME,
    threshold_set: str = _SET,
    typology: str = _TYPOLOGY,
    format: str = _FORMAT,
    out: str = _OUT,
    full: bool = _FULL,
    lang: str = _LANG,
) -> None:
    """Lire deux territoires ensemble, avec les mêmes indicateurs et les mêmes seuils."""
    _check(lens, format, theme, threshold_set, typology)
    brought = _brought(typology)
    from rebonds import lenses, pipeline

    with pipeline.open_warehouse(lang=lang) as wh:
        if lens != DOUGHNUT:
            hand_over(_beside(wh, a, b, lens, lang, brought), format, out, lang, full)
            return
        found = lenses.pair(wh, a, b, threshold_set=threshold_set, theme=theme or None)
    _deliver(found, format, out, lang, full)


def _brought(typology: str) -> dict[str, Typology]:
    """Return the typologies of the team, checked before anything is computed."""
    if not typology:
        return {}
    from rebonds.lenses.typology_files import gather

    return gather(Path(typology))


def _check(lens: str, format: str, theme: str, threshold_set: str, typology: str) -> None:
    from rebonds.lenses.registry import ALL, lenses

    check_choice(lens, (*lenses(), ALL), Text("Lunettes inconnues", "Unknown lens"))
    check_format(format)
    if lens != DOUGHNUT and (theme or threshold_set != "reference"):
        raise UsageError(
            Text(
                "--theme et --set ne valent que pour le donut.",
                "--theme and --set are for the doughnut only.",
            ),
            Text("Retirez-les, ou gardez --lens doughnut.", "Drop them, or keep --lens doughnut."),
        )
    if typology and lens == DOUGHNUT:
        raise UsageError(
            Text("Le donut n'emploie pas de typologie.", "The doughnut uses no typology."),
            Text("Ajoutez --lens ordinary, par exemple.", "Add --lens ordinary, for instance."),
        )


def _through(wh: Warehouse, name: str, lens: str, lang: str, brought: dict[str, Typology]) -> Report:
    from rebonds import territory
    from rebonds.lenses import registry
    from rebonds.reporting.lens_report import dossier, lens_report

    place = territory.resolve(name)
    with _told(lens, lang):
        if lens != registry.ALL:
            return lens_report(registry.read(wh, place, lens, typologies=brought))
        return dossier(*registry.read_all(wh, place, typologies=brought))


def _beside(wh: Warehouse, a: str, b: str, lens: str, lang: str, brought: dict[str, Typology]) -> Report:
    from rebonds.lenses import registry
    from rebonds.reporting.lens_report import together

    if lens == registry.ALL:
        raise UsageError(
            Text("On compare avec une paire de lunettes à la fois.", "Compare through one lens at a time."),
            Text("Choisissez --lens ordinary, par exemple.", "Choose --lens ordinary, for instance."),
        )
    with _told(lens, lang):
        return together(*registry.pair(wh, a, b, lens, typologies=brought))


@contextmanager
def _told(lens: str, lang: str) -> Iterator[None]:
    """Say on the standard error that a lens which balances trade takes a few seconds."""
    if lens not in _SLOW:
        yield
        return
    from rebonds.warehouse.progress import on_stderr

    with on_stderr(lang) as progress:
        progress(Text("Équilibre des échanges", "Balancing trade"))
        yield


def _deliver(found: Reading | PairReading, format: str, out: str, lang: str, full: bool) -> None:
    from rebonds.reporting.terminal import text

    deliver(format, out, lang, lambda: text(found, lang), lambda: _rendered(found, format, lang, full))


def _rendered(found: Reading | PairReading, format: str, lang: str, full: bool) -> bytes:
    from rebonds import reporting

    if format == "json":
        from rebonds import lenses

        return (json.dumps(lenses.to_json(found, lang), ensure_ascii=False, indent=1) + "\n").encode()
    if format == "text":
        out = io.StringIO()
        reporting.text(found, lang, out)
        return out.getvalue().encode()
    if format == "pdf":
        return reporting.pdf_bytes(found, lang, full=full)
    if format in ("html", "svg"):
        return {"html": reporting.html_text, "svg": reporting.svg_text}[format](found, lang).encode()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"reading.{format}"
        {"xlsx": reporting.xlsx, "csv": reporting.csv}[format](found, path, lang)
        return path.read_bytes()
