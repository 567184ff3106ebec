"""The facilitator's desk, and the wall that the room sees."""

from __future__ import annotations

import functools
import io
import zlib
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from rebonds.errors import RebondsError
from rebonds.rooms.deliberate import attending, live, proposals, voting
from rebonds.rooms.deliberate.models import Session
from rebonds.rooms.deliberate.parameters import parameter
from rebonds.rooms.people import changes
from rebonds.rooms.people.access import needs

MOST_MINUTES = 600


def short_address(request: Any, session: Session) -> str:
    """Return the address that the wall shows; nothing where the door is closed."""
    code = session.invitation.code if session.invitation is not None and session.invitation.usable else ""
    if not code:
        return ""
    root = request.build_absolute_uri("/").rstrip("/")
    if settings.PUBLIC_ADDRESS and request.get_host().rpartition(":")[0] in settings.LOCAL_HOSTS:
        root = settings.PUBLIC_ADDRESS  # seen from the machine itself: phones need its other address
    return f"{root}{reverse('door', kwargs={'code': code})}"


@functools.lru_cache(maxsize=64)
def qr(address: str) -> str:
    """Return a QR code as SVG, without any outside resource."""
    import segno

    out = io.BytesIO()
    segno.make(address, error="m").save(
        out, kind="svg", xmldecl=False, svgns=True, border=2, omitsize=True, svgclass="qr", lineclass=None
    )
    return mark_safe(out.getvalue().decode())  # noqa: S308 (made of our own address, by segno)


def context_of(request: Any) -> dict[str, Any]:
    """Return what the desk and the wall show."""
    session = request.object
    stage = live.stage_of(session)
    listed = list(session.ballots.filter(deleted_at=None))
    counts = voting.answered(listed)
    watched = proposals.watched(listed)
    ballots = [
        {
            "ballot": b,
            "phones": counts[b.pk][0],
            "paper": counts[b.pk][1],
            "proposed": watched.get(b.pk, []),
            "waiting": sum(one.waits for one in watched.get(b.pk, [])),
        }
        for b in listed
    ]
    joined = session.attendances.filter(member__left_at=None).count()
    shown = next((one for one in ballots if one["ballot"].pk == stage.shown_id), None)
    return {
        "session": session,
        "stage": stage,
        "step": session.steps[stage.step] if stage.step < len(session.steps) else None,
        "next_step": session.steps[stage.step + 1] if stage.step + 1 < len(session.steps) else None,
        "step_number": stage.step + 1,
        "ballots": ballots,
        "shown": shown,
        "joined": joined,
        "too_many": bool(session.seats and joined > session.seats),
        "address": short_address(request, session),
        "every": parameter("live", "wall"),
    }


def seen(context: dict[str, Any]) -> str:
    """Return a mark of what a wall shows: it changes when, and only when, the wall must."""
    counts = "-".join(f"{one['phones']}.{one['paper']}" for one in context["ballots"])
    return f"{context['stage'].tick}_{context['joined']}_{counts}"


@needs("session.run", Session)
@require_http_methods(["GET", "HEAD", "POST"])
def run(request: Any) -> HttpResponse:
    """Run a session: steps, timer, ballots, doors."""
    session = request.object
    if request.method == "POST":
        try:
            act(request, session, request.POST.get("do", ""))
        except RebondsError as error:
            messages.error(request, error.message(request.LANGUAGE_CODE))
        return redirect("session-run", workspace=request.workspace.slug, uid=session.uid)
    context = context_of(request)
    proposed = [(p.pk, p.state) for one in context["ballots"] for p in one["proposed"]]
    context["seen"] = f"{seen(context)}_{zlib.crc32(repr(proposed).encode())}"
    if request.htmx and request.htmx.target == "pupitre":
        if request.GET.get("vu") == context["seen"]:
            return HttpResponse(status=204)
        return render(request, "deliberate/_desk.html", context)
    return render(request, "deliberate/run.html", context)


def act(request: Any, session: Session, asked: str) -> None:
    """Do what the facilitator asks."""
    stage = live.stage_of(session)
    if asked in ("next", "back"):
        live.go_to(session, stage.step + (1 if asked == "next" else -1))
    elif asked == "start":
        given = request.POST.get("minutes", "")
        minutes = int(given) if given.isascii() and given.isdigit() and len(given) < 4 else 0
        seconds = 60 * min(minutes, MOST_MINUTES) or stage.seconds_left or 0
        live.start_timer(session, seconds)
    elif asked == "pause":
        live.pause_timer(session)
    elif asked == "clear":
        live.clear_timer(session)
    elif asked == "wall-doors":
        live.show(session, None)
    elif asked == "doors":
        attending.open_doors(session, request.member)
        live.changed(session)
    elif asked in ("end", "reopen"):
        session.ended_at = timezone.now() if asked == "end" else None
        changes.save(session, request.member)
        live.changed(session)


@needs("session.run", Session)
@require_safe
def wall(request: Any) -> HttpResponse:
    """Show the wall, or the part of it that moves; nothing (204) while nothing moved."""
    context = context_of(request)
    context["seen"] = seen(context)
    part = bool(request.htmx) and request.htmx.target == "mur"
    if part and request.GET.get("vu") == context["seen"]:
        return HttpResponse(status=204)
    shown = context["shown"]
    if shown is not None and shown["ballot"].revealed:
        from rebonds.rooms.deliberate.views.results import page_of

        context["report"] = page_of(shown["ballot"])
    elif context["address"]:
        context["qr"] = qr(context["address"])
    context["title"] = _("Écran de la salle")
    return render(request, "deliberate/_wall.html" if part else "deliberate/wall.html", context)
