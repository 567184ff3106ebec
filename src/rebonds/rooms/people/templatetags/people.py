"""Template tags that every room uses: ``{% load people %}``."""

from __future__ import annotations

from typing import Any

from django import template

from rebonds.rooms.people import access, pins, registry, uploads
from rebonds.rooms.people.models import Account
from rebonds.text import Text

register = template.Library()


@register.simple_tag(takes_context=True)
def can(context: Any, action: str, obj: Any = None) -> bool:
    """Tell whether the visitor may do something: ``{% can "problem.edit" problem as ok %}``."""
    return access.allowed(context.get("member"), action, obj)


@register.simple_tag(takes_context=True)
def text(context: Any, value: Text) -> str:
    """Write a `Text` in the language of the page."""
    return value.to(context.get("language", "fr"))


@register.simple_tag(takes_context=True)
def entry_count(context: Any, door: registry.Entry) -> int | None:
    """Return how many objects stand behind a door of the workspace; ``None`` where it does not count."""
    return door.count(context["workspace"]) if door.count else None


@register.simple_tag
def kind_name(obj: Any) -> str:
    """Return the kind of an object, as addresses name it."""
    return registry.kind_of(obj).kind


@register.inclusion_tag("people/_object_links.html", takes_context=True)
def object_links(context: Any, obj: Any) -> dict[str, Any]:
    """Show the links that every object has: why, history, delete."""
    kind = registry.kind_of(obj)
    member = context.get("member")
    return {
        "obj": obj,
        "kind": kind,
        "workspace": context.get("workspace"),
        "csrf_token": context.get("csrf_token"),
        "may_see_history": access.allowed(member, "object.history", obj),
        "may_delete": access.allowed(member, kind.delete, obj),
        "starts": registry.starts_of(kind, member),
        "language": context.get("language", "fr"),
    }


@register.simple_tag
def first_account() -> bool:
    """Tell whether there is no account yet."""
    return not Account.objects.exists()


@register.inclusion_tag("people/_uploads.html", takes_context=True)
def attached_files(context: Any, obj: Any) -> dict[str, Any]:
    """Show the files of an object, and the form to attach one to whoever may change it."""
    kind, member = registry.kind_of(obj), context.get("member")
    return {
        "obj": obj,
        "kind": kind,
        "workspace": context.get("workspace"),
        "csrf_token": context.get("csrf_token"),
        "files": uploads.of(obj),
        "may_edit": access.allowed(member, "upload.add") and access.allowed(member, kind.edit, obj),
        "accept": ",".join(f".{ending}" for ending in uploads.TYPES),
    }


@register.inclusion_tag("people/_pins.html", takes_context=True)
def pinned_figures(context: Any, obj: Any) -> dict[str, Any]:
    """Show the figures that an object rests on, flagged where the data have changed."""
    kind, member = registry.kind_of(obj), context.get("member")
    language = context.get("language", "fr")
    return {
        "obj": obj,
        "kind": kind,
        "workspace": context.get("workspace"),
        "csrf_token": context.get("csrf_token"),
        "language": language,
        "pins": pins.shown(obj, language),
        "may_edit": access.allowed(member, "pin.add") and access.allowed(member, kind.edit, obj),
        "indicators": pins.choices(language),
    }
