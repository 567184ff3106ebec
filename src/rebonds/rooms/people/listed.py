"""A list as an address asks for it, and as its template shows it: what `listing.Listing` returns."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language

from rebonds.text import day, number

if TYPE_CHECKING:
    from rebonds.rooms.people.listing import Column, Listing

#: Names of what an address asks for.
SEARCH, SORT, PAGE, FORMAT = "q", "tri", "page", "format"


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
