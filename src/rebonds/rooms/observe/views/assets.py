"""Health of the service, and the style sheet of the drawings."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

import rebonds
from rebonds.rooms.observe import drawings, store

YEAR = 365 * 24 * 3600


@never_cache
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """Say whether the database and the warehouse answer: 200, else 503 naming what does not."""
    parts = store.health()
    well = all(part == "ok" for part in parts.values())
    body = {"status": "ok" if well else "error", "version": rebonds.__version__, **parts}
    return JsonResponse(body, status=200 if well else 503)


@require_safe
def drawings_sheet(request: HttpRequest, version: str) -> HttpResponse:
    """Return the style sheet of the drawings; its address changes with its content."""
    response = HttpResponse(drawings.stylesheet(), content_type="text/css; charset=utf-8")
    if version == drawings.stylesheet_version():
        response["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    else:
        response["Cache-Control"] = "no-cache"
    return response
