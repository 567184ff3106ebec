"""A choice between parcels, as a report."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from pathlib import Path

from rebonds import drawing
from rebonds.lenses.parcels import ParcelReading, Standing
from rebonds.lenses.plain import NOT_OPEN
from rebonds.lenses.reading import SourceLine
from rebonds.lenses.tables import NONE, Cell, Column, Listing, Point, Table, declared_table
from rebonds.reporting.lens_report import ASSUMED
from rebonds.reporting.report import Drawing, Report
from rebonds.text import Text, number, typeset

_table = partial(declared_table, Path(__file__).with_name("parcels.toml"))
_FIRST = 12
#: A parcel first under fewer weights than this is not said to be a rival.
_RIVAL = 0.05
_BASES = {
    "card": Text("ceux de la fiche de critères", "those of the card of criteria"),
    "group": Text("la moyenne de ceux du groupe", "the mean of those of the group"),
    "chosen": Text("ceux que vous venez de choisir", "those you have just chosen"),
}


def parcels_report(found: ParcelReading) -> Report:
    """Return the report of a choice between parcels."""
    group = bool(found.people)
    weights = _table(
        "weights",
        ((w.criterion, w.weight, w.mean, w.low, w.high, w.spread) for w in found.weights),
        title=None if group else Text("Les poids", "The weights"),
    )
    tables = (
        _standings(found),
        _table("vetoed", ((_named(o.name, o.use), o.area, _joined(o.reasons)) for o in found.out)),
        _table(
            "overtakings",
            ((o.behind, o.ahead, o.criterion, o.now, _move(o.now, o.at), o.at) for o in found.overtakings),
            first=_FIRST,
        ),
        weights if group else replace(weights, note=NONE).without("mean", "low", "high", "spread"),
        _table("people", ((p.name, ", ".join(p.first)) for p in found.people), first=_FIRST),
        _central(found),
    )
    titled = Text("Premier selon quels poids ?", "First under which weights?")
    return Report(
        name="parcelles",
        title=Text(typeset(found.title.fr), found.title.en),
        facts=Text(
            f"{len(found.standings)} choix possibles, {len(found.out)} écartés par un veto",
            f"{len(found.standings)} possible choices, {len(found.out)} ruled out by a veto",
        ),
        points=_points(found),
        tables=tuple(one for one in tables if one.rows),
        drawings=(
            Drawing(
                "ranks",
                titled,
                lambda lang, mode: drawing.rank_bars_svg(
                    found.standings, lang, mode=mode, prefix="ranks", css=mode != "page"
                ),
            ),
        ),
        lists=(Listing(ASSUMED, _assumptions(found)),),
        sources=(SourceLine("declared", _told(found), "le groupe", NOT_OPEN, ""),),
        licence=NOT_OPEN,
        record=found,
    )


def _named(name: str, use: str) -> str:
    return f"{name} ({use})" if use else name


def _joined(texts: tuple[Text, ...]) -> Text:
    return Text(", ".join(t.fr for t in texts), ", ".join(t.en for t in texts))


def _told(found: ParcelReading) -> Text:
    listed = ", ".join(found.sources)
    return Text(typeset(f"Tables du groupe : {listed}"), f"The group’s tables: {listed}")


def _standings(found: ParcelReading) -> Table:
    rows: Iterable[tuple[Cell, ...]] = (
        (
            one.label,
            one.rank,
            one.id,
            one.area,
            one.group_first,
            one.first,
            one.top,
            Text(f"{one.best} à {one.worst}", f"{one.best} to {one.worst}"),
            one.confidence,
            _doubt(one),
            one.low,
            one.high,
        )
        for one in found.standings
    )
    table = _table("standings", rows, first=_FIRST)
    if found.people:
        return table
    return table.without("group_first")


def _doubt(one: Standing) -> Text | None:
    told = [*one.unknown, *(Text(f"veto : {d.fr}", f"veto: {d.en}") for d in one.doubts)]
    return _joined(tuple(told)) if told else None


def _move(now: float, at: float) -> Text:
    """Say the threshold with one decimal: rounded to a whole percent it may be the present weight."""
    fr, en = (number(100 * at, lang, 1) for lang in ("fr", "en"))
    if at > now:
        return Text(typeset(f"plus de {fr} %"), f"over {en}%")
    return Text(typeset(f"moins de {fr} %"), f"under {en}%")


def _central(found: ParcelReading) -> Table:
    columns = tuple(
        Column(w.id, w.criterion, "share", meaning=w.criterion)
        for w in sorted(found.weights, key=lambda one: found.order.index(one.id))
    )
    rows: Iterable[tuple[Cell, ...]] = ((one.label, *one.central) for one in found.standings if one.central)
    return _table("central", rows, first=_FIRST, more=columns)


def _points(found: ParcelReading) -> tuple[Point, ...]:
    head = found.standings[0]
    share = head.group_first if head.group_first is not None else head.first
    fr, en = (number(100 * share, lang, 0) for lang in ("fr", "en"))
    whom = (
        Text("des compromis entre les personnes du groupe", "of the compromises between people of the group")
        if found.people
        else Text("de tous les poids possibles", "of all possible weights")
    )
    rivals = [
        one.label
        for one in found.standings[1:]
        if (one.group_first if one.group_first is not None else one.first) >= _RIVAL
    ]
    points = [
        Point(
            Text("En tête", "Ahead"),
            Text(
                typeset(f"{head.label} : premier pour {fr} % {whom.fr}."),
                f"{head.label}: first for {en}% {whom.en}.",
            ),
        ),
        Point(
            Text("Ce qui se discute", "What is open"),
            Text(
                typeset(f"Selon les poids, aussi {', '.join(rivals)}."),
                f"Depending on weights, also {', '.join(rivals)}.",
            )
            if rivals
            else Text("Aucun autre choix n’est souvent premier.", "No other choice is often first."),
        ),
    ]
    if found.out:
        names = ", ".join(_named(o.name, o.use) for o in found.out)
        points.append(Point(Text("Écartées d’abord", "Ruled out first"), Text(f"{names}.", f"{names}.")))
    return tuple(points)


def _assumptions(found: ParcelReading) -> tuple[Text, ...]:
    basis = _BASES[found.basis]
    draws = [number(found.draws, lang) for lang in ("fr", "en")]
    said = [
        Text(
            "Vetos d’abord : aucun poids ne rachète un sol trop pollué ou une zone humide.",
            "Vetoes first: no weight makes up for a soil too polluted or a wetland.",
        ),
        Text(
            "Valeurs additives : ce qui manque à un critère peut se compenser par un autre.",
            "Additive values: what one criterion lacks another may make up for.",
        ),
        Text(typeset(f"Poids retenus : {basis.fr}."), f"Weights chosen: {basis.en}."),
        Text(
            typeset(f"{draws[0]} poids tirés au sort, graine fixe (SMAA-2) : parts à un point près environ."),
            f"{draws[1]} weights drawn, fixed seed (SMAA-2): shares to within about one point.",
        ),
        Text(
            "Une case vide peut valoir n’importe quoi : elle n’est ni zéro ni la moyenne.",
            "An empty cell may be anything: it is neither zero nor the mean.",
        ),
    ]
    if found.relative:
        listed = _joined(found.relative)
        said.append(
            Text(
                typeset(
                    f"Sans échelle dans la fiche, ces critères vont du pire au meilleur des parcelles présentes : "
                    f"{listed.fr}. Ajouter une parcelle peut changer l’ordre des autres."
                ),
                f"Without a scale in the card, these criteria go from the worst to the best of the parcels present: "
                f"{listed.en}. Adding a parcel may change the order of the others.",
            )
        )
    return tuple(said)
