"""``rebonds check``: is the installation sound?"""

from __future__ import annotations

import importlib
import platform
import sys
from collections.abc import Callable

import typer

from rebonds.text import Text

_NEEDED = ("duckdb", "numpy", "shapely", "typst", "xlsxwriter", "python_calamine", "django", "granian")
_FAILED = 8


def check(lang: str = typer.Option("fr", "--lang", envvar="REBONDS_LANG", help="fr ou en.")) -> None:
    """Dire si l'installation est saine : Python, bibliothèques, géographie, entrepôt, lecture."""
    steps: list[tuple[Text, Callable[[], str]]] = [
        (Text("Python", "Python"), _python),
        (Text("Bibliothèques", "Libraries"), _packages),
        (Text("Géographie embarquée", "Embedded geography"), _geography),
        (Text("Entrepôt", "Warehouse"), _warehouse),
        (Text("Contrôles de l'entrepôt", "Warehouse checks"), _checks),
        (Text("Lecture d'un territoire", "Reading of a territory"), _reading),
    ]
    failed = 0
    for label, step in steps:
        try:
            detail, mark = step(), "✓"
        except Exception as error:
            detail, mark, failed = str(error), "✗", failed + 1
        print(f"{mark} {label.to(lang)} : {detail}")
    verdict = (
        Text("L'installation est saine.", "The installation is sound.")
        if not failed
        else Text(f"{failed} point(s) à reprendre.", f"{failed} point(s) to mend.")
    )
    print(verdict.to(lang))
    if failed:
        raise typer.Exit(_FAILED)


def _python() -> str:
    return f"{platform.python_version()} ({sys.executable})"


def _packages() -> str:
    for name in _NEEDED:
        importlib.import_module(name)
    return ", ".join(_NEEDED)


def _geography() -> str:
    from rebonds import territory

    count = {level: len(territory.all(level)) for level in ("commune", "epci", "departement")}
    return ", ".join(f"{number} {level}" for level, number in count.items())


def _warehouse() -> str:
    from rebonds import pipeline

    with pipeline.open_warehouse() as wh:
        return f"{wh.id}, {len(wh.sources())} sources"


def _checks() -> str:
    from rebonds import pipeline

    with pipeline.open_warehouse() as wh:
        results = wh.check_results()
    failed = [r.name for r in results if not r.ok]
    return f"{len(results) - len(failed)}/{len(results)}" + (f" ({', '.join(failed)})" if failed else "")


def _reading() -> str:
    from rebonds import lenses, pipeline, territory

    with pipeline.open_warehouse() as wh:
        reading = lenses.doughnut(wh, territory.get("200040715"), peers=False)
    covered = reading.coverage
    return f"{covered.social}/{covered.social_total} + {covered.ecological}/{covered.ecological_total}"
