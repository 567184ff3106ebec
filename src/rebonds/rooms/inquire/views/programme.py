"""The programme: phases on a line, meetings, what comes out of them, the calendar and the run-sheet."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rebonds.content import runsheet
from rebonds.errors import RebondsError
from rebonds.rooms.inquire import calendar
from rebonds.rooms.inquire.forms import MeetingForm, PhaseForm
from rebonds.rooms.inquire.models import Decision, Meeting, Phase
from rebonds.rooms.people import access, editing, registry, thread
from rebonds.rooms.people.access import needs
from rebonds.rooms.people.listing import Column, Filter, Listing
from rebonds.rooms.people.models import Link

RECENT = 30


def page_of(obj: Any, request: HttpRequest) -> str:
    """Return the address of a phase, a meeting or a decision."""
    return registry.kind_of(obj).address(obj, request.workspace)  # type: ignore[attr-defined]


def _when(found: Any, value: str) -> Any:
    now = timezone.now()
    return found.filter(ends_at__gte=now) if value == "next" else found.filter(ends_at__lt=now)


MEETINGS = Listing(
    columns=(
        Column("title", gettext_lazy("Rencontre"), sort="title", link=True),
        Column("starts_at", gettext_lazy("Date"), sort="starts_at", kind="moment"),
        Column("place", gettext_lazy("Lieu"), sort="place"),
        Column("phase", gettext_lazy("Phase"), value=lambda m: m.phase, sort="phase__begins"),
        Column(
            "authority", gettext_lazy("Accueillie par"), value=lambda m: m.authority, sort="authority__name"
        ),
    ),
    filters=(
        Filter(
            "phase",
            gettext_lazy("Phase"),
            choices=lambda r: [(p.uid, p) for p in Phase.kept.within(r.workspace)],  # type: ignore[attr-defined]
            field="phase__uid",
        ),
        Filter(
            "quand",
            gettext_lazy("Quand"),
            choices=(("next", gettext_lazy("À venir")), ("past", gettext_lazy("Passées"))),
            apply=_when,
        ),
    ),
    search=("title", "place", "purpose", "inputs", "outputs"),
    sort="starts_at",
    empty=gettext_lazy("Aucune rencontre pour l’instant."),
    address=page_of,
    file="rencontres",
)


@needs("programme.see")
@require_safe
def programme(request: Any) -> HttpResponse:
    """Show the agenda: phases on a line with their meetings, then those of no phase, then the people."""
    now = timezone.now()
    phases = list(Phase.kept.within(request.workspace))
    meetings = list(Meeting.kept.within(request.workspace).select_related("authority"))
    uids = [one.uid for one in meetings]
    came = dict(
        Link.objects.filter(workspace=request.workspace, parent_uid__in=uids)
        .values_list("parent_uid")
        .annotate(n=Count("pk"))
    )
    rows = [{"meeting": one, "past": one.ends_at < now, "outputs": came.get(one.uid, 0)} for one in meetings]
    held = {one.pk for one in phases}
    context = {
        "phases": [
            {
                "phase": one,
                "past": one.ends < now.date(),
                "here": one.begins <= now.date() <= one.ends,
                "meetings": [row for row in rows if row["meeting"].phase_id == one.pk],
            }
            for one in phases
        ],
        "alone": [row for row in rows if row["meeting"].phase_id not in held],
        "next": next((row["meeting"] for row in rows if not row["past"]), None),
        "may_edit": access.allowed(request.member, "programme.edit"),
        "may_see_people": access.allowed(request.member, "member.see"),
    }
    return render(request, "inquire/programme.html", context)


@needs("programme.see")
@require_safe
def meetings(request: Any) -> HttpResponse:
    """List the meetings."""
    found = Meeting.kept.within(request.workspace).select_related("phase", "authority")
    return MEETINGS.answer(request, found, "inquire/meetings.html")


@needs("programme.see")
@require_safe
def ics(request: Any) -> HttpResponse:
    """Give every meeting as a calendar."""
    return _calendar(request, Meeting.kept.within(request.workspace), "programme")


@needs("programme.see", Meeting)
@require_safe
def meeting_ics(request: Any) -> HttpResponse:
    """Give one meeting as a calendar."""
    return _calendar(request, [request.object], "rencontre")


def _calendar(request: Any, found: Any, file: str) -> HttpResponse:
    content = calendar.ics(
        found,
        str(request.workspace),
        lambda one: request.build_absolute_uri(page_of(one, request)),
        request.get_host().split(":")[0],
    )
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{file}.ics"'
    return response


@needs("programme.see", Phase)
@require_safe
def phase(request: Any) -> HttpResponse:
    """Show a phase."""
    held = request.object
    found = Meeting.kept.filter(phase=held)
    return render(request, "inquire/phase.html", {"obj": held, "meetings": list(found)})


@needs("programme.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def phase_new(request: Any) -> HttpResponse:
    """Add a phase."""
    return editing.edit(request, PhaseForm, "inquire/phase_edit.html")


@needs("programme.edit", Phase)
@require_http_methods(["GET", "HEAD", "POST"])
def phase_edit(request: Any) -> HttpResponse:
    """Change a phase."""
    return editing.edit(request, PhaseForm, "inquire/phase_edit.html", obj=request.object)


@needs("programme.see", Meeting)
@require_safe
def meeting(request: Any) -> HttpResponse:
    """Show a meeting: what is brought, how it runs, what came out of it."""
    held = request.object
    came = thread.seen_by(request.member, thread.children(held))
    decisions = [step.obj for step in came if isinstance(step.obj, Decision)]
    outputs = [shown(step, request) for step in came if not isinstance(step.obj, Decision)]
    inputs = [shown(step, request) for step in thread.seen_by(request.member, thread.parents(held))]
    may_edit = access.allowed(request.member, "programme.edit", held)
    context = {
        "obj": held,
        "steps": _timed(held),
        "outputs": outputs,
        "inputs": inputs,
        "decisions": decisions,
        "may_edit": may_edit,
        "candidates": candidates(request, held) if may_edit else [],
    }
    return render(request, "inquire/meeting.html", context)


def shown(step: thread.Step, request: Any) -> dict[str, Any]:
    """Return an object of the thread as pages show it."""
    return {
        "obj": step.obj,
        "kind": step.kind.kind,
        "label": step.kind.label,
        "address": step.kind.address(step.obj, request.workspace),
    }


def _timed(held: Meeting) -> list[dict[str, Any]]:
    try:
        steps = runsheet.read(held.run_sheet)
    except RebondsError:
        return []
    begins = timezone.localtime(held.starts_at)
    return [{"step": one, "at": one.at(begins)} for one in steps]


def candidates(request: Any, held: Meeting) -> list[dict[str, Any]]:
    """Return the latest objects that could come from a meeting: of any kind, not yet tied to one."""
    tied = set(
        Link.objects.filter(workspace=request.workspace, parent_kind="meeting").values_list(
            "child_uid", flat=True
        )
    )
    out = []
    for kind in registry.kinds().values():
        if kind.kind in ("meeting", "phase") or not access.allowed(request.member, kind.see):
            continue
        for one in kind.model.kept.within(request.workspace).order_by("-changed_at")[:RECENT]:
            if one.uid not in tied:
                out.append({"value": f"{kind.kind}:{one.uid}", "label": kind.label, "obj": one})
    out.sort(key=lambda one: one["obj"].changed_at, reverse=True)
    return out[:RECENT]


@needs("programme.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def meeting_new(request: Any) -> HttpResponse:
    """Call a meeting, from a workshop of the kits if one is chosen."""
    lang = request.LANGUAGE_CODE
    held = runsheet.workshops()
    initial: dict[str, Any] = {}
    chosen = held.get(request.GET.get("atelier", ""))
    if chosen is not None:
        initial = {
            "title": chosen.title.to(lang),
            "purpose": chosen.purpose.to(lang),
            "inputs": "\n".join(text.to(lang) for text in chosen.material),
            "run_sheet": runsheet.write(chosen, lang),
        }
    start = (timezone.localtime() + timedelta(days=7)).replace(hour=9, minute=30, second=0, microsecond=0)
    minutes = chosen.minutes if chosen is not None else 120
    initial |= {"starts_at": start, "ends_at": start + timedelta(minutes=minutes)}
    kwargs = {"initial": initial} if request.method != "POST" else {}
    choices = [(key, one.title.to(lang), one.minutes) for key, one in held.items()]
    context = {"workshops": choices, "chosen": request.GET.get("atelier", "")}
    draft = f"meeting-{chosen.id}" if chosen is not None else "meeting"
    return editing.edit(
        request, MeetingForm, "inquire/meeting_edit.html", draft=draft, context=context, form_kwargs=kwargs
    )


@needs("programme.edit", Meeting)
@require_http_methods(["GET", "HEAD", "POST"])
def meeting_edit(request: Any) -> HttpResponse:
    """Change a meeting, or say what came out of it."""
    return editing.edit(request, MeetingForm, "inquire/meeting_edit.html", obj=request.object)


@needs("programme.see", Meeting)
@require_safe
def run(request: Any) -> HttpResponse:
    """Show the run-sheet with its timer."""
    return render(request, "inquire/run.html", {"obj": request.object, "steps": _timed(request.object)})


@needs("programme.edit", Meeting)
@require_POST
def attach(request: Any) -> HttpResponse:
    """Say that an object came out of a meeting, or was brought to it; or take that back."""
    kind, _sep, uid = request.POST.get("what", "").partition(":")
    if not uid:
        raise Http404
    _found, other = registry.find(request.workspace, kind, uid)
    held = request.object
    child, parent = (held, other) if request.POST.get("as") == "input" else (other, held)
    if request.POST.get("do") == "detach":
        thread.unlink(child, parent)
        messages.success(request, _("Le lien est retiré ; l’objet reste."))
    else:
        try:
            thread.link(child, parent, request.member)
        except RebondsError as error:
            messages.error(request, error.message(request.LANGUAGE_CODE))
    return redirect(page_of(held, request))
