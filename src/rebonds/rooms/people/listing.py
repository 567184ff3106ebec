"""One list for every room: filters in the address, search, sort, pages, CSV, print, an honest empty state.

A list is declared once and answers by itself, with or without JavaScript::

    PROBLEMS = Listing(
        columns=(
            Column("title", _("Problème"), sort="title", link=True),
            Column("theme", _("Thème"), value=lambda p: p.get_theme_display(), sort="theme"),
            Column("changed_at", _("Modifié"), sort="changed_at", kind="day"),
        ),
        filters=(Filter("theme", _("Thème"), choices=Problem.Theme.choices),),
        search=("title", "text"),
        sort="-changed_at",
        empty=_("Aucun problème pour l’instant."),
    )

    @needs("problem.see")
    def problems(request):
        found = Problem.kept.within(request.workspace)
        return PROBLEMS.answer(request, found, "inquire/problems.html")

The template includes ``people/_listing.html``.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import reduce
from operator import or_
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language

from rebonds.sources.sheet import harmless
from rebonds.text import day, number

LONGEST_QUERY = 100
SEARCH, SORT, PAGE, FORMAT = "q", "tri", "page", "format"
TARGET = "liste"


@dataclass(frozen=True)
class Column:
    """A column.

    Parameters
    ----------
    name : str
        Name in the address and in the CSV; also the attribute shown unless ``value`` says otherwise.
    label : str
        Heading.
    value : callable, optional
        What is shown of an object.
    sort : str, optional
        Field or annotation to sort by; none: not sortable.
    kind : str
        ``text``, ``number``, ``day``, ``badge``.
    link : bool
        Whether it leads to the object (``address`` of the list).
    """

    name: str
    label: Any
    value: Callable[[Any], Any] | None = None
    sort: str | None = None
    kind: str = "text"
    link: bool = False

    def of(self, obj: Any) -> Any:
        """Return what the column holds of an object."""
        return self.value(obj) if self.value else getattr(obj, self.name)


@dataclass(frozen=True)
class Filter:
    """A filter.

    Parameters
    ----------
    name : str
        Name in the address.
    label : str
        What is filtered.
    choices : sequence or callable
        Pairs (value, label); a callable is given the request.
    field : str, optional
        Field to compare; by default, ``name``.
    apply : callable, optional
        ``apply(queryset, value)`` where one comparison is not enough.
    """

    name: str
    label: Any
    choices: Sequence[tuple[Any, Any]] | Callable[[HttpRequest], Iterable[tuple[Any, Any]]]
    field: str = ""
    apply: Callable[[Any, str], Any] | None = None

    def options(self, request: HttpRequest) -> list[tuple[str, Any]]:
        """Return the choices."""
        given = self.choices(request) if callable(self.choices) else self.choices
        return [(str(value), label) for value, label in given]

    def keep(self, found: Any, value: str) -> Any:
        """Return the objects that pass."""
        return self.apply(found, value) if self.apply else found.filter(**{self.field or self.name: value})


@dataclass(frozen=True)
class Listing:
    """A list, declared once.

    Parameters
    ----------
    columns, filters : tuples
    search : tuple of str
        Fields where the words that are typed are looked for; each word must be in one of them.
    sort : str
        Order at first, as a field with ``-`` for the reverse.
    per_page : int
    empty : str
        What is said when there is nothing yet.
    address : callable, optional
        ``address(obj, request)`` where the linked column leads; by default ``obj.get_absolute_url()``.
    file : str
        Name of the CSV, without its end.
    """

    columns: tuple[Column, ...]
    filters: tuple[Filter, ...] = ()
    search: tuple[str, ...] = ()
    sort: str = ""
    per_page: int = 50
    empty: Any = ""
    address: Callable[[Any, HttpRequest], str] | None = None
    file: str = "liste"

    def answer(
        self, request: HttpRequest, found: Any, template: str, context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Answer a request: the page, its list only (htmx), or the whole selection as CSV."""
        state = self.state(request, found)
        if request.GET.get(FORMAT) == "csv":
            return self.csv(state)
        wants_part = bool(getattr(request, "htmx", False)) and request.htmx.target == TARGET  # type: ignore[attr-defined]
        full = {**(context or {}), "listing": state}
        return render(request, "people/_listing.html" if wants_part else template, full)

    def state(self, request: HttpRequest, found: Any) -> State:
        """Return the list as it is asked for; what an address asks for and does not exist is left out."""
        total = found.count()
        query = " ".join(request.GET.get(SEARCH, "").split())[:LONGEST_QUERY]
        chosen: dict[str, str] = {}
        shown = []
        for one in self.filters:
            options = one.options(request)
            value = request.GET.get(one.name, "")
            if value and value in {key for key, _ in options}:
                chosen[one.name] = value
                found = one.keep(found, value)
            shown.append(ShownFilter(one.name, one.label, options, chosen.get(one.name, "")))
        for word in query.split() if self.search else ():
            found = found.filter(reduce(or_, (models.Q(**{f"{f}__icontains": word}) for f in self.search)))
        sort = self._sort(request.GET.get(SORT, ""))
        if sort:
            found = found.order_by(*self._order(sort))
        elif self.sort:
            found = found.order_by(self.sort, "pk")
        pages = Paginator(found, self.per_page)
        if not (query or chosen):
            pages.count = total  # a cached property: the same question is not asked twice
        page = pages.get_page(request.GET.get(PAGE))
        return State(self, request, page, total, query if self.search else "", chosen, sort, shown, found)

    def _sort(self, asked: str) -> str:
        known = {c.name for c in self.columns if c.sort}
        return asked if asked.removeprefix("-") in known else ""

    def _order(self, sort: str) -> tuple[str, ...]:
        column = next(c for c in self.columns if c.name == sort.removeprefix("-"))
        reverse = "-" if sort.startswith("-") else ""
        return (f"{reverse}{column.sort}", f"{reverse}pk")

    def csv(self, state: State) -> HttpResponse:
        """Return the whole selection: UTF-8 with BOM, ``;``, every page."""
        out = io.StringIO()
        writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
        writer.writerow([str(c.label) for c in self.columns])
        for obj in state.found:
            writer.writerow([cell_of(c.of(obj)) for c in self.columns])
        response = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{self.file}.csv"'
        return response


def cell_of(value: Any) -> str:
    """Return a cell of CSV; a text that a spreadsheet would run as a formula is quoted by an apostrophe."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float):
        return str(value).replace(".", ",")
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    text = str(value)
    return harmless(text) if isinstance(value, str) else text


@dataclass(frozen=True)
class ShownFilter:
    """A filter with its choices and what is chosen."""

    name: str
    label: Any
    options: list[tuple[str, Any]]
    value: str


@dataclass(frozen=True)
class Cell:
    """What a template shows in a cell."""

    text: Any
    kind: str
    address: str
    label: Any


@dataclass
class State:
    """A list as it is asked for; what the template ``people/_listing.html`` shows."""

    listing: Listing
    request: HttpRequest
    page: Any
    total: int
    query: str
    chosen: dict[str, str]
    sort: str
    filters: list[ShownFilter]
    found: Any = field(repr=False)

    @property
    def count(self) -> int:
        """Number of objects that pass the filters."""
        return int(self.page.paginator.count)

    @property
    def narrowed(self) -> bool:
        """Tell whether filters or a search are on."""
        return bool(self.query or self.chosen)

    @property
    def searchable(self) -> bool:
        """Tell whether words can be looked for."""
        return bool(self.listing.search)

    def link(self, **changes: Any) -> str:
        """Return the address of the list with some of its parts changed; ``None`` takes one out."""
        parts: dict[str, Any] = {SEARCH: self.query, **self.chosen, SORT: self.sort} | changes
        kept = {name: value for name, value in parts.items() if value not in (None, "")}
        return f"{self.request.path}?{urlencode(kept)}" if kept else self.request.path

    @property
    def csv_link(self) -> str:
        """Address of the CSV of the selection."""
        return self.link(**{FORMAT: "csv"})

    @property
    def clear_link(self) -> str:
        """Address of the list without filters."""
        return self.request.path

    @property
    def previous_link(self) -> str:
        """Address of the page before, empty on the first."""
        return self.link(**{PAGE: self.page.previous_page_number()}) if self.page.has_previous() else ""

    @property
    def next_link(self) -> str:
        """Address of the page after, empty on the last."""
        return self.link(**{PAGE: self.page.next_page_number()}) if self.page.has_next() else ""

    @property
    def headings(self) -> list[dict[str, Any]]:
        """Headings with their address of sorting, and the way they sort now."""
        out = []
        for column in self.listing.columns:
            way = {column.name: "ascending", f"-{column.name}": "descending"}.get(self.sort, "")
            following = f"-{column.name}" if way == "ascending" else column.name
            out.append(
                {
                    "label": column.label,
                    "kind": column.kind,
                    "way": way,
                    "address": self.link(**{SORT: following}) if column.sort else "",
                }
            )
        return out

    @property
    def rows(self) -> list[list[Cell]]:
        """Rows of the page."""
        return [[self._cell(column, obj) for column in self.listing.columns] for obj in self.page]

    def _cell(self, column: Column, obj: Any) -> Cell:
        value = column.of(obj)
        lang = "en" if get_language() == "en" else "fr"
        if value is None or value == "":
            text: Any = "–"
        elif column.kind == "number":
            text = number(float(value), lang)
        elif column.kind == "day":
            text = day(timezone.localtime(value).date() if isinstance(value, datetime) else value, lang)
        else:
            text = value
        address = ""
        if column.link:
            to = self.listing.address
            address = to(obj, self.request) if to else obj.get_absolute_url()
        return Cell(text, column.kind, address, column.label)
