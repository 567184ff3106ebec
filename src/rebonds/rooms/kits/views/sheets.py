"""Sheets: the list of a kind, writing one, reading it, and what follows."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rebonds.content.deliberating import Shadow
from rebonds.content.kits import load
from rebonds.errors import RebondsError
from rebonds.reporting.report import Report
from rebonds.rooms.kits import committee, frames, officials, posters
from rebonds.rooms.kits.access_conditions import readable
from rebonds.rooms.kits.forms import OutcomeForm, form_of
from rebonds.rooms.kits.kinds import DECKS, KINDS, Kind
from rebonds.rooms.kits.models import Sheet
from rebonds.rooms.kits.showing import answer, language
from rebonds.rooms.kits.views.own import deck_asked
from rebonds.rooms.people import access, changes, editing, thread
from rebonds.rooms.people.access import needs
from rebonds.rooms.people.listing import Column, Listing

#: What a sheet is read as, where its kit makes more of it than its own texts.
REPORTS = {
    "opinion": frames.opinion_report,
    "project": frames.debate_file,
    "decision": officials.decision_report,
}


def address(sheet: Sheet, request: Any) -> str:
    """Return the page of a sheet."""
    return reverse("sheet", kwargs={"workspace": request.workspace.slug, "uid": sheet.uid})


def _author(sheet: Sheet) -> str:
    """Return who wrote a sheet; of a reaction, only if its author agrees."""
    if sheet.kind == "quote" and not sheet.agreed:
        return _("sans nom")
    return str(sheet.created_by or "–")


SHEETS = Listing(
    columns=(
        Column("title", gettext_lazy("Titre"), sort="title", link=True),
        Column("choice", gettext_lazy("À propos de"), value=lambda s: frames.chosen(s).to(language())),
        Column("day", gettext_lazy("Date"), value=lambda s: s.day or "", sort="day", kind="day"),
        Column("adopted_on", gettext_lazy("Adopté le"), value=lambda s: s.adopted_on or "", kind="day"),
        Column("author", gettext_lazy("Par"), value=_author),
        Column("changed_at", gettext_lazy("Modifié"), sort="changed_at", kind="day"),
    ),
    search=("title",),
    sort="-changed_at",
    empty=gettext_lazy("Rien encore."),
    address=address,
    file="fiches",
)


def kind_named(name: str) -> Kind:
    """Return a kind of sheets; 404 where there is none: it comes from an address."""
    if name not in KINDS:
        raise Http404(name)
    return KINDS[name]


@needs("kit.list")
@require_safe
def sheets(request: Any, kind: str) -> HttpResponse:
    """List the sheets of a kind that the visitor may read."""
    frame, lang = kind_named(kind), language()
    found = Sheet.kept.within(request.workspace).filter(kind=kind).select_related("created_by")
    if kind == "position":
        hidden = [one.pk for one in found if not readable(request.member, one)]
        found = found.exclude(pk__in=hidden)
    listing = Listing(
        **{**vars(SHEETS), "columns": tuple(c for c in SHEETS.columns if _useful(c.name, frame))}
    )
    context = {
        "kind": kind,
        "plural": frame.plural.to(lang),
        "about": frame.about.to(lang),
        "label": frame.label.to(lang),
        "starts": not frame.parent,
    }
    return listing.answer(request, found, "kits/sheets.html", context)


def _useful(name: str, frame: Kind) -> bool:
    wanted = {"choice": frame.choice, "day": frame.day, "adopted_on": frame.name == "opinion"}
    return bool(wanted.get(name, True))


def _parent(request: Any, frame: Kind) -> Sheet | None:
    if not frame.parent:
        return None
    uid = request.GET.get("de", "")[:16]
    found = Sheet.kept.within(request.workspace).filter(uid=uid, kind=frame.parent).first()
    if found is None:
        raise Http404(uid)
    return found


@needs("sheet.add")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Any, kind: str) -> HttpResponse:
    """Write a sheet."""
    frame = kind_named(kind)
    parent = _parent(request, frame)
    deck = parent.deck if parent is not None else deck_asked(request, DECKS.get(kind, ""))
    context = {
        "deck": deck,
        "kind": kind,
        "label": frame.label.to(language()),
        "about": frame.about.to(language()),
        "parent": parent,
    }
    after = parent or deck
    draft = f"{kind}-{after.uid}" if after else kind

    def tie(sheet: Sheet, _form: Any) -> None:
        if parent is not None:
            thread.link(sheet, parent, request.member)

    return editing.edit(
        request,
        form_of(kind, deck),
        "kits/sheet_edit.html",
        draft=draft[:30],
        context=context,
        form_kwargs={"parent": parent, "chosen": request.GET.get("carte", "")[:40]},
        after=tie,
    )


@needs("sheet.edit", Sheet)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: Any) -> HttpResponse:
    """Change a sheet; an adopted one stays as it is."""
    sheet = request.object
    context = {"kind": sheet.kind, "label": sheet.frame.label.to(language()), "parent": sheet.parent}
    return editing.edit(
        request, form_of(sheet.kind, sheet.deck), "kits/sheet_edit.html", obj=sheet, context=context
    )


def report_of(sheet: Sheet) -> Report:
    """Return what a sheet says."""
    return REPORTS.get(sheet.kind, frames.sheet_report)(sheet)


@needs("sheet.see", Sheet)
@require_safe
def sheet(request: Any) -> HttpResponse:
    """Show a sheet, or give it as a file; a fiction also as an A3 poster."""
    held = request.object
    if request.GET.get("format") == "affiche":
        if held.kind != "fiction":
            raise Http404
        response = HttpResponse(posters.poster(held, language()), content_type="application/pdf")
        response["Content-Disposition"] = f'attachment; filename="affiche-{held.uid}.pdf"'
        return response
    member, lang = request.member, language()
    children = list(held.children.filter(deleted_at=None).order_by("pk"))
    kinds = [one for one in KINDS.values() if one.parent == held.kind]
    context = {
        "sheet": held,
        "label": held.frame.label.to(lang),
        "author": _author(held),
        "groups": [
            {
                "kind": one.name,
                "label": one.label.to(lang),
                "plural": one.plural.to(lang),
                "sheets": [
                    {
                        "sheet": child,
                        "choice": frames.chosen(child).to(lang),
                        "shown": readable(member, child),
                    }
                    for child in children
                    if child.kind == one.name
                ],
            }
            for one in kinds
        ],
        "leads": access.allowed(member, "sheet.lead", held),
        "may_edit": access.allowed(member, "sheet.edit", held),
        "may_add": access.allowed(member, "sheet.add"),
        "follows": held.kind == "opinion" and access.allowed(member, "sheet.follow", held),
        "runs_draws": held.kind == "convention" and access.allowed(member, "draw.run"),
        "draws": list(held.draws.filter(deleted_at=None)) if held.kind == "convention" else [],
    }
    return answer(request, report_of(held), "kits/sheet.html", context)


@needs("sheet.lead", Sheet)
@require_POST
def vote(request: Any) -> HttpResponse:
    """Put an opinion, or a convention's proposals, to the vote."""
    held = request.object
    if held.kind not in ("opinion", "convention"):
        raise Http404(held.kind)
    try:
        made = committee.put_to_vote(held, request.member)
    except RebondsError as error:
        messages.error(request, error.message(request.LANGUAGE_CODE))
        return redirect(address(held, request))
    return redirect("ballot-edit", workspace=request.workspace.slug, uid=made.uid)


@needs("sheet.lead", Sheet)
@require_POST
def adopt(request: Any) -> HttpResponse:
    """Adopt an opinion by the vote on it."""
    try:
        committee.adopt(request.object, request.member)
    except RebondsError as error:
        messages.error(request, error.message(request.LANGUAGE_CODE))
    else:
        messages.success(request, _("L’avis est adopté : il ne change plus."))
    return redirect(address(request.object, request))


@needs("sheet.follow", Sheet)
@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: Any) -> HttpResponse:
    """Say what happened since an opinion was adopted."""
    held = request.object
    if held.kind != "opinion" or held.is_open:
        raise Http404(held.kind)
    lang = language()
    known = load(Shadow).outcomes
    choices = [("", "–"), *((one.id, one.label.to(lang)) for one in known)]
    form = OutcomeForm(request.POST or None, instance=held, choices=choices)
    if request.method == "POST" and form.is_valid():
        changes.save(form, request.member)
        messages.success(request, _("C’est enregistré."))
        return redirect(address(held, request))
    context = {
        "form": form,
        "sheet": held,
        "expected": held.said.get("prediction", ""),
        "outcomes": [{"label": one.label.to(lang), "text": one.text.to(lang)} for one in known],
    }
    return render(request, "kits/follow.html", context, status=422 if form.errors else 200)


@needs("kit.list")
@require_safe
def opinions(request: Any) -> HttpResponse:
    """Show every adopted opinion on one page, to read or to print."""
    found = Sheet.kept.within(request.workspace).filter(kind="opinion").exclude(adopted_on=None)
    report = frames.opinions_report(list(found.order_by("-day", "-pk")))
    return answer(request, report, "kits/report.html", {"back": "opinion"})
