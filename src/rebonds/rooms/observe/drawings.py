"""The drawings of the room: the core's, without inline styles, kept in memory as ready markup."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from rebonds import drawing, indicators, territory
from rebonds.errors import RebondsError
from rebonds.indicators.card import IndicatorCard
from rebonds.lenses.reading import IndicatorReading, PairReading, Reading
from rebonds.rooms.observe import store
from rebonds.rooms.observe.present import unit_of
from rebonds.territory.model import Territory

#: Territory whose ring stands on the home page: one of the programme, well covered.
SAMPLE = "200040715"

#: Indicator of the home page's map: known for all France in the official files, and understood by all.
HOME_MAP = "poverty_rate_pct"

#: Most characters of the outlines of a map: fine enough for a page, light enough for a phone.
MAP_BUDGET = 320_000


def stylesheet() -> str:
    """Return the style sheet of the drawings, served as a file: the security policy allows no inline style."""
    return drawing.stylesheet()


def stylesheet_version() -> str:
    """Return what changes with the style sheet, for its address."""
    return hashlib.sha256(stylesheet().encode()).hexdigest()[:12]


def kept(key: tuple[Any, ...], make: Callable[[], str]) -> SafeString:
    """Return markup of ours kept in memory; the drawing part escapes every text it writes."""
    return store.remember(("drawing", *key), lambda: mark_safe(make()))  # noqa: S308


def card_links(found: Reading | PairReading) -> dict[str, str]:
    """Return where each wedge leads: the card of its dimension on the same page."""
    return {d.id: f"#dim-{d.id}" for d in found.dimensions}


def ring(found: Reading, place: Territory, options: Any, lang: str) -> SafeString:
    """Return the doughnut of a page, wide and compact."""
    return kept(
        ("ring", store.identity(place), options, lang),
        lambda: drawing.doughnut_figure(found, lang, card_links(found), css=False),
    )


def description(found: Reading, place: Territory, options: Any, lang: str) -> list[str]:
    """Return the long description of a doughnut, by paragraph."""
    return store.remember(
        ("description", store.identity(place), options, lang),
        lambda: [part for part in drawing.description(found, lang).split("\n\n") if part],
    )


def producers(found: Reading | PairReading, lang: str) -> str:
    """Return who the figures of a drawing come from."""
    return drawing.producers_line(found.sources, lang)


def pair(found: PairReading, options: Any, lang: str) -> SafeString:
    """Return the drawing of two territories."""
    return kept(
        ("pair", store.identity(found.a.territory), store.identity(found.b.territory), options, lang),
        lambda: drawing.pair_figure(found, lang, card_links(found), css=False),
    )


def file_svg(found: Reading | PairReading, lang: str) -> str:
    """Return a drawing that stands alone as a file."""
    if isinstance(found, PairReading):
        return drawing.pair_svg(found, lang, "file")
    return drawing.doughnut_svg(found, lang, "file")


def home_ring(lang: str) -> dict[str, Any] | None:
    """Return the ring of the home page, or nothing while its territory is not known."""
    try:
        place = store.find(SAMPLE)
        found = store.reading(place)
    except RebondsError:
        return None
    svg = kept(
        ("home-ring", lang),
        lambda: drawing.doughnut_svg(found, lang, "phone", css=False, with_legend=False, prefix="home"),
    )
    return {"code": place.code, "name": place.name, "svg": svg}


def reading_link(code: str) -> str:
    """Return where a territory of a map leads."""
    return reverse("reading", kwargs={"code": code})


def map_address(ident: str, lang: str) -> str:
    """Return where the map of an indicator is drawn: the address changes with the warehouse and the language."""
    return reverse("map-drawing", kwargs={"ident": ident, "version": f"{store.warehouse().id}-{lang}"})


@functools.cache
def base() -> Any:
    """Return the outlines of the EPCI, projected once for every map of the process."""
    return drawing.map_base(territory.outlines("epci"), budget=MAP_BUDGET)


def indicator_map(ident: str, lang: str) -> dict[str, Any]:
    """Return the map of an indicator with its caption."""
    card = indicators.cards()[ident]
    values = store.epci_values(ident)
    threshold = card.threshold()

    def make() -> str:
        return drawing.map_svg(
            base(),
            values,
            lang,
            links=reading_link,
            names={place.code: place.name for place in store.epcis()},
            title=card.label.to(lang),
            unit=unit_of(card, lang),
            decimals=card.decimals,
            threshold=threshold.value if threshold else None,
            higher_is_better=better_above(card),
            prefix="map",
            css=False,
        )

    lines = store.source_lines({s for v in values.values() for s in v.sources})
    return {
        "svg": kept(("map", ident, lang), make),
        "caption": drawing.producers_line(lines, lang),
        "card": card,
    }


def better_above(card: IndicatorCard) -> bool | None:
    """Tell whether more is better; nothing for an indicator that judges nothing."""
    return {"higher_is_better": True, "lower_is_better": False}.get(card.direction)


def distribution(ident: str, highlight: str, lang: str) -> SafeString | str:
    """Return the strip of an indicator over all EPCI, or nothing where too few are known."""
    card = indicators.cards()[ident]
    known = {code: v.value for code, v in store.epci_values(ident).items() if v.known and v.value is not None}
    if len(known) < 2:
        return ""
    threshold = card.threshold()
    return kept(
        ("strip", ident, highlight, lang),
        lambda: drawing.strip_svg(
            known, highlight or None, card=card, threshold=threshold, lang=lang, css=False
        ),
    )


def strip(one: IndicatorReading, place: Territory, found: Reading, lang: str) -> SafeString | str:
    """Return where a territory stands among all EPCI, and its peers."""
    if not one.value.known or one.value.value is None:
        return ""
    known = {
        code: v.value for code, v in store.epci_values(one.card.id).items() if v.known and v.value is not None
    }
    if len(known) < 2:
        return ""
    return kept(
        ("strip-of", one.card.id, store.identity(place), found.threshold_set, lang),
        lambda: drawing.strip_svg(
            known | {place.code: one.value.value},
            place.code,
            card=one.card,
            threshold=one.threshold,
            peers=[peer.code for peer in found.peers],
            lang=lang,
            css=False,
        ),
    )


def timeline(one: IndicatorReading, place: Territory, lang: str) -> SafeString | str:
    """Return an indicator through its vintages, or nothing where there is a single one."""
    series = store.remember(
        ("series", one.card.id, store.identity(place)),
        lambda: indicators.values(store.warehouse(), place, ids=[one.card.id], vintages="all")[one.card.id],
    )
    if sum(value.known for value in series) < 2:
        return ""
    return kept(
        ("timeline", one.card.id, store.identity(place), one.threshold, lang),
        lambda: drawing.timeline_svg(series, card=one.card, threshold=one.threshold, lang=lang, css=False),
    )
