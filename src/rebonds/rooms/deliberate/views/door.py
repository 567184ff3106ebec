"""The door of a workshop: a short address, and the question that phones ask every few seconds."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from rebonds.errors import RebondsError
from rebonds.rooms.deliberate import attending, live
from rebonds.rooms.deliberate.parameters import parameter
from rebonds.rooms.people import access, joining
from rebonds.rooms.people.forms import GuestName
from rebonds.rooms.people.tries import too_many


def lead(session: Any, space: Any) -> HttpResponse:
    """Lead to the session, or to the workspace where the code is of no session."""
    if session is None:
        return redirect("workspace", workspace=space.slug)
    return redirect("session", workspace=space.slug, uid=session.uid)


@require_http_methods(["GET", "HEAD", "POST"])
def come_in(request: HttpRequest, code: str) -> HttpResponse:
    """Bring a participant in by the code on the wall, without an account.

    Only wrong codes are counted: three hundred phones may come in behind one address.
    """
    if too_many(request, "join", look=True):
        return render(request, "429.html", status=429)
    invitation = joining.by_code(code)
    if invitation is None:
        too_many(request, "join")
        return render(request, "deliberate/door_closed.html", status=404)
    session, space = attending.session_of(invitation), invitation.workspace
    member = access.member_of(request, space.slug)
    if member is not None:
        if session is not None:
            attending.attend(session, member)
        return lead(session, space)
    form = GuestName(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            member = joining.join(request, invitation, form.cleaned_data["name"])
        except RebondsError as error:
            form.add_error(None, error.message(request.LANGUAGE_CODE))
        else:
            if session is not None:
                attending.attend(session, member, bool(request.POST.get("named")))
            return lead(session, space)
    context = {"form": form, "space": space, "session": session}
    return render(request, "deliberate/door.html", context, status=422 if form.errors else 200)


@require_safe
def tick(request: HttpRequest, uid: str) -> HttpResponse:
    """Tell whether a session changed: nothing (204) while it has not. Says nothing of the session itself."""
    now = live.tick_of(uid)
    if now is None:
        raise Http404
    if request.GET.get("vu") == str(now):
        response = HttpResponse(status=204)
    else:
        context = {"uid": uid, "tick": now, "every": parameter("live", "phone")}
        response = render(request, "deliberate/_tick.html", context)
        response["HX-Trigger"] = "rebonds-changed"
    response["Cache-Control"] = "no-store"
    return response
