"""Groupings: pick communes or EPCI, name the set, read it as one territory."""

from __future__ import annotations

import secrets
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from rebonds import territory
from rebonds.errors import RebondsError
from rebonds.rooms.observe import store
from rebonds.rooms.observe.models import Grouping, slug_of

LEVELS = ("commune", "epci")
MOST = 200
LONGEST_NAME = 120
OWNER = "owner"


def owner(request: HttpRequest, create: bool = False) -> str:
    """Return the mark of whoever visits, drawn when they first keep something."""
    if create and OWNER not in request.session:
        request.session[OWNER] = secrets.token_urlsafe(24)
    return request.session.get(OWNER, "")


def members_of(codes: list[str]) -> list[Any]:
    """Return the territories of the chosen codes, each once; what is not a commune or an EPCI is left out."""
    found = []
    for code in dict.fromkeys(codes[:MOST]):
        try:
            place = territory.get(code)
        except RebondsError:
            continue
        if place.level in LEVELS:
            found.append(place)
    return found


def address(name: str, codes: list[str], **more: str) -> str:
    """Return the address of the page with a choice in progress."""
    pairs = [("m", code) for code in codes] + ([("nom", name)] if name else []) + list(more.items())
    return f"{reverse('groupings')}?{urlencode(pairs)}" if pairs else reverse("groupings")


@require_http_methods(["GET", "HEAD", "POST"])
def groupings(request: HttpRequest) -> HttpResponse:
    """List the groupings, and make one: the choice in progress lives in the address until it is saved."""
    data = request.POST if request.method == "POST" else request.GET
    name = " ".join(data.get("nom", "").split())[:LONGEST_NAME]
    members = members_of(data.getlist("m"))
    codes = [place.code for place in members]
    error = ""
    if request.method == "POST":
        if name and codes:
            made = Grouping.objects.create(
                slug=slug_of(name), name=name, members=codes, owner=owner(request, create=True)
            )
            messages.success(request, _("« %(name)s » est enregistré.") % {"name": made.name})
            return redirect("reading", code=made.code)
        error = (
            _("Donnez un nom au groupement.") if codes else _("Choisissez au moins une commune ou un EPCI.")
        )
    query = data.get("q", "").strip()
    matches = store.search(query, limit=10, levels=LEVELS) if len(query) > 1 else []
    mine = owner(request)
    context = {
        "name": name,
        "members": [
            {"place": p, "without": address(name, [c for c in codes if c != p.code])} for p in members
        ],
        "population": sum(p.population or 0 for p in members) if members else None,
        "query": query,
        "matches": [
            {"match": m, "chosen": m.code in codes, "address": address(name, [*codes, m.code])}
            for m in matches
        ],
        "mine": Grouping.kept.filter(owner=mine) if mine else Grouping.objects.none(),
        "put_aside": Grouping.objects.filter(owner=mine).exclude(deleted_at=None) if mine else [],
        "shipped": store.shipped_groupings(),
        "error": error,
    }
    return render(request, "observe/groupings.html", context, status=422 if error else 200)


@require_POST
def delete(request: HttpRequest, slug: str) -> HttpResponse:
    """Put aside a grouping of one's own; it can be brought back."""
    grouping = get_object_or_404(Grouping.kept, slug=slug, owner=owner(request) or "-")
    grouping.delete_softly()
    messages.info(request, _("« %(name)s » est supprimé.") % {"name": grouping.name})
    return redirect("groupings")


@require_POST
def restore(request: HttpRequest, slug: str) -> HttpResponse:
    """Bring back a grouping of one's own."""
    grouping = get_object_or_404(Grouping, slug=slug, owner=owner(request) or "-")
    grouping.restore()
    messages.success(request, _("« %(name)s » est rétabli.") % {"name": grouping.name})
    return redirect("groupings")
