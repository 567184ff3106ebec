"""The compass of models as a report: grid, plane, time line, aims and instruments, a mix, a policy rewritten."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from rebonds import drawing
from rebonds.content.models import COVERED, Compass, Degree, Mix, compass, mixed, policy
from rebonds.lenses.registry import lenses
from rebonds.lenses.tables import Cell, Column, Listing, Point, Table, declared_table
from rebonds.reporting.report import Drawing, Report
from rebonds.text import Text, typeset

_table = partial(declared_table, Path(__file__).with_name("models.toml"))
_UNRATED = Text("à coter", "to be rated")
_BASES = {"source": Text("enquête", "investigation"), "ours": Text("Rebonds", "ours")}
_YES, _NO = Text("oui", "yes"), Text("non", "no")
_UNDATED = Text("sans date", "undated")


def models_report(chosen: Sequence[str] = (), policy_id: str = "") -> Report:
    """Return the compass of models, with a mix and a policy when they are asked for.

    Raises
    ------
    UsageError
        An unknown model or policy.
    """
    held = compass()
    mix = mixed(chosen, held) if chosen else None
    tables = [_grid(held), _reasons(held), _aims(held), _timeline(held)]
    points = [Point(_READ, _CHOOSE)]
    lists: tuple[Listing, ...] = ()
    if mix is not None:
        tables.insert(0, _mix(held, mix))
        points = _mix_points(held, mix)
        tensions = tuple(_tension(held, one) for one in mix.tensions)
        lists = (Listing(Text("Ce qu'il faut trancher", "What must be settled"), tensions),)
    if policy_id:
        tables.insert(0, _projection(held, policy_id, chosen))

    def plane(lang: str, mode: str) -> str:
        return drawing.degree_plane_svg(held, lang, chosen=tuple(chosen), mode=mode, css=mode != "page")

    return Report(
        name="modeles",
        title=Text("Boussole des modèles", "Compass of models"),
        facts=Text("Sept manières de penser le développement", "Seven ways to think development"),
        points=tuple(points),
        tables=tuple(tables),
        drawings=(Drawing("plane", Text("Écologie et social", "Ecology and social"), plane),),
        lists=lists,
        warning=Text(
            "Contenu de Rebonds, à discuter : les cotes suivies de * sont des propositions.",
            "Content by Rebonds, to be discussed: degrees followed by * are proposals.",
        ),
        licence="AGPL-3.0-or-later",
        record=mix or held,
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


def _reasons(held: Compass) -> Table:
    rows = (
        (m.label, label, _degree(m.degrees[name]), m.degrees[name].reason, _BASES[m.degrees[name].basis])
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


def _projection(held: Compass, ident: str, chosen: Sequence[str]) -> Table:
    found = policy(ident, held)
    shown = [m for m in (chosen or held.models) if m in found.under]
    title = Text(
        typeset(f"{found.label.fr} : la même politique, sous chaque modèle"),
        f"{found.label.en}: the same policy, under each model",
    )
    return _table("projection", ((held.models[m].label, found.under[m]) for m in shown), title=title)
