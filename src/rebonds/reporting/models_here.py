"""The compass on a territory: what local strategies take of the models, and which measures read them here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

from rebonds.content.models import Compass, Mix, Model
from rebonds.drawing import words
from rebonds.lenses.compass_here import Here, Measure
from rebonds.lenses.reading import Reading, SourceLine
from rebonds.lenses.registry import lenses
from rebonds.lenses.tables import Cell, Listing, Point, Table, declared_table
from rebonds.text import Text, typeset

_table = partial(declared_table, Path(__file__).with_name("models.toml"))


def names_of(found: Mapping[str, Text | Model], keys: Sequence[str]) -> Text:
    """Return the labels of instruments or of models, in a line."""
    labels = [one.label if isinstance(one, Model) else one for one in (found[key] for key in keys)]
    return Text(", ".join(one.fr for one in labels), ", ".join(one.en for one in labels))


_KINDS = {
    "both": Text("porte la finalité, avec ses outils", "takes up the aim, with its tools"),
    "tool_without_aim": Text("emprunte l'outil sans la finalité", "borrows the tool without the aim"),
    "aim_without_tool": Text(
        "dit la finalité, sans outil pour l'atteindre", "states the aim, without a tool to reach it"
    ),
}


def carried_table(held: Compass, mix: Mix) -> Table:
    """Return what each strategy takes of each model."""
    rows = (
        (
            one.strategy,
            held.models[one.model].label,
            _KINDS[one.kind],
            names_of(held.tools, one.tools) if one.tools else None,
            held.models[one.model].finality,
        )
        for one in mix.carried
    )
    return _table("carried", rows)


def strategy_points(held: Compass, mix: Mix) -> list[Point]:
    """Say which tools come without their aim, and which aims nobody carries."""
    if not mix.strategies:
        return []
    said = []
    alone = [one for one in mix.carried if one.kind == "tool_without_aim"]
    if alone:
        fr = " ; ".join(
            f"{one.strategy} ({names_of(held.tools, one.tools).fr}, {held.models[one.model].label.fr})"
            for one in alone
        )
        en = "; ".join(
            f"{one.strategy} ({names_of(held.tools, one.tools).en}, {held.models[one.model].label.en})"
            for one in alone
        )
        said.append(
            Point(
                Text("Vous empruntez l'outil sans la finalité", "You borrow the tool without the aim"),
                Text(typeset(f"{fr}."), f"{en}."),
            )
        )
    if mix.uncarried:
        names = names_of(held.models, mix.uncarried)
        said.append(
            Point(
                Text("Aucune stratégie en place ne porte", "No present strategy carries"),
                Text(f"{names.fr}.", f"{names.en}."),
            )
        )
    if not said:
        said.append(
            Point(
                Text("Stratégies en place", "Present strategies"),
                Text(
                    "Chaque outil y vient avec la finalité de son modèle.",
                    "Each tool comes with the aim of its model.",
                ),
            )
        )
    return said


def sources_of(found: Here, readings: Sequence[Reading]) -> tuple[SourceLine, ...]:
    """Return the sources of the measures that are shown, and of no other."""
    used = {ident for one in found.measures for ident in one.source_ids}
    lines = dict.fromkeys(line for one in readings for line in one.sources)
    return tuple(line for line in lines if line.id in used)


def figures_table(held: Compass, found: Here) -> Table:
    """Return the measures that models name, on a territory; those without a figure too."""
    names = lenses()
    rows: list[tuple[Cell, ...]] = []
    for one in found.measures:
        known = one.value is not None
        said = Text(*(written(one, lang) for lang in ("fr", "en"))) if known else None
        year = str(one.vintage) if one.vintage else None
        label = held.models[one.model].label
        rows.append((label, names[one.lens], one.label, said, words.STATES[one.state], year, one.reason))
    return _table("figures", rows)


def written(one: Measure, lang: str) -> str:
    """Write the figure of a measure with its unit, as every page does."""
    return words.quantity(one.value, one.unit.to(lang), lang, one.decimals)


def missing_list(found: Here) -> Listing:
    """List what has no figure here, with the reason."""
    title = Text("Ce qui manque ici, et pourquoi", "What is missing here, and why")
    return Listing(title, found.missing)


def what_ifs_list(held: Compass, found: Here) -> Listing:
    """List the what-ifs that practise the models."""
    items = (
        Text(
            typeset(f"{held.models[one.model].label.fr} : {one.label.fr} (rebonds shock {one.scenario})"),
            f"{held.models[one.model].label.en}: {one.label.en} (rebonds shock {one.scenario})",
        )
        for one in found.what_ifs
    )
    return Listing(Text("À essayer", "To try"), tuple(items))
