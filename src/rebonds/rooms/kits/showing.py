"""What every page of the room shows: a report, as a page or as a file; texts of options, as ballots hold them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from rebonds.lenses.plain import LICENCE, NOT_OPEN
from rebonds.lenses.reading import SourceLine
from rebonds.lenses.tables import NONE, Cell, Column, Table
from rebonds.reporting.deliver import TYPES, rendered
from rebonds.reporting.report import Report
from rebonds.rooms.observe.reports import page
from rebonds.text import Text, typeset

FORMATS = ("pdf", "xlsx", "csv")


def language() -> str:
    """Return the language of the page."""
    return "en" if get_language() == "en" else "fr"


def as_option(ident: str, text: Text, **more: Any) -> dict[str, Any]:
    """Return an option of a ballot."""
    return {"id": ident, "fr": text.fr, "en": text.en, **more}


def both(said: str) -> Text:
    """Return what somebody wrote, the same in both languages."""
    return Text(said, said)


def fr_en(fr: str, en: str) -> Text:
    """Return a text, its French typeset."""
    return Text(typeset(fr), en)


def column(key: str, label: Text, kind: str = "text", weight: float = 1.0) -> Column:
    """Return a column."""
    return Column(key, label, kind, weight=weight)


RANK = Column("rank", Text("n°", "no."), "amount", weight=0.3)


def table(
    ident: str,
    title: Text,
    columns: Sequence[Column],
    rows: Iterable[Sequence[Cell]],
    *,
    note: Text = NONE,
    cards: bool = False,
) -> Table:
    """Return a table; its rows as numbered cards, the first column for title, where texts are long."""
    if not cards:
        return Table(ident, title, tuple(columns), tuple(map(tuple, rows)), note=note)
    numbered = tuple((rank, *row) for rank, row in enumerate(rows, start=1))
    return Table(ident, title, (RANK, *columns), numbered, note=note, layout="records")


GROUP = SourceLine(
    "group",
    fr_en("Ce que le groupe a écrit ou voté ici", "What the group wrote or voted here"),
    "le groupe",
    NOT_OPEN,
    "",
)


def kit_source(name: str) -> SourceLine:
    """Return the source line of a kit that ships."""
    title = fr_en(f"Kit « {name} » de Rebonds", f"Rebonds kit “{name}”")
    return SourceLine(f"kit-{name}", title, "Rebonds", LICENCE, "")


def answer(
    request: Any, report: Report, template: str, context: dict[str, Any] | None = None, *, more: str = ""
) -> HttpResponse:
    """Answer with the page of a report, or with the file that ``?format=`` asks for.

    Parameters
    ----------
    more : str
        Query that the addresses of files keep.
    """
    kind = request.GET.get("format", "")
    if kind:
        if kind not in FORMATS:
            raise Http404(kind)
        response = HttpResponse(rendered(report, kind, language(), full=True), content_type=TYPES[kind])
        response["Content-Disposition"] = f'attachment; filename="{report.name}.{kind}"'
        return response
    before = f"{more}&" if more else ""
    full = {
        "report": page(report, language()),
        "exports": [(one, f"?{before}format={one}") for one in FORMATS],
        **(context or {}),
    }
    return render(request, template, full)
