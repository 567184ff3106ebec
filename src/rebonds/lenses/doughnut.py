"""The doughnut of a territory: twelve social dimensions, nine ecological, each held against its threshold.

There is no global score and no sum across dimensions. A dimension shows one headline indicator, the first
known in the order of the cards, and the others beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from rebonds import indicators, territory
from rebonds.errors import UsageError
from rebonds.indicators.card import IndicatorCard
from rebonds.indicators.values import Value
from rebonds.lenses import content
from rebonds.lenses.cited import line
from rebonds.lenses.reading import (
    Coverage,
    DimensionReading,
    IndicatorReading,
    Peer,
    Reading,
    SourceLine,
)
from rebonds.lenses.scoring import held_against
from rebonds.lenses.surroundings import Space, change, position, quantiles
from rebonds.territory.model import Territory
from rebonds.text import Text

if TYPE_CHECKING:
    from rebonds.warehouse import Warehouse

Series = Mapping[str, Sequence[Value]]
Columns = Mapping[str, Mapping[str, float]]


class Frame:
    """What every reading of one warehouse shares: distributions, peers, names of sources."""

    def __init__(
        self, wh: Warehouse, *, peers: bool = True, weights: Mapping[str, float] | None = None
    ) -> None:
        self.wh = wh
        self.cards = indicators.cards()
        self.ordered = indicators.sorted_values(wh)
        self.marks = {indicator: quantiles(found) for indicator, found in self.ordered.items()}
        self.space = Space(wh, weights) if peers else None
        self.lines = {line["id"]: line for line in wh.sources()}

    def peers(self, place: Territory, series: Series) -> tuple[Peer, ...]:
        """Return the peers of a territory from its own values."""
        if self.space is None:
            return ()
        own = {
            f.indicator: indicators.latest(series.get(f.indicator, ()), f.indicator, place.code).value
            for f in self.space.features
        }
        return self.space.nearest(place.code, own)

    def read(
        self, card: IndicatorCard, place: Territory, series: Series, set_id: str, alike: Columns
    ) -> IndicatorReading:
        """Read one indicator: verdict, positions among all and among its peers' figures, change."""
        own = series.get(card.id, ())
        value = indicators.latest(own, card.id, place.code)
        found = held_against(card, value, set_id)
        if not value.known or value.value is None:
            return found
        ordered, marks = self.ordered.get(card.id, ()), self.marks.get(card.id)
        among = [position(card, value.value, ordered, "epci", marks)]
        among.append(position(card, value.value, sorted(alike.get(card.id, {}).values()), "peers"))
        return replace(found, positions=tuple(p for p in among if p is not None), change=change(card, own))

    def sources(self, readings: Iterable[IndicatorReading]) -> tuple[SourceLine, ...]:
        """Return the sources that the readings rest on, by producer."""
        used = sorted({s for r in readings if r.value.known for s in r.value.sources})
        lines = [self.lines[s] for s in used if s in self.lines]
        return tuple(line(row) for row in sorted(lines, key=lambda row: (row["producer"], row["title_fr"])))


def doughnut(
    wh: Warehouse,
    place: Territory | str,
    *,
    threshold_set: str = content.REFERENCE,
    theme: str | None = None,
    indicators_chosen: Sequence[str] | None = None,
    peers: bool = True,
    peer_weights: Mapping[str, float] | None = None,
) -> Reading:
    """Read a territory as a doughnut.

    Parameters
    ----------
    wh : Warehouse
    place : Territory or str
        A territory, or anything `rebonds.territory.resolve` understands.
    threshold_set : str
        Floors and ceilings to hold against; sets never mix.
    theme : str, optional
        A thematic doughnut: each wedge is one of its indicators.
    indicators_chosen : sequence of str, optional
        Own choice: these indicators come first in their dimension. With ``theme`` they replace its list.
    peers : bool
        Whether to look for territories of like structure.
    peer_weights : mapping, optional
        Weights of the axes of that search, by indicator; the conventions apply to the others.

    Returns
    -------
    Reading

    Raises
    ------
    UsageError
        Unknown theme, threshold set or indicator.
    UnknownTerritoryError, AmbiguousTerritoryError
        From the resolution of ``place``.
    """
    place = territory.resolve(place) if isinstance(place, str) else place
    content.threshold_set(threshold_set)
    series = indicators.values(wh, place, vintages="all")
    frame = Frame(wh, peers=peers, weights=peer_weights)
    return _read(frame, place, series, threshold_set, theme_id=theme, chosen=indicators_chosen)


def doughnut_all(
    wh: Warehouse, level: str = "epci", *, threshold_set: str = content.REFERENCE, peers: bool = False
) -> Iterator[Reading]:
    """Read every territory of a level, by code, loading what they share once."""
    content.threshold_set(threshold_set)
    frame = Frame(wh, peers=peers)
    known = indicators.series_of_level(wh, level)
    code, series = next(known, ("", {}))
    for place in sorted(territory.all(level), key=lambda place: place.code):
        while code and code < place.code:
            code, series = next(known, ("", {}))
        yield _read(frame, place, series if code == place.code else {}, threshold_set)


def _read(
    frame: Frame,
    place: Territory,
    series: Series,
    set_id: str,
    *,
    theme_id: str | None = None,
    chosen: Sequence[str] | None = None,
) -> Reading:
    theme = content.theme(theme_id) if theme_id else None
    for indicator in chosen or ():
        _card(frame.cards, indicator)
    peers = frame.peers(place, series)
    alike = indicators.columns(frame.wh, codes=[peer.code for peer in peers]) if peers else {}

    def read(card: IndicatorCard) -> IndicatorReading:
        return frame.read(card, place, series, set_id, alike)

    if theme:
        wedges = [_card(frame.cards, i) for i in (chosen or theme.indicators)]
        dimensions = tuple(
            DimensionReading(card.id, card.label, card.side, read(card))
            for card in wedges
            if card.side != "context"
        )
        context = tuple(read(_card(frame.cards, i)) for i in theme.context)
    else:
        dimensions = tuple(
            _wedge(d.id, frame.cards, chosen or (), read) for d in content.dimensions().values()
        )
        context = tuple(read(card) for card in frame.cards.values() if card.side == "context")
    readings = [r for d in dimensions for r in ((d.headline,) if d.headline else ()) + d.others]
    return Reading(
        lens="doughnut",
        territory=place,
        dimensions=dimensions,
        coverage=coverage(dimensions),
        threshold_set=set_id,
        theme=theme_id,
        context=context,
        peers=peers,
        sources=frame.sources([*readings, *context]),
        trace=_trace(dimensions),
        warehouse=frame.wh.id,
    )


def _card(cards: Mapping[str, IndicatorCard], indicator: str) -> IndicatorCard:
    if indicator not in cards:
        raise UsageError(
            Text(f"Indicateur inconnu : « {indicator} ».", f"Unknown indicator: “{indicator}”."),
            Text(
                "Les indicateurs sont décrits dans l'atelier et dans leurs fiches.",
                "Indicators are described in the workbench and in their cards.",
            ),
        )
    return cards[indicator]


def _wedge(
    dimension_id: str,
    cards: Mapping[str, IndicatorCard],
    chosen: Sequence[str],
    read: object,
) -> DimensionReading:
    """Build one wedge: the headline is the first known indicator, chosen ones first, then by priority."""
    dimension = content.dimensions()[dimension_id]
    own = [c for c in cards.values() if c.dimension == dimension_id and c.side == dimension.side]
    rank = {indicator: position for position, indicator in enumerate(chosen)}
    own.sort(key=lambda c: (rank.get(c.id, len(rank)), c.priority))
    readings = [read(card) for card in own]  # type: ignore[operator]
    scored = [r for r in readings if r.value.known and r.crossed is not None]
    known = scored or [r for r in readings if r.value.known]
    headline = known[0] if known else (readings[0] if readings else None)
    note = None
    if headline is not None and readings and headline is not readings[0]:
        first = readings[0].card.label
        note = Text(
            f"Faute de données pour « {first.fr} », c'est « {headline.card.label.fr} » qui est lu.",
            f"For want of data on “{first.en}”, “{headline.card.label.en}” is read instead.",
        )
    return DimensionReading(
        id=dimension.id,
        label=dimension.label,
        side=dimension.side,
        headline=headline,
        others=tuple(r for r in readings if r is not headline),
        not_localisable=dimension.not_localisable,
        note=note,
    )


def coverage(dimensions: Sequence[DimensionReading]) -> Coverage:
    """Count the dimensions that rest on a figure, on each side."""

    def count(side: str) -> tuple[int, int]:
        own = [d for d in dimensions if d.side == side]
        return sum(d.known for d in own), len(own)

    return Coverage(*count("social"), *count("ecological"))


def _trace(dimensions: Sequence[DimensionReading]) -> tuple[str, ...]:
    lines = []
    for dimension in dimensions:
        head = dimension.headline
        if head is not None and head.value.known:
            steps = " ; ".join(head.value.method)
            sources = ", ".join(head.value.sources)
            lines.append(f"{dimension.label.fr} : {head.card.id} {head.value.vintage} [{sources}] {steps}")
        if dimension.note is not None:
            lines.append(f"{dimension.label.fr} : {dimension.note.fr}")
    return tuple(lines)
