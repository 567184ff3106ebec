"""The warehouse and the readings that the room keeps at hand.

A page must come in well under 100 ms: the warehouse is opened once per thread, and readings, which never
change for one warehouse, are kept in memory under its build id.
"""

from __future__ import annotations

import functools
import threading
import tomllib
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, replace
from importlib import resources
from typing import Any, TypeVar

from django.db import DatabaseError, connection
from django.db.models import Count, Max
from django.http import Http404
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

import rebonds
from rebonds import indicators, lenses, territory
from rebonds.errors import AmbiguousTerritoryError, RebondsError
from rebonds.indicators.values import Value
from rebonds.lenses import cited
from rebonds.lenses.reading import Dimension, PairReading, Reading, SourceLine
from rebonds.rooms.observe.models import Grouping
from rebonds.territory.model import Territory
from rebonds.text import Text, number
from rebonds.warehouse import Warehouse
from rebonds.warehouse.store import current_version

T = TypeVar("T")
KEPT = 2048
DEFAULT_SET = "reference"

_local = threading.local()
_lock = threading.Lock()
_memory: OrderedDict[Hashable, Any] = OrderedDict()


def warehouse() -> Warehouse:
    """Return this thread's warehouse, opened again after a new one took its place."""
    version = current_version()
    if getattr(_local, "version", None) != version or version is None:
        _local.warehouse = Warehouse.open()
        _local.version = current_version()
    return _local.warehouse


def remember(key: Hashable, make: Callable[[], T]) -> T:
    """Return the value kept under ``key`` for the warehouse in force, made at need."""
    full = (warehouse().id, key)
    with _lock:
        if full in _memory:
            _memory.move_to_end(full)
            return _memory[full]
    value = make()
    with _lock:
        _memory[full] = value
        while len(_memory) > KEPT:
            _memory.popitem(last=False)
    return value


def known(key: Hashable) -> bool:
    """Tell whether a value is kept under ``key`` for the warehouse in force."""
    full = (warehouse().id, key)
    with _lock:
        return full in _memory


def forget() -> None:
    """Empty the memory (tests)."""
    with _lock:
        _memory.clear()


def find(code: str) -> Territory:
    """Return the territory of a code, groupings of the workbench included.

    Raises
    ------
    UnknownTerritoryError, AmbiguousTerritoryError
        As `rebonds.territory.resolve`.
    """
    if code.startswith("g:"):
        kept = Grouping.kept.filter(slug=code[2:]).first()
        if kept is not None:
            made = territory.groupings.make(kept.name, tuple(kept.members))
            return replace(made, code=kept.code, name=kept.name)
    return territory.resolve(code)


def asked(typed: str, lang: str) -> dict[str, Any]:
    """Return what stands behind what was typed: the territory, else why there is none and what it may mean."""
    found: dict[str, Any] = {"typed": typed, "place": None, "error": "", "candidates": []}
    if not typed:
        return found
    try:
        found["place"] = find(typed)
    except RebondsError as error:
        found["error"] = error.message(lang)
        found["candidates"] = search(typed, limit=8 if isinstance(error, AmbiguousTerritoryError) else 5)
    return found


def find_or_404(code: str) -> Territory:
    """Return the territory of a code; an unknown one is a page that does not exist and says why."""
    try:
        return find(code)
    except RebondsError as error:
        raise Http404(str(error)) from error


def identity(place: Territory) -> Hashable:
    """Return what makes a territory the same for the memory: a grouping may be remade under its code."""
    return (place.level, place.code, place.name, place.communes if place.level == "grouping" else ())


def address_code(place: Territory) -> str:
    """Return the code that stands for a territory in an address: a region's is also a département's."""
    return f"R{place.code}" if place.level == "region" else place.code


def reading(place: Territory, threshold_set: str = "reference", theme: str | None = None) -> Reading:
    """Return the doughnut of a territory, kept in memory."""
    return remember(
        ("reading", identity(place), threshold_set, theme),
        lambda: lenses.doughnut(warehouse(), place, threshold_set=threshold_set, theme=theme),
    )


def pair(
    a: Territory, b: Territory, threshold_set: str = "reference", theme: str | None = None
) -> PairReading:
    """Return the reading of two territories side by side, kept in memory."""
    return remember(
        ("pair", identity(a), identity(b), threshold_set, theme),
        lambda: lenses.pair(warehouse(), a, b, threshold_set=threshold_set, theme=theme),
    )


@dataclass(frozen=True)
class Found:
    """A territory that answers to a search, with the name of its level."""

    code: str
    name: str
    level: str
    level_label: str
    detail: Text | str


def level_label(level: str, kind: str = "") -> str:
    """Return the name of a level."""
    kinds = {
        "CC": _("Communauté de communes"),
        "CA": _("Communauté d’agglomération"),
        "CU": _("Communauté urbaine"),
        "METRO": _("Métropole"),
        "MET69": _("Métropole"),
    }
    levels = {
        "commune": _("Commune"),
        "epci": _("Intercommunalité"),
        "ept": _("Établissement public territorial"),
        "departement": _("Département"),
        "region": _("Région"),
        "france": _("Pays"),
        "grouping": _("Groupement"),
    }
    return kinds.get(kind) or levels.get(level, level)


def search(query: str, limit: int = 10, levels: Iterable[str] | None = None) -> list[Found]:
    """Return the territories that answer to a name, a code or a postcode."""
    found = territory.search(query, limit=limit, levels=tuple(levels) if levels else None)
    return [Found(m.code, m.name, m.level, level_label(m.level), m.detail) for m in found]


@dataclass(frozen=True)
class Place:
    """An EPCI in a list."""

    code: str
    name: str
    department: str


def epcis() -> tuple[Place, ...]:
    """Return every EPCI with its département."""
    return remember(("epcis",), _epcis)


def _epcis() -> tuple[Place, ...]:
    rows = warehouse().query(
        "SELECT code, name, departement FROM territory WHERE level = 'epci' ORDER BY code"
    )
    return tuple(Place(code, name, department or "") for code, name, department in rows)


def department_names() -> dict[str, str]:
    """Return the names of the départements."""
    return remember(
        ("departments",),
        lambda: dict(warehouse().query("SELECT code, name FROM territory WHERE level = 'departement'")),
    )


def epci_values(ident: str) -> dict[str, Value]:
    """Return the latest value of an indicator for every EPCI that has one."""
    return remember(
        ("values", ident), lambda: indicators.table(warehouse(), level="epci", ids=[ident]).get(ident, {})
    )


def epci_coverage() -> dict[str, int]:
    """Return, by indicator, how many EPCI have a figure."""
    return remember(
        ("coverage",),
        lambda: dict(
            warehouse().query(
                "SELECT indicator, count(DISTINCT code) FROM value "
                "WHERE level = 'epci' AND state IN ('measured', 'estimated') GROUP BY indicator"
            )
        ),
    )


def source_lines(ids: Iterable[str] | None = None) -> list[SourceLine]:
    """Return the sources of the warehouse, or those asked for."""
    wanted = None if ids is None else set(ids)
    return [one["line"] for one in all_sources() if wanted is None or one["line"].id in wanted]


def all_sources() -> list[dict[str, Any]]:
    """Return every source of the warehouse with its reach and its next release."""
    return remember(("sources",), lambda: [_source(row) for row in warehouse().sources()])


def _source(row: Mapping[str, Any]) -> dict[str, Any]:
    return {"line": cited.line(row), "territories": row["territories"], "next_release": row["next_release"]}


def check_results() -> list[dict[str, Any]]:
    """Return the outcome of the consistency checks of the build."""
    return remember(
        ("checks",),
        lambda: [
            {"message": c.message, "ok": c.ok, "severity": c.severity} for c in warehouse().check_results()
        ],
    )


def dimensions() -> list[Dimension]:
    """Return the dimensions of the doughnut in drawing order."""
    return list(lenses.dimensions().values())


def dimension_label(ident: str) -> Text | None:
    """Return the name of a dimension; nothing for an indicator of context."""
    found = lenses.dimensions().get(ident)
    return found.label if found else None


def questions(lang: str) -> dict[str, str]:
    """Return the question that each dimension asks."""
    return {d.id: d.question.to(lang) for d in dimensions()}


@functools.cache
def threshold_sets() -> dict[str, Text]:
    """Return the threshold sets by identifier."""
    return dict(lenses.threshold_sets())


@functools.cache
def themes() -> dict[str, Text]:
    """Return the thematic doughnuts by identifier."""
    return {ident: theme.title for ident, theme in lenses.themes().items()}


def facts(place: Territory) -> list[str]:
    """Return what situates a territory: kind, code, population, communes, area."""
    lang = "en" if get_language() == "en" else "fr"
    out = [level_label(place.level, place.kind), _("code %(code)s") % {"code": place.code}]
    if place.population:
        out.append(_("%(n)s habitants") % {"n": number(place.population, lang, 0)})
    if place.level not in ("commune", "france"):
        n = len(place.communes)
        words = ngettext("%(n)s commune", "%(n)s communes", n)
        out.append(words % {"n": number(n, lang, 0)})
    area = territory.area_km2(place) if place.level in ("commune", "epci") else None
    if area is not None:
        out.append(f"{number(area, lang, 0)}\u00a0km²")
    return out


def programme() -> list[dict[str, str]]:
    """Return the territories of the programme, with what they are."""
    codes = tomllib.loads((resources.files(__package__) / "programme.toml").read_text(encoding="utf-8"))[
        "codes"
    ]
    return remember(("programme", get_language()), lambda: [_tile(code) for code in codes])


def _tile(code: str) -> dict[str, str]:
    place = find(code)
    kept = [fact for fact in facts(place) if place.code not in fact]
    return {
        "code": code,
        "name": place.name,
        "detail": " · ".join(fact.replace(" ", "\u00a0") for fact in kept),
    }


def shipped_groupings() -> list[Territory]:
    """Return the groupings that come with the installation or stand in its folder."""
    return territory.groupings.saved()


def numbers() -> dict[str, str]:
    """Return the size of the workbench: EPCI, indicators with data, sources."""
    lang = "en" if get_language() == "en" else "fr"
    counts = {"epci": len(epcis()), "indicators": len(epci_coverage()), "sources": len(all_sources())}
    return {name: number(count, lang, 0) for name, count in counts.items()}


def version_tag() -> str:
    """Return what an answer of the API depends on besides its address."""
    return f"{rebonds.__version__}-{warehouse().id}"


def groupings_tag(address: str) -> str:
    """Return what an answer about a grouping depends on besides: the groupings of the workbench."""
    if "g:" not in address and "g%3A" not in address:
        return ""
    state = Grouping.objects.aggregate(n=Count("id"), gone=Count("deleted_at"), last=Max("deleted_at"))
    return f"{state['n']}-{state['gone']}-{state['last']}"


def health() -> dict[str, str]:
    """Say for the database and the warehouse whether they answer."""
    out = {}
    try:
        connection.ensure_connection()
        out["database"] = "ok"
    except DatabaseError as error:
        out["database"] = type(error).__name__
    try:
        warehouse().query("SELECT 1")
        out["warehouse"] = "ok"
    except (RebondsError, OSError) as error:
        out["warehouse"] = type(error).__name__
    return out
