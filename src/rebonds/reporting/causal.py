"""A causal map read, or two compared, as a report."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from rebonds.causal.maps import CausalMap
from rebonds.causal.results import (
    MEANINGS,
    QUADRANTS,
    SENSES,
    SIGNS,
    VERDICTS,
    Both,
    CausalReading,
    Comparison,
    Held,
    Link,
    Loop,
    Support,
)
from rebonds.drawing.causalmap import causal_map_svg
from rebonds.drawing.quadrants import quadrants_svg
from rebonds.lenses.plain import NOT_OPEN
from rebonds.lenses.reading import SourceLine
from rebonds.lenses.tables import NONE, Cell, Point, Table, declared_table
from rebonds.reporting.report import Drawing, Report
from rebonds.text import MINUS, Text, number, typeset, with_unit

_table = partial(declared_table, Path(__file__).with_name("causal.toml"))
_FIRST = 20
_SENSES = {1: Text("monte", "rises"), -1: Text("baisse", "falls"), 0: Text("ne bouge pas", "stays")}
_CHANGES = {"held": Text("tenu", "held")}
_WARNING = Text(
    "Cette carte dit ce que des personnes croient : elle aide à en parler, elle ne prouve rien.",
    "This map tells what people believe: it helps to talk about it, it proves nothing.",
)


def causal_report(
    found: CausalReading, places: dict[str, tuple[float, float]] | None = None, name: str = "carte-causale"
) -> Report:
    """Return the report of a map; ``places`` are where its nodes were put."""
    held = found.map
    drawings: tuple[Drawing, ...] = ()
    if held.nodes:
        drawings = (
            Drawing(
                "map",
                Text("La carte", "The map"),
                lambda lang, mode: causal_map_svg(held, lang, places=places, mode=mode, css=mode != "page"),
            ),
            Drawing(
                "quadrants",
                Text("Influence et dépendance", "Influence and dependence"),
                lambda lang, mode: quadrants_svg(found.micmac, lang, mode=mode, css=mode != "page"),
            ),
        )
    minus = sum(link.sign < 0 for link in held.links)
    return Report(
        name=name,
        title=Text(held.title, held.title) if held.title else Text("Carte causale", "Causal map"),
        facts=Text(
            typeset(f"{len(held.nodes)} nœuds, {len(held.links)} liens dont {minus} qui réduisent"),
            f"{len(held.nodes)} nodes, {len(held.links)} links of which {minus} decrease",
        ),
        points=tuple(points(found)),
        tables=tables(found),
        drawings=drawings,
        warning=_WARNING,
        sources=(_told(held),),
        licence=NOT_OPEN,
        record=found,
    )


def _told(*maps: CausalMap) -> SourceLine:
    supports = [one for held in maps for link in held.links for one in link.support]
    authors = dict.fromkeys(one.author for one in supports if one.author)
    title = Text(
        typeset(f"Liens dits par : {', '.join(authors) or '–'}"),
        f"Links told by: {', '.join(authors) or '–'}",
    )
    return SourceLine("told", title, "les auteurs de la carte", NOT_OPEN, "")


def support_text(support: tuple[Support, ...]) -> str:
    """Return who says so, and on what ground, on one line."""
    return ", ".join(
        f"{s.author} ({s.source})" if s.author and s.source else s.author or s.source for s in support
    )


def path_text(found: Loop, held: CausalMap) -> str:
    """Return the path of a loop, back to its first node."""
    return " → ".join(held.label(ident) for ident in (*found.nodes, found.nodes[0]))


def points(found: CausalReading) -> Iterator[Point]:
    """Yield what to retain of a map."""
    held, loops, sure = found.map, found.loops, found.robustness
    if loops.items:
        reinforcing = sum(loop.reinforcing for loop in loops.items)
        balancing = len(loops.items) - reinforcing
        yield Point(
            Text("Les boucles", "The loops"),
            Text(
                typeset(
                    f"{_some(reinforcing, 'renforçante', 'renforçantes')}, "
                    f"{_some(balancing, 'équilibrante', 'équilibrantes')}, jusqu'à {loops.length} liens."
                ),
                f"{reinforcing} reinforcing, {balancing} balancing, up to {loops.length} links.",
            ),
        )
        first = path_text(loops.items[0], held)
        sense = SENSES[loops.items[0].sign]
        yield Point(
            Text("La plus forte", "The strongest"),
            Text(
                typeset(f"{first} ({sense.fr}), {_solid(sure.dominance).fr}."),
                f"{first} ({sense.en}), {_solid(sure.dominance).en}.",
            ),
        )
    else:
        yield Point(
            Text("Les boucles", "The loops"),
            Text("Aucune : rien ne revient à sa cause.", "None: nothing comes back to its cause."),
        )
    if not loops.complete:
        yield Point(
            Text("Attention", "Beware"),
            Text(
                typeset(
                    f"Trop de boucles : on s'arrête à {loops.length} liens, au lieu de {loops.asked} demandés."
                ),
                f"Too many loops: stopped at {loops.length} links instead of the {loops.asked} asked for.",
            ),
        )
    named = {one.key: one for one in sure.levers}
    if named:
        said = [f"{held.label(key)} ({_solid(one).fr})" for key, one in named.items()]
        told = [f"{held.label(key)} ({_solid(one).en})" for key, one in named.items()]
        yield Point(Text("Les leviers", "The levers"), Text(f"{', '.join(said)}.", f"{', '.join(told)}."))
    driving = [one.label for one in found.micmac.of("driving")]
    if driving:
        meaning, listed = MEANINGS["driving"], ", ".join(driving[:5])
        yield Point(
            Text("Ce qui entraîne", "What drives"),
            Text(f"{listed} : {meaning.fr}.", f"{listed}: {meaning.en}."),
        )
    yield from _pushed(found)


def _pushed(found: CausalReading) -> Iterator[Point]:
    if found.what_if is None:
        return
    told = {one.key: one for one in found.robustness.effects}
    moved = [one for one in found.what_if.effects if not one.held and one.sign]
    fr = [f"{one.label} {_SENSES[one.sign].fr} ({_solid(told.get(one.node)).fr})" for one in moved[:6]]
    en = [f"{one.label} {_SENSES[one.sign].en} ({_solid(told.get(one.node)).en})" for one in moved[:6]]
    yield Point(
        Text("Et si", "What if"),
        Text(
            typeset(f"{' ; '.join(fr) or 'rien ne bouge'}."),
            f"{'; '.join(en) or 'nothing moves'}.",
        ),
    )
    for name, outcome in (("alone", found.what_if.alone), ("pushed", found.what_if.pushed)):
        if outcome.behaviour != "rest":
            yield Point(
                Text("Attention", "Beware"),
                Text(
                    "La carte ne se pose pas : les états sont des moyennes sur ses derniers pas.",
                    "The map does not settle: states are means over its last steps.",
                )
                if name == "pushed"
                else Text(
                    "Laissée à elle-même, la carte ne se pose pas : les états sont des moyennes.",
                    "Left alone, the map does not settle: states are means.",
                ),
            )


def _some(count: int, one: str, many: str) -> str:
    return f"{count} {many if count > 1 else one}"


def _solid(held: Held | None) -> Text:
    if held is None:
        return NONE
    verdict = VERDICTS[held.robust]
    return Text(
        f"{verdict.fr}, {with_unit(100 * held.share, '%', 'fr', 0)} des tirages",
        f"{verdict.en}, {with_unit(100 * held.share, '%', 'en', 0)} of draws",
    )


def tables(found: CausalReading) -> tuple[Table, ...]:
    """Return the tables of a map: loops, levers, positions, effects where something is held, links."""
    held = found.map
    loops = ((SENSES[x.sign], len(x.links), x.strength, path_text(x, held)) for x in found.loops.items)
    sure = {one.key: one for one in found.robustness.levers}
    levers = (
        (
            x.label,
            x.reach,
            x.out,
            x.into,
            x.betweenness,
            x.reinforcing + x.balancing,
            x.loop_share,
            *_cells(sure.get(x.node)),
        )
        for x in found.levers
    )
    order = sorted(found.micmac.nodes, key=lambda one: (one.indirect.rank, one.label))
    micmac = (
        (
            rank,
            x.label,
            QUADRANTS[x.indirect.quadrant],
            x.indirect.influence,
            x.indirect.dependence,
            QUADRANTS[x.direct.quadrant],
            x.moved,
        )
        for rank, x in enumerate(order, start=1)
    )
    return (
        _table("loops", loops, first=_FIRST),
        _table("levers", levers, first=_FIRST),
        _table("micmac", micmac, first=_FIRST),
        *effects_table(found),
        _table("links", (_link(link, held) for link in held.links), first=_FIRST),
    )


def effects_table(found: CausalReading) -> tuple[Table, ...]:
    """Return the table of what changes; nothing where no node is held."""
    if found.what_if is None:
        return ()
    solid = {one.key: one for one in found.robustness.effects}
    rows = (
        (
            x.label,
            _CHANGES["held"] if x.held else _SENSES[x.sign],
            x.change,
            x.before,
            x.after,
            *_cells(solid.get(x.node)),
        )
        for x in found.what_if.effects
    )
    return (_table("effects", rows, first=_FIRST),)


def _cells(held: Held | None) -> tuple[Cell, Cell]:
    return (None, "") if held is None else (held.share, VERDICTS[held.robust])


def _link(link: Link, held: CausalMap) -> tuple[Cell, ...]:
    return (
        held.label(link.cause),
        SIGNS[link.sign],
        held.label(link.effect),
        link.weight,
        support_text(link.support),
    )


def comparison_report(found: Comparison, a: CausalMap, b: CausalMap) -> Report:
    """Return the report of two maps compared."""
    labels = {node.id: node.label for node in (*found.nodes_b, *a.nodes)}
    agreement = found.agreement
    apart = len(found.only_a) + len(found.only_b)
    said = [
        Point(
            Text("À discuter d’abord", "To talk about first"),
            Text(
                typeset(f"{_some(len(found.opposite), 'lien', 'liens')} de signe contraire."),
                f"{len(found.opposite)} link(s) with opposite signs.",
            ),
        ),
        Point(
            Text("D’un seul côté", "On one side only"),
            Text(
                typeset(
                    f"{_some(apart, 'lien', 'liens')} ({len(found.only_a)} dans A, {len(found.only_b)} dans B)."
                ),
                f"{apart} link(s) ({len(found.only_a)} in A, {len(found.only_b)} in B).",
            ),
        ),
    ]
    if agreement is not None:
        fr, en = (with_unit(100 * agreement, "%", lang, 0) for lang in ("fr", "en"))
        said.append(
            Point(
                Text("Accord", "Agreement"),
                Text(
                    f"{fr} des liens sont dans les deux cartes avec le même signe.",
                    f"{en} of the links are in both maps with the same sign.",
                ),
            )
        )
    alike = ((x.label_a, x.label_b, x.likeness) for x in found.suggestions)
    return Report(
        name="cartes-comparees",
        title=Text(
            typeset(f"{a.title or 'Carte A'} et {b.title or 'carte B'}"),
            f"{a.title or 'Map A'} and {b.title or 'map B'}",
        ),
        facts=Text(
            typeset(
                f"{len(a.links)} liens dans A, {len(b.links)} dans B ; {len(found.matched)} nœuds communs"
            ),
            f"{len(a.links)} links in A, {len(b.links)} in B; {len(found.matched)} nodes in common",
        ),
        points=tuple(said),
        tables=(
            _table("differences", _differences(found, labels), first=0),
            *((_table("suggestions", alike),) if found.suggestions else ()),
        ),
        warning=_WARNING,
        sources=(_told(a, b),),
        licence=NOT_OPEN,
        record=found,
    )


_ONLY = (Text("dans A seulement", "in A only"), Text("dans B seulement", "in B only"))
_OPPOSITE, _GAP = Text("signes contraires", "opposite signs"), Text("poids différents", "other weights")


def _differences(found: Comparison, labels: dict[str, str]) -> Iterator[tuple[Cell, ...]]:
    for what, pairs in ((_OPPOSITE, found.opposite), (_GAP, found.gaps)):
        for one in pairs:
            yield _difference(what, one, labels)
    for link in found.only_a:
        yield (
            _ONLY[0],
            labels[link.cause],
            labels[link.effect],
            signed(link),
            "–",
            support_text(link.support),
        )
    for link in found.only_b:
        yield (
            _ONLY[1],
            labels[link.cause],
            labels[link.effect],
            "–",
            signed(link),
            support_text(link.support),
        )


def _difference(what: Text, one: Both, labels: dict[str, str]) -> tuple[Cell, ...]:
    both = f"A : {support_text(one.a.support)} ; B : {support_text(one.b.support)}"
    return (
        what,
        labels[one.a.cause],
        labels[one.a.effect],
        signed(one.a),
        signed(one.b),
        Text(typeset(both), both),
    )


def signed(link: Link) -> Text:
    """Return the sign and the weight of a link: ``+2`` or ``−1,5``."""
    mark = "+" if link.sign > 0 else MINUS
    fr, en = (mark + number(link.weight, lang) for lang in ("fr", "en"))
    return Text(fr, en)
