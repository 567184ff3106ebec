"""Texts in two languages, of which one may be missing."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language


def told(obj: Any, name: str, lang: str | None = None) -> str:
    """Return a text of an object in a language; the other one where it has no translation yet."""
    lang = lang or get_language() or "fr"
    first, second = ("en", "fr") if lang.startswith("en") else ("fr", "en")
    return getattr(obj, f"{name}_{first}") or getattr(obj, f"{name}_{second}")
