"""The index follows what is written."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db.models.signals import post_delete, post_save

from rebonds.rooms.people.models import Shared
from rebonds.rooms.search import index


def connect() -> None:
    """Listen to each class of shared objects that says its text (to no other: deletions of the others stay quick)."""
    for model in apps.get_models():
        if issubclass(model, Shared) and hasattr(model, "search_text"):
            name = model._meta.label
            post_save.connect(written, sender=model, dispatch_uid=f"search.written.{name}")
            post_delete.connect(gone, sender=model, dispatch_uid=f"search.gone.{name}")


def written(sender: Any, instance: Any, raw: bool = False, **_: Any) -> None:
    """Index what was just saved; fixtures are left to the command."""
    if not raw and index.searchable(sender):
        index.update([instance])


def gone(sender: Any, instance: Any, **_: Any) -> None:
    """Forget what is deleted for good."""
    if index.searchable(sender):
        index.forget(instance.uid)
