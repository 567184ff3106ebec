"""``rebonds causal``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from rebonds.commands.delivering import FORMATS, check_choice, deliver, hand_over
from rebonds.errors import UsageError
from rebonds.text import Text, typeset

if TYPE_CHECKING:
    from rebonds.causal.maps import CausalMap

#: Formats of the map itself, besides those of every report.
_OWN = ("gexf", "png")


def causal(  # noqa: PLR0917
    map: str = typer.Argument(..., help="Table des liens (CSV ou XLSX), GEXF ou JSON.", metavar="MAP"),
    nodes: str = typer.Option("", "--nodes", help="Table des nœuds (CSV ou XLSX)."),
    what_if: str = typer.Option("", "--what-if", help="Nœuds tenus : NŒUD=1,NŒUD=0."),
    against: str = typer.Option("", "--against", help="Une seconde carte : où les deux diffèrent."),
    length: int = typer.Option(0, "--length", help="Liens d'une boucle, au plus (6)."),
    author: str = typer.Option("", "--author", help="Auteur des liens qui n'en ont pas."),
    format: str = typer.Option(
        "text", "--format", help="text, json, html, pdf, xlsx, csv, svg, png ou gexf."
    ),
    out: str = typer.Option("", "--out", help="Fichier à écrire ; sinon la sortie standard."),
    full: bool = typer.Option(False, "--full", help="PDF : toutes les lignes des tableaux."),
    lang: str = typer.Option("fr", "--lang", envvar="REBONDS_LANG", help="fr ou en."),
) -> None:
    """Lire une carte causale : boucles, leviers, effets d'une poussée, ce qui tient si les poids bougent."""
    check_choice(format, (*FORMATS, *_OWN), Text("Format inconnu", "Unknown format"))
    from rebonds.causal.reading import read
    from rebonds.reporting.causal import causal_report, comparison_report

    held = _read(map, nodes, author)
    if against:
        from rebonds.causal.merge import compare

        if format in _OWN or what_if:
            raise UsageError(
                Text(
                    "Deux cartes se comparent sans --what-if, ni png, ni gexf.",
                    "Two maps are compared without --what-if, png or gexf.",
                )
            )
        other = _read(against, "", author)
        hand_over(comparison_report(compare(held, other), held, other), format, out, lang, full)
        return
    if format in _OWN:
        deliver(format, out, lang, lambda: None, lambda: _picture(held, format, lang))
        return
    found = read(held, _clamps(what_if), length=length or None)
    hand_over(causal_report(found), format, out, lang, full)


def _read(path: str, nodes: str, author: str) -> CausalMap:
    from dataclasses import replace

    from rebonds.causal import exchange
    from rebonds.sources.sheet import Given

    file = Path(path)
    second = (Path(nodes).name, Given.of(Path(nodes)).content) if nodes else None
    held = exchange.read_file(file.name, Given.of(file).content, second, author)
    return held if held.title else replace(held, title=file.stem)


def _picture(held: CausalMap, format: str, lang: str) -> bytes:
    if format == "gexf":
        from rebonds.causal.exchange import to_gexf

        return to_gexf(held)
    from rebonds.drawing import causal_map_svg
    from rebonds.reporting.picture import png

    return png(causal_map_svg(held, lang, mode="file"))


def _clamps(told: str) -> dict[str, float]:
    found = {}
    for one in filter(None, (part.strip() for part in told.split(","))):
        name, _, value = one.rpartition("=")
        try:
            found[name.strip()] = float(value)
        except ValueError:
            name = ""
        if not name.strip():
            raise UsageError(
                Text(typeset(f"--what-if : « {one} » ne se lit pas."), f"--what-if: “{one}” cannot be read."),
                Text(
                    "Écrivez NŒUD=1 (présent) ou NŒUD=0 (absent).",
                    "Write NODE=1 (present) or NODE=0 (absent).",
                ),
            )
    return found
