"""``rebonds flows``, ``rebonds shock`` and ``rebonds negotiate``."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import typer

from rebonds.commands.delivering import check_format, hand_over
from rebonds.errors import UsageError
from rebonds.text import Text

if TYPE_CHECKING:
    from rebonds.flows.results import ShockReading
    from rebonds.warehouse import Warehouse

_FORMAT = typer.Option("text", "--format", help="text, json, html, pdf, xlsx, csv ou svg.")
_OUT = typer.Option("", "--out", help="Fichier à écrire ; sinon la sortie standard.")
_FULL = typer.Option(False, "--full", help="PDF : toutes les lignes des tableaux et la trace.")
_READING = Text("Équilibre des échanges, lecture des flux", "Balancing trade, reading flows")
_LANG = typer.Option("fr", "--lang", envvar="REBONDS_LANG", help="fr ou en.")


def flows(
    territory: str = typer.Argument(
        help="Code, nom ou groupement (g:…).", metavar="TERRITOIRE", show_default=False
    ),
    other: str = typer.Option("", "--with", help="Un second territoire : ce qui passe entre les deux."),
    kind: str = typer.Option("", "--kind", help="people, trade ou contracts ; tout par défaut."),
    format: str = _FORMAT,
    out: str = _OUT,
    full: bool = _FULL,
    lang: str = _LANG,
) -> None:
    """Lire ce qu'un territoire échange : personnes, biens et services, marchés publics."""
    check_format(format)
    from rebonds import pipeline
    from rebonds.flows.reading import read, read_pair
    from rebonds.lenses.cited import cited
    from rebonds.warehouse.progress import on_stderr

    kinds = [kind] if kind else None
    with pipeline.open_warehouse(lang=lang) as wh, on_stderr(lang) as progress:
        progress(_READING)
        if other:
            from rebonds.reporting.flows.pair import pair_flows_report

            pair = read_pair(wh, territory, other, kinds)
            report = pair_flows_report(pair, cited(wh, pair.sources))
        else:
            from rebonds.reporting.flows.territory import flows_report

            found = read(wh, territory, kinds)
            report = flows_report(found, cited(wh, found.sources), _outlines(format))
    hand_over(report, format, out, lang, full)


def _outlines(format: str) -> Any:
    """Return the outlines of the flow map, for the formats that draw one."""
    if format not in ("html", "pdf"):
        return None
    from rebonds import territory

    return territory.outlines("epci")


def shock(  # noqa: PLR0917
    scenario: str = typer.Argument(
        "", help="Fichier TOML, ou nom d'un scénario fourni.", metavar="SCENARIO", show_default=False
    ),
    against: str = typer.Option("", "--against", help="Une seconde réponse, à comparer."),
    draws: int = typer.Option(
        -1, "--draws", help="Tirages de la marge ; 0 : sans marge.", show_default=False
    ),
    seed: int = typer.Option(-1, "--seed", help="Graine des tirages.", show_default=False),
    listed: bool = typer.Option(False, "--list", help="Lister les scénarios fournis."),
    show: bool = typer.Option(False, "--show", help="Afficher le fichier du scénario, pour s'en inspirer."),
    format: str = _FORMAT,
    out: str = _OUT,
    full: bool = _FULL,
    lang: str = _LANG,
) -> None:
    """Voir ce qu'un choc ferait tomber, où et quand. Jamais une prévision."""
    check_format(format)
    from rebonds.flows.scenario import dump, load

    if listed:
        _list(lang)
        return
    if not scenario:
        raise UsageError(
            Text("Il manque un scénario.", "A scenario is missing."),
            Text(
                "« rebonds shock --list » montre ceux qui sont fournis.", "'rebonds shock --list' shows ours."
            ),
        )
    first = load(scenario)
    if show:
        print(dump(first), end="")
        return
    second = load(against) if against else None
    from rebonds import pipeline
    from rebonds.lenses.cited import cited
    from rebonds.reporting.flows.shock import shock_report

    with pipeline.open_warehouse(lang=lang) as wh:
        found, *others = _run(wh, [one for one in (first, second) if one is not None], draws, seed, lang)
        other = others[0] if others else None
        report = shock_report(found, cited(wh, found.sources), other)
    hand_over(report, format, out, lang, full)


def _list(lang: str) -> None:
    from rebonds.flows.scenario import KINDS, load, shipped

    for name in shipped():
        one = load(name)
        print(f"{name:<16} {one.title.to(lang)} ({KINDS[one.kind].to(lang)})")


def _run(wh: Warehouse, scenarios: Iterable[Any], draws: int, seed: int, lang: str) -> list[ShockReading]:
    """Run scenarios on the warehouse's economy, telling how far they are."""
    from rebonds.flows.shock import run
    from rebonds.flows.trade_reading import trade_of
    from rebonds.warehouse.progress import on_stderr

    with on_stderr(lang) as progress:
        progress(Text("Équilibre des échanges", "Balancing trade"))
        system = trade_of(wh).system
        return [
            run(
                system,
                one,
                draws_wanted=None if draws < 0 else draws,
                seed=None if seed < 0 else seed,
                progress=progress,
                warehouse=wh.id,
            )
            for one in scenarios
        ]


def negotiate(
    a: str = typer.Argument(help="Premier territoire.", metavar="A", show_default=False),
    b: str = typer.Argument(help="Second territoire.", metavar="B", show_default=False),
    others: list[str] = typer.Argument(
        None, help="D'autres territoires : une table ronde.", metavar="[C]...", show_default=False
    ),
    format: str = _FORMAT,
    out: str = _OUT,
    full: bool = _FULL,
    lang: str = _LANG,
) -> None:
    """Préparer une négociation : qui donne, reçoit, risque, et ce qui peut se signer."""
    check_format(format)
    from rebonds import pipeline
    from rebonds.lenses.cited import cited
    from rebonds.lenses.negotiation import negotiation
    from rebonds.reporting.flows.negotiation import negotiation_report
    from rebonds.warehouse.progress import on_stderr

    with pipeline.open_warehouse(lang=lang) as wh, on_stderr(lang) as progress:
        progress(_READING)
        if others:
            from rebonds.lenses.roundtable import round_table
            from rebonds.reporting.flows.roundtable import round_table_report

            gathered = round_table(wh, [a, b, *others], progress)
            report = round_table_report(gathered, cited(wh, gathered.sources))
        else:
            found = negotiation(wh, a, b)
            report = negotiation_report(found, cited(wh, found.sources))
    hand_over(report, format, out, lang, full)
