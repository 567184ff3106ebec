"""The compass on a territory, as records: each measure that a model names with its figure, or why there is none.

Pages, files and JSON are made of these records, so that none of them can tell less than another.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace

from rebonds.content.models import Compass, Mix, Model
from rebonds.errors import UsageError
from rebonds.flows.scenario import load, shipped
from rebonds.indicators.card import IndicatorCard
from rebonds.lenses import procurement_reading
from rebonds.lenses.content import dimensions
from rebonds.lenses.local_share import Moved
from rebonds.lenses.measures import declared
from rebonds.lenses.reading import DimensionReading, Reading
from rebonds.lenses.registry import DOUGHNUT, each, lenses
from rebonds.lenses.tables import Table
from rebonds.territory.model import Territory
from rebonds.text import Text, typeset

#: The lens that knows what moving public purchases would keep.
_PURCHASES = "wealth"
_NO_INDICATOR = Text("aucun indicateur ne la décrit encore", "no indicator describes it yet")
_NO_FIGURE = Text("aucune source présente ne la donne ici", "no source at hand gives it here")
_UNKNOWN = Text("ces lunettes n'ont pas de mesure de ce nom", "this lens has no measure of that name")


@dataclass(frozen=True)
class Measure:
    """A measure that a model names, on the territory; ``reason`` says why there is no figure."""

    model: str
    lens: str
    id: str
    label: Text
    state: str
    value: float | None
    low: float | None
    high: float | None
    unit: Text
    decimals: int | None
    vintage: int | None
    source_ids: tuple[str, ...]
    reason: Text | None


@dataclass(frozen=True)
class LensRead:
    """A lens that models name: read here, or why it cannot be."""

    id: str
    label: Text
    read: bool
    reason: Text | None


@dataclass(frozen=True)
class WhatIf:
    """A what-if that practises a model: a shipped scenario, to be run with ``rebonds shock``."""

    model: str
    scenario: str
    label: Text


@dataclass(frozen=True)
class Here:
    """The compass on a territory: lenses, measures, what-ifs, and what moving public purchases would keep."""

    territory: Territory
    lenses: tuple[LensRead, ...]
    measures: tuple[Measure, ...]
    what_ifs: tuple[WhatIf, ...]
    moved: tuple[Moved, ...]
    missing: tuple[Text, ...]


@dataclass(frozen=True)
class CompassRead(Compass):
    """The content: models, dimensions, instruments, tensions, policies; with a territory when one is asked for."""

    here: Here | None = None


@dataclass(frozen=True)
class MixRead(Mix):
    """What a mix of models covers, what nobody covers, where two disagree; with a territory when one is asked for."""

    here: Here | None = None


@dataclass(frozen=True)
class Through:
    """A territory through the lenses that models name; ``skipped`` are those that cannot be read, with the reason.

    ``points`` are points of all public purchases that would come to suppliers from here.
    """

    place: Territory
    readings: tuple[Reading, ...]
    skipped: tuple[tuple[str, Text], ...] = ()
    points: float | None = None

    @property
    def moved(self) -> Table | None:
        """What moving purchases would keep: at the points asked for, else at those of the lens."""
        tables = [t for one in self.readings if one.lens == _PURCHASES for t in one.tables]
        table = next((t for t in tables if t.id == "moved" and t.rows), None)
        if table is None or self.points is None:
            return table
        return procurement_reading.moved_at(table, self.points)


def checked_points(points: float | None) -> float | None:
    """Refuse a number of points that no share of purchases can move by.

    Raises
    ------
    UsageError
        It is not above 0 and at most 100.
    """
    if points is not None and not 0 < points <= 100:
        raise UsageError(
            Text("Un nombre de points est entre 0 et 100.", "A number of points is between 0 and 100."),
            Text("Par exemple : --points 8.", "For example: --points 8."),
        )
    return points


def through(
    held: Compass,
    place: Territory,
    chosen: Sequence[str],
    one: Callable[[str], Reading],
    points: float | None = None,
) -> Through:
    """Read a territory through the lenses that models name.

    Parameters
    ----------
    held : Compass
    place : Territory
    chosen : sequence of str
        Models; none: all.
    one : callable
        Reads a lens (`rebonds.lenses.registry.read`, or a memory before it).
    points : float, optional
        Points of public purchases that would come to suppliers from here.
    """
    readings, refused = each(lenses_named(held, chosen), one)
    skipped = tuple((lens, error.what) for lens, error in refused)
    return Through(place, readings, skipped, checked_points(points))


def lenses_named(held: Compass, chosen: Sequence[str] = ()) -> tuple[str, ...]:
    """Return the lenses that the indicators of models name: of the chosen ones, or of all."""
    models = [held.models[m] for m in chosen if m in held.models] or list(held.models.values())
    return tuple(dict.fromkeys(name.partition(":")[0] for m in models for name in m.indicators))


def shown_models(held: Compass, mix: Mix | None) -> tuple[Model, ...]:
    """Return the models that are looked at: those of the mix, else all."""
    return mix.models if mix is not None and mix.models else tuple(held.models.values())


def indicators_of(
    model: Model, readings: Sequence[Reading]
) -> list[tuple[str, str, DimensionReading | None]]:
    """Return the lens, the name and the reading of the measures of a model (``None``: it is not in the readings)."""
    by_lens = {one.lens: {d.id: d for d in one.dimensions} for one in readings}
    found = []
    for name in model.indicators:
        lens, _, ident = name.partition(":")
        found.append((lens, ident, by_lens.get(lens, {}).get(ident)))
    return found


def here(held: Compass, mix: Mix | None, read: Through) -> Here:
    """Return a territory under the models as records."""
    models, names, refused = shown_models(held, mix), lenses(), dict(read.skipped)
    used = dict.fromkeys(name.partition(":")[0] for model in models for name in model.indicators)
    what_ifs = tuple(
        WhatIf(model.id, name, load(name).title)
        for model in models
        for name in model.scenarios
        if name in shipped()
    )
    measures = tuple(
        _measure(model, lens, ident, one, refused.get(lens))
        for model in models
        for lens, ident, one in indicators_of(model, read.readings)
    )
    table = read.moved if _PURCHASES in used else None
    return Here(
        read.place,
        tuple(LensRead(lens, names[lens], lens not in refused, refused.get(lens)) for lens in used),
        measures,
        what_ifs,
        procurement_reading.moves_of(table) if table is not None else (),
        (*_missing(measures, refused), *_unmoved(read, table)),
    )


def recorded(held: Compass, mix: Mix | None, found: Here | None) -> CompassRead | MixRead:
    """Return the record of a compass, or of a mix of its models, with the territory."""
    made = MixRead if mix is not None else CompassRead
    content = mix if mix is not None else held
    return made(**{one.name: getattr(content, one.name) for one in fields(content)}, here=found)


def _measure(
    model: Model, lens: str, ident: str, one: DimensionReading | None, refused: Text | None
) -> Measure:
    label, unit = _named(lens, ident)
    empty = Measure(model.id, lens, ident, label, "missing", None, None, None, unit, None, None, (), refused)
    if one is None:
        return empty if refused else replace(empty, reason=_UNKNOWN)
    if one.headline is None:
        return replace(empty, label=one.label, state=one.state, reason=one.note or _NO_INDICATOR)
    value, card = one.headline.value, one.headline.card
    return Measure(
        model.id,
        lens,
        ident,
        card.label,
        value.state,
        value.value if value.known else None,
        value.low,
        value.high,
        _unit(card),
        card.decimals,
        value.vintage,
        value.sources if value.known else (),
        None if value.known else one.note or card.holder or _NO_FIGURE,
    )


def _named(lens: str, ident: str) -> tuple[Text, Text]:
    """Return the label and the unit of a measure that was not read, as they are declared."""
    nothing, bare = Text("", ""), Text(ident, ident)
    if lens == DOUGHNUT:
        declared_one = dimensions().get(ident)
        return (declared_one.label if declared_one else bare), nothing
    about = declared().get(lens)
    card = about.cards.get(ident) if about else None
    return (card.label, _unit(card)) if card else (bare, nothing)


def _unit(card: IndicatorCard) -> Text:
    return Text(card.unit, card.unit_en or card.unit)


def _missing(measures: Sequence[Measure], refused: dict[str, Text]) -> tuple[Text, ...]:
    """Say each thing that is missing once: lenses first, then measures, whichever model names them."""
    names = lenses()
    said = [_because(names[lens], why) for lens, why in refused.items()]
    said += [_because(one.label, one.reason) for one in measures if one.reason and one.lens not in refused]
    return tuple(dict.fromkeys(said))


def _unmoved(read: Through, table: Table | None) -> tuple[Text, ...]:
    if read.points is None or table is not None:
        return ()
    what = Text("Achats déplacés", "Purchases moved")
    why = Text(
        "les modèles retenus ne lisent pas les achats, ou ni achats ni échanges ne sont connus ici",
        "the models chosen do not read purchases, or neither purchases nor trade are known here",
    )
    return (_because(what, why),)


def _because(what: Text, why: Text) -> Text:
    return Text(typeset(f"{what.fr} : {why.fr}"), f"{what.en}: {why.en}")
