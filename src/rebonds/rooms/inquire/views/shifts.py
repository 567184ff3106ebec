"""Shifts: the list with its radar, one shift, and placing one's territory."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rebonds.content import kits
from rebonds.content.inquiring import LEVELS, Shifts
from rebonds.drawing.radar import Axis, radar_svg
from rebonds.errors import RebondsError
from rebonds.rooms.inquire import decks, positions
from rebonds.rooms.inquire.forms import ShiftForm
from rebonds.rooms.inquire.models import Problem, Shift, ShiftPosition
from rebonds.rooms.people import access, editing, thread
from rebonds.rooms.people.access import needs
from rebonds.rooms.people.listing import Column, Listing
from rebonds.rooms.people.models import Authority
from rebonds.text import number

EVERYONE = ""


def page_of(shift: Any, request: HttpRequest) -> str:
    """Return the address of a shift."""
    return reverse("shift", kwargs={"workspace": request.workspace.slug, "uid": shift.uid})  # type: ignore[attr-defined]


SHIFTS = Listing(
    columns=(
        Column("to", gettext_lazy("Vers"), sort="to_fr", link=True),
        Column("from_", gettext_lazy("De"), sort="from_fr"),
        Column("question", gettext_lazy("Question")),
        Column("changed_at", gettext_lazy("Modifié"), sort="changed_at", kind="day"),
    ),
    search=("question_fr", "from_fr", "to_fr", "explanation_fr", "question_en", "from_en", "to_en"),
    sort="rank",
    empty=gettext_lazy("Aucun changement pour l’instant : chargez les huit, ou écrivez le vôtre."),
    address=page_of,
    file="changements",
)


def told(found: positions.Spread, lang: str) -> str:
    """Write a spread: the median and the quartiles, or that it is hidden."""
    if found.hidden:
        return str(_("trop peu de réponses"))
    if found.median is None:
        return "–"
    spread = f" ({found.low}–{found.high})" if found.iqr else ""
    return f"{number(found.median, lang)}{spread}"


@needs("shift.see")
@require_safe
def shifts(request: Any) -> HttpResponse:
    """List the shifts, with the radar of a territory or of everyone."""
    found = Shift.kept.within(request.workspace)
    readings = positions.read(request.workspace)
    places = {str(one.pk): one for one in Authority.objects.filter(workspace=request.workspace)}
    chosen = places.get(request.GET.get("territoire", ""))
    lang = request.LANGUAGE_CODE
    rows = []
    for one in readings:
        at: Any = one.all
        if chosen is not None:
            at = next((s for s in one.territories if s.authority == chosen), positions.standing(chosen, ()))
        rows.append(
            {"shift": one.shift, "at": at, "now": told(at.now, lang), "target": told(at.target, lang)}
        )
    answered = any(r["at"].now.n or r["at"].target.n for r in rows)
    drawn = radar(rows, str(chosen or _("Tout l’espace")), lang) if answered else ""
    context = {
        "rows": rows,
        "places": [(key, str(one)) for key, one in places.items()],
        "chosen": str(chosen.pk) if chosen else EVERYONE,
        "answered": answered,
        "radar": mark_safe(drawn),  # noqa: S308 (the drawing escapes every text it writes)
        "may_load": access.allowed(request.member, "shift.edit"),
    }
    return SHIFTS.answer(request, found, "inquire/shifts.html", context)


def radar(rows: list[dict[str, Any]], who: str, lang: str) -> str:
    """Draw where a group stands on every shift."""
    axes = tuple(Axis(r["shift"].to, r["at"].now.median, r["at"].target.median) for r in rows)
    return radar_svg(axes, who, lang, low=LEVELS[0], high=LEVELS[-1], css=False)


@needs("shift.edit")
@require_POST
def load(request: Any) -> HttpResponse:
    """Load the eight shifts of the product."""
    added = decks.load_shifts(request.member)
    messages.success(request, _("%(n)s changements ajoutés.") % {"n": added})
    return redirect("shifts", workspace=request.workspace.slug)


@needs("shift.see", Shift)
@require_safe
def shift(request: Any) -> HttpResponse:
    """Show a shift: where territories stand, and its witnesses, findings and inspirations."""
    held = request.object
    reading = positions.read(request.workspace, [held])[0]
    lang = request.LANGUAGE_CODE
    standings = [
        {
            "name": name,
            "now": told(s.now, lang),
            "target": told(s.target, lang),
            "n": max(s.now.n, s.target.n),
            "gap": s.gap,
        }
        for name, s in [
            (_("Tout l’espace"), reading.all),
            *((str(s.authority), s) for s in reading.territories),
        ]
    ]
    came: dict[str, Any] = {}
    for step in thread.seen_by(request.member, thread.descendants(held)):
        group = came.setdefault(step.kind.kind, {"label": step.kind.plural, "objects": []})
        group["objects"].append({"obj": step.obj, "address": step.kind.address(step.obj, request.workspace)})
    calling = Problem.kept.within(request.workspace).filter(
        state=Problem.State.ACTIVE, shifts__contains=f"|{held.key}|"
    )
    from_ = [step.obj for step in thread.parents(held) if isinstance(step.obj, Problem)]
    tied = {one.uid for one in from_}
    context = {
        "obj": held,
        "standings": standings,
        "came": list(came.values()),
        "from": from_,
        "problems": [one for one in calling if one.uid not in tied],
    }
    return render(request, "inquire/shift.html", context)


@needs("shift.edit", Shift)
@require_POST
def tie(request: Any) -> HttpResponse:
    """Say that a shift is taken up because of a problem, or take that back: the thread then goes up to it."""
    problem = Problem.kept.within(request.workspace).filter(uid=request.POST.get("problem", "")).first()
    if problem is None:
        raise Http404
    if request.POST.get("do") == "untie":
        thread.unlink(request.object, problem)
    else:
        try:
            thread.link(request.object, problem, request.member)
        except RebondsError as error:
            messages.error(request, error.message(request.LANGUAGE_CODE))
    return redirect(page_of(request.object, request))


@needs("shift.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Any) -> HttpResponse:
    """Write a shift of one's own."""
    return editing.edit(request, ShiftForm, "inquire/shift_edit.html")


@needs("shift.edit", Shift)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: Any) -> HttpResponse:
    """Change a shift."""
    return editing.edit(request, ShiftForm, "inquire/shift_edit.html", obj=request.object)


@needs("shift.place")
@require_http_methods(["GET", "HEAD", "POST"])
def place(request: Any) -> HttpResponse:
    """Place one's territory on every shift, now and as a target; nothing is asked for."""
    held = list(Shift.kept.within(request.workspace))
    mine = {
        one.shift_id: one
        for one in ShiftPosition.objects.filter(workspace=request.workspace, member=request.member)
    }
    if request.method == "POST":
        _keep(request, held, mine)
        messages.success(request, _("Vos positions sont gardées. Vous pouvez en changer."))
        return redirect("shifts", workspace=request.workspace.slug)
    kit = kits.load(Shifts)
    rows = [
        {
            "shift": one,
            "now": getattr(mine.get(one.pk), "now", None),
            "target": getattr(mine.get(one.pk), "target", None),
        }
        for one in held
    ]
    labels = [(one.value, one.label.to(request.LANGUAGE_CODE)) for one in kit.levels]
    context = {
        "rows": rows,
        "levels": labels,
        "instruction": kit.instruction,
        "where": request.member.authority,
    }
    return render(request, "inquire/place.html", context)


@transaction.atomic
def _keep(request: Any, held: list[Shift], mine: dict[int, ShiftPosition]) -> None:
    for one in held:
        now, target = (_level(request.POST.get(f"{side}-{one.uid}", "")) for side in ("now", "target"))
        if now is None and target is None:
            if one.pk in mine:
                mine[one.pk].delete()
            continue
        ShiftPosition.objects.update_or_create(
            shift=one,
            member=request.member,
            defaults={
                "workspace": request.workspace,
                "authority": request.member.authority,
                "now": now,
                "target": target,
                "changed_at": timezone.now(),
            },
        )


def _level(raw: str) -> int | None:
    return int(raw) if raw in {str(level) for level in LEVELS} else None
