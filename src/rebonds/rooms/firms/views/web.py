"""The web of firms: drawn where there is JavaScript, as tables everywhere."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from rebonds.causal.layout import spread
from rebonds.matching.waste import named
from rebonds.matching.web import roles
from rebonds.rooms.firms import store
from rebonds.rooms.firms.models import STATE_CHOICES
from rebonds.rooms.firms.parameters import parameters
from rebonds.rooms.people.access import needs
from rebonds.text import number


@needs("firm.see")
@require_safe
def web(request: Any) -> HttpResponse:
    """Draw who hands what to whom, who is central, and where the web breaks."""
    lang, slug = request.LANGUAGE_CODE, request.workspace.slug
    found = store.reading(request.member)
    ties = store.ties(found, store.opened(request.workspace))
    known = store.core_firms(request.member)
    ranked = roles(known, ties)
    most = parameters()["shown"]["drawn"]
    drawn = {one.firm for one in sorted(ranked, key=lambda r: (-r.partners, r.firm))[:most]}
    links = [tie for tie in ties if tie.giver in drawn and tie.receiver in drawn]
    at = spread(sorted(drawn), [(tie.giver, tie.receiver, 1.0) for tie in links])
    cuts = {one.firm for one in ranked if one.cut}
    states = {key: str(label) for key, label in STATE_CHOICES}
    address = {
        uid: reverse("firm", kwargs={"workspace": slug, "uid": uid}) for uid in {one.firm for one in ranked}
    }
    data = {
        "nodes": [
            {
                "id": uid,
                "label": known[uid].name,
                "cut": uid in cuts,
                "x": at[uid][0],
                "y": at[uid][1],
                "address": address[uid],
            }
            for uid in sorted(drawn)
        ],
        "links": [
            {
                "id": f"t{rank}",
                "source": tie.giver,
                "target": tie.receiver,
                "resource": named(tie.resource).to(lang),
                "state": tie.state,
                "told": states[tie.state],
            }
            for rank, tie in enumerate(links)
        ],
    }
    context = {
        "data": data,
        "drawn": len(drawn),
        "linked": len(ranked),
        "alone": len(known) - len(ranked),
        "roles": [
            {
                "name": one.name,
                "address": address[one.firm],
                "partners": one.partners,
                "central": number(one.betweenness, lang, 2),
                "cut": one.cut,
            }
            for one in ranked
        ],
        "ties": [
            {
                "giver": known[tie.giver].name,
                "receiver": known[tie.receiver].name,
                "resource": tie.resource,
                "state": states[tie.state],
            }
            for tie in ties
        ],
    }
    return render(request, "firms/web.html", context)
