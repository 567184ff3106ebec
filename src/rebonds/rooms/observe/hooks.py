"""Places in the pages of this room where other rooms may add something, without either knowing the other.

A room says ``hooks.add("figure", "room/_link.html")`` in its ``room.py``; pages say
``{% hook "figure" indicator=f.id territory=code %}``, and each template is given these names and what the page knows of
the visitor.
"""

from __future__ import annotations

_templates: dict[str, list[str]] = {}


def add(place: str, template: str) -> None:
    """Add a template to a place."""
    held = _templates.setdefault(place, [])
    if template not in held:
        held.append(template)


def of(place: str) -> tuple[str, ...]:
    """Return the templates of a place."""
    return tuple(_templates.get(place, ()))
