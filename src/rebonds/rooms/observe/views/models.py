"""The compass of models."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from rebonds.content.models import compass
from rebonds.errors import UsageError
from rebonds.reporting.models import models_report
from rebonds.reporting.report import Report
from rebonds.rooms.observe import reports
from rebonds.rooms.observe.views.common import lang
from rebonds.rooms.observe.views.flows import as_file, exports


def _asked(request: HttpRequest) -> Report:
    try:
        return models_report(request.GET.getlist("m"), request.GET.get("politique", ""))
    except UsageError as error:
        raise Http404(error.message(lang())) from error


@require_safe
def models(request: HttpRequest) -> HttpResponse:
    """Compare seven models, mix them, see one policy under each."""
    held, language = compass(), lang()
    report = _asked(request)
    chosen, policy = request.GET.getlist("m"), request.GET.get("politique", "")
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
        "exports": exports("models-export", request.GET.urlencode()),
    }
    return render(request, "observe/models.html", context)


@require_safe
def models_export(request: HttpRequest, kind: str) -> HttpResponse:
    """Return the compass as a file, with the mix and the policy of the address."""
    return as_file(_asked(request), kind, full=True)
