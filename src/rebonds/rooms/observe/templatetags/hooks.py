"""``{% hook "place" name=value %}``: what other rooms add to a page."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from rebonds.rooms.observe import hooks

register = template.Library()


@register.simple_tag(takes_context=True)
def hook(context: Any, place: str, **given: Any) -> SafeString:
    """Show what other rooms add at a place."""
    known = {name: context.get(name) for name in ("signed_in", "member", "language")}
    parts = [render_to_string(one, {**known, **given}) for one in hooks.of(place)]
    return mark_safe("".join(parts))  # noqa: S308 (templates escape what they show)
