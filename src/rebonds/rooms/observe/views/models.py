"""The compass of models."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rebonds.content.models import Compass, Strategy, compass
from rebonds.errors import UsageError
from rebonds.flows.scenario import load, shipped
from rebonds.lenses.registry import DOUGHNUT, lenses
from rebonds.reporting.models import models_report
from rebonds.reporting.report import Report
from rebonds.rooms.observe import reports, store
from rebonds.rooms.observe.views.common import lang
from rebonds.rooms.observe.views.comparing import links, side
from rebonds.rooms.observe.views.flows import as_file, exports
from rebonds.territory.model import Territory


def _asked(request: HttpRequest, place: Territory | None) -> Report:
    chosen = request.GET.getlist("m")
    try:
        return models_report(
            chosen,
            request.GET.get("politique", ""),
            strategies=_practised(request, compass()),
            read=reports.through(compass(), place, chosen),
        )
    except UsageError as error:
        raise Http404(error.message(lang())) from error


def _practised(request: HttpRequest, held: Compass) -> tuple[Strategy, ...]:
    """Return what is done already as one strategy: the instruments ticked, with the aims ticked."""
    tools = tuple(tool for tool in request.GET.getlist("t") if tool in held.tools)
    if not tools:
        return ()
    aims = tuple(m for m in request.GET.getlist("m") if m in held.models)
    return (Strategy(_("Ce que nous faisons déjà"), "", aims, tools, ""),)


@require_safe
def models(request: HttpRequest) -> HttpResponse:
    """Compare seven models, mix them, see one policy under each, and what reads them on a territory."""
    held, language = compass(), lang()
    where = side(request, "territoire")
    links(request, [where])
    place = where["place"]
    report = _asked(request, place)
    chosen, policy = request.GET.getlist("m"), request.GET.get("politique", "")
    used = request.GET.getlist("t")
    context: dict[str, Any] = {
        "report": reports.page(report, language),
        "models": [
            {"id": m.id, "label": m.label.to(language), "chosen": m.id in chosen}
            for m in held.models.values()
        ],
        "policies": [
            {"id": p.id, "label": p.label.to(language), "chosen": p.id == policy}
            for p in held.policies.values()
        ],
        "tools": [
            {"id": ident, "label": label.to(language), "chosen": ident in used}
            for ident, label in held.tools.items()
        ],
        "where": where,
        "ways": ways(held, chosen, place, language),
        "exports": exports("models-export", request.GET.urlencode()),
    }
    return render(request, "observe/models.html", context)


def ways(held: Compass, chosen: list[str], place: Territory | None, language: str) -> list[dict[str, Any]]:
    """Return, for each model, the addresses of the lenses that read it and of the what-ifs that practise it."""
    names = lenses()
    code = store.address_code(place) if place else ""
    found = []
    for model in held.models.values():
        if chosen and model.id not in chosen:
            continue
        reads = []
        for lens in model.reads:
            if not code:
                address = ""
            elif lens == DOUGHNUT:
                address = reverse("reading", kwargs={"code": code})
            else:
                address = reverse("lens", kwargs={"code": code, "lens": lens})
            reads.append({"label": names[lens].to(language), "address": address})
        tries = [
            {
                "label": load(name).title.to(language),
                "address": f"{reverse('shocks')}?{urlencode({'scenario': name})}",
            }
            for name in model.scenarios
            if name in shipped()
        ]
        found.append(
            {
                "label": model.label.to(language),
                "reads": reads,
                "tries": tries,
                "practice": model.practice.to(language),
            }
        )
    return found


@require_safe
def models_export(request: HttpRequest, kind: str) -> HttpResponse:
    """Return the compass as a file, with the mix, the policy and the territory of the address."""
    return as_file(_asked(request, side(request, "territoire")["place"]), kind, full=True)
