"""The compass of models as a report: grid, plane, time line, aims and instruments, a mix, a policy rewritten."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from rebonds import drawing
from rebonds.content.compass_changes import diff
from rebonds.content.models import (
    COVERED,
    Compass,
    Degree,
    Mix,
    Strategy,
    compass,
    mixed,
    policy,
)
from rebonds.lenses.compass_here import Through, here, recorded
from rebonds.lenses.plain import LICENCE, NOT_OPEN
from rebonds.lenses.registry import lenses
from rebonds.lenses.tables import Cell, Column, Listing, Point, Table, declared_table
from rebonds.reporting.models_here import (
    carried_table,
    figures_table,
    missing_list,
    sources_of,
    strategy_points,
    what_ifs_list,
)
from rebonds.reporting.report import Drawing, Report
from rebonds.text import Text, typeset

_table = partial(declared_table, Path(__file__).with_name("models.toml"))
_UNRATED = Text("à coter", "to be rated")
_BASES = {"source": Text("enquête", "investigation"), "ours": Text("Rebonds", "ours")}
_OWN_BASES = {"source": Text("source", "source"), "ours": Text("proposition", "proposal")}
_YES, _NO = Text("oui", "yes"), Text("non", "no")
_UNDATED = Text("sans date", "undated")


def models_report(
    chosen: Sequence[str] = (),
    policy_id: str = "",
    *,
    held: Compass | None = None,
    strategies: Sequence[Strategy] = (),
    read: Through | None = None,
) -> Report:
    """Return the compass of models, with a mix, local strategies, a policy, a territory when they are asked for.

    Parameters
    ----------
    chosen : sequence of str
        Models of the mix.
    policy_id : str
        A policy to rewrite under them.
    held : Compass, optional
        A team's own; what it changes to the shipped one is said.
    strategies : sequence of Strategy
        Local strategies, set beside the mix.
    read : Through, optional
        A territory through the lenses that models name: their measures get its figures, or why there are none.

    Raises
    ------
    UsageError
        An unknown model or policy.
    """
    own, held = held is not None, held or compass()
    mix = mixed(chosen, held, strategies) if chosen or strategies else None
    tables = [_grid(held), _reasons(held, _OWN_BASES if own else _BASES), _aims(held), _timeline(held)]
    points = [Point(_READ, _CHOOSE)]
    lists: list[Listing] = []
    found = here(held, mix, read) if read is not None else None
    if read is not None and found is not None:
        if found.moved and read.moved is not None:
            tables.insert(0, read.moved)
        tables.insert(0, figures_table(held, found))
        lists += [missing_list(found), what_ifs_list(held, found)]
    if mix is not None:
        if strategies:
            tables.insert(0, carried_table(held, mix))
        if chosen:
            tables.insert(0, _mix(held, mix))
        points = [*(_mix_points(held, mix) if chosen else ()), *strategy_points(held, mix)]
        tensions = tuple(_tension(held, one) for one in mix.tensions)
        lists.append(Listing(Text("Ce qu'il faut trancher", "What must be settled"), tensions))
        against = tuple(_tension(held, one) for one in mix.against)
        lists.append(
            Listing(
                Text("Ce que des stratégies en place contredisent", "What present strategies contradict"),
                against,
            )
        )
    if policy_id:
        tables.insert(0, _projection(held, policy_id, chosen))
    if own:
        changed = tuple(diff(compass(), held))
        same = (Text("Rien : elle dit la même chose.", "Nothing: it says the same."),)
        lists.append(
            Listing(
                Text(
                    "Ce que cette boussole change à celle de Rebonds",
                    "What this compass changes to the shipped one",
                ),
                changed or same,
            )
        )

    def plane(lang: str, mode: str) -> str:
        return drawing.degree_plane_svg(held, lang, chosen=tuple(chosen), mode=mode, css=mode != "page")

    def emergence(lang: str, mode: str) -> str:
        return drawing.emergence_svg(held, lang, chosen=tuple(chosen), mode=mode, css=mode != "page")

    drawings = [Drawing("plane", Text("Écologie et social", "Ecology and social"), plane)]
    if any(origin.year for model in held.models.values() for origin in model.origins):
        drawings.append(Drawing("emergence", Text("Émergence", "Emergence"), emergence))
    place = read.place.name if read is not None else ""
    told = held.told
    return Report(
        name="modeles",
        title=Text(typeset(f"Boussole des modèles : {place}"), f"Compass of models: {place}")
        if place
        else Text("Boussole des modèles", "Compass of models"),
        facts=told,
        points=tuple(points),
        tables=tuple(tables),
        drawings=tuple(drawings),
        lists=tuple(lists),
        sources=sources_of(found, read.readings) if read is not None and found is not None else (),
        warning=Text(
            "Contenu à discuter : les cotes suivies de * sont des propositions.",
            "Content to be discussed: degrees followed by * are proposals.",
        )
        if own
        else Text(
            "Contenu de Rebonds, à discuter : les cotes suivies de * sont des propositions.",
            "Content by Rebonds, to be discussed: degrees followed by * are proposals.",
        ),
        warehouse=read.readings[0].warehouse if read is not None and read.readings else "",
        licence=NOT_OPEN if own else LICENCE,
        record=recorded(held, mix, found),
    )


_READ = Text("Comment lire", "How to read")
_CHOOSE = Text(
    "Aucun modèle n'est le bon : chacun éclaire un côté et suppose quelque chose. En retenir plusieurs montre ce que "
    "personne ne couvre et ce qu'il faut trancher.",
    "No model is the right one: each lights a side and assumes something. Choosing several shows what nobody covers "
    "and what must be settled.",
)


def _degree(one: Degree) -> Text:
    if one.value is None:
        return _UNRATED
    mark = "" if one.basis == "source" else "*"
    return Text(f"{one.value}{mark}", f"{one.value}{mark}")


def _grid(held: Compass) -> Table:
    more = [Column(name, label, meaning=label) for name, label in held.dimensions.items()]
    rows = ((m.label, *(_degree(m.degrees[name]) for name in held.dimensions)) for m in held.models.values())
    return _table("grid", rows, more=more)


def _reasons(held: Compass, bases: dict[str, Text]) -> Table:
    rows = (
        (m.label, label, _degree(m.degrees[name]), m.degrees[name].reason, bases[m.degrees[name].basis])
        for m in held.models.values()
        for name, label in held.dimensions.items()
    )
    return _table("reasons", rows, first=6)


def _aims(held: Compass) -> Table:
    names = lenses()
    rows = []
    for rank, m in enumerate(held.models.values(), start=1):
        reads = Text(", ".join(names[r].fr for r in m.reads), ", ".join(names[r].en for r in m.reads))
        texts = (
            m.finality,
            m.assumptions,
            m.instruments,
            m.levers,
            m.actors,
            m.scale,
            m.criticisms,
            reads,
            m.practice,
        )
        rows.append((str(rank), m.label, *texts))
    return _table("aims", rows)


def _timeline(held: Compass) -> Table:
    found = [(o, m) for m in held.models.values() for o in m.origins]
    found.sort(key=lambda pair: (pair[0].year is None, pair[0].year or 0))
    rows: list[tuple[Cell, ...]] = [
        (str(o.year) if o.year else _UNDATED, m.label, o.place or None, o.what, o.reference) for o, m in found
    ]
    return _table("timeline", rows)


def _mix(held: Compass, mix: Mix) -> Table:
    rows = []
    for name, label in held.dimensions.items():
        top, by = mix.highest[name]
        carried = Text(
            ", ".join(held.models[m].label.fr for m in by), ", ".join(held.models[m].label.en for m in by)
        )
        covered = _YES if top is not None and top >= COVERED else _NO
        rows.append((label, str(top) if top is not None else _UNRATED, carried, covered))
    return _table("mix", rows)


def _mix_points(held: Compass, mix: Mix) -> list[Point]:
    names = Text(" + ".join(m.label.fr for m in mix.models), " + ".join(m.label.en for m in mix.models))
    empty = [held.dimensions[name] for name in mix.uncovered]
    if empty:
        said = Text(
            typeset(f"Personne ne couvre vraiment : {', '.join(e.fr for e in empty)}."),
            f"Nobody really covers: {', '.join(e.en for e in empty)}.",
        )
    else:
        said = Text(
            "Les trois dimensions sont portées par au moins un modèle.",
            "At least one model carries each dimension.",
        )
    return [Point(names, said)]


def _tension(held: Compass, one: tuple[str, str, Text]) -> Text:
    a, b = held.models[one[0]].label, held.models[one[1]].label
    return Text(typeset(f"{a.fr} et {b.fr} : {one[2].fr}"), f"{a.en} and {b.en}: {one[2].en}")


_ROWS = (
    ("finality", Text("vise", "aims at")),
    ("assumptions", Text("suppose", "assumes")),
    ("", Text("la politique devient", "the policy becomes")),
    ("instruments", Text("se sert de", "uses")),
    ("criticisms", Text("ce qu'on lui reproche", "what is said against it")),
)
#: Models that fit side by side on paper; more are listed.
_SIDE_BY_SIDE = 3


def _projection(held: Compass, ident: str, chosen: Sequence[str]) -> Table:
    found = policy(ident, held)
    shown = [m for m in (chosen or held.models) if m in found.under]
    title = Text(
        typeset(f"{found.label.fr} : la même politique, sous chaque modèle"),
        f"{found.label.en}: the same policy, under each model",
    )
    if not 2 <= len(shown) <= _SIDE_BY_SIDE:
        return _table("projection", ((held.models[m].label, found.under[m]) for m in shown), title=title)
    columns = [Column(m, held.models[m].label, meaning=held.models[m].label, weight=3.0) for m in shown]
    rows = (
        (head, *(getattr(held.models[m], key) if key else found.under[m] for m in shown))
        for key, head in _ROWS
    )
    return _table("side-by-side", rows, ident="projection", title=title, more=columns)
