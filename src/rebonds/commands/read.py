"""``rebonds read`` and ``rebonds compare``."""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from rebonds.errors import UsageError
from rebonds.text import Text

if TYPE_CHECKING:
    from rebonds.lenses.reading import PairReading, Reading

FORMATS = ("text", "json", "html", "pdf", "xlsx", "csv", "svg")
LENSES = ("doughnut",)

_TERRITORY = typer.Argument(help="Code, nom ou groupement (g:…).", metavar="TERRITOIRE", show_default=False)
_LENS = typer.Option("doughnut", "--lens", help="Lunettes : doughnut.")
_THEME = typer.Option("", "--theme", help="Donut thématique (logement, travail_revenus…).")
_SET = typer.Option("reference", "--set", help="Jeu de seuils (reference, national, policy_2030).")
_FORMAT = typer.Option("text", "--format", help="text, json, html, pdf, xlsx, csv ou svg.")
_OUT = typer.Option("", "--out", help="Fichier à écrire ; sinon la sortie standard.")
_FULL = typer.Option(False, "--full", help="PDF : le dossier complet plutôt que la note.")
_LANG = typer.Option("fr", "--lang", envvar="REBONDS_LANG", help="fr ou en.")


def read(
    territory: str = _TERRITORY,
    lens: str = _LENS,
    theme: str = _THEME,
    threshold_set: str = _SET,
    format: str = _FORMAT,
    out: str = _OUT,
    full: bool = _FULL,
    lang: str = _LANG,
) -> None:
    """Lire un territoire : son donut, ce qui est franchi, ce qui manque."""
    _check(lens, format)
    from rebonds import lenses, pipeline

    with pipeline.open_warehouse(lang=lang) as wh:
        found = lenses.doughnut(wh, territory, threshold_set=threshold_set, theme=theme or None)
    _deliver(found, format, out, lang, full)


def compare(
    a: str = typer.Argument(help="Premier territoire.", metavar="A", show_default=False),
    b: str = typer.Argument(help="Second territoire.", metavar="B", show_default=False),
    lens: str = _LENS,
    theme: str = _THEME,
    threshold_set: str = _SET,
    format: str = _FORMAT,
    out: str = _OUT,
    full: bool = _FULL,
    lang: str = _LANG,
) -> None:
    """Lire deux territoires ensemble, avec les mêmes indicateurs et les mêmes seuils."""
    _check(lens, format)
    from rebonds import lenses, pipeline

    with pipeline.open_warehouse(lang=lang) as wh:
        found = lenses.pair(wh, a, b, threshold_set=threshold_set, theme=theme or None)
    _deliver(found, format, out, lang, full)


def _check(lens: str, format: str) -> None:
    for value, known, what in (
        (lens, LENSES, Text("Lunettes inconnues", "Unknown lens")),
        (format, FORMATS, Text("Format inconnu", "Unknown format")),
    ):
        if value not in known:
            listed = ", ".join(known)
            raise UsageError(
                Text(f"{what.fr} : « {value} ».", f"{what.en}: “{value}”."),
                Text(f"Choix possibles : {listed}.", f"Choose among: {listed}."),
            )


def _deliver(found: Reading | PairReading, format: str, out: str, lang: str, full: bool) -> None:
    """Write the report to a file, or to the standard output."""
    if format == "text" and not out:
        from rebonds.reporting.terminal import text

        text(found, lang)
        return
    if format == "json" and not out:
        print(_json(found, lang))
        return
    if not out:
        if format in ("pdf", "xlsx") and sys.stdout.isatty():
            raise UsageError(
                Text(f"Un fichier {format} ne s'affiche pas.", f"A {format} file cannot be shown here."),
                Text("Ajoutez --out FICHIER.", "Add --out FILE."),
            )
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"reading.{format}"
            _write(found, format, path, lang, full)
            sys.stdout.buffer.write(path.read_bytes())
        return
    _write(found, format, Path(out), lang, full)
    print(Text(f"Écrit : {out}", f"Written: {out}").to(lang), file=sys.stderr)


def _json(found: Reading | PairReading, lang: str) -> str:
    from rebonds import lenses

    return json.dumps(lenses.to_json(found, lang), ensure_ascii=False, indent=1)


def _write(found: Reading | PairReading, format: str, path: Path, lang: str, full: bool) -> None:
    from rebonds import reporting
    from rebonds.reporting.atomic import replacing

    if format == "pdf":
        reporting.pdf(found, path, lang, full=full)
    elif format in ("json", "text"):
        with replacing(path) as temporary, temporary.open("w", encoding="utf-8") as file:
            if format == "json":
                file.write(_json(found, lang) + "\n")
            else:
                reporting.text(found, lang, file)
    else:
        {"html": reporting.html, "xlsx": reporting.xlsx, "csv": reporting.csv, "svg": reporting.svg}[format](
            found, path, lang
        )
