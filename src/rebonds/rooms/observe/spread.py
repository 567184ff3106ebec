"""How an indicator spreads over the EPCI: rows, filters, quarters, without a league table.

A place is given as a quarter of the EPCI, never as a rank, and the table is sorted by name unless asked.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from rebonds import indicators, territory
from rebonds.errors import RebondsError
from rebonds.indicators.card import IndicatorCard
from rebonds.indicators.values import Value
from rebonds.rooms.observe import store
from rebonds.rooms.observe.present import amount, state_label
from rebonds.text import number

SORTS = ("nom", "valeur", "-valeur")
QUARTERS = ("1", "2", "3", "4")


@dataclass(frozen=True)
class Row:
    """One EPCI in the table of an indicator."""

    code: str
    name: str
    department: str
    state: str
    state_label: str
    number: float | None
    value: str
    vintage: str
    quarter: str
    folded: str


@dataclass(frozen=True)
class Filter:
    """What the address asks of the table."""

    q: str = ""
    department: str = ""
    quarter: str = ""
    near: str = ""
    sort: str = "nom"

    @classmethod
    def of(cls, query: Mapping[str, str]) -> Filter:
        """Read a filter from an address; what it does not know is left out."""
        sort = query.get("tri", "nom")
        quarter = query.get("quart", "")
        return cls(
            q=query.get("q", "").strip(),
            department=query.get("dep", "").strip(),
            quarter=quarter if quarter in QUARTERS else "",
            near=query.get("autour", "").strip(),
            sort=sort if sort in SORTS else "nom",
        )

    @property
    def query(self) -> str:
        """The same filter as part of an address."""
        asked = {"q": self.q, "dep": self.department, "quart": self.quarter, "autour": self.near}
        kept = {key: value for key, value in asked.items() if value}
        if self.sort != "nom":
            kept["tri"] = self.sort
        return urlencode(kept)

    @property
    def highlight(self) -> str:
        """Code of the territory that the table turns around."""
        return self.near


def fold(text: str) -> str:
    """Return a text without accents nor capitals, for searching."""
    plain = unicodedata.normalize("NFD", text.casefold())
    return "".join(c for c in plain if not unicodedata.combining(c)).replace("’", "'").replace("-", " ")


def values_of(ident: str) -> dict[str, Value]:
    """Return the latest value of an indicator for every EPCI."""
    return store.remember(("values", ident), lambda: store.epci_values(ident))


def rows(ident: str, lang: str) -> list[Row]:
    """Return the table of an indicator, sorted by name, kept in memory."""
    return store.remember(("rows", ident, lang), lambda: _rows(ident, lang))


def _rows(ident: str, lang: str) -> list[Row]:
    card = indicators.cards()[ident]
    values = values_of(ident)
    known = sorted(v.value for v in values.values() if v.known and v.value is not None)
    out = []
    for place in store.epcis():
        value = values.get(place.code)
        seen = value is not None and value.known and value.value is not None
        state = value.state if value is not None else "missing"
        out.append(
            Row(
                code=place.code,
                name=place.name,
                department=place.department,
                state=state,
                state_label=state_label(state),
                number=value.value if value is not None and seen else None,
                value=amount(value.value, card, lang) if value is not None and seen else "",
                vintage=str(value.vintage or "") if value is not None and seen else "",
                quarter=quarter(value.value, known) if value is not None and seen else "",
                folded=fold(f"{place.name} {place.code}"),
            )
        )
    return sorted(out, key=lambda row: row.folded)


def quarter(value: float | None, known: Sequence[float]) -> str:
    """Return which quarter of the known values (1 lowest, 4 highest) a value falls in; ties stay together."""
    if value is None or len(known) < len(QUARTERS):
        return ""
    below = sum(1 for other in known if other < value)
    return str(min(4, 1 + 4 * below // len(known)))


def quarter_labels(card: IndicatorCard) -> dict[str, str]:
    """Return the names of the quarters."""
    return {
        "1": _("Quart le plus bas"),
        "2": _("Deuxième quart"),
        "3": _("Troisième quart"),
        "4": _("Quart le plus haut"),
    }


def apply(found: Sequence[Row], asked: Filter) -> list[Row]:
    """Return the rows that a filter keeps, in the order it asks; missing values always come last."""
    kept = list(found)
    if asked.near:
        around = neighbourhood(asked.near)
        kept = [row for row in kept if row.code in around]
    if asked.department:
        kept = [row for row in kept if row.department == asked.department]
    if asked.quarter:
        kept = [row for row in kept if row.quarter == asked.quarter]
    for word in fold(asked.q).split():
        kept = [row for row in kept if word in row.folded]
    if asked.sort != "nom":
        sign = -1 if asked.sort.startswith("-") else 1
        kept.sort(key=lambda row: (row.number is None, sign * (row.number or 0), row.folded))
    return kept


def neighbourhood(code: str) -> set[str]:
    """Return an EPCI and those that share a border with it; nothing for an unknown code."""
    try:
        return {code} | {neighbour.code for neighbour in territory.neighbours(code)}
    except (RebondsError, KeyError):
        return set()


def departments(found: Sequence[Row]) -> list[tuple[str, str]]:
    """Return the départements of the rows, with their names."""
    names = store.department_names()
    codes = sorted({row.department for row in found if row.department})
    return [(code, names.get(code, code)) for code in codes]


def summary(found: Sequence[Row], card: IndicatorCard, lang: str) -> dict[str, Any]:
    """Return how many EPCI are known and the quartiles of their values."""
    known = sorted(row.number for row in found if row.number is not None)
    states = {
        state: sum(row.state == state for row in found)
        for state in ("measured", "estimated", "missing", "secret")
    }

    def at(share: float) -> str:
        if not known:
            return ""
        place = share * (len(known) - 1)
        low = int(place)
        high = min(low + 1, len(known) - 1)
        return amount(known[low] + (place - low) * (known[high] - known[low]), card, lang)

    vintages = sorted({row.vintage for row in found if row.vintage})
    return {
        "known": len(known),
        "total": len(found),
        "states": [(state_label(state), number(n, lang, 0)) for state, n in states.items() if n],
        "quartiles": [
            (_("Le plus bas"), at(0)),
            (_("Premier quartile"), at(0.25)),
            (_("Médiane"), at(0.5)),
            (_("Troisième quartile"), at(0.75)),
            (_("Le plus haut"), at(1)),
        ]
        if known
        else [],
        "vintages": " – ".join(dict.fromkeys((vintages[0], vintages[-1]))) if vintages else "",
    }


def sources(ident: str) -> list[Any]:
    """Return the sources behind the values of an indicator."""
    return store.remember(
        ("indicator-sources", ident),
        lambda: list(store.source_lines({s for v in values_of(ident).values() for s in v.sources})),
    )


def groups(lang: str) -> list[dict[str, Any]]:
    """Return the indicators by dimension, each with the number of EPCI it covers."""
    coverage = store.epci_coverage()
    out: dict[str, dict[str, Any]] = {}
    for dimension in store.dimensions():
        out[dimension.id] = {"label": dimension.label, "side": dimension.side, "cards": []}
    for card in sorted(indicators.cards().values(), key=lambda c: (c.priority, c.id)):
        group = out.setdefault(card.dimension, {"label": None, "side": "context", "cards": []})
        known = coverage.get(card.id, 0)
        group["cards"].append({"card": card, "known": number(known, lang, 0), "any": known > 0})
    return [group for group in out.values() if group["cards"]]


def csv_text(kept: Sequence[Row], card: IndicatorCard, lang: str) -> str:
    """Return rows as CSV: UTF-8 with a mark and ``;``, decimal comma in French."""
    file = io.StringIO()
    write = csv.writer(file, delimiter=";", lineterminator="\r\n").writerow
    write([_("code"), _("territoire"), _("département"), card.label.to(lang), _("état"), _("millésime")])
    for row in kept:
        plain = "" if row.number is None else f"{row.number:.10g}"
        if lang == "fr":
            plain = plain.replace(".", ",")
        write([row.code, row.name, row.department, plain, row.state_label, row.vintage])
    write([])
    for line in sources(card.id):
        write([_("source"), line.title.to(lang), line.producer, line.vintage, line.licence])
    return "\ufeff" + file.getvalue()
