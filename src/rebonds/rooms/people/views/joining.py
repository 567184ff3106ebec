"""Coming in: by a link, or by the code on the wall."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from rebonds.errors import RebondsError
from rebonds.rooms.people import access, joining, registry
from rebonds.rooms.people.adapters import INVITED
from rebonds.rooms.people.forms import GuestName, Join
from rebonds.rooms.people.models import Invitation, Role
from rebonds.rooms.people.tries import too_many

CODE = "code"  # in the session: a code that was found good, until a name is given


@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest) -> HttpResponse:
    """Ask for the code of a workshop."""
    form = Join(request.POST or None)
    if request.method == "POST":
        if too_many(request, "join", look=True):
            return render(request, "429.html", status=429)
        if form.is_valid():
            invitation = joining.by_code(form.cleaned_data["code"])
            if invitation is not None:
                request.session[CODE] = invitation.code
                return redirect("join-name")
            too_many(request, "join")
            form.add_error(
                "code", _("Ce code n’ouvre aucun atelier, ou plus. Vérifiez-le sur l’écran de la salle.")
            )
    return render(request, "people/join.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def name(request: HttpRequest) -> HttpResponse:
    """Ask a guest how to call her, and bring her in."""
    invitation = joining.by_code(request.session.get(CODE, ""))
    if invitation is None:
        return redirect("join")
    return welcome(request, invitation)


@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest, token: str) -> HttpResponse:
    """Follow an invitation link."""
    if too_many(request, "join", look=True):
        return render(request, "429.html", status=429)
    invitation = joining.by_token(token)
    if invitation is None:
        too_many(request, "join")
        return render(request, "people/join_gone.html", status=404)
    if invitation.role != Role.GUEST and not request.user.is_authenticated:
        request.session[INVITED] = request.path
        return render(request, "people/join_sign_in.html", {"invitation": invitation})
    return welcome(request, invitation)


def welcome(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    """Say what the workspace is for, then bring the visitor in."""
    space = invitation.workspace
    if access.member_of(request, space.slug) is not None:
        return redirect("workspace", workspace=space.slug)
    form = GuestName(request.POST or None, initial={"name": getattr(request.user, "name", "")})
    if request.method == "POST" and form.is_valid():
        try:
            member = joining.join(request, invitation, form.cleaned_data["name"])
        except RebondsError as error:
            messages.error(request, error.message(request.LANGUAGE_CODE))
            return redirect(request.path)
        request.session.pop(CODE, None)
        return redirect(registry.landing_of(member, invitation) or reverse("workspace", args=[space.slug]))
    return render(request, "people/welcome.html", {"form": form, "invitation": invitation, "space": space})
