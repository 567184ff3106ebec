"""The compass on a territory: what local strategies take of the models, and which measures read them here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

from rebonds.content.models import Compass, Mix, Model
from rebonds.drawing import words
from rebonds.lenses.reading import DimensionReading, IndicatorReading, Reading, SourceLine
from rebonds.lenses.registry import lenses
from rebonds.lenses.tables import Cell, Point, Table, declared_table
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


def indicators_of(model: Model, readings: Sequence[Reading]) -> list[tuple[str, DimensionReading | None]]:
    """Return the measures that a model names, as the readings hold them (``None``: that lens was not read)."""
    by_lens = {one.lens: {d.id: d for d in one.dimensions} for one in readings}
    found = []
    for name in model.indicators:
        lens, _, ident = name.partition(":")
        found.append((lens, by_lens.get(lens, {}).get(ident)))
    return found


def lenses_named(held: Compass, chosen: Sequence[str] = ()) -> tuple[str, ...]:
    """Return the lenses that the indicators of models name: of the chosen ones, or of all."""
    models = [held.models[m] for m in chosen if m in held.models] or list(held.models.values())
    return tuple(dict.fromkeys(name.partition(":")[0] for m in models for name in m.indicators))


def _shown(
    held: Compass, mix: Mix | None, readings: Sequence[Reading]
) -> list[tuple[Model, str, IndicatorReading]]:
    models = mix.models if mix is not None and mix.models else tuple(held.models.values())
    return [
        (model, lens, one.headline)
        for model in models
        for lens, one in indicators_of(model, readings)
        if one is not None and one.headline is not None
    ]


def sources_of(held: Compass, mix: Mix | None, readings: Sequence[Reading]) -> tuple[SourceLine, ...]:
    """Return the sources of the measures that are shown, and of no other."""
    used = {
        ident for *_, head in _shown(held, mix, readings) if head.value.known for ident in head.value.sources
    }
    lines = dict.fromkeys(line for one in readings for line in one.sources)
    return tuple(line for line in lines if line.id in used)


def figures_table(held: Compass, mix: Mix | None, readings: Sequence[Reading]) -> Table:
    """Return the measures that models name, on a territory."""
    names = lenses()
    rows: list[tuple[Cell, ...]] = []
    for model, lens, head in _shown(held, mix, readings):
        value = head.value
        said = (
            Text(*(words.figure(head.card, value.value, lang) for lang in ("fr", "en")))
            if value.known
            else None
        )
        year = str(value.vintage) if value.vintage else None
        rows.append((model.label, names[lens], head.card.label, said, words.STATES[value.state], year))
    return _table("figures", rows)
