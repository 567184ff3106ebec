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
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from operator import or_
from typing import Any

from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from rebonds.formulas import harmless
from rebonds.rooms.people.listed import FORMAT, PAGE, SEARCH, SORT, ShownFilter, State

LONGEST_QUERY = 100
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
