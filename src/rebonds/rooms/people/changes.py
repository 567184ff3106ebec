"""Writing shared objects: who, which version, and nobody's text crushed."""

from __future__ import annotations

import difflib
import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction
from django.forms import ModelForm
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from rebonds.errors import RebondsError
from rebonds.rooms.people.models import Member, Shared
from rebonds.text import Text

WORDS = re.compile(r"\s+|\w+|[^\w\s]")


class Conflict(RebondsError):  # noqa: N818
    """Somebody changed the object meanwhile; both texts are here.

    Attributes
    ----------
    mine : Shared
        The object as it was about to be saved.
    theirs : Shared
        The object as it stands.
    """

    def __init__(self, mine: Shared, theirs: Shared) -> None:
        self.mine, self.theirs = mine, theirs
        super().__init__(
            Text(
                "Quelqu’un a modifié cette fiche pendant que vous l’écriviez.",
                "Somebody changed this while you were writing.",
            ),
            Text("Les deux textes sont gardés : choisissez.", "Both texts are kept: choose."),
        )

    def differing(self, fields: Sequence[str] | None = None) -> list[str]:
        """Return the names of the fields where both differ."""
        from rebonds.rooms.people.registry import written_fields

        names = fields if fields is not None else written_fields(type(self.mine))
        return [n for n in names if getattr(self.mine, n) != getattr(self.theirs, n)]


def save(
    thing: Shared | ModelForm[Any],
    member: Member | None,
    expected_version: int | None = None,
    *,
    workspace: Any = None,
) -> Shared:
    """Save an object, or a valid form that holds one, in the name of a member.

    Parameters
    ----------
    thing : Shared or django.forms.ModelForm
        What to save. A new object needs a workspace: its own, ``workspace``, or the member's.
    member : Member or None
        Who writes; ``None`` for the product itself (retention, demonstration).
    expected_version : int, optional
        Version that the writer had before her; by default, the one that the object carries.

    Raises
    ------
    Conflict
        If the object has moved on since: nothing is written.
    """
    form = thing if isinstance(thing, ModelForm) else None
    obj: Shared = form.instance if form is not None else thing  # type: ignore[assignment]
    with transaction.atomic():
        if obj.pk is None:
            _begin(obj, member, workspace)
        else:
            _advance(obj, obj.version if expected_version is None else expected_version)
        obj.changed_by = member
        obj.changed_at = timezone.now()
        obj.save()
        if form is not None:
            form._save_m2m()
    return obj


def _begin(obj: Shared, member: Member | None, workspace: Any) -> None:
    if obj.workspace_id is None:
        if workspace is None and member is None:
            raise ValueError("a new object needs a workspace or a member")
        obj.workspace = workspace if workspace is not None else member.workspace  # type: ignore[union-attr]
    obj.created_by = member
    obj.version = 1


def _advance(obj: Shared, expected: int) -> None:
    model = type(obj)
    moved = model.objects.filter(pk=obj.pk, version=expected).update(version=expected + 1)
    if not moved:
        raise Conflict(obj, model.objects.get(pk=obj.pk))
    obj.version = expected + 1


@dataclass(frozen=True)
class Version:
    """One line of the history of an object."""

    number: int
    at: Any
    member: Member | None
    what: str
    record: Any


def history(obj: Shared) -> list[Version]:
    """Return the versions of an object, the latest first: who, when, and what was done."""
    records = list(obj.history.select_related("changed_by").order_by("-history_date", "-history_id"))
    out = []
    for rank, record in enumerate(records):
        before = records[rank + 1] if rank + 1 < len(records) else None
        out.append(
            Version(record.version, record.history_date, record.changed_by, _what(record, before), record)
        )
    return out


def _what(record: Any, before: Any) -> str:
    if before is None:
        return "created"
    if record.deleted_at and not before.deleted_at:
        return "deleted"
    if before.deleted_at and not record.deleted_at:
        return "restored"
    return "changed"


@dataclass(frozen=True)
class Difference:
    """A field that differs between two versions, with the words removed and added marked."""

    name: str
    label: str
    before: str
    after: str
    marked: SafeString


def compare(before: Any, after: Any, fields: Sequence[str]) -> list[Difference]:
    """Return the fields that differ between two versions (objects or lines of history)."""
    out = []
    for name in fields:
        old, new = shown(before, name), shown(after, name)
        if old != new:
            out.append(Difference(name, field_label(after, name), old, new, marked(old, new)))
    return out


def shown(obj: Any, name: str) -> str:
    """Return a field as people read it: the label of a choice, the name of an object."""
    field = obj._meta.get_field(name)
    if isinstance(field, models.ForeignKey):
        try:
            related = getattr(obj, name)
        except field.related_model.DoesNotExist:
            related = None
        return "" if related is None else str(related)
    value = getattr(obj, name)
    if field.choices and value not in (None, ""):
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, (list, tuple)):
        return "\n".join(str(one) for one in value)
    if isinstance(value, bool):
        return "✓" if value else "–"
    return "" if value is None else str(value)


def field_label(obj: Any, name: str) -> str:
    """Return the name of a field as people read it."""
    label = str(obj._meta.get_field(name).verbose_name)
    return label[:1].upper() + label[1:]


def marked(before: str, after: str) -> SafeString:
    """Return a text as HTML, the words removed in ``<del>`` and those added in ``<ins>``, escaped."""
    old, new = WORDS.findall(before), WORDS.findall(after)
    out = []
    for step, i1, i2, j1, j2 in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        gone, come = html.escape("".join(old[i1:i2])), html.escape("".join(new[j1:j2]))
        if step == "equal":
            out.append(gone)
            continue
        if gone:
            out.append(f"<del>{gone}</del>")
        if come:
            out.append(f"<ins>{come}</ins>")
    return mark_safe("".join(out))  # noqa: S308 (every piece is escaped above)


def bring_back(obj: Shared, record: Any, member: Member | None, fields: Sequence[str]) -> Shared:
    """Give an object the texts that it had in a version; that is a change like another, kept in the history."""
    for name in fields:
        attribute = obj._meta.get_field(name).attname
        setattr(obj, attribute, getattr(record, attribute))
    obj.deleted_at = None
    return save(obj, member)
