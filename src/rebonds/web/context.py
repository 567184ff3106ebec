"""What every page is given."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

import rebonds
from rebonds.rooms.observe import drawings
from rebonds.text import LANGUAGES

APPEARANCES = ("light", "dark")


def page(request: HttpRequest) -> dict[str, Any]:
    """Return the language switch, the chosen appearance and the version shown in the footer."""
    language = getattr(request, "LANGUAGE_CODE", "fr")
    other = next(code for code in LANGUAGES if code != language)
    query = request.GET.copy()
    query["lang"] = other
    appearance = request.COOKIES.get("apparence", "")
    return {
        "here": request.resolver_match.url_name if request.resolver_match else "",
        "language": language,
        "other_language": other,
        "other_language_address": f"{request.path}?{query.urlencode()}",
        "colon": ":" if language == "en" else "\u00a0:",
        "semicolon": ";" if language == "en" else "\u202f;",
        "appearance": appearance if appearance in APPEARANCES else "",
        "drawings_version": drawings.stylesheet_version(),
        "version": rebonds.__version__,
    }
