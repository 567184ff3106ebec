"""What a phone needs to open its workshop again without network."""

from __future__ import annotations

from pathlib import Path

from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """Give the worker from the root: its address bounds what it may keep."""
    held = Path(finders.find("deliberate/offline.js")).read_bytes()
    response = HttpResponse(held, content_type="text/javascript")
    response["Cache-Control"] = "no-cache"
    return response


@require_safe
def nowhere(request: HttpRequest) -> HttpResponse:
    """Say that there is no network, where the page asked for was never kept."""
    return render(request, "deliberate/nowhere.html")
