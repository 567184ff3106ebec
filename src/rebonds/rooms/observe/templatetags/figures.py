"""Template filters: texts in two languages, numbers and dates as the language writes them."""

from __future__ import annotations

import datetime as dt

from django import template
from django.utils import timezone
from django.utils.translation import get_language

from rebonds import text
from rebonds.lenses import plain
from rebonds.text import Text

register = template.Library()


def lang() -> str:
    """Return the language of the page."""
    return "en" if get_language() == "en" else "fr"


@register.filter
def t(value: Text | str | None) -> str:
    """Write a `Text` in the language of the page."""
    if value is None:
        return ""
    return value.to(lang()) if isinstance(value, Text) else str(value)


@register.filter
def ours(name: str) -> str:
    """Write a producer or a licence that Rebonds names itself in the language of the page."""
    return plain.ours(name, lang())


@register.filter
def num(value: float | None, decimals: int | None = None) -> str:
    """Write a number as the language does."""
    return text.number(value, lang(), decimals)


@register.filter
def day(value: dt.date | None) -> str:
    """Write a date, or the day of a moment here, as the language does."""
    if isinstance(value, dt.datetime):
        value = timezone.localtime(value).date()
    return text.day(value, lang()) if value is not None else "–"
