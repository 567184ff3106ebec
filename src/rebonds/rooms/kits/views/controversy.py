"""Which positions can live together: said pair by pair, by those who lead the debate."""

from __future__ import annotations

from itertools import combinations
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from rebonds.content.deliberating import Controversy
from rebonds.content.kits import load
from rebonds.deliberation.ballots import tidy
from rebonds.rooms.kits import frames
from rebonds.rooms.kits.models import Sheet
from rebonds.rooms.kits.showing import language
from rebonds.rooms.people import changes
from rebonds.rooms.people.access import needs

LONGEST = 600
#: Answers that mean nothing without their condition, or without the figure that is missing.
ARGUED = ("conditional", "unknown")


@needs("sheet.lead", Sheet)
@require_http_methods(["GET", "HEAD", "POST"])
def compatibilities(request: Any) -> HttpResponse:
    """Say, for each two agreed positions, whether they can live together."""
    project, lang = request.object, language()
    if project.kind != "project":
        raise Http404(project.kind)
    words = {one.id: one for one in load(Controversy).compatibilities}
    held = project.data.get("pairs", {})
    rows, lacking = [], False
    for a, b in combinations(frames.agreed_positions(project), 2):
        key = frames.pair_key(a, b)
        state, why = held.get(key, {}).get("state", ""), held.get(key, {}).get("why", "")
        if request.method == "POST":
            state, why = request.POST.get(f"p-{key}", ""), tidy(request.POST.get(f"w-{key}", "")[:LONGEST])
            state = state if state in words else ""
        lacks = request.method == "POST" and state in ARGUED and not why
        lacking = lacking or lacks
        rows.append({"key": key, "a": a, "b": b, "state": state, "why": why, "lacks": lacks})
    if request.method == "POST" and not lacking:
        said = {one["key"]: {"state": one["state"], "why": one["why"]} for one in rows if one["state"]}
        project.data = project.data | {"pairs": said}
        changes.save(project, request.member)
        messages.success(request, _("C’est enregistré."))
        return redirect("sheet", workspace=request.workspace.slug, uid=project.uid)
    context = {
        "project": project,
        "rows": rows,
        "lacking": lacking,
        "words": [(one.id, one.label.to(lang), one.text.to(lang)) for one in words.values()],
    }
    return render(request, "kits/compatibilities.html", context, status=422 if lacking else 200)
