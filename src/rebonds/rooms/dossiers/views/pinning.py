"""From a figure of the observatory to a claim of a dossier."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from rebonds import indicators
from rebonds.rooms.dossiers.forms import lang
from rebonds.rooms.dossiers.models import Dossier, Finding, Hypothesis
from rebonds.rooms.observe import store
from rebonds.rooms.observe.views.comparing import links
from rebonds.rooms.people import access, pins, registry
from rebonds.rooms.people.models import Member, Role
from rebonds.text import with_unit

CLAIMS = (Dossier, Finding, Hypothesis)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: Any) -> HttpResponse:
    """Choose where to pin a figure among the claims that one may write, in all one's workspaces."""
    given = request.POST if request.method == "POST" else request.GET
    indicator, place = given.get("indicateur", ""), given.get("territoire", "").strip()
    card = indicators.cards().get(indicator)
    if card is None:
        raise Http404
    figure, said = None, ""
    where = {"name": "territoire", **store.asked(place, lang())}
    links(request, [where])
    if where["place"]:
        now = pins.current(indicator, place)
        figure = {**now, "text": with_unit(now["value"], now["unit"], lang())}
    claims = {name: (member, obj) for name, member, obj, _label in targets(request.user)}
    if request.method == "POST" and figure is not None:
        chosen = claims.get(given.get("cible", ""))
        if chosen is None:
            said = _("Choisissez où l’épingler.")
        else:
            member, obj = chosen
            access.check(member, "pin.add")
            pins.pin(obj, indicator, place, member)
            messages.success(request, _("Le chiffre est épinglé."))
            return redirect(registry.kind_of(obj).address(obj, member.workspace))
    context = {
        "indicator": indicator,
        "label": card.label.to(lang()),
        "place": place,
        "where": where,
        "figure": figure,
        "said": said,
        "groups": _grouped(request.user),
    }
    return render(
        request,
        "dossiers/pin.html",
        context,
        status=422 if (said or where["error"]) and request.method == "POST" else 200,
    )


def targets(account: Any) -> list[tuple[str, Member, Any, str]]:
    """Return what an account may pin figures to: (value, member, object, label)."""
    out: list[tuple[str, Member, Any, str]] = []
    for member in access.workspaces_of(account):
        if not access.allowed(member, "pin.add"):
            continue
        found = Dossier.kept.within(member.workspace)
        if member.role != Role.FACILITATOR:
            found = found.filter(Q(team=member) | Q(created_by=member)).distinct()
        held = {one.pk: one for one in found if access.allowed(member, "dossier.edit", one)}
        for model in CLAIMS:
            kind = registry.kind_of(model)
            rows: Any = (
                held.values() if model is Dossier else model.objects.filter(dossier__in=held, deleted_at=None)
            )
            out += [
                (f"{kind.kind}:{one.uid}", member, one, f"{kind.label.to(lang())} · {one}") for one in rows
            ]
    return out


def _grouped(account: Any) -> list[tuple[str, list[tuple[str, str]]]]:
    groups: dict[str, list[tuple[str, str]]] = {}
    for value, member, _obj, label in targets(account):
        groups.setdefault(member.workspace.name, []).append((value, label))
    return list(groups.items())
