"""Template tags of the room: ``{% load deliberate %}``."""

from __future__ import annotations

from typing import Any

from django import template

from rebonds.rooms.deliberate.counting import said
from rebonds.rooms.deliberate.parameters import way

register = template.Library()


@register.filter
def clock(seconds: int | None) -> str:
    """Write seconds as a timer does: ``04:30``."""
    left = max(0, int(seconds or 0))
    return f"{left // 60:02d}:{left % 60:02d}"


@register.simple_tag(takes_context=True)
def method_name(context: Any, method: str) -> str:
    """Return the name of a method in the language of the page."""
    return way(method).label.to(context.get("language", "fr"))


@register.simple_tag(takes_context=True)
def option_text(context: Any, one: dict[str, Any]) -> str:
    """Return an option in the language of the page."""
    return said(one, context.get("language", "fr"))
