"""The board of synergies: what people opened, what the search finds, what is missing; files to take away."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rebonds.errors import RebondsError
from rebonds.reporting.deliver import rendered
from rebonds.reporting.synergies import synergies_report
from rebonds.rooms.firms import store
from rebonds.rooms.firms.forms import MoveForm, NoteForm
from rebonds.rooms.firms.models import STATE_CHOICES, Firm, Synergy
from rebonds.rooms.firms.parameters import parameters
from rebonds.rooms.observe.reports import page as report_page
from rebonds.rooms.people import access, editing
from rebonds.rooms.people.access import needs
from rebonds.text import number

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
    "pdf": "application/pdf",
}


def page_of(synergy: Synergy, request: Any) -> str:
    """Return the address of a synergy."""
    return reverse("synergy", kwargs={"workspace": request.workspace.slug, "uid": synergy.uid})


@needs("synergy.see")
@require_safe
def board(request: Any) -> HttpResponse:
    """Show synergies by state, then what the search finds that nobody opened yet."""
    held, lang = store.opened(request.workspace), request.LANGUAGE_CODE
    found = store.reading(request.member)
    known = {(one.giver.uid, one.receiver.uid, one.resource) for one in held}
    report = report_page(synergies_report(named(found, request)), lang)
    matches = [
        {
            "one": one,
            "quantity": number(one.quantity.value, lang) if one.quantity.value is not None else "",
            "worth": number(one.net_value.value, lang) if one.net_value.value is not None else "",
            "reason": one.reason.to(lang),
            "far": number(one.distance_km, lang) if one.distance_km is not None else "",
        }
        for one in found.matches
        if (one.giver, one.receiver, one.resource) not in known
    ]
    leads = [
        {"one": one, "reason": one.reason.to(lang)}
        for one in found.leads
        if (one.giver, one.receiver, one.resource) not in known
    ]
    context = {
        "states": [
            {"key": key, "label": label, "held": [one for one in held if one.state == key]}
            for key, label in STATE_CHOICES
        ],
        "matches": matches,
        "leads": leads[: parameters()["shown"]["leads"]],
        "lead_count": len(leads),
        "report": report,
        "tables": [table for table in report["tables"] if table["id"] in ("missing", "left", "totals")],
        "may_add": access.allowed(request.member, "synergy.add"),
        "exports": [
            (kind, reverse("synergies-export", kwargs={"workspace": request.workspace.slug, "kind": kind}))
            for kind in TYPES
        ],
    }
    return render(request, "firms/synergies.html", context)


def named(found: Any, request: Any) -> Any:
    """Return a reading that says where it comes from."""
    return replace(found, sources=(request.workspace.name,))


@needs("synergy.see")
@require_safe
def export(request: Any, kind: str) -> HttpResponse:
    """Return the synergies as a file: what the member may see, nothing more."""
    if kind not in TYPES:
        raise Http404(kind)
    report = synergies_report(named(store.reading(request.member), request))
    response = HttpResponse(rendered(report, kind, request.LANGUAGE_CODE), content_type=TYPES[kind])
    response["Content-Disposition"] = f'attachment; filename="synergies.{kind}"'
    return response


@needs("synergy.add")
@require_POST
def open_one(request: Any) -> HttpResponse:
    """Open a synergy that the search found: it is presumed, from today."""
    here = Firm.kept.within(request.workspace)
    giver, receiver = (
        get_object_or_404(here, uid=request.POST.get(name, "")) for name in ("giver", "receiver")
    )
    asked = (giver.uid, receiver.uid, request.POST.get("resource", ""))
    found = store.reading(request.member)
    needed = {(one.giver, one.receiver, one.resource): one.needed for one in found.matches}
    needed |= {(one.giver, one.receiver, one.resource): one.needed for one in found.leads}
    if asked not in needed:
        raise Http404
    made = store.open_synergy(giver, receiver, asked[2], needed[asked], request.member)
    messages.success(
        request, _("La synergie est ouverte : notez quand les deux entreprises en auront parlé.")
    )
    return redirect(page_of(made, request))


@needs("synergy.see", Synergy)
@require_safe
def synergy(request: Any) -> HttpResponse:
    """Show a synergy: its states with their days, what is told of it, and what may follow."""
    return shown(request, None)


def shown(request: Any, form: Any) -> HttpResponse:
    """Show a synergy, with a form that may have been refused."""
    one = request.object
    names = dict(STATE_CHOICES)
    context = {
        "synergy": one,
        "steps": [{"label": names[step.state], "date": step.date} for step in one.steps],
        "may_edit": access.allowed(request.member, "synergy.edit", one),
        "form": form or MoveForm(synergy=one),
    }
    return render(request, "firms/synergy.html", context, status=422 if form else 200)


@needs("synergy.edit", Synergy)
@require_POST
def move(request: Any) -> HttpResponse:
    """Move a synergy one state on, or one back."""
    form = MoveForm(request.POST, synergy=request.object)
    if form.is_valid():
        try:
            store.move(request.object, form.cleaned_data["state"], form.cleaned_data["date"], request.member)
        except RebondsError as error:
            form.add_error("date", error.message(request.LANGUAGE_CODE))
    if form.errors:
        return shown(request, form)
    messages.success(request, _("C’est noté : %(state)s.") % {"state": request.object.get_state_display()})
    return redirect(page_of(request.object, request))


@needs("synergy.edit", Synergy)
@require_http_methods(["GET", "HEAD", "POST"])
def note(request: Any) -> HttpResponse:
    """Write what is told of a synergy."""
    return editing.edit(request, NoteForm, "firms/note.html", obj=request.object)
