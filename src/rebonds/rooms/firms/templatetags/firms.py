"""Template tags of the room: ``{% load firms %}``."""

from __future__ import annotations

from django import template
from django.utils.translation import get_language

from rebonds.matching.waste import named

register = template.Library()


@register.filter
def resource(code: str) -> str:
    """Write a resource as people read it: a code of waste with its name."""
    return named(code).to("en" if (get_language() or "fr").startswith("en") else "fr")
