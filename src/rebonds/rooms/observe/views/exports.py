"""A reading as a file: PDF, XLSX, CSV, JSON, SVG."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from rebonds import lenses, reporting
from rebonds.lenses.reading import PairReading, Reading
from rebonds.reporting.deliver import TYPES
from rebonds.rooms.observe import drawings, store
from rebonds.rooms.observe.views.common import lang, options_or_404


def content(found: Reading | PairReading, kind: str, full: bool, language: str) -> bytes:
    """Return a reading in a format."""
    if kind == "json":
        return json.dumps(lenses.to_json(found, lang=language), ensure_ascii=False, indent=1).encode()
    if kind == "svg":
        return drawings.file_svg(found, language).encode()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"lecture.{kind}"
        if kind == "pdf":
            reporting.pdf(found, path, lang=language, full=full)
        else:
            getattr(reporting, kind)(found, path, lang=language)
        return path.read_bytes()


def answer(found: Reading | PairReading, kind: str, name: str, full: bool = False) -> HttpResponse:
    """Return a reading as a file to keep."""
    if kind not in TYPES:
        raise Http404(kind)
    response = HttpResponse(content(found, kind, full, lang()), content_type=TYPES[kind])
    response["Content-Disposition"] = f'attachment; filename="rebonds-{slugify(name)}.{kind}"'
    return response


@require_safe
def reading(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """Return the reading of a territory as a file; ``?complet=1`` gives the whole dossier (PDF)."""
    place = store.find_or_404(code)
    options = options_or_404(request)
    found = store.reading(place, options.threshold_set, options.theme)
    return answer(found, kind, place.name, full=request.GET.get("complet") == "1")


@require_safe
def pair(request: HttpRequest, kind: str) -> HttpResponse:
    """Return the reading of two territories as a file."""
    a = store.find_or_404(request.GET.get("a", ""))
    b = store.find_or_404(request.GET.get("b", ""))
    options = options_or_404(request)
    found = store.pair(a, b, options.threshold_set, options.theme)
    return answer(found, kind, f"{a.name}-{b.name}")
